"""Planning and running section notebooks."""
