"""The public face of the library: open a section, publish facts, show tables and charts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.data_store import open_data_store
from bcssp_lib.files.project import Project, find_project
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.value import Reason, missing
from bcssp_lib.section import side_by_side
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.outputs import (
    Message,
    Placeholder,
    PlaceholderOutput,
    SectionOutput,
    Showable,
    refusal_message,
    title_sentence,
)
from bcssp_lib.section.reconciliation import PrintedFigure, agreement_message, group_message
from bcssp_lib.section.registers import can_count
from bcssp_lib.section.section_base import SectionBase
from bcssp_lib.section.section_charts import SectionCharts
from bcssp_lib.section.section_frames import SectionFrames, read_no_formulas
from bcssp_lib.section.section_tables import SectionTables
from bcssp_lib.section.side_by_side import AreaFigure, SideBySide, read_side_by_side
from bcssp_lib.stats.comparison import rule_wording
from bcssp_lib.stats.rates import share_of


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
    return open_project_section(find_project(), name, area, period, edition)


def open_project_section(
    project: Project, name: str, area: str, period: str, edition: str = "annual"
) -> Section:
    """Open a section of one report of a project; ``open_section`` finds the project itself."""
    catalogue = load_catalogue(project)
    catalogue.edition(edition)
    area_record = catalogue.area(area)
    store = open_data_store(catalogue, area_record.slug)
    section = Section(name, area_record.slug, catalogue.period(period), edition, store)
    _opened.append(section)
    read_no_formulas()
    return section


_opened: list[Section] = []


def opened_sections() -> tuple[Section, ...]:
    """The sections that this process has opened: a notebook opens one."""
    return tuple(_opened)


class SectionAreas(SectionBase):
    """Tables and charts with a row an authority; the section is of their police force area.

    Each figure is a fact named by its area and indicator: ``banes_cp_plans``.
    """

    def overview_table(self, title: str, *indicators: str, group: str = "") -> SectionOutput:
        """A row a measure, a column an authority, with the region and England.

        For example:
            section.overview_table("The areas side by side", "cp_plans", "cla")
        """
        measures = self._comparable(self._names(indicators, group))
        if not measures:
            return self._no_figures(title)
        return self._side_by_side(side_by_side.overview_table(title, measures), measures)

    def standouts_table(self, title: str, *indicators: str, group: str = "") -> SectionOutput:
        """What differs from England beyond chance, in the tenth of authorities at either end.

        For example:
            section.standouts_table("What stands out", "cp_plans", "cla")
        """
        measures = self._comparable(self._names(indicators, group))
        if not measures:
            return self._no_figures(title)
        found = side_by_side.standouts_table(title, measures)
        if found is None:
            nothing = "no figure differs from England beyond chance and is near an end."
            return self._shown(Message("statement", title_sentence(title, nothing)))
        return self._side_by_side(found, measures)

    def areas_table(self, title: str, indicator: str) -> SectionOutput:
        """A row an authority: number, rate or percentage, interval, England, and its place.

        For example:
            section.areas_table("Children looked after", "cla")
        """
        measure = self._measure(indicator)
        if refused := self._why_not(title, measure):
            return refused
        return self._side_by_side(side_by_side.areas_table(title, measure), [measure])

    def areas_dots(self, title: str, indicator: str) -> SectionOutput:
        """A dot an authority, with its 95% interval, and lines for the region and England.

        For example:
            section.areas_dots("Children looked after, by area", "cla")
        """
        from bcssp_lib.section.side_by_side_chart import SideBySideChart  # slow to import

        measure = self._measure(indicator)
        if refused := self._why_not(title, measure):
            return refused
        return self._side_by_side(SideBySideChart(title, measure).draw(), [measure])

    def _why_not(self, title: str, measure: SideBySide) -> SectionOutput | None:
        """What stands in the place of a measure that cannot be side by side, or has no figure."""
        if measure.why_not_shown:
            return self._shown(refusal_message(title, measure.why_not_shown))
        return None if measure.known else self._no_figures(title)

    def _measure(self, indicator: str) -> SideBySide:
        """A measure of each authority, read once however often it is shown."""
        members = self._store.members(self.area.slug)
        if not members:
            raise UserError(
                f"The section '{self.name}' shows the authorities of a police force area side by "
                f"side, and {self.area.name} is one authority. It belongs in an edition that is "
                "'side_by_side'."
            )
        if indicator not in self._measures:
            self._measures[indicator] = read_side_by_side(
                self._store, indicator, members, self.period
            )
        return self._measures[indicator]

    def _comparable(self, indicators: Iterable[str]) -> list[SideBySide]:
        """The measures by which areas can be side by side, and of which any has a figure."""
        measures = map(self._measure, indicators)
        return [each for each in measures if each.known and not each.why_not_shown]

    def _side_by_side(self, content: Showable, measures: Sequence[SideBySide]) -> SectionOutput:
        facts = [self._fact_in_area(each) for measure in measures for each in measure.areas]
        return self._shown(content, facts=facts)

    def _fact_in_area(self, figure: AreaFigure) -> Fact:
        """The fact of an authority's figure, which names its area."""
        fact = self._fact_maker.from_result(figure.result, figure.benchmark, None, ())
        name = f"{figure.area.slug}_{fact.name}".replace("-", "_")
        return fact.model_copy(update={"name": name, "of_area": figure.area.short_name})


class Section(SectionFrames, SectionTables, SectionCharts, SectionAreas):
    """One section of one area's report for one period."""

    # Facts

    def publish(self, *indicators: str, group: str = "") -> SectionOutput:
        """Publish a fact for each indicator, named by its id.

        For example:
            section.publish("missing_reports", group="plans")
        """
        return self._published(map(self._fact_of, self._results(indicators, group)))

    def publish_share(self, name: str, title: str, part: str, whole: str) -> SectionOutput:
        """Publish what percentage one indicator is of another, if both are of one period.

        In a report of a quarter the two may be of different periods; then there is no share.

        For example:
            section.publish_share(
                "s42_2_share", "Enquiries, as a share", "concerns_s42_2", "concerns_raised"
            )
        """
        some, all_of = self._result(part).current, self._result(whole).current
        if some.period == all_of.period:
            share = share_of(some.value, all_of.value)
            fact = self._fact_maker.from_share(name, title, share, [some, all_of])
        elif self.period.kind is not PeriodKind.YEAR:
            fact = self._fact_maker.missing(name, title, "percent")
        else:
            raise UserError(
                f"'{part}' for {some.period.heading} is no share of '{whole}' for "
                f"{all_of.period.heading}. Give both the same 'periods' in params/indicators/."
            )
        return self._published([fact])

    def publish_count(
        self, name: str, title: str, register: str, distinct: str = "", **where: str
    ) -> SectionOutput:
        """Publish how many entries of a register there are in the period.

        ``during="published"`` counts those whose date in that column lies in the period,
        ``not_yet="published"`` those whose date had not come when it ended, and
        ``standing="overdue"`` (or ``open``, ``carried over``) those that are so, of earlier
        periods too; any other keyword names a column and the value that it must have. A value
        that no entry of any period has was not counted, and is no zero. ``distinct`` names a
        column of which each value is counted once: an agency that is on several boards.

        For example:
            section.publish_count("overdue", "Reviews overdue", "reviews", standing="overdue")
        """
        view = self._view(register, self.period)
        noun = view.schema.records
        if not can_count(view, where):
            return self._published([self._fact_maker.missing(name, title, noun)])
        policy = self._store.count_policy(register, self.area.slug)
        tells = any(map(policy.is_small, view.sizes(where)))
        counted = view.matching(where)
        if distinct:
            view.schema.check_columns([distinct])
            counted = list({entry[distinct]: entry for entry in reversed(counted)}.values())[::-1]
        shown = missing(Reason.SUPPRESSED) if tells else policy.shown(len(counted))
        return self._published([self._fact_maker.from_entries(name, title, counted, noun, shown)])

    def publish_total(
        self,
        name: str,
        title: str,
        register: str,
        column: str,
        next_year: bool = False,
        **where: str,
    ) -> SectionOutput:
        """Publish the sum of a column of pounds over the entries of the period.

        With ``next_year``, over those of the coming period, such as its budget.

        For example:
            section.publish_total("income", "Income", "finance", "amount", kind="contribution")
        """
        known = self._store.register(register).columns
        pounds = [key for key, described in known.items() if described.type == "pounds"]
        if column not in pounds:
            raise not_known(f"column of pounds of '{register}'", column, pounds)
        period = self.period.following() if next_year else self.period
        entries = self._view(register, period).matching(where)
        if not entries:
            return self._published([self._fact_maker.missing(name, title, "pounds")])
        amounts = [entry[column] for entry in entries]
        total = sum((amount for amount in amounts if isinstance(amount, Decimal)), Decimal(0))
        return self._published([self._fact_maker.from_total(name, title, total, entries, period)])

    def publish_ratings(self, name: str, *groups: str) -> SectionOutput:
        """Publish how many returns are green, amber, red, not applicable, and missing; and each.

        The facts are named ``<name>_green``, ``<name>_amber`` and so on; what each agency
        returned is a category of the indicator's own fact.

        For example:
            section.publish_ratings("kpi", "kpi_all", "kpi_adults")
        """
        returns = self._returns(*groups)
        make = self._fact_maker
        tallies = [
            make.from_tally(f"{name}_{key}", key, count, returns.observations)
            for key, count in returns.count_ratings().items()
        ]
        by_agency = [
            make.from_returns(indicator, list(returns.by_indicator[indicator.id].values()))
            for indicator in returns.indicators
        ]
        return self._published([*tallies, *by_agency])

    # Statements

    def worst(self, indicator: str) -> SectionOutput:
        """Answer "is this area the worst in the country?" from stored figures.

        For example:
            section.worst("missing_reports")
        """
        result, benchmark = self._benchmark(indicator)
        answer = benchmark.worst_sentence
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
        whole = self._result(indicator)
        twice = self._store.national(indicator, whole.current.period).get(self.area.slug)
        if twice is not None and twice.synthetic != whole.current.synthetic:
            twice = None
        printed = replace(self._printed(whole), elsewhere=twice)
        parts = [self._result(name) for name in whole.indicator.parts]
        return self._shown(agreement_message(whole, parts, printed))

    def reconcile_group(self, title: str, group: str) -> SectionOutput:
        """The same for every indicator of a group, in one statement or one warning.

        For example:
            section.reconcile_group("Training", "kpi_all")
        """
        printed = [self._printed(result) for result in self._results((), group)]
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

    def _printed(self, result: IndicatorResult) -> PrintedFigure:
        """What a source printed of an indicator that can also be worked out."""
        made_from = result.indicator.made_from
        counts = made_from if made_from and made_from.part else None
        change = self._store.change_indicator(result.indicator.id)
        period = result.current.period
        return PrintedFigure(
            of=result,
            part=self._result(counts.part) if counts else None,
            whole=self._result(counts.whole) if counts else None,
            change=self._store.observation(change.id, self.area.slug, period) if change else None,
            change_unit=change.unit if change else Unit.PERCENT,
        )
