"""Narrative blocks, and binding them to facts."""
