"""Running sections, building reports, and the ledger of what was built."""
