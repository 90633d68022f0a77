"""Building reports: one at a time or in batches, and knowing what was built."""
