"""Editing narrative in JupyterLab: working notebooks, and bringing what was written home."""
