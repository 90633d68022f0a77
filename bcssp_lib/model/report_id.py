"""Which report something belongs to."""

from __future__ import annotations

Stamp = dict[str, str]
