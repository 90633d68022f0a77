"""The bcssp command: one small module a command."""
