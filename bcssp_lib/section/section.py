"""The public face of the library: open a section, publish facts, show tables and charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import Beside
from bcssp_lib.data.loader import load_figures
from bcssp_lib.files.project import find_project
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section import returns, tables
from bcssp_lib.section.area_lines import area_lines
from bcssp_lib.section.events import events_of
from bcssp_lib.section.facts import (
    Facts,
    fact_from_entries,
    fact_from_reading,
    fact_from_share,
    fact_from_tally,
    fact_from_total,
    missing_fact,
)
from bcssp_lib.section.groups import groups_table
from bcssp_lib.section.leaps import without_leaps
from bcssp_lib.section.material import Material, Reads
from bcssp_lib.section.messages import Message, about
from bcssp_lib.section.mime_types import PRIVATE_PREFIX, STAMP_KEY
from bcssp_lib.section.placeholders import Fill, FillPlace
from bcssp_lib.section.readings import (
    NO_FIGURE,
    Reading,
    counts_of,
    rating_of,
    read_indicator,
    share_of_like,
)
from bcssp_lib.section.reconciling import Printed, checked_message, group_message
from bcssp_lib.section.registers import RegisterView
from bcssp_lib.section.standing import Standing, standing_of
from bcssp_lib.section.trends import trend_of
from bcssp_lib.stats.rates import population_period
from bcssp_lib.stats.rating import rule_wording
from bcssp_lib.stats.spc import FEWEST as FEWEST_FOR_LIMITS

FEWEST_POINTS = 3
PLAIN_NUMBER = "it is a plain number, and areas differ in size"


def period_kind(name: str) -> PeriodKind:
    """A kind of period by its name, or an error with those known."""
    if name not in set(PeriodKind):
        raise not_known("kind of period", name, [one.value for one in PeriodKind])
    return PeriodKind(name)


class Showable(Protocol):
    """Anything that a notebook cell can show."""

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Shown:
    """An output of a section, stamped with the area and period that it was made for."""

    content: Showable
    stamp: dict[str, str]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = self.content._repr_mimebundle_()
        return {
            kind: {**content, STAMP_KEY: self.stamp} if kind.startswith(PRIVATE_PREFIX) else content
            for kind, content in bundle.items()
        }


def cannot_be_shown(title: str, why: str) -> Message:
    """What stands in the place of something that would mislead, or cannot be made."""
    return Message("no figures", about(title, f"this cannot be shown, because {why}."))


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
    material = Material(
        catalogue,
        load_figures(project, catalogue, (area,)),
        Beside(project, catalogue, area),
    )
    section = Section(name, found.slug, catalogue.period(period), edition, material)
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
        material: Material,
    ) -> None:
        self.name = name
        self.area = material.area(area)
        self.period = period
        self.edition = edition
        self._material = material

    @property
    def reads(self) -> Reads:
        """What the section has read so far, each with a hash of what was found."""
        return dict(self._material.reads)

    # Facts

    def publish(self, *indicators: str, group: str = "") -> Shown:
        """Publish a fact for each indicator, named by its id."""
        return self._facts(map(self._fact_of, self._readings(indicators, group)))

    def publish_share(self, name: str, title: str, part: str, whole: str) -> Shown:
        """Publish what percentage one indicator is of another, if both are of one period."""
        made_from = [self._reading(part).current, self._reading(whole).current]
        share = share_of_like(*made_from)
        return self._facts([fact_from_share(self.name, name, title, share, made_from)])

    def publish_count(self, name: str, title: str, register: str, **where: str) -> Shown:
        """Publish how many entries of a register there are in the period.

        ``during="published"`` counts those whose date in that column lies in the period,
        ``not_yet="published"`` those whose date had not come when it ended, and
        ``standing="overdue"`` (or ``open``, ``carried over``) those that stand so, of earlier
        periods too; any other keyword names a column and the value that it must have.
        """
        noun = self._material.register(register).records
        if not self._has_register(register):
            return self._facts([missing_fact(self.name, name, title, noun, self.period)])
        counted = self._view(register, self.period).matching(where)
        return self._facts([fact_from_entries(self.name, name, title, counted, noun, self.period)])

    def publish_total(
        self, name: str, title: str, register: str, column: str, **where: str
    ) -> Shown:
        """Publish the sum of a column of pounds over the entries of the period."""
        known = self._material.register(register).columns
        pounds = [key for key, described in known.items() if described.type == "pounds"]
        if column not in pounds:
            raise not_known(f"column of pounds of '{register}'", column, pounds)
        entries = self._view(register, self.period).matching(where)
        if not entries:
            return self._facts([missing_fact(self.name, name, title, "pounds", self.period)])
        amounts = [one[column] for one in entries]
        total = sum((one for one in amounts if isinstance(one, Decimal)), Decimal(0))
        return self._facts([fact_from_total(self.name, name, title, total, entries, self.period)])

    def publish_ratings(self, name: str, *groups: str) -> Shown:
        """Publish how many returns are green, amber, red, not applicable, and missing.

        The facts are named ``<name>_green``, ``<name>_amber`` and so on.
        """
        indicators = [one for group in groups for one in self._material.group(group)]
        found = self._returns(indicators)
        made_from = [one for each in found.values() for one in each.values()]
        counts = returns.tally(indicators, found, self._rating_of)
        return self._facts(
            fact_from_tally(self.name, f"{name}_{key}", key, count, made_from, self.period)
            for key, count in counts.items()
        )

    # Tables

    def figures_table(
        self, title: str, *indicators: str, group: str = "", of_force_area: bool = False
    ) -> Shown:
        """A row an indicator: year before, this year, change, force area, target, rating.

        A column in which no indicator has anything to say is left out. With
        ``of_force_area`` the figures are those of the whole police force area.
        """
        area = self._force_area() if of_force_area else self.area
        found = [self._reading(one, area) for one in self._names(indicators, group)]
        readings = [one for one in found if one.supplied]
        if not readings:
            return self._no_figures(title)
        return self._shown(tables.figures_table(title, readings, self.period))

    def breakdown_table(self, title: str, indicator: str) -> Shown:
        """A row a category of one indicator, with this period's value and the year before."""
        reading = self._reading(indicator)
        period = reading.current.period
        now = self._material.breakdown(indicator, self.area.slug, period)
        before = self._material.breakdown(indicator, self.area.slug, period.previous())
        if not now:
            return self._no_figures(title)
        return self._shown(tables.breakdown_table(title, reading, now, before))

    def returns_table(self, title: str, group: str) -> Shown:
        """Agencies by indicators, each return with its rating's colour and letter."""
        indicators = self._material.group(group)
        found = self._returns(indicators)
        if not any(found.values()):
            return self._no_figures(title)
        return self._shown(returns.returns_table(title, indicators, found, self._rating_of))

    def ratings_table(self, title: str, group: str) -> Shown:
        """A row an indicator: its target, and how many returns have each rating."""
        indicators = self._material.group(group)
        found = self._returns(indicators)
        if not any(found.values()):
            return self._no_figures(title)
        return self._shown(returns.ratings_table(title, indicators, found, self._rating_of))

    def symbols_table(self, title: str, group: str) -> Shown:
        """What each symbol that a source prints in a group of indicators means."""
        return self._shown(returns.symbols_table(title, self._material.group(group)))

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
        """
        view = self._view(register, self.period)
        if carried_over:
            found = view.earlier_table(title, columns, last_year=last_year)
        else:
            view = self._view(register, self.period.previous()) if last_year else view
            found = view.table(title, columns)
        return self._shown(found) if found else self._no_entries(title, view)

    def standing_table(self, title: str, *indicators: str, group: str = "") -> Shown:
        """A row an indicator: its rate or percentage, its interval, those of others, its rank."""
        found = [self._standing(one) for one in self._names(indicators, group)]
        rows = [(one.indicator, standing) for one, standing in found if standing.comparisons]
        if not rows:
            return self._no_comparison(title, found[0][1])
        from bcssp_lib.section.standing_tables import standing_table

        return self._shown(standing_table(title, rows, self.area))

    def group_rates_table(
        self, title: str, indicator: str, population: str, reference: str
    ) -> Shown:
        """A row a group: its rate, and how many times as high as the reference group's it is."""
        reading, people = self._reading(indicator), self._material.indicator(population)
        at = population_period(reading.current.period)
        now = self._material.breakdown(indicator, self.area.slug, reading.current.period)
        living = self._material.breakdown(population, self.area.slug, at)
        if not now or not living:
            return self._no_figures(title, "numbers of people by group")
        return self._shown(groups_table(title, reading, people, now, living, reference))

    def area_table(self, title: str) -> Shown:
        """What is known about the area: names, codes, region, partners."""
        name = self._force_area().name if self.area.force_area else NO_FIGURE
        return self._shown(tables.area_table(title, self.area, name, self.period))

    # Charts: the drawing libraries take a second to import, so only sections that draw do

    def change_chart(self, title: str, *indicators: str, group: str = "") -> Shown:
        """This period against the year before, for indicators that count the same thing."""
        readings = [one for one in self._readings(indicators, group) if one.counts_compared]
        if not readings:
            return self._no_figures(title, "figures for both years")
        from bcssp_lib.section import charts

        return self._shown(charts.change_chart(title, readings, self.period))

    def trend_chart(self, title: str, indicator: str, kind: str = "quarter") -> Shown:
        """An indicator through time, in periods of one kind."""
        wanted = period_kind(kind)
        described = self._material.indicator(indicator)
        found = [
            one
            for one in self._material.series(indicator, self.area.slug)
            if one.period.kind is wanted and one.period.end <= self.period.end
        ]
        if sum(one.known for one in found) < FEWEST_POINTS:
            return self._no_figures(title, f"figures for at least {FEWEST_POINTS} dates")
        from bcssp_lib.section import charts

        whole = without_leaps(found)
        counts = [counts_of(self._material, described, one) for one in whole]
        events = events_of(self._material, indicator, self.area.slug)
        return self._shown(charts.trend_chart(title, described, whole, counts, events))

    def control_chart(self, title: str, indicator: str) -> Shown:
        """An indicator by month, quarter or snapshot, with the limits of its usual variation."""
        described = self._material.indicator(indicator)
        found = trend_of(self._material, described, self.area.slug, self.period)
        if found is None:
            return self._no_figures(title, f"figures for at least {FEWEST_FOR_LIMITS} dates")
        from bcssp_lib.section import charts

        return self._shown(charts.process_chart(title, found))

    def areas_chart(self, title: str, indicator: str, kind: str = "quarter") -> Shown:
        """An indicator through time in each area of the police force, on one scale."""
        described = self._material.indicator(indicator)
        found = area_lines(self._material, described, self.area, period_kind(kind), self.period)
        if len(found) < 2:
            return self._no_figures(title, "figures of more than one area")
        if not described.rate and described.unit is not Unit.PERCENT:
            return self._shown(cannot_be_shown(title, PLAIN_NUMBER))
        from bcssp_lib.section import charts

        return self._shown(charts.multiples_chart(title, described, self.area, found))

    def ranked_chart(self, title: str, indicator: str) -> Shown:
        """Every authority of the country in order, with this area and its neighbours."""
        reading, standing = self._standing(indicator)
        if standing.rank is None or standing.rank.why_none:
            return self._no_comparison(title, standing)
        from bcssp_lib.section import standing_charts

        names = {one.slug: one for one in self._material.authorities()}
        chart = standing_charts.ranked_dots(title, reading.indicator, self.area, standing, names)
        return self._shown(chart)

    def funnel_chart(self, title: str, indicator: str) -> Shown:
        """Every authority by its size, and how far chance alone takes them apart."""
        reading, standing = self._standing(indicator)
        if standing.rank is None or standing.rank.why_none or standing.own.rate is None:
            return self._no_comparison(title, standing)
        from bcssp_lib.section import standing_charts

        if standing_charts.none_counted(self.area, standing):
            why = "no authority counted any, and around an average of zero there is no funnel"
            return self._shown(cannot_be_shown(title, why))
        names = {one.slug: one for one in self._material.authorities()}
        chart = standing_charts.funnel(title, reading.indicator, self.area, standing, names)
        return self._shown(chart)

    def shares_chart(self, title: str, indicator: str) -> Shown:
        """How a figure divides among its categories."""
        reading = self._reading(indicator)
        now = self._material.breakdown(indicator, self.area.slug, reading.current.period)
        if not any(one.known for one in now):
            return self._no_figures(title)
        from bcssp_lib.section import charts

        return self._shown(charts.breakdown_chart(title, reading, now))

    def returns_chart(self, title: str, group: str) -> Shown:
        """Agencies by indicators as a heat table: the colour and letter of each rating."""
        indicators = self._material.group(group)
        found = self._returns(indicators)
        if not any(found.values()):
            return self._no_figures(title)
        from bcssp_lib.section import returns_charts

        chart = returns_charts.returns_chart(title, indicators, found, self._rating_of)
        return self._shown(chart)

    # Statements

    def worst(self, indicator: str) -> Shown:
        """Answer "is this area the worst in the country?" from stored figures."""
        reading, standing = self._standing(indicator)
        answer = standing.worst(self.area, reading.indicator)
        question = f"Is {self.area.name} the worst in the country?"
        if not answer:
            return self._no_comparison(f"{question} {reading.indicator.title}", standing)
        return self._shown(Message("statement", f"{question} {answer}"))

    def reconcile(self, indicator: str) -> Shown:
        """Say whether a figure agrees with what it should; a warning where it does not.

        With its parts, with the counts that a percentage is made from, with the change that a
        source printed, with the target that it printed elsewhere, and with what the figures of
        the whole country hold for this area.
        """
        whole = self._reading(indicator)
        twice = self._material.national(indicator, whole.current.period).get(self.area.slug)
        if twice is not None and twice.synthetic != whole.current.synthetic:
            twice = None
        printed = replace(self._printed(whole), elsewhere=twice)
        parts = [self._reading(name) for name in whole.indicator.parts]
        return self._shown(checked_message(whole, parts, printed))

    def reconcile_group(self, title: str, group: str) -> Shown:
        """The same for every indicator of a group, in one statement or one warning."""
        printed = [self._printed(one) for one in self._readings((), group)]
        return self._shown(group_message(title, printed))

    def rating_rule(self, rule: str) -> Shown:
        """State the written rule by which figures are rated."""
        text = f"How figures are rated. {rule_wording(self._material.rule(rule))}"
        return self._shown(Message("statement", text))

    def fill(self, fill: str) -> Shown:
        """Mark a place for what is made from the whole report: headlines, glossary …"""
        if fill not in set(Fill):
            raise not_known("fill", fill, [one.value for one in Fill])
        return self._shown(FillPlace(Fill(fill)))

    # Inner

    def _shown(self, content: Showable) -> Shown:
        stamp = {
            "area": self.area.slug,
            "period": self.period.label,
            "edition": self.edition,
            "section": self.name,
        }
        return Shown(content, stamp)

    def _printed(self, reading: Reading) -> Printed:
        """What a source printed of an indicator that can also be worked out."""
        counts = reading.indicator.made_from
        change = self._material.change_indicator(reading.indicator.id)
        at = reading.current.period
        return Printed(
            of=reading,
            part=self._reading(counts.part) if counts else None,
            whole=self._reading(counts.whole) if counts else None,
            change=self._material.observation(change.id, self.area.slug, at) if change else None,
            change_unit=change.unit if change else Unit.PERCENT,
        )

    def _facts(self, facts: Any) -> Shown:
        return self._shown(Facts(facts))

    def _no_figures(self, title: str, what: str = "figures", period: Period | None = None) -> Shown:
        where = f"{self.area.name} in {(period or self.period).wording}"
        told = about(title, f"no {what} were supplied for {where}.")
        return self._shown(Message("no figures", told))

    def _names(self, indicators: Sequence[str], group: str) -> list[str]:
        grouped = [one.id for one in self._material.group(group)] if group else []
        return [*indicators, *grouped]

    def _standing(self, indicator: str) -> tuple[Reading, Standing]:
        reading = self._reading(indicator)
        return reading, standing_of(self._material, reading.indicator, self.area, reading.current)

    def _no_comparison(self, title: str, standing: Standing) -> Shown:
        """Say that a figure stands alone, and why."""
        own = standing.own
        why = "no figures of other authorities are held to compare it with"
        if not own.figure.value.known:
            why = f"this area's figure is not known ({own.figure.text})"
        elif not own.figure.unit:
            why = PLAIN_NUMBER
        return self._shown(cannot_be_shown(title, why))

    def _fact_of(self, reading: Reading) -> Fact:
        """The fact of a reading; headlines are set beside others, and beside their past."""
        indicator = reading.indicator
        if not indicator.headline:
            return fact_from_reading(self.name, reading, self.area)
        standing = standing_of(self._material, indicator, self.area, reading.current)
        trend = None
        if not indicator.planned:
            trend = trend_of(self._material, indicator, self.area.slug, self.period)
        return fact_from_reading(self.name, reading, self.area, standing, trend)

    def _readings(self, indicators: Sequence[str], group: str) -> list[Reading]:
        return [self._reading(one) for one in self._names(indicators, group)]

    def _reading(self, indicator: str, area: Area | None = None) -> Reading:
        return read_indicator(self._material, indicator, area or self.area, self.period)

    def _force_area(self) -> Area:
        return self._material.area(self.area.force_area) if self.area.force_area else self.area

    def _rating_of(self, found: Observation, indicator: Indicator) -> Rating | None:
        return rating_of(found, indicator, self._material)

    def _returns(self, indicators: Sequence[Indicator]) -> dict[str, dict[str, Observation]]:
        """By indicator, by agency: the returns of the period."""
        return {
            one.id: {
                each.category: each
                for each in self._material.breakdown(one.id, self.area.slug, self.period)
            }
            for one in indicators
        }

    def _has_register(self, register: str) -> bool:
        return bool(self._material.entries(register, self.area.slug))

    def _view(self, register: str, period: Period) -> RegisterView:
        entries = self._material.entries(register, self.area.slug)
        return RegisterView(self._material.register(register), entries, period)

    def _no_entries(self, title: str, view: RegisterView) -> Shown:
        return self._no_figures(title, view.schema.records, view.period)
