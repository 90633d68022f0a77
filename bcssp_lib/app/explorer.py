"""The explorer: pick an area, a period, an indicator and whom to compare with, and look.

All of what it shows comes from what sections call, so that all of it is protected.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

import ipywidgets as widgets  # type: ignore[import-untyped]

from bcssp_lib.app.fact_list import WIDE, copy_button, make_page
from bcssp_lib.build.built_facts import read_report
from bcssp_lib.build.request import Request
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.verdicts import Against
from bcssp_lib.section.outputs import CHART_TYPE, Facts, SectionOutput
from bcssp_lib.section.section import Section, open_project_section
from bcssp_lib.stats.fact_wording import COMPARED_WITH, FactWords
from bcssp_lib.stats.wording import capitalise

_NAME = "explore"  # of the section that it opens; no report has it
_AMONG_AREAS = ("region", "england", "neighbours", "peers")


class Explorer:
    """Four pickers, and what they show: ``summary``, ``chart``, ``table`` and ``name``."""

    def __init__(self, project: Project) -> None:
        catalogue = load_catalogue(project)
        settings = catalogue.settings
        self._indicators = catalogue.indicators
        self._section = cache(
            lambda area, period: open_project_section(project, _NAME, area, period)
        )
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
        whom = {capitalise(text): name for name, text in COMPARED_WITH.items()}
        self.comparator = _picker("Compared with", whom)
        self.summary, self.chart, self.table, self.name = (_hidden_html() for _ in range(4))
        for picker in self._pickers:
            picker.observe(lambda _: self._show(), "value")
        self._show()

    @property
    def pickers(self) -> Any:
        """The four pickers, one below the other."""
        box = make_page(*self._pickers)
        box.add_class("bcssp-pickers")
        return box

    @property
    def _pickers(self) -> tuple[Any, ...]:
        return self.area, self.period, self.indicator, self.comparator

    def _show(self) -> None:
        view = self._explored()
        self.summary.value, self.chart.value = view.summary, view.chart
        self.table.value, self.name.value = view.table, view.name

    def _explored(self) -> _ExplorerView:
        area, period = self.area.value, self.period.value
        indicator = self._indicators[self.indicator.value]
        try:
            section = self._section(area, period)
            return make_view(section, indicator, self.comparator.value, self._homes(area, period))
        except UserError as error:
            return _ExplorerView(f"<p><strong>{escape(str(error))}</strong></p>", "", "", "")


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
        **WIDE,
    )


def _hidden_html() -> Any:
    html = widgets.HTML()
    html.add_class("bcssp-content")
    html.add_class("bcssp-explored")
    return html


@dataclass(frozen=True)
class _ExplorerView:
    """A figure as HTML: what may be said of it, its chart, its tables, its name in a text."""

    summary: str
    chart: str
    table: str
    name: str


def make_view(
    section: Section, indicator: Indicator, whom: str, homes: Mapping[str, Sequence[str]] | None
) -> _ExplorerView:
    """An indicator compared with a comparator.

    ``homes`` are the sections of the built report that publish each fact; none: it is not built.
    """
    fact = make_fact(section, indicator)
    return _ExplorerView(
        summary=_summary(fact, whom),
        chart=_chart(section, indicator, whom),
        table="".join(_tables(section, indicator, whom)),
        name=_name(indicator, homes),
    )


def make_fact(section: Section, indicator: Indicator) -> Fact:
    """The fact that a section would publish of an indicator."""
    facts = section.publish(indicator.id).content
    assert isinstance(facts, Facts)
    return facts.facts[0]


def _summary(fact: Fact, whom: str) -> str:
    words = FactWords(fact)
    rows = {
        "Compared": FactWords(fact).compared(Against(whom)),
        "Rating": words.rating_phrase,
        "Rate": words.rate,
        "95% interval": words.interval or "none is worked out for this figure",
        "95% interval of the change": words.change_interval,
        "Over time": words.trend_phrase,
        "What it is": fact.definition,
        "Take care": fact.caveat,
    }
    listed = "".join(
        f"<dt>{name}</dt><dd>{escape(text)}</dd>" for name, text in rows.items() if text
    )
    made_up = '<p class="bcssp-synthetic">Synthetic: made up, and true of no area.</p>'
    mark = f" ({escape(words.mark)})" if words.mark else ""
    return (
        f"<p>{escape(fact.title)}, {escape(words.when)}</p>"
        f'<p class="bcssp-figure">{escape(words.text)}{mark}</p>'
        f"{made_up if fact.synthetic else ''}<dl>{listed}</dl>"
    )


def _chart(section: Section, indicator: Indicator, whom: str) -> str:
    """The comparator's own chart; without one, why, and the figure through time instead."""
    table_html = ""
    for make in _charts(section, indicator, whom):
        bundle = make()._repr_mimebundle_()
        if CHART_TYPE in bundle:
            return table_html + _picture(bundle)
        table_html = table_html or bundle["text/html"]
    return table_html


def _charts(
    section: Section, indicator: Indicator, whom: str
) -> Iterator[Callable[[], SectionOutput]]:
    title, name, kind = indicator.title, indicator.id, _kind(indicator)
    if whom == "peers":
        yield lambda: section.areas_chart(f"{title}, by area", name, kind)
    elif whom in _AMONG_AREAS:
        yield lambda: section.ranked_chart(f"{title}, every authority", name)
    elif whom == "force_area":
        yield lambda: section.change_chart(f"{title}, compared with the year before", name)
    if indicator.breakdown:
        yield lambda: section.shares_chart(title, name)
    yield lambda: section.spc_chart(f"{title}, over time", name)
    yield lambda: section.trend_chart(f"{title}, over time", name, kind)
    yield lambda: section.change_chart(f"{title}, compared with the year before", name)


def _kind(indicator: Indicator) -> str:
    """The kind of period that shows most: quarters, where there are any."""
    kinds = indicator.periods
    return (PeriodKind.QUARTER if PeriodKind.QUARTER in kinds else kinds[0]).value


def _picture(bundle: Mapping[str, Any]) -> str:
    """A chart with its alternative text, and its data as a table below."""
    content = bundle[CHART_TYPE]
    svg = base64.b64encode(bundle["image/svg+xml"].encode()).decode()
    notes = "".join(f"<p>{escape(note)}</p>" for note in content["notes"])
    alternative = escape(content["alternative"])
    return (
        f'<figure><img src="data:image/svg+xml;base64,{svg}" alt="{alternative}">'
        f"<figcaption>{escape(content['title'])}</figcaption></figure>{notes}"
        f"<details><summary>Data for this chart</summary>{_scroll(content['table'])}</details>"
    )


def _tables(section: Section, indicator: Indicator, whom: str) -> Iterator[str]:
    yield _table(section.figures_table(indicator.title, indicator.id))
    if indicator.breakdown:
        yield _table(section.breakdown_table(f"By {indicator.breakdown}", indicator.id))
    if whom in _AMONG_AREAS:
        yield _table(section.benchmark_table("Beside others", indicator.id))


def _table(shown: SectionOutput) -> str:
    return _scroll(shown._repr_mimebundle_()["text/html"])


def _scroll(html: str) -> str:
    """Something wide that scrolls by itself, by keyboard too."""
    return f'<div class="bcssp-scroll" role="group" aria-label="Table" tabindex="0">{html}</div>'


def _name(indicator: Indicator, homes: Mapping[str, Sequence[str]] | None) -> str:
    own_button = f"<p>{copy_button(f'{{{{ {indicator.id} }}}}')}</p>"
    if homes is None:
        return (
            f"{own_button}<p>Which section publishes it is known once the report is built: "
            "run bcssp build.</p>"
        )
    homes_of_fact = homes.get(indicator.id, ())
    if not homes_of_fact:
        return "<p>No section publishes this figure, so that no text can use it yet.</p>"
    return "".join(
        f"<p>In a text of the section {escape(home)}:</p>{own_button}<p>In a text of any other:</p>"
        f"<p>{copy_button(f'{{{{ {home}.{indicator.id} }}}}')}</p>"
        for home in homes_of_fact
    )
