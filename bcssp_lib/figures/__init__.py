"""Reading params/ and data/ into checked observations and the catalogue."""
