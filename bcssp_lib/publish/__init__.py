"""Composing executed sections into reports, and rendering them."""
