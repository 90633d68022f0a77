"""Checking a report's narrative: every figure and claim in it, against the facts."""
