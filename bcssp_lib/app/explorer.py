"""The explorer: pick an area, a period, an indicator and whom to compare with, and look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from bcssp_lib.app.explored import Explored, explored
from bcssp_lib.build.built import built_report
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.section.section import open_section
from bcssp_lib.stats.fact_wording import COMPARED_WITH

NAME = "explore"  # of the section that it opens; no report has it


class Explorer:
    """Four pickers, and what they show: ``summary``, ``chart``, ``table`` and ``name``."""

    def __init__(self, project: Project) -> None:
        catalogue = load_catalogue(project)
        settings = catalogue.settings
        self._indicators = catalogue.indicators
        self._section = cache(lambda area, period: open_section(NAME, area, period))
        self._homes = cache(lambda area, period: homes_of(project, area, period))
        self.area = _picker("Area", {one.name: one.slug for one in catalogue.authorities()})
        periods = {one.label: one.label for one in catalogue.periods}
        self.period = _picker("Period", periods, settings.default_period)
        first = next((one.id for one in self._indicators.values() if one.headline), None)
        self.indicator = _picker("Indicator", _by_title(self._indicators.values()), first)
        whom = {f"{text[:1].upper()}{text[1:]}": name for name, text in COMPARED_WITH.items()}
        self.comparator = _picker("Compared with", whom)
        self.summary, self.chart, self.table, self.name = (_shown() for _ in range(4))
        for one in self._pickers:
            one.observe(lambda _: self._show(), "value")
        self._show()

    @property
    def pickers(self) -> Any:
        """The four pickers, one below the other."""
        style = files("bcssp_lib.app").joinpath("templates/studio.css").read_text("utf-8")
        box = widgets.VBox([widgets.HTML(f"<style>{style}</style>"), *self._pickers])
        box.add_class("bcssp-content")
        box.add_class("bcssp-pickers")
        return box

    @property
    def _pickers(self) -> tuple[Any, ...]:
        return self.area, self.period, self.indicator, self.comparator

    def _show(self) -> None:
        found = self._explored()
        self.summary.value, self.chart.value = found.summary, found.chart
        self.table.value, self.name.value = found.table, found.name

    def _explored(self) -> Explored:
        area, period = self.area.value, self.period.value
        indicator = self._indicators[self.indicator.value]
        try:
            section = self._section(area, period)
            return explored(section, indicator, self.comparator.value, self._homes(area, period))
        except UserError as error:
            return Explored(f"<p><strong>{escape(str(error))}</strong></p>", "", "", "")


def open_explorer() -> Explorer:
    """Open the explorer of the project's figures."""
    return Explorer(find_project())


def homes_of(project: Project, area: str, period: str) -> dict[str, list[str]] | None:
    """By fact, the sections that publish it; none where the report is not built."""
    try:
        _, book = built_report(project, Request((area,), (period,)))
    except UserError:
        return None
    homes: dict[str, list[str]] = {}
    for section, facts in book.facts.items():
        for name in facts:
            homes.setdefault(name, []).append(section)
    return homes


def _by_title(indicators: Iterable[Indicator]) -> dict[str, str]:
    titles = {f"{one.code} {one.title}".strip(): one.id for one in indicators}
    return dict(sorted(titles.items(), key=lambda pair: (pair[0][0].isdigit(), pair[0])))


def _picker(label: str, options: Mapping[str, str], value: str | None = None) -> Any:
    return widgets.Dropdown(
        description=label,
        options=list(options.items()),
        value=value or next(iter(options.values())),
        style={"description_width": "initial"},
        layout={"width": "auto"},
    )


def _shown() -> Any:
    html = widgets.HTML()
    html.add_class("bcssp-content")
    html.add_class("bcssp-explored")
    return html
