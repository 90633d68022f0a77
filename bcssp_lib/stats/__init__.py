"""Rounding, rates, intervals, change, statistical process control, ranks and ratings."""
