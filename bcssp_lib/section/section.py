"""The public face of the library: open a section, publish facts, show tables and charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.data_store import DataStore, open_data_store
from bcssp_lib.data.reads import Reads
from bcssp_lib.files.project import find_project
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.section import agency_returns, tables
from bcssp_lib.section.benchmarks import Benchmark
from bcssp_lib.section.events import list_events
from bcssp_lib.section.facts import (
    Facts,
    fact_from_cell,
    fact_from_entries,
    fact_from_share,
    fact_from_tally,
    fact_from_total,
    missing_fact,
)
from bcssp_lib.section.groups import groups_table
from bcssp_lib.section.indicator_result import (
    NO_FIGURE,
    IndicatorResult,
    find_counts,
    share_of_like,
)
from bcssp_lib.section.outputs import (
    Message,
    Placeholder,
    PlaceholderOutput,
    SectionOutput,
    Showable,
    refusal_message,
    title_sentence,
)
from bcssp_lib.section.reader import SectionReader
from bcssp_lib.section.reconciliation import agreement_message, group_message
from bcssp_lib.section.registers import RegisterView
from bcssp_lib.section.table_kit import Table
from bcssp_lib.section.trends import area_lines, fill_gaps, read_trend
from bcssp_lib.stats.rates import population_period
from bcssp_lib.stats.rating import rule_wording
from bcssp_lib.stats.spc import FEWEST as FEWEST_FOR_LIMITS

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from bcssp_lib.section.figure_chart import DrawingStyle

FEWEST_POINTS = 3
PLAIN_NUMBER = "it is a plain number, and areas differ in size"


def period_kind(name: str) -> PeriodKind:
    """A kind of period by its name, or an error with those known."""
    if name not in set(PeriodKind):
        raise not_known("kind of period", name, [kind.value for kind in PeriodKind])
    return PeriodKind(name)


def open_section(name: str, area: str, period: str, edition: str = "annual") -> Section:
    """Open a section of one area's report for one period.

    ``area`` is a slug such as ``banes``, ``period`` a label such as ``2023-24``.
    """
    if not area or not period:
        raise UserError(
            "This notebook has no area or period yet. In the cell tagged 'parameters', write "
            'for example  area: str = "banes"  and  period: str = "2023-24", then run all '
            "cells again. (bcssp build and papermill fill the two in by themselves.)"
        )
    project = find_project()
    catalogue = load_catalogue(project)
    catalogue.edition(edition)
    area_record = catalogue.area(area)
    store = open_data_store(project, catalogue, area_record.slug)
    section = Section(name, area_record.slug, catalogue.period(period), edition, store)
    _opened.append(section)
    return section


_opened: list[Section] = []


def opened_sections() -> tuple[Section, ...]:
    """The sections that this process has opened: a notebook opens one."""
    return tuple(_opened)


class Section:
    """One section of one area's report for one period."""

    def __init__(
        self,
        name: str,
        area: str,
        period: Period,
        edition: str,
        store: DataStore,
    ) -> None:
        self.name = name
        self.area = store.area(area)
        self.period = period
        self.edition = edition
        self._store = store
        self._reader = SectionReader(name, self.area, period, store)
        self._style: DrawingStyle | None = None

    @property
    def reads(self) -> Reads:
        """What the section has read so far, each with a hash of what was found."""
        return dict(self._store.reads)

    # Facts

    def publish(self, *indicators: str, group: str = "") -> SectionOutput:
        """Publish a fact for each indicator, named by its id.

        For example:
            section.publish("missing_reports", group="plans")
        """
        return self._facts(map(self._reader.fact_of, self._reader.results(indicators, group)))

    def publish_share(self, name: str, title: str, part: str, whole: str) -> SectionOutput:
        """Publish what percentage one indicator is of another, if both are of one period.

        For example:
            section.publish_share(
                "s42_2_share", "Enquiries, as a share", "concerns_s42_2", "concerns_raised"
            )
        """
        made_from = [self._reader.result(part).current, self._reader.result(whole).current]
        share = share_of_like(*made_from)
        return self._facts([fact_from_share(self.name, name, title, share, made_from)])

    def publish_count(self, name: str, title: str, register: str, **where: str) -> SectionOutput:
        """Publish how many entries of a register there are in the period.

        ``during="published"`` counts those whose date in that column lies in the period,
        ``not_yet="published"`` those whose date had not come when it ended, and
        ``standing="overdue"`` (or ``open``, ``carried over``) those that are so, of earlier
        periods too; any other keyword names a column and the value that it must have.

        For example:
            section.publish_count("overdue", "Reviews overdue", "reviews", standing="overdue")
        """
        noun = self._store.register(register).records
        if not self._reader.has_register(register):
            return self._facts([missing_fact(self.name, name, title, noun, self.period)])
        counted = self._reader.view(register, self.period).matching(where)
        return self._facts([fact_from_entries(self.name, name, title, counted, noun, self.period)])

    def publish_total(
        self, name: str, title: str, register: str, column: str, **where: str
    ) -> SectionOutput:
        """Publish the sum of a column of pounds over the entries of the period.

        For example:
            section.publish_total("income", "Income", "finance", "amount", kind="contribution")
        """
        known = self._store.register(register).columns
        pounds = [key for key, described in known.items() if described.type == "pounds"]
        if column not in pounds:
            raise not_known(f"column of pounds of '{register}'", column, pounds)
        entries = self._reader.view(register, self.period).matching(where)
        if not entries:
            return self._facts([missing_fact(self.name, name, title, "pounds", self.period)])
        amounts = [entry[column] for entry in entries]
        total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
        return self._facts([fact_from_total(self.name, name, title, total, entries, self.period)])

    def publish_ratings(self, name: str, *groups: str) -> SectionOutput:
        """Publish how many returns are green, amber, red, not applicable, and missing.

        The facts are named ``<name>_green``, ``<name>_amber`` and so on.

        For example:
            section.publish_ratings("kpi", "kpi_all", "kpi_adults")
        """
        indicators = [indicator for group in groups for indicator in self._store.group(group)]
        by_indicator = self._reader.returns(indicators)
        made_from = [observation for each in by_indicator.values() for observation in each.values()]
        counts = agency_returns.count_ratings(indicators, by_indicator, self._reader.rating_of)
        return self._facts(
            fact_from_tally(self.name, f"{name}_{key}", key, count, made_from, self.period)
            for key, count in counts.items()
        )

    # Figures for notebooks' own work

    def data(
        self,
        *indicators: str,
        group: str = "",
        every: str = "",
        areas: str = "own",
        breakdown: bool = False,
    ) -> pd.DataFrame:
        """Protected figures up to the report's period as a tidy DataFrame, a row a figure.

        Columns: ``area``, ``period``, ``period_end``, ``indicator``, ``category``, ``value``,
        ``reason``, ``mark``, ``rate``, ``lower``, ``upper``, ``synthetic``. A figure that is
        not shown or not available has a ``reason`` (``c`` suppressed, ``x`` not available …)
        and is missing in ``value``, ``rate``, ``lower`` and ``upper``. The last two are the
        95% interval of the rate, or of a percentage made from two counts.

        ``every`` is year, quarter, month, rolling or snapshot; by default the kind of period
        that the report shows. ``areas`` is own, force (the areas of the same police force) or
        country. With ``breakdown`` there is a row for each category, and none for the total.

        For example:
            quarters = section.data("missing_reports", every="quarter", areas="force")
            quarters.groupby("area")["rate"].mean()
        """
        from bcssp_lib.section.frames import FrameRequest

        names = self._reader.names(indicators, group)
        if not names:
            raise UserError('Name what to read, for example section.data(group="training").')
        return self._reader.frame(
            FrameRequest(
                indicators=tuple(map(self._store.indicator, names)),
                area=self.area,
                until=self.period,
                kind=period_kind(every) if every else None,
                areas=areas,
                breakdown=breakdown,
            )
        )

    # Tables

    def table(
        self,
        title: str,
        frame: pd.DataFrame | pd.Series[Any],
        notes: Sequence[str] = (),
        units: str | Mapping[str, str] | None = None,
        facts: Mapping[str, tuple[str, str]] | None = None,
    ) -> SectionOutput:
        """A notebook's own DataFrame as an accessible table, its numbers rounded half up.

        ``units`` is "count", "percent" or "pounds", for all columns or by column. ``facts``
        publishes cells: by the fact's name, the text in the row's first column, and the name
        of the column. The indicators of a frame from ``section.data`` are published too, and
        its ids are shown as names. A frame of more than 2,000 rows is refused, and so is one
        in which a figure that is not shown has become a number.

        For example:
            years = section.data("training_sessions")[["period", "value"]]
            section.table("Sessions by year", years, facts={"last_year": ("2022-23", "value")})
        """
        from bcssp_lib.section.frame_table import as_frame, frame_table

        whole = as_frame(title, frame)
        if whole.empty:
            return self._no_frame(title, whole, facts or {})
        made = frame_table(title, self._reader.with_names(whole), notes, units)
        return self._shown_frame(made, made, whole, units, facts or {})

    def figure(self, width: float = 5.2, height: float = 3.6) -> tuple[Figure, Axes]:
        """An empty matplotlib figure with its axes, so many inches wide and high.

        Until it is shown by ``chart``, the notebook draws in the house style: colours, text
        sizes, grid. Afterwards matplotlib has the settings that it had before.

        For example:
            figure, axes = section.figure(height=3)
            seaborn.barplot(frame, x="value", y="age", ax=axes)
            section.chart("Stops by age", figure, data=frame, alt="Bars: most stops are of …")
        """
        return self._drawing_style().new_figure(width, height)

    def chart(
        self,
        title: str,
        figure: Any,
        data: pd.DataFrame | pd.Series[Any],
        alt: str = "",
        notes: Sequence[str] = (),
        units: str | Mapping[str, str] | None = None,
        facts: Mapping[str, tuple[str, str]] | None = None,
    ) -> SectionOutput:
        """A notebook's own matplotlib or seaborn figure, with its words and its data as a table.

        ``figure`` is a figure, its axes, or a seaborn grid. ``alt`` says in words what it shows
        to readers who cannot see it; a chart without it is refused. ``data`` is what was drawn,
        and is read like the frame of ``table``; where it is empty, the chart is left out and the
        report says so. A figure of more than 10,000 points is refused.

        For example:
            figure, axes = section.figure()
            frame = section.data("cp_plans", every="snapshot")
            axes.plot(frame["period_end"], frame["value"])
            section.chart("Child protection plans", figure, data=frame, alt="A line that rises.")
        """
        from bcssp_lib.section.figure_chart import chart_from_figure, check_words
        from bcssp_lib.section.frame_table import as_frame, frame_table

        with self._drawing_style().showing(figure):
            check_words(title, alt)
            whole = as_frame(title, data)
            if whole.empty:
                return self._no_frame(title, whole, facts or {})
            shown = self._reader.with_names(whole)
            table = frame_table(f"Data for the chart: {title}", shown, (), units)
            synthetic = any(
                observation.synthetic for observation in self._reader.observations_in(whole)
            )
            made = chart_from_figure(title, figure, alt, table, notes, synthetic=synthetic)
        return self._shown_frame(made, table, whole, units, facts or {})

    def _drawing_style(self) -> DrawingStyle:
        from bcssp_lib.section.figure_chart import DrawingStyle

        self._style = self._style or DrawingStyle()
        return self._style

    def _shown_frame(
        self,
        content: Showable,
        table: Table,
        frame: pd.DataFrame,
        units: str | Mapping[str, str] | None,
        places: Mapping[str, tuple[str, str]],
    ) -> SectionOutput:
        """Show what was made of a frame, and publish its indicators and its named cells."""
        from bcssp_lib.section.frame_table import named_cells
        from bcssp_lib.section.frames import check_protected

        check_protected(table.title, frame)
        read = self._reader.observations_in(frame)
        cells = [
            fact_from_cell(
                self.name,
                cell.name,
                cell.title,
                cell.value,
                cell.unit,
                cell.decimals,
                self.period,
                read,
            )
            for cell in named_cells(table, frame, places, units)
        ]
        results = self._reader.results(self._reader.indicators_in(frame))
        return self._shown(content, results, cells)

    def _no_frame(self, title: str, frame: pd.DataFrame, places: Iterable[str]) -> SectionOutput:
        """Say that there are no figures; the facts that prose may use are there all the same."""
        results = self._reader.results(self._reader.indicators_in(frame))
        facts = [missing_fact(self.name, place, title, title, self.period) for place in places]
        return self._no_figures(title, of=results, facts=facts)

    def figures_table(
        self, title: str, *indicators: str, group: str = "", of_force_area: bool = False
    ) -> SectionOutput:
        """A row an indicator: year before, this year, change, force area, target, rating.

        A column in which no indicator has anything to say is left out. With
        ``of_force_area`` the figures are those of the whole police force area.

        For example:
            section.figures_table("Missing children", group="missing")
        """
        area = self._reader.force_area() if of_force_area else self.area
        every_result = [
            self._reader.result(name, area) for name in self._reader.names(indicators, group)
        ]
        published = [] if of_force_area else every_result
        results = [result for result in every_result if result.supplied]
        if not results:
            return self._no_figures(title, of=published)
        return self._shown(tables.figures_table(title, results, self.period), published)

    def breakdown_table(self, title: str, indicator: str) -> SectionOutput:
        """A row a category of one indicator, with this period's value and the year before.

        For example:
            section.breakdown_table("Concerns by ethnic group", "concerns_by_ethnicity")
        """
        result = self._reader.result(indicator)
        period = result.current.period
        now = self._store.breakdown(indicator, self.area.slug, period)
        before = self._store.breakdown(indicator, self.area.slug, period.previous())
        if not now:
            return self._no_figures(title, of=[result])
        return self._shown(tables.breakdown_table(title, result, now, before), [result])

    def returns_table(self, title: str, group: str) -> SectionOutput:
        """Agencies by indicators, each return with its rating's colour and letter.

        For example:
            section.returns_table("Training: returns by agency", "kpi_all")
        """
        indicators = self._store.group(group)
        by_indicator = self._reader.returns(indicators)
        if not any(by_indicator.values()):
            return self._no_figures(title)
        return self._shown(
            agency_returns.returns_table(title, indicators, by_indicator, self._reader.rating_of)
        )

    def ratings_table(self, title: str, group: str) -> SectionOutput:
        """A row an indicator: its target, and how many returns have each rating.

        For example:
            section.ratings_table("Training: returns by rating", "kpi_all")
        """
        indicators = self._store.group(group)
        by_indicator = self._reader.returns(indicators)
        if not any(by_indicator.values()):
            return self._no_figures(title)
        return self._shown(
            agency_returns.ratings_table(title, indicators, by_indicator, self._reader.rating_of)
        )

    def symbols_table(self, title: str, group: str) -> SectionOutput:
        """What each symbol that a source prints in a group of indicators means.

        For example:
            section.symbols_table("Symbols that agencies returned", "kpi_all")
        """
        return self._shown(agency_returns.symbols_table(title, self._store.group(group)))

    def register_table(
        self,
        title: str,
        register: str,
        *columns: str,
        last_year: bool = False,
        carried_over: bool = False,
    ) -> SectionOutput:
        """The entries of a register for the period.

        ``last_year``: those of the period before, as they stood then. ``carried_over``: those of
        earlier periods that were open when this one began, and have no row in it. With both:
        those of the period before and older ones that were open, as they are now. A column
        ``standing`` says how far each has come: open, overdue, done, carried over.

        For example:
            section.register_table("Reviews", "reviews", "reference", "standing", "kind")
        """
        view = self._reader.view(register, self.period)
        if carried_over:
            content = view.earlier_table(title, columns, last_year=last_year)
        else:
            view = self._reader.view(register, self.period.previous()) if last_year else view
            content = view.table(title, columns)
        return self._shown(content) if content else self._no_entries(title, view)

    def benchmark_table(self, title: str, *indicators: str, group: str = "") -> SectionOutput:
        """A row an indicator: its rate or percentage, its interval, those of others, its rank.

        For example:
            section.benchmark_table("Compared with others", "cp_plans", "missing_reports")
        """
        pairs = [self._reader.benchmark(name) for name in self._reader.names(indicators, group)]
        rows = [
            (result.indicator, benchmark) for result, benchmark in pairs if benchmark.comparisons
        ]
        results = [one for one, _ in pairs]
        if not rows:
            return self._no_comparison(title, pairs[0][1], results)
        from bcssp_lib.section.benchmark_tables import benchmark_table

        return self._shown(benchmark_table(title, rows, self.area), results)

    def group_rates_table(
        self, title: str, indicator: str, population: str, reference: str
    ) -> SectionOutput:
        """A row a group: its rate, and how many times as high as the reference group's it is.

        For example:
            section.group_rates_table(
                "Rates", "cp_plans_by_ethnicity", "children_by_ethnicity", "White"
            )
        """
        result, people = self._reader.result(indicator), self._store.indicator(population)
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
        name = self._reader.force_area().name if self.area.force_area else NO_FIGURE
        return self._shown(tables.area_table(title, self.area, name, self.period))

    # Charts: the drawing libraries take a second to import, so only sections that draw do

    def change_chart(self, title: str, *indicators: str, group: str = "") -> SectionOutput:
        """This period against the year before, for indicators that count the same thing.

        For example:
            section.change_chart("Reports of missing children", "missing_reports")
        """
        every_result = self._reader.results(indicators, group)
        results = [result for result in every_result if result.counts_compared]
        if not results:
            return self._no_figures(title, "figures for both years", of=every_result)
        from bcssp_lib.section import charts

        return self._shown(charts.change_chart(title, results, self.period), every_result)

    def trend_chart(self, title: str, indicator: str, kind: str = "quarter") -> SectionOutput:
        """An indicator through time, in periods of one kind.

        For example:
            section.trend_chart("Child protection plans", "cp_plans", kind="snapshot")
        """
        wanted = period_kind(kind)
        described = self._store.indicator(indicator)
        observations = [
            observation
            for observation in self._store.series(indicator, self.area.slug)
            if observation.period.kind is wanted and observation.period.end <= self.period.end
        ]
        if sum(observation.known for observation in observations) < FEWEST_POINTS:
            what = f"figures for at least {FEWEST_POINTS} dates"
            return self._no_figures(title, what, of=self._reader.results([indicator]))
        from bcssp_lib.section import charts

        whole = fill_gaps(observations)
        counts = [find_counts(self._store, described, observation) for observation in whole]
        events = list_events(self._store, indicator, self.area.slug)
        chart = charts.trend_chart(title, described, whole, counts, events)
        return self._shown(chart, self._reader.results([indicator]))

    def spc_chart(self, title: str, indicator: str) -> SectionOutput:
        """An indicator by month, quarter or snapshot, with the limits of its usual variation.

        For example:
            section.spc_chart("Reports of missing children, by quarter", "missing_reports")
        """
        described = self._store.indicator(indicator)
        trend = read_trend(self._store, described, self.area.slug, self.period)
        results = self._reader.results([indicator])
        if trend is None:
            what = f"figures for at least {FEWEST_FOR_LIMITS} dates"
            return self._no_figures(title, what, of=results)
        from bcssp_lib.section import charts

        return self._shown(charts.make_spc_chart(title, trend), results)

    def areas_chart(self, title: str, indicator: str, kind: str = "quarter") -> SectionOutput:
        """An indicator through time in each area of the police force, on one scale.

        For example:
            section.areas_chart("Reports of missing children, by area", "missing_reports")
        """
        described = self._store.indicator(indicator)
        lines = area_lines(self._store, described, self.area, period_kind(kind), self.period)
        results = self._reader.results([indicator])
        if len(lines) < 2:
            return self._no_figures(title, "figures of more than one area", of=results)
        if not described.rate and described.unit is not Unit.PERCENT:
            return self._shown(refusal_message(title, PLAIN_NUMBER), results)
        from bcssp_lib.section import charts

        return self._shown(charts.multiples_chart(title, described, self.area, lines), results)

    def ranked_chart(self, title: str, indicator: str) -> SectionOutput:
        """Every authority of the country in order, with this area and its neighbours.

        For example:
            section.ranked_chart("Child protection plans, all authorities", "cp_plans")
        """
        result, benchmark = self._reader.benchmark(indicator)
        if benchmark.rank is None or benchmark.rank.why_none:
            return self._no_comparison(title, benchmark, [result])
        from bcssp_lib.section import benchmark_charts

        names = {authority.slug: authority for authority in self._store.authorities()}
        chart = benchmark_charts.make_ranked_chart(
            title, result.indicator, self.area, benchmark, names
        )
        return self._shown(chart, [result])

    def funnel_chart(self, title: str, indicator: str) -> SectionOutput:
        """Every authority by its size, and how far chance alone takes them apart.

        For example:
            section.funnel_chart("Child protection plans, by size", "cp_plans")
        """
        result, benchmark = self._reader.benchmark(indicator)
        if benchmark.rank is None or benchmark.rank.why_none or benchmark.own.rate is None:
            return self._no_comparison(title, benchmark, [result])
        from bcssp_lib.section import benchmark_charts

        if benchmark_charts.is_nothing_counted(self.area, benchmark):
            why = "no authority counted any, and around an average of zero there is no funnel"
            return self._shown(refusal_message(title, why), [result])
        names = {authority.slug: authority for authority in self._store.authorities()}
        chart = benchmark_charts.make_funnel_chart(
            title, result.indicator, self.area, benchmark, names
        )
        return self._shown(chart, [result])

    def shares_chart(self, title: str, indicator: str) -> SectionOutput:
        """How a figure divides among its categories.

        For example:
            section.shares_chart("Concerns by ethnic group", "concerns_by_ethnicity")
        """
        result = self._reader.result(indicator)
        now = self._store.breakdown(indicator, self.area.slug, result.current.period)
        if not any(category.known for category in now):
            return self._no_figures(title, of=[result])
        from bcssp_lib.section import charts

        return self._shown(charts.breakdown_chart(title, result, now), [result])

    def returns_chart(self, title: str, group: str) -> SectionOutput:
        """Agencies by indicators as a heat table: the colour and letter of each rating.

        For example:
            section.returns_chart("Training: returns at a glance", "kpi_all")
        """
        indicators = self._store.group(group)
        returns = self._reader.returns(indicators)
        if not any(returns.values()):
            return self._no_figures(title)
        from bcssp_lib.section import agency_returns

        chart = agency_returns.returns_chart(title, indicators, returns, self._reader.rating_of)
        return self._shown(chart)

    # Statements

    def worst(self, indicator: str) -> SectionOutput:
        """Answer "is this area the worst in the country?" from stored figures.

        For example:
            section.worst("missing_reports")
        """
        result, benchmark = self._reader.benchmark(indicator)
        answer = benchmark.worst(self.area, result.indicator)
        question = f"Is {self.area.name} the worst in the country?"
        if not answer:
            return self._no_comparison(f"{question} {result.indicator.title}", benchmark, [])
        return self._shown(Message("statement", f"{question} {answer}"))

    def reconcile(self, indicator: str) -> SectionOutput:
        """Say whether a figure agrees with what it should; a warning where it does not.

        With its parts, with the counts that a percentage is made from, with the change that a
        source printed, with the target that it printed elsewhere, and with what the figures of
        the whole country hold for this area.

        For example:
            section.reconcile("concerns_raised")
        """
        whole = self._reader.result(indicator)
        twice = self._store.national(indicator, whole.current.period).get(self.area.slug)
        if twice is not None and twice.synthetic != whole.current.synthetic:
            twice = None
        printed = replace(self._reader.printed(whole), elsewhere=twice)
        parts = [self._reader.result(name) for name in whole.indicator.parts]
        return self._shown(agreement_message(whole, parts, printed))

    def reconcile_group(self, title: str, group: str) -> SectionOutput:
        """The same for every indicator of a group, in one statement or one warning.

        For example:
            section.reconcile_group("Training", "kpi_all")
        """
        printed = [self._reader.printed(result) for result in self._reader.results((), group)]
        return self._shown(group_message(title, printed))

    def rating_rule(self, rule: str) -> SectionOutput:
        """State the written rule by which figures are rated.

        For example:
            section.rating_rule("kpi_shortfall")
        """
        text = f"How figures are rated. {rule_wording(self._store.rule(rule))}"
        return self._shown(Message("statement", text))

    def placeholder(self, fill: str) -> SectionOutput:
        """Mark a place for what is made from the whole report: headlines, glossary …

        For example:
            section.placeholder("headlines")
        """
        if fill not in set(Placeholder):
            raise not_known("fill", fill, [kind.value for kind in Placeholder])
        return self._shown(PlaceholderOutput(Placeholder(fill)))

    # Inner

    def _shown(
        self, content: Showable, of: Iterable[IndicatorResult] = (), facts: Iterable[Fact] = ()
    ) -> SectionOutput:
        """Show something, and publish the facts of the results that it is made of."""
        stamp = ReportId(self.area.slug, self.period, self.edition).stamp(self.name)
        return SectionOutput(content, stamp, (*map(self._reader.fact_of, of), *facts))

    def _facts(self, facts: Any) -> SectionOutput:
        return self._shown(Facts(facts))

    def _no_figures(
        self,
        title: str,
        what: str = "figures",
        period: Period | None = None,
        of: Iterable[IndicatorResult] = (),
        facts: Iterable[Fact] = (),
    ) -> SectionOutput:
        where = f"{self.area.name} in {(period or self.period).wording}"
        sentence = title_sentence(title, f"no {what} were supplied for {where}.")
        return self._shown(Message("no figures", sentence), of, facts)

    def _no_comparison(
        self, title: str, benchmark: Benchmark, of: Iterable[IndicatorResult]
    ) -> SectionOutput:
        """Say that a figure is compared with no other, and why."""
        measure = benchmark.own
        why = "we have no figures of other authorities to compare it with"
        if not measure.figure.value.known:
            why = f"this area's figure is not known ({measure.figure.text})"
        elif not measure.figure.unit:
            why = PLAIN_NUMBER
        return self._shown(refusal_message(title, why), of)

    def _no_entries(self, title: str, view: RegisterView) -> SectionOutput:
        return self._no_figures(title, view.schema.records, view.period)
