"""The explorer: pick an area, a period, an indicator and whom to compare with, and look."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from bcssp_lib.app.explorer_views import ExplorerView, make_view
from bcssp_lib.build.built_facts import read_report
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
        self._homes = cache(lambda area, period: sections_by_fact(project, area, period))
        self.area = _picker(
            "Area", {authority.name: authority.slug for authority in catalogue.authorities()}
        )
        periods = {period.label: period.label for period in catalogue.periods}
        self.period = _picker("Period", periods, settings.default_period)
        first = next(
            (indicator.id for indicator in self._indicators.values() if indicator.headline), None
        )
        self.indicator = _picker("Indicator", _by_title(self._indicators.values()), first)
        whom = {f"{text[:1].upper()}{text[1:]}": name for name, text in COMPARED_WITH.items()}
        self.comparator = _picker("Compared with", whom)
        self.summary, self.chart, self.table, self.name = (_hidden_html() for _ in range(4))
        for picker in self._pickers:
            picker.observe(lambda _: self._show(), "value")
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
        view = self._explored()
        self.summary.value, self.chart.value = view.summary, view.chart
        self.table.value, self.name.value = view.table, view.name

    def _explored(self) -> ExplorerView:
        area, period = self.area.value, self.period.value
        indicator = self._indicators[self.indicator.value]
        try:
            section = self._section(area, period)
            return make_view(section, indicator, self.comparator.value, self._homes(area, period))
        except UserError as error:
            return ExplorerView(f"<p><strong>{escape(str(error))}</strong></p>", "", "", "")


def open_explorer() -> Explorer:
    """Open the explorer of the project's figures."""
    return Explorer(find_project())


def sections_by_fact(project: Project, area: str, period: str) -> dict[str, list[str]] | None:
    """By fact, the sections that publish it; None if the report is not built."""
    try:
        _, book = read_report(project, Request((area,), (period,)))
    except UserError:
        return None
    homes: dict[str, list[str]] = {}
    for section, facts in book.facts.items():
        for name in facts:
            homes.setdefault(name, []).append(section)
    return homes


def _by_title(indicators: Iterable[Indicator]) -> dict[str, str]:
    titles = {
        f"{indicator.code} {indicator.title}".strip(): indicator.id for indicator in indicators
    }
    return dict(sorted(titles.items(), key=lambda pair: (pair[0][0].isdigit(), pair[0])))


def _picker(label: str, options: Mapping[str, str], value: str | None = None) -> Any:
    return widgets.Dropdown(
        description=label,
        options=list(options.items()),
        value=value or next(iter(options.values())),
        style={"description_width": "initial"},
        layout={"width": "auto"},
    )


def _hidden_html() -> Any:
    html = widgets.HTML()
    html.add_class("bcssp-content")
    html.add_class("bcssp-explored")
    return html
