"""Figures of speed; they are measured here and never in a timed test."""
