"""What a section of a police force area shows of its authorities side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bcssp_lib.model.errors import UserError
from bcssp_lib.model.fact import Fact
from bcssp_lib.section import side_by_side
from bcssp_lib.section.outputs import (
    Message,
    SectionOutput,
    Showable,
    refusal_message,
    title_sentence,
)
from bcssp_lib.section.section_base import SectionBase
from bcssp_lib.section.side_by_side import AreaFigure, SideBySide, read_side_by_side


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
