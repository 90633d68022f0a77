"""What section notebooks call: readings of indicators, published facts, tables, charts."""

from bcssp_lib.section.section import Section, open_section

__all__ = ["Section", "open_section"]
