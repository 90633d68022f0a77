"""What is looked at live: the panel beside an author's text, and the explorer of figures."""
