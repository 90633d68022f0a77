"""Composing executed sections into a report, and rendering it."""
