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
from bcssp_lib.section import returns, tables
from bcssp_lib.section.events import events_of
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
from bcssp_lib.section.reader import SectionReader
from bcssp_lib.section.readings import (
    NO_FIGURE,
    Reading,
    counts_of,
    share_of_like,
)
from bcssp_lib.section.reconciling import checked_message, group_message
from bcssp_lib.section.registers import RegisterView
from bcssp_lib.section.shown import (
    Fill,
    FillPlace,
    Message,
    Showable,
    Shown,
    about,
    cannot_be_shown,
)
from bcssp_lib.section.standing import Standing
from bcssp_lib.section.table_kit import Table
from bcssp_lib.section.trends import area_lines, trend_of, without_leaps
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
        raise not_known("kind of period", name, [one.value for one in PeriodKind])
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
    found = catalogue.area(area)
    store = open_data_store(project, catalogue, found.slug)
    section = Section(name, found.slug, catalogue.period(period), edition, store)
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

    def publish(self, *indicators: str, group: str = "") -> Shown:
        """Publish a fact for each indicator, named by its id.

        For example:
            section.publish("missing_reports", group="plans")
        """
        return self._facts(map(self._reader.fact_of, self._reader.readings(indicators, group)))

    def publish_share(self, name: str, title: str, part: str, whole: str) -> Shown:
        """Publish what percentage one indicator is of another, if both are of one period.

        For example:
            section.publish_share(
                "s42_2_share", "Enquiries, as a share", "concerns_s42_2", "concerns_raised"
            )
        """
        made_from = [self._reader.reading(part).current, self._reader.reading(whole).current]
        share = share_of_like(*made_from)
        return self._facts([fact_from_share(self.name, name, title, share, made_from)])

    def publish_count(self, name: str, title: str, register: str, **where: str) -> Shown:
        """Publish how many entries of a register there are in the period.

        ``during="published"`` counts those whose date in that column lies in the period,
        ``not_yet="published"`` those whose date had not come when it ended, and
        ``standing="overdue"`` (or ``open``, ``carried over``) those that stand so, of earlier
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
    ) -> Shown:
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
        amounts = [one[column] for one in entries]
        total = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
        return self._facts([fact_from_total(self.name, name, title, total, entries, self.period)])

    def publish_ratings(self, name: str, *groups: str) -> Shown:
        """Publish how many returns are green, amber, red, not applicable, and missing.

        The facts are named ``<name>_green``, ``<name>_amber`` and so on.

        For example:
            section.publish_ratings("kpi", "kpi_all", "kpi_adults")
        """
        indicators = [one for group in groups for one in self._store.group(group)]
        found = self._reader.returns(indicators)
        made_from = [one for each in found.values() for one in each.values()]
        counts = returns.tally(indicators, found, self._reader.rating_of)
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
    ) -> Shown:
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
    ) -> Shown:
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
            synthetic = any(one.synthetic for one in self._reader.observations_in(whole))
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
    ) -> Shown:
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
        readings = self._reader.readings(self._reader.indicators_in(frame))
        return self._shown(content, readings, cells)

    def _no_frame(self, title: str, frame: pd.DataFrame, places: Iterable[str]) -> Shown:
        """Say that there are no figures; the facts that prose may use are there all the same."""
        readings = self._reader.readings(self._reader.indicators_in(frame))
        facts = [missing_fact(self.name, one, title, title, self.period) for one in places]
        return self._no_figures(title, of=readings, facts=facts)

    def figures_table(
        self, title: str, *indicators: str, group: str = "", of_force_area: bool = False
    ) -> Shown:
        """A row an indicator: year before, this year, change, force area, target, rating.

        A column in which no indicator has anything to say is left out. With
        ``of_force_area`` the figures are those of the whole police force area.

        For example:
            section.figures_table("Missing children", group="missing")
        """
        area = self._reader.force_area() if of_force_area else self.area
        found = [self._reader.reading(one, area) for one in self._reader.names(indicators, group)]
        own = [] if of_force_area else found
        readings = [one for one in found if one.supplied]
        if not readings:
            return self._no_figures(title, of=own)
        return self._shown(tables.figures_table(title, readings, self.period), own)

    def breakdown_table(self, title: str, indicator: str) -> Shown:
        """A row a category of one indicator, with this period's value and the year before.

        For example:
            section.breakdown_table("Concerns by ethnic group", "concerns_by_ethnicity")
        """
        reading = self._reader.reading(indicator)
        period = reading.current.period
        now = self._store.breakdown(indicator, self.area.slug, period)
        before = self._store.breakdown(indicator, self.area.slug, period.previous())
        if not now:
            return self._no_figures(title, of=[reading])
        return self._shown(tables.breakdown_table(title, reading, now, before), [reading])

    def returns_table(self, title: str, group: str) -> Shown:
        """Agencies by indicators, each return with its rating's colour and letter.

        For example:
            section.returns_table("Training: returns by agency", "kpi_all")
        """
        indicators = self._store.group(group)
        found = self._reader.returns(indicators)
        if not any(found.values()):
            return self._no_figures(title)
        return self._shown(returns.returns_table(title, indicators, found, self._reader.rating_of))

    def ratings_table(self, title: str, group: str) -> Shown:
        """A row an indicator: its target, and how many returns have each rating.

        For example:
            section.ratings_table("Training: returns by rating", "kpi_all")
        """
        indicators = self._store.group(group)
        found = self._reader.returns(indicators)
        if not any(found.values()):
            return self._no_figures(title)
        return self._shown(returns.ratings_table(title, indicators, found, self._reader.rating_of))

    def symbols_table(self, title: str, group: str) -> Shown:
        """What each symbol that a source prints in a group of indicators means.

        For example:
            section.symbols_table("Symbols that agencies returned", "kpi_all")
        """
        return self._shown(returns.symbols_table(title, self._store.group(group)))

    def register_table(
        self,
        title: str,
        register: str,
        *columns: str,
        last_year: bool = False,
        carried_over: bool = False,
    ) -> Shown:
        """The entries of a register for the period.

        ``last_year``: those of the period before, as they stood then. ``carried_over``: those of
        earlier periods that were open when this one began, and have no row in it. With both:
        those of the period before and older ones that were open, as they stand now. A column
        ``standing`` says where each stands: open, overdue, done, carried over.

        For example:
            section.register_table("Reviews", "reviews", "reference", "standing", "kind")
        """
        view = self._reader.view(register, self.period)
        if carried_over:
            found = view.earlier_table(title, columns, last_year=last_year)
        else:
            view = self._reader.view(register, self.period.previous()) if last_year else view
            found = view.table(title, columns)
        return self._shown(found) if found else self._no_entries(title, view)

    def standing_table(self, title: str, *indicators: str, group: str = "") -> Shown:
        """A row an indicator: its rate or percentage, its interval, those of others, its rank.

        For example:
            section.standing_table("Compared with others", "cp_plans", "missing_reports")
        """
        found = [self._reader.standing(one) for one in self._reader.names(indicators, group)]
        rows = [(one.indicator, standing) for one, standing in found if standing.comparisons]
        readings = [one for one, _ in found]
        if not rows:
            return self._no_comparison(title, found[0][1], readings)
        from bcssp_lib.section.standing_tables import standing_table

        return self._shown(standing_table(title, rows, self.area), readings)

    def group_rates_table(
        self, title: str, indicator: str, population: str, reference: str
    ) -> Shown:
        """A row a group: its rate, and how many times as high as the reference group's it is.

        For example:
            section.group_rates_table(
                "Rates", "cp_plans_by_ethnicity", "children_by_ethnicity", "White"
            )
        """
        reading, people = self._reader.reading(indicator), self._store.indicator(population)
        at = population_period(reading.current.period)
        now = self._store.breakdown(indicator, self.area.slug, reading.current.period)
        living = self._store.breakdown(population, self.area.slug, at)
        if not now or not living:
            return self._no_figures(title, "numbers of people by group", of=[reading])
        found = groups_table(title, reading, people, now, living, reference)
        return self._shown(found, [reading])

    def area_table(self, title: str) -> Shown:
        """What is known about the area: names, codes, region, partners.

        For example:
            section.area_table("The area and its partners")
        """
        name = self._reader.force_area().name if self.area.force_area else NO_FIGURE
        return self._shown(tables.area_table(title, self.area, name, self.period))

    # Charts: the drawing libraries take a second to import, so only sections that draw do

    def change_chart(self, title: str, *indicators: str, group: str = "") -> Shown:
        """This period against the year before, for indicators that count the same thing.

        For example:
            section.change_chart("Reports of missing children", "missing_reports")
        """
        found = self._reader.readings(indicators, group)
        readings = [one for one in found if one.counts_compared]
        if not readings:
            return self._no_figures(title, "figures for both years", of=found)
        from bcssp_lib.section import charts

        return self._shown(charts.change_chart(title, readings, self.period), found)

    def trend_chart(self, title: str, indicator: str, kind: str = "quarter") -> Shown:
        """An indicator through time, in periods of one kind.

        For example:
            section.trend_chart("Child protection plans", "cp_plans", kind="snapshot")
        """
        wanted = period_kind(kind)
        described = self._store.indicator(indicator)
        found = [
            one
            for one in self._store.series(indicator, self.area.slug)
            if one.period.kind is wanted and one.period.end <= self.period.end
        ]
        if sum(one.known for one in found) < FEWEST_POINTS:
            what = f"figures for at least {FEWEST_POINTS} dates"
            return self._no_figures(title, what, of=self._reader.readings([indicator]))
        from bcssp_lib.section import charts

        whole = without_leaps(found)
        counts = [counts_of(self._store, described, one) for one in whole]
        events = events_of(self._store, indicator, self.area.slug)
        chart = charts.trend_chart(title, described, whole, counts, events)
        return self._shown(chart, self._reader.readings([indicator]))

    def control_chart(self, title: str, indicator: str) -> Shown:
        """An indicator by month, quarter or snapshot, with the limits of its usual variation.

        For example:
            section.control_chart("Reports of missing children, by quarter", "missing_reports")
        """
        described = self._store.indicator(indicator)
        found = trend_of(self._store, described, self.area.slug, self.period)
        readings = self._reader.readings([indicator])
        if found is None:
            what = f"figures for at least {FEWEST_FOR_LIMITS} dates"
            return self._no_figures(title, what, of=readings)
        from bcssp_lib.section import charts

        return self._shown(charts.process_chart(title, found), readings)

    def areas_chart(self, title: str, indicator: str, kind: str = "quarter") -> Shown:
        """An indicator through time in each area of the police force, on one scale.

        For example:
            section.areas_chart("Reports of missing children, by area", "missing_reports")
        """
        described = self._store.indicator(indicator)
        found = area_lines(self._store, described, self.area, period_kind(kind), self.period)
        readings = self._reader.readings([indicator])
        if len(found) < 2:
            return self._no_figures(title, "figures of more than one area", of=readings)
        if not described.rate and described.unit is not Unit.PERCENT:
            return self._shown(cannot_be_shown(title, PLAIN_NUMBER), readings)
        from bcssp_lib.section import charts

        return self._shown(charts.multiples_chart(title, described, self.area, found), readings)

    def ranked_chart(self, title: str, indicator: str) -> Shown:
        """Every authority of the country in order, with this area and its neighbours.

        For example:
            section.ranked_chart("Child protection plans, all authorities", "cp_plans")
        """
        reading, standing = self._reader.standing(indicator)
        if standing.rank is None or standing.rank.why_none:
            return self._no_comparison(title, standing, [reading])
        from bcssp_lib.section import standing_charts

        names = {one.slug: one for one in self._store.authorities()}
        chart = standing_charts.ranked_dots(title, reading.indicator, self.area, standing, names)
        return self._shown(chart, [reading])

    def funnel_chart(self, title: str, indicator: str) -> Shown:
        """Every authority by its size, and how far chance alone takes them apart.

        For example:
            section.funnel_chart("Child protection plans, by size", "cp_plans")
        """
        reading, standing = self._reader.standing(indicator)
        if standing.rank is None or standing.rank.why_none or standing.own.rate is None:
            return self._no_comparison(title, standing, [reading])
        from bcssp_lib.section import standing_charts

        if standing_charts.none_counted(self.area, standing):
            why = "no authority counted any, and around an average of zero there is no funnel"
            return self._shown(cannot_be_shown(title, why), [reading])
        names = {one.slug: one for one in self._store.authorities()}
        chart = standing_charts.funnel(title, reading.indicator, self.area, standing, names)
        return self._shown(chart, [reading])

    def shares_chart(self, title: str, indicator: str) -> Shown:
        """How a figure divides among its categories.

        For example:
            section.shares_chart("Concerns by ethnic group", "concerns_by_ethnicity")
        """
        reading = self._reader.reading(indicator)
        now = self._store.breakdown(indicator, self.area.slug, reading.current.period)
        if not any(one.known for one in now):
            return self._no_figures(title, of=[reading])
        from bcssp_lib.section import charts

        return self._shown(charts.breakdown_chart(title, reading, now), [reading])

    def returns_chart(self, title: str, group: str) -> Shown:
        """Agencies by indicators as a heat table: the colour and letter of each rating.

        For example:
            section.returns_chart("Training: returns at a glance", "kpi_all")
        """
        indicators = self._store.group(group)
        found = self._reader.returns(indicators)
        if not any(found.values()):
            return self._no_figures(title)
        from bcssp_lib.section import heat_chart

        chart = heat_chart.returns_chart(title, indicators, found, self._reader.rating_of)
        return self._shown(chart)

    # Statements

    def worst(self, indicator: str) -> Shown:
        """Answer "is this area the worst in the country?" from stored figures.

        For example:
            section.worst("missing_reports")
        """
        reading, standing = self._reader.standing(indicator)
        answer = standing.worst(self.area, reading.indicator)
        question = f"Is {self.area.name} the worst in the country?"
        if not answer:
            return self._no_comparison(f"{question} {reading.indicator.title}", standing, [])
        return self._shown(Message("statement", f"{question} {answer}"))

    def reconcile(self, indicator: str) -> Shown:
        """Say whether a figure agrees with what it should; a warning where it does not.

        With its parts, with the counts that a percentage is made from, with the change that a
        source printed, with the target that it printed elsewhere, and with what the figures of
        the whole country hold for this area.

        For example:
            section.reconcile("concerns_raised")
        """
        whole = self._reader.reading(indicator)
        twice = self._store.national(indicator, whole.current.period).get(self.area.slug)
        if twice is not None and twice.synthetic != whole.current.synthetic:
            twice = None
        printed = replace(self._reader.printed(whole), elsewhere=twice)
        parts = [self._reader.reading(name) for name in whole.indicator.parts]
        return self._shown(checked_message(whole, parts, printed))

    def reconcile_group(self, title: str, group: str) -> Shown:
        """The same for every indicator of a group, in one statement or one warning.

        For example:
            section.reconcile_group("Training", "kpi_all")
        """
        printed = [self._reader.printed(one) for one in self._reader.readings((), group)]
        return self._shown(group_message(title, printed))

    def rating_rule(self, rule: str) -> Shown:
        """State the written rule by which figures are rated.

        For example:
            section.rating_rule("kpi_shortfall")
        """
        text = f"How figures are rated. {rule_wording(self._store.rule(rule))}"
        return self._shown(Message("statement", text))

    def fill(self, fill: str) -> Shown:
        """Mark a place for what is made from the whole report: headlines, glossary …

        For example:
            section.fill("headlines")
        """
        if fill not in set(Fill):
            raise not_known("fill", fill, [one.value for one in Fill])
        return self._shown(FillPlace(Fill(fill)))

    # Inner

    def _shown(
        self, content: Showable, of: Iterable[Reading] = (), facts: Iterable[Fact] = ()
    ) -> Shown:
        """Show something, and publish the facts of the readings that it is made of."""
        stamp = ReportId(self.area.slug, self.period, self.edition).stamp(self.name)
        return Shown(content, stamp, (*map(self._reader.fact_of, of), *facts))

    def _facts(self, facts: Any) -> Shown:
        return self._shown(Facts(facts))

    def _no_figures(
        self,
        title: str,
        what: str = "figures",
        period: Period | None = None,
        of: Iterable[Reading] = (),
        facts: Iterable[Fact] = (),
    ) -> Shown:
        where = f"{self.area.name} in {(period or self.period).wording}"
        told = about(title, f"no {what} were supplied for {where}.")
        return self._shown(Message("no figures", told), of, facts)

    def _no_comparison(self, title: str, standing: Standing, of: Iterable[Reading]) -> Shown:
        """Say that a figure stands alone, and why."""
        own = standing.own
        why = "no figures of other authorities are held to compare it with"
        if not own.figure.value.known:
            why = f"this area's figure is not known ({own.figure.text})"
        elif not own.figure.unit:
            why = PLAIN_NUMBER
        return self._shown(cannot_be_shown(title, why), of)

    def _no_entries(self, title: str, view: RegisterView) -> Shown:
        return self._no_figures(title, view.schema.records, view.period)
