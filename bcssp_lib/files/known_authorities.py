"""The authorities of England that have children's services, with their codes and regions."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def read_known_authorities() -> tuple[dict[str, str], ...]:
    """A row for each authority, and for each code of one whose code has changed."""
    path = files("bcssp_lib.files") / "templates" / "authorities.csv"
    return tuple(csv.DictReader(path.read_text("utf-8").splitlines()))
