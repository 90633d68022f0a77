"""The bcssp command, the panel for authors and the explorer."""
