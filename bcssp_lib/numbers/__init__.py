"""Rounding, change, ratings and wording: pure functions of values."""
