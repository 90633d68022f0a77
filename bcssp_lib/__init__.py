"""The helper library of the safeguarding partnerships' reporting toolkit.

Section notebooks import from here only, by the names declared in ``__all__``.
"""

from bcssp_lib.section import Section, open_section

__all__ = ["Section", "open_section"]
