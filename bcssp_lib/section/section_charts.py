"""The charts that a section draws of stored figures."""

from __future__ import annotations

from bcssp_lib.model.indicator import Unit
from bcssp_lib.section.agency_returns import Returns
from bcssp_lib.section.bar_charts import breakdown_chart, change_chart
from bcssp_lib.section.dot_charts import ranked_chart
from bcssp_lib.section.events import list_events
from bcssp_lib.section.funnel_chart import funnel_chart, is_nothing_counted
from bcssp_lib.section.indicator_result import find_counts
from bcssp_lib.section.line_charts import areas_chart, trend_chart
from bcssp_lib.section.outputs import SectionOutput, refusal_message
from bcssp_lib.section.section_base import PLAIN_NUMBER, SectionBase, period_kind
from bcssp_lib.section.spc_chart import SpcChart
from bcssp_lib.section.trends import area_lines, read_series, read_trend
from bcssp_lib.stats.spc import FEWEST as FEWEST_FOR_LIMITS

FEWEST_POINTS = 3


class SectionCharts(SectionBase):
    """Charts of indicators, through time and compared with others."""

    def change_chart(self, title: str, *indicators: str, group: str = "") -> SectionOutput:
        """This period against the year before, for indicators that count the same thing.

        For example:
            section.change_chart("Reports of missing children", "missing_reports")
        """
        every_result = self._results(indicators, group)
        results = [result for result in every_result if result.counts_compared]
        if not results:
            return self._no_figures(title, "figures for both years", of=every_result)
        return self._shown(change_chart(title, results, self.period), every_result)

    def trend_chart(self, title: str, indicator: str, kind: str = "quarter") -> SectionOutput:
        """An indicator through time, in periods of one kind.

        For example:
            section.trend_chart("Child protection plans", "cp_plans", kind="snapshot")
        """
        wanted, described = period_kind(kind), self._store.indicator(indicator)
        whole = read_series(self._store, indicator, self.area.slug, wanted, self.period)
        results = self._results([indicator])
        if sum(observation.known for observation in whole) < FEWEST_POINTS:
            what = f"figures for at least {FEWEST_POINTS} dates"
            return self._no_figures(title, what, of=results)
        counts = [find_counts(self._store, described, observation) for observation in whole]
        events = list_events(self._store, indicator, self.area.slug)
        return self._shown(trend_chart(title, described, whole, counts, events), results)

    def spc_chart(self, title: str, indicator: str) -> SectionOutput:
        """An indicator by month, quarter or snapshot, with the limits of its usual variation.

        For example:
            section.spc_chart("Reports of missing children, by quarter", "missing_reports")
        """
        described = self._store.indicator(indicator)
        trend = read_trend(self._store, described, self.area.slug, self.period)
        results = self._results([indicator])
        if trend is None:
            what = f"figures for at least {FEWEST_FOR_LIMITS} dates"
            return self._no_figures(title, what, of=results)
        return self._shown(SpcChart(title, trend).draw(), results)

    def areas_chart(self, title: str, indicator: str, kind: str = "quarter") -> SectionOutput:
        """An indicator through time in each area of the police force, on one scale.

        For example:
            section.areas_chart("Reports of missing children, by area", "missing_reports")
        """
        described = self._store.indicator(indicator)
        lines = area_lines(self._store, described, self.area, period_kind(kind), self.period)
        results = self._results([indicator])
        if len(lines) < 2:
            return self._no_figures(title, "figures of more than one area", of=results)
        if not described.rate and described.unit is not Unit.PERCENT:
            return self._shown(refusal_message(title, PLAIN_NUMBER), results)
        return self._shown(areas_chart(title, described, self.area, lines), results)

    def ranked_chart(self, title: str, indicator: str) -> SectionOutput:
        """Every authority of the country in order, with this area and its neighbours.

        For example:
            section.ranked_chart("Child protection plans, all authorities", "cp_plans")
        """
        result, benchmark = self._benchmark(indicator)
        if benchmark.rank is None or benchmark.rank.why_none:
            return self._no_comparison(title, benchmark, [result])
        chart = ranked_chart(title, result.indicator, self.area, benchmark, self._authority_names())
        return self._shown(chart, [result])

    def funnel_chart(self, title: str, indicator: str) -> SectionOutput:
        """Every authority by its size, and how far chance alone takes them apart.

        For example:
            section.funnel_chart("Child protection plans, by size", "cp_plans")
        """
        result, benchmark = self._benchmark(indicator)
        if benchmark.rank is None or benchmark.rank.why_none or benchmark.own.rate is None:
            return self._no_comparison(title, benchmark, [result])
        if is_nothing_counted(self.area, benchmark):
            why = "no authority counted any, and around an average of zero there is no funnel"
            return self._shown(refusal_message(title, why), [result])
        chart = funnel_chart(title, result.indicator, self.area, benchmark, self._authority_names())
        return self._shown(chart, [result])

    def shares_chart(self, title: str, indicator: str) -> SectionOutput:
        """How a figure divides among its categories.

        For example:
            section.shares_chart("Concerns by ethnic group", "concerns_by_ethnicity")
        """
        result = self._result(indicator)
        now = self._store.breakdown(indicator, self.area.slug, result.current.period)
        if not any(category.known for category in now):
            return self._no_figures(title, of=[result])
        return self._shown(breakdown_chart(title, result, now), [result])

    def returns_chart(self, title: str, group: str) -> SectionOutput:
        """Agencies by indicators as a heat table: the colour and letter of each rating.

        For example:
            section.returns_chart("Training: returns at a glance", "kpi_all")
        """
        return self._show_returns(title, group, Returns.chart)

    def _authority_names(self) -> dict[str, str]:
        """How charts name the authorities of the country, and this area among them."""
        names = {authority.slug: authority.name for authority in self._store.authorities()}
        return {**names, self.area.slug: self.area.short_name}
