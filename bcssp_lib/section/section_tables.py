"""The tables that a section shows of stored figures, and the words of people as pull-outs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bcssp_lib.model.area import Area
from bcssp_lib.model.period import Period
from bcssp_lib.model.register import Entry
from bcssp_lib.section import tables
from bcssp_lib.section.agency_returns import symbols_table
from bcssp_lib.section.comparison_tables import (
    benchmark_table,
    benchmarks_by_year,
    groups_table,
    years_table,
)
from bcssp_lib.section.outputs import (
    PULL_OUTS_TYPE,
    PlainTable,
    SectionOutput,
    Table,
    refusal_message,
    templates,
)
from bcssp_lib.section.section_base import SectionBase
from bcssp_lib.stats.fact_wording import NO_FIGURE
from bcssp_lib.stats.rates import population_period
from bcssp_lib.stats.wording import capitalise

_TOO_FEW = "so few entries could lead back to a person"
_HEADINGS = ("Who", "In their own words", "What we did", "The difference it made")
_QUOTATION_MARKS = "\"'“”‘’ "


class SectionTables(SectionBase):
    """Tables of indicators, breakdowns, returns, registers and comparisons."""

    def figures_table(
        self, title: str, *indicators: str, group: str = "", of_force_area: bool = False
    ) -> SectionOutput:
        """A row an indicator: year before, this year, change, force area, target, rating.

        A column in which no indicator has anything to say is left out. With
        ``of_force_area`` the figures are those of the whole police force area.

        For example:
            section.figures_table("Missing children", group="missing")
        """
        area = self._force_area() if of_force_area else self.area
        every_result = [self._result(name, area) for name in self._names(indicators, group)]
        published = [] if of_force_area else every_result
        results = [result for result in every_result if result.supplied]
        if not results:
            return self._no_figures(title, of=published)
        return self._shown(tables.figures_table(title, results, self.period), published)

    def breakdown_table(self, title: str, indicator: str, most: int | None = None) -> SectionOutput:
        """A row a category of one indicator, with this period's value and the year before.

        With ``most``, only so many categories are shown, the largest first.

        For example:
            section.breakdown_table("Concerns by ethnic group", "concerns_by_ethnicity")
        """
        result = self._result(indicator)
        period = result.current.period
        now = self._store.breakdown(indicator, self.area.slug, period)
        before = self._store.breakdown(indicator, self.area.slug, period.previous())
        if not now:
            return self._no_figures(title, of=[result])
        return self._shown(tables.breakdown_table(title, result, now, before, most), [result])

    def returns_table(self, title: str, group: str) -> SectionOutput:
        """Agencies by indicators, each return with its rating's colour and letter.

        For example:
            section.returns_table("Training: returns by agency", "kpi_all")
        """
        return self._show_returns(title, group, lambda returns: returns.table(title))

    def ratings_table(self, title: str, group: str) -> SectionOutput:
        """A row an indicator: its target, and how many returns have each rating.

        For example:
            section.ratings_table("Training: returns by rating", "kpi_all")
        """
        return self._show_returns(title, group, lambda returns: returns.ratings_table(title))

    def symbols_table(self, title: str, group: str) -> SectionOutput:
        """What each symbol that a source prints in a group of indicators means.

        For example:
            section.symbols_table("Symbols that agencies returned", "kpi_all")
        """
        return self._shown(symbols_table(title, self._store.group(group)))

    def policies_table(self, title: str) -> SectionOutput:
        """How small numbers are protected: a row for each policy of params/disclosure.yaml.

        For example:
            section.policies_table("How the numbers are protected")
        """
        return self._shown(tables.policies_table(title, self._store.policies_in_use()))

    def register_table(
        self,
        title: str,
        register: str,
        *columns: str,
        last_year: bool = False,
        carried_over: bool = False,
        next_year: bool = False,
        **where: str,
    ) -> SectionOutput:
        """The entries of a register for the period; with ``where``, those with these values.

        ``last_year``: those of the period before, as they stood then. ``carried_over``: those of
        earlier periods that were open when this one began, and have no row in it. With both:
        those of the period before and older ones that were open, as they are now. ``next_year``:
        those of the coming period, such as its budget. A column
        ``standing`` says how far each has come: open, overdue, done, carried over.

        For example:
            section.register_table("Reviews", "reviews", "reference", "standing", "kind")
        """
        view = self._view(register, self.period)
        if carried_over:
            content = view.earlier_table(title, columns, last_year=last_year)
        else:
            view = self._view(register, self._year_of(last_year=last_year, next_year=next_year))
            content = view.table(title, columns, where)
        if content is None:
            return self._no_figures(title, view.schema.records, view.period)
        policy = self._store.count_policy(register, self.area.slug)
        if isinstance(content, Table) and policy.is_small(len(content.rows)):
            return self._shown(refusal_message(title, _TOO_FEW))
        return self._shown(content)

    def voices(self, title: str, register: str = "voices", most: int = 4) -> SectionOutput:
        """Quotations as pull-outs: what people said, what was done, the difference it made.

        They are the entries of the period whose column ``quote`` is filled in: words that the
        person agreed may be printed.

        For example:
            section.voices("In their own words")
        """
        entries = self._view(register, self.period).matching({})
        content = _make_pull_outs(title, entries, most)
        if content is None:
            return self._no_figures(title, "quotations")
        if self._store.count_policy(register, self.area.slug).is_small(len(content.pull_outs)):
            return self._shown(refusal_message(title, _TOO_FEW))
        return self._shown(content)

    def benchmark_table(self, title: str, *indicators: str, group: str = "") -> SectionOutput:
        """A row an indicator: its rate or percentage, its interval, those of others, its rank.

        For example:
            section.benchmark_table("Compared with others", "cp_plans", "missing_reports")
        """
        pairs = [self._benchmark(name) for name in self._names(indicators, group)]
        results = [result for result, _ in pairs]
        rows = [
            each for _, each in pairs if each.comparisons and (each.own.value.known or each.larger)
        ]
        if not rows:
            return self._no_comparison(title, pairs[0][1], results)
        return self._shown(benchmark_table(title, rows), results)

    def years_table(self, title: str, indicator: str, years: int = 8) -> SectionOutput:
        """A row a year of one measure: its figure, those of others, its place among all.

        For example:
            section.years_table("Conferences held in time", "icpc_within_15_days_percent")
        """
        result, benchmark = self._benchmark(indicator)
        rows = benchmarks_by_year(self._store, benchmark, years)
        if not any(row.own.value.known for row in rows):
            return self._no_figures(title, of=[result])
        return self._shown(years_table(title, rows), [result])

    def group_rates_table(
        self, title: str, indicator: str, population: str, reference: str
    ) -> SectionOutput:
        """A row a group: its rate, and how many times as high as the reference group's it is.

        For example:
            section.group_rates_table(
                "Rates", "cp_plans_by_ethnicity", "children_by_ethnicity", "White"
            )
        """
        result, people = self._result(indicator), self._store.indicator(population)
        period = population_period(result.current.period)
        now = self._store.breakdown(indicator, self.area.slug, result.current.period)
        living = self._store.breakdown(population, self.area.slug, period)
        if not now or not living:
            return self._no_figures(title, "numbers of people by group", of=[result])
        content = groups_table(title, result, people, now, living, reference)
        return self._shown(content, [result])

    def area_table(self, title: str) -> SectionOutput:
        """What is known about the area: names, codes, region, partners.

        For example:
            section.area_table("The area and its partners")
        """
        name = self._force_area().name if self.area.force_area else NO_FIGURE
        return self._shown(tables.area_table(title, self.area, name, self.period))

    def law_table(self, title: str) -> SectionOutput:
        """What the law asked of the area's bodies on the last day of the period.

        ``params/law.yaml`` holds it, with the days from and until which it was in force.

        For example:
            section.law_table("What the law asks, and of whom")
        """
        return self._shown(
            tables.law_table(title, self._store.laws(self.area.slug, self.edition, self.period))
        )

    def _year_of(self, *, last_year: bool, next_year: bool) -> Period:
        """The report's period, or the one before or after it."""
        if last_year:
            return self.period.previous()
        return self.period.following() if next_year else self.period

    def _force_area(self) -> Area:
        """The police force area; the area itself where there is none."""
        return self._store.area(self.area.force_area) if self.area.force_area else self.area


@dataclass(frozen=True)
class _PullOut:
    """A quotation with who said it and how it was heard, what was done, and what that changed."""

    words: str
    who: str
    did: str
    difference: str


@dataclass(frozen=True)
class PullOuts:
    """Some quotations, one below the other."""

    title: str
    pull_outs: tuple[_PullOut, ...]

    def to_html(self) -> str:
        """As HTML without any style of its own; every text is escaped."""
        return templates.get_template("pull_outs.html").render(pull_outs=self.pull_outs)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        rows = [[each.who, each.words, each.did, each.difference] for each in self.pull_outs]
        plain = PlainTable(self.title, list(_HEADINGS), [False] * len(_HEADINGS), rows, [])
        html = self.to_html()
        content = {"html": html, "plain": asdict(plain)}
        return {PULL_OUTS_TYPE: content, "text/html": html, "text/plain": self.title}


def _make_pull_outs(title: str, entries: Sequence[Entry], most: int) -> PullOuts | None:
    """The first entries that have somebody's own words; those that made a difference come first.

    None without any.
    """
    quoted = [entry for entry in entries if entry["quote"]]
    by_difference = sorted(quoted, key=lambda entry: not entry["difference"])
    made = tuple(map(_make_pull_out, by_difference[:most]))
    return PullOuts(title, made) if made else None


def _make_pull_out(entry: Entry) -> _PullOut:
    return _PullOut(
        words=str(entry["quote"]).strip(_QUOTATION_MARKS),
        who=f"{capitalise(str(entry['who']))}. {entry['how']}",
        did=str(entry["response"]),
        difference=str(entry["difference"] or ""),
    )
