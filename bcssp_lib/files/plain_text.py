"""Text of users on a terminal and in logs, where some characters would be orders."""

from __future__ import annotations

# C0 but tab and line feed, delete, and C1: what terminals obey.
_CONTROLS = {
    code: f"\\u{code:04x}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)
}


def show_controls(text: str) -> str:
    r"""A text whose control characters can be seen and do nothing, such as ``\u001b``."""
    return text.translate(_CONTROLS)
