"""Figures that come from elsewhere: an author cites one, or a whole table or quotation.

A citation says where a figure comes from; no fact has it, so that the check leaves it alone, and
the data notes list it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

CITED = "cited"
CITED_BLOCK = "cited_block"
_FORMS = {
    CITED: '{{ cited("13.2%", "Force forecast 2024", "page 3") }}',
    CITED_BLOCK: '{{ cited_block("Force forecast 2024", "page 3") }}',
}
_ADDRESS = r"https://[^\s<>()\[\]\"'\\]+"


@dataclass(frozen=True)
class Citation:
    """Where a figure comes from: a source, and the place in it or its web address."""

    source: str
    where: str = ""

    @property
    def words(self) -> str:
        """The source as a reader sees it: "Source: Force forecast 2024, page 3."."""
        text = ", ".join(filter(None, (self.source, self.where))).rstrip(".")
        return f"Source: {text}."

    @property
    def address(self) -> str:
        """The web address; empty where there is none."""
        return self.where if re.fullmatch(_ADDRESS, self.where) else ""


def read_citation(helper: str, names: Sequence[str]) -> tuple[str, Citation]:
    """The words that ``cited`` or ``cited_block`` shows, and their citation.

    Raises ``ValueError`` with the form that is right, if names are missing or too many.
    """
    texts = [" ".join(name.split()) for name in names]
    figure = texts[:1] if helper == CITED else []
    source = texts[len(figure) :]
    if not (1 <= len(source) <= 2) or not all((*figure, source[0])):
        raise ValueError(f"the helper '{helper}' takes {_needs(helper)}: {_FORMS[helper]}")
    citation = Citation(*source)
    return (figure or [citation.words])[0], citation


def _needs(helper: str) -> str:
    source = "a source and, if you like, where in it or a web address"
    return f"a figure, {source}" if helper == CITED else source
