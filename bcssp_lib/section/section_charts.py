"""The charts that a section draws of stored figures.

Each method imports its chart itself: matplotlib, seaborn and pandas are slow to import, and many
sections have no chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.value import Observation, Reason
from bcssp_lib.section.benchmarks import read_share
from bcssp_lib.section.indicator_result import IndicatorResult
from bcssp_lib.section.outputs import SectionOutput, refusal_message
from bcssp_lib.section.section_base import SectionBase, period_kind, why_none
from bcssp_lib.section.side_by_side import PLAIN_NUMBER
from bcssp_lib.section.trends import (
    area_lines,
    list_events,
    read_every_series,
    read_series,
    read_trend,
)
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.main_points import weigh
from bcssp_lib.stats.spc import FEWEST as FEWEST_FOR_LIMITS
from bcssp_lib.stats.wording import join_words

_FEWEST_POINTS = 3
_DATED = {PeriodKind.ROLLING: "for 12 months each", PeriodKind.SNAPSHOT: "for single days"}
_KINDS_WITH_LIMITS = "by month, by quarter or for single days"


class SectionCharts(SectionBase):
    """Charts of indicators, through time and compared with others."""

    def change_chart(self, title: str, *indicators: str, group: str = "") -> SectionOutput:
        """This period against the year before, for indicators that count the same thing.

        For example:
            section.change_chart("Reports of missing children", "missing_reports")
        """
        from bcssp_lib.section.bar_charts import ChangeChart

        every_result = self._results(indicators, group)
        results = [result for result in every_result if result.counts_compared]
        if not results:
            return self._no_figures(title, "figures for both years", of=every_result)
        chart = ChangeChart(title, results, self.period).draw()
        weightiest = max(map(self._fact_of, results), key=weigh)
        chart = replace(chart, headline=FactWords(weightiest).headline)
        return self._shown(chart, every_result)

    def trend_chart(self, title: str, indicator: str, kind: str = "") -> SectionOutput:
        """An indicator through time, in periods of one kind.

        Without a ``kind`` that is the shortest of which there are enough figures.

        For example:
            section.trend_chart("Child protection plans", "cp_plans", kind="snapshot")
        """
        from bcssp_lib.section.line_charts import trend_chart

        described = self._store.indicator(indicator)
        wanted = self._kind_of(described, kind)
        whole = read_series(self._store, indicator, self.area.slug, wanted, self.period)
        results = self._results([indicator])
        if sum(observation.known for observation in whole) < _FEWEST_POINTS:
            return self._too_few(title, results[0], _FEWEST_POINTS, _by_kind(wanted))
        shares = [read_share(self._store, described, observation) for observation in whole]
        intervals = [share.limits if share else None for share in shares]
        events = list_events(self._store, indicator, self.area.slug)
        chart = trend_chart(title, described, whole, intervals, events).draw()
        if whole[-1].period == results[0].current.period:  # so what changed is the line's end
            chart = replace(chart, headline=FactWords(self._fact_of(results[0])).line_headline)
        return self._shown(chart, results)

    def spc_chart(self, title: str, indicator: str) -> SectionOutput:
        """An indicator by month, quarter or snapshot, with the limits of its usual variation.

        For example:
            section.spc_chart("Reports of missing children, by quarter", "missing_reports")
        """
        from bcssp_lib.section.spc_chart import SpcChart

        described = self._store.indicator(indicator)
        trend = read_trend(self._store, described, self.area.slug, self.period)
        results = self._results([indicator])
        if trend is None:
            return self._too_few(title, results[0], FEWEST_FOR_LIMITS, _KINDS_WITH_LIMITS)
        return self._shown(SpcChart(title, trend).draw(), results)

    def areas_chart(self, title: str, indicator: str, kind: str = "") -> SectionOutput:
        """An indicator through time in each area of the police force, on one scale.

        Without a ``kind`` of period that is the shortest of which there are enough figures.

        For example:
            section.areas_chart("Reports of missing children, by area", "missing_reports")
        """
        from bcssp_lib.section.line_charts import areas_chart

        described = self._store.indicator(indicator)
        wanted = self._kind_of(described, kind)
        lines = area_lines(self._store, described, self.area, wanted, self.period)
        results = self._results([indicator])
        if not lines:
            return self._too_few(title, results[0], _FEWEST_POINTS, _by_kind(wanted))
        if len(lines) < 2:
            return self._no_figures(title, "figures of more than one area", of=results)
        if not described.rate and described.unit is not Unit.PERCENT:
            return self._shown(refusal_message(title, PLAIN_NUMBER), results)
        return self._shown(areas_chart(title, described, self.area, lines).draw(), results)

    def ranked_chart(self, title: str, indicator: str) -> SectionOutput:
        """Every authority of the country in order, with this area and its neighbours.

        For example:
            section.ranked_chart("Child protection plans, all authorities", "cp_plans")
        """
        from bcssp_lib.section.dot_charts import RankedChart

        result, benchmark = self._benchmark(indicator)
        if not benchmark.others or benchmark.rank is None or benchmark.rank.why_none:
            return self._no_comparison(title, benchmark, [result])
        chart = RankedChart(title, benchmark, self._authority_names())
        return self._shown(chart.draw(), [result])

    def funnel_chart(self, title: str, indicator: str) -> SectionOutput:
        """Every authority by its size, and how far chance alone takes them apart.

        For example:
            section.funnel_chart("Child protection plans, by size", "cp_plans")
        """
        from bcssp_lib.section.funnel_chart import FunnelChart

        result, benchmark = self._benchmark(indicator)
        rank = benchmark.rank if benchmark.others else None
        if rank is None or rank.why_none or benchmark.ranked.rate is None:
            return self._no_comparison(title, benchmark, [result])
        if not any(measure.value.amount for measure in benchmark.measures.values()):
            why = "no authority counted any, and around an average of zero there is no funnel"
            return self._shown(refusal_message(title, why), [result])
        chart = FunnelChart(title, benchmark, self._authority_names())
        return self._shown(chart.draw(), [result])

    def shares_chart(self, title: str, indicator: str) -> SectionOutput:
        """How a figure divides among its categories.

        Where only these are held, the whole is the figure of the indicator that they are a
        ``breakdown_of``.

        For example:
            section.shares_chart("Concerns by ethnic group", "concerns_by_ethnicity")
        """
        from bcssp_lib.section.bar_charts import SharesChart

        result = self._result(indicator)
        now = self._store.breakdown(indicator, self.area.slug, result.current.period)
        if not any(category.known for category in now):
            return self._no_figures(title, of=[result], looked_at=now)
        whole = self._whole_of(result)
        if whole.current.source is None:
            why = "we have no total that these are shares of"
            return self._shown(refusal_message(title, why), [result])
        shown = [result] if whole is result else [result, whole]
        return self._shown(SharesChart(title, whole, now).draw(), shown)

    def returns_chart(self, title: str, group: str) -> SectionOutput:
        """Agencies by indicators as a heat table: the colour and letter of each rating.

        For example:
            section.returns_chart("Training: returns at a glance", "kpi_all")
        """
        from bcssp_lib.section.heat_chart import HeatChart

        return self._show_returns(title, group, lambda returns: HeatChart(title, returns).draw())

    def _kind_of(self, described: Indicator, kind: str) -> PeriodKind:
        """The kind of period asked for, or the shortest of which there are enough figures."""
        if kind:
            return period_kind(kind)
        every = read_every_series(self._store, described, self.area.slug, self.period)
        enough = [each for each, series in every.items() if _count(series) >= _FEWEST_POINTS]
        return next(iter([*enough, *every, *described.periods]))

    def _too_few(
        self, title: str, result: IndicatorResult, fewest: int, kinds: str
    ) -> SectionOutput:
        """Say that a chart needs more figures, and which there are; of none, why there are none."""
        every = read_every_series(self._store, result.indicator, self.area.slug, self.period)
        figures = [figure for series in every.values() for figure in series]
        is_hidden = why_none(figures) is not Reason.NOT_AVAILABLE
        if is_hidden or not any(figure.known for figure in figures):
            what = f"figures for at least {fewest} dates"
            return self._no_figures(title, what, of=[result], looked_at=figures)
        counts = {kind: _count(series) for kind, series in every.items()}
        held = [f"{count} {_by_kind(kind)}" for kind, count in counts.items() if count]
        why = f"at least {fewest} figures {kinds} are needed, and we have {join_words(held)}"
        return self._shown(refusal_message(title, why), [result])

    def _whole_of(self, result: IndicatorResult) -> IndicatorResult:
        """The result that has the total of a breakdown: its own, or that of the same counted."""
        same = result.indicator.breakdown_of
        if result.current.source is not None or same is None:
            return result
        whole = self._result(same)
        return whole if whole.current.period == result.current.period else result

    def _authority_names(self) -> dict[str, str]:
        """How charts name the authorities of the country, and this area among them."""
        names = {authority.slug: authority.name for authority in self._store.authorities()}
        return {**names, self.area.slug: self.area.short_name}


def _count(series: Sequence[Observation]) -> int:
    """How many figures of a series have an amount."""
    return sum(figure.known for figure in series)


def _by_kind(kind: PeriodKind) -> str:
    """What figures of a kind of period are: "by quarter", "for single days"."""
    return _DATED.get(kind, f"by {kind}")
