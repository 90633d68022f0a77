"""The facts of a report as widgets: a field to search them, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from bcssp_lib.app.fact_list import fact_list_html, find_facts, other_names_html
from bcssp_lib.model.fact import Fact
from bcssp_lib.narrative.binding import FactBook


class FactBox:
    """The facts of a report, those of ``section`` by their short names."""

    def __init__(self, section: str) -> None:
        self._section = section
        self._facts: Sequence[Fact] = ()
        self.search = widgets.Text(
            description="Search the facts",
            placeholder="missing, training_sessions, 282 …",
            continuous_update=True,
            style={"description_width": "initial"},
            layout={"width": "auto"},
        )
        self.facts = widgets.HTML()
        self.others = widgets.HTML()
        self.search.observe(lambda _: self._list(), "value")

    @property
    def parts(self) -> list[Any]:
        """The widgets, one below the other."""
        return [
            widgets.HTML("<h2>Facts of this report</h2>"),
            self.search,
            self.facts,
            widgets.HTML("<h3>Names and helpers for all texts</h3>"),
            self.others,
        ]

    def show(self, facts: Sequence[Fact], book: FactBook) -> None:
        """List these facts, and the names that belong to the report itself."""
        self._facts = facts
        self.others.value = other_names_html(book)
        self._list()

    def _list(self) -> None:
        matches = find_facts(self._facts, self.search.value)
        self.facts.value = fact_list_html(self._facts, matches, self._section)
