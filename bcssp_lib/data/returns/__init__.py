"""What partners return: workbooks to fill in, and reading them back."""
