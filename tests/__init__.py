"""Tests of the toolkit; each folder mirrors a room of the library."""

import sys

# jsonschema would take a second to read a grammar of addresses, which nothing here has.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
