"""Importing figures: read a file, recognise its form, map it to observations, store these."""
