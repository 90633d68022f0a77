"""Protecting people who could be identified from a small number."""
