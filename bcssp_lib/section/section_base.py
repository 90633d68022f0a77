"""What all methods of a section share: what it reads of its own area, and how it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import chain

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.data.reads import Reads
from bcssp_lib.model.area import Area
from bcssp_lib.model.errors import UserError, not_known
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.report_id import ReportId
from bcssp_lib.model.value import Observation, Reason
from bcssp_lib.section.agency_returns import Returns
from bcssp_lib.section.benchmarks import Benchmark, make_benchmark
from bcssp_lib.section.facts import FactMaker, read_held
from bcssp_lib.section.indicator_result import IndicatorResult, rate_observation, read_indicator
from bcssp_lib.section.outputs import (
    Facts,
    Message,
    SectionOutput,
    Showable,
    refusal_message,
    title_sentence,
)
from bcssp_lib.section.registers import RegisterView
from bcssp_lib.section.side_by_side import PLAIN_NUMBER, SideBySide
from bcssp_lib.section.trends import read_trend


def period_kind(name: str) -> PeriodKind:
    """A kind of period by its name, or an error with those known."""
    if name not in set(PeriodKind):
        raise not_known("kind of period", name, [kind.value for kind in PeriodKind])
    return PeriodKind(name)


_HIDDEN = (Reason.SUPPRESSED, Reason.LOW_RELIABILITY)


def why_none(figures: Iterable[Observation]) -> Reason:
    """Why there is nothing to show of some figures: if one is hidden, the reason for that."""
    reasons = (figure.value.reason for figure in figures)
    return next((reason for reason in reasons if reason in _HIDDEN), Reason.NOT_AVAILABLE)


class SectionBase:
    """One section of one area's report for one period: its area, and what it reads of it."""

    def __init__(
        self, name: str, area: str, period: Period, edition: str, store: DataStore
    ) -> None:
        self.name = name
        self.area = store.area(area)
        self.period = period
        self.edition = edition
        self._store = store
        self._fact_maker = FactMaker(name, period)
        self._facts_of_indicators: dict[str, Fact] = {}
        self._benchmarks: dict[str, Benchmark] = {}
        self._measures: dict[str, SideBySide] = {}
        self._asked: set[str] = set()  # what frames were asked of, and what is in them
        self._handed_out: list[Observation] = []

    @property
    def reads(self) -> Reads:
        """What the section has read so far, each with a hash of what was found."""
        return dict(self._store.reads)

    # Reading

    def _names(self, indicators: Sequence[str], group: str) -> list[str]:
        """The indicators that are named, and those of a group."""
        for name in indicators:
            if isinstance(name, (list, tuple, set)):
                typed = ", ".join(f'"{each}"' for each in name)
                raise UserError(f"Write the names one after the other, without brackets: {typed}.")
            if not isinstance(name, str):
                raise UserError(
                    f"{name!r} is no name of an indicator. A number of your own is published with "
                    "facts=… of section.table or section.chart."
                )
        grouped = [indicator.id for indicator in self._store.group(group)] if group else []
        return [*indicators, *grouped]

    def _result(self, indicator: str, area: Area | None = None) -> IndicatorResult:
        """An indicator for the report's period, of its area unless another is given."""
        return read_indicator(self._store, indicator, area or self.area, self.period)

    def _results(self, indicators: Sequence[str], group: str = "") -> list[IndicatorResult]:
        """The results of the indicators that are named, and of those of a group."""
        return [self._result(name) for name in self._names(indicators, group)]

    def _benchmark(self, indicator: str) -> tuple[IndicatorResult, Benchmark]:
        """An indicator, and how it compares with other areas."""
        result = self._result(indicator)
        return result, self._benchmark_of(result)

    def _benchmark_of(self, result: IndicatorResult) -> Benchmark:
        """How a result compares with other areas, worked out once however often it is shown."""
        name = result.indicator.id
        if name not in self._benchmarks:
            self._benchmarks[name] = make_benchmark(
                self._store, result.indicator, self.area, result.current
            )
        return self._benchmarks[name]

    def _returns(self, *groups: str) -> Returns:
        """What agencies returned for the period of the indicators of some groups."""
        indicators = [indicator for group in groups for indicator in self._store.group(group)]
        by_indicator = {
            indicator.id: {
                each.category: each
                for each in self._store.breakdown(indicator.id, self.area.slug, self.period)
            }
            for indicator in indicators
        }
        return Returns(indicators, by_indicator, partial(rate_observation, self._store))

    def _view(self, register: str, period: Period) -> RegisterView:
        """A register of the area as it was at the end of a period."""
        entries = self._store.entries(register, self.area.slug)
        return RegisterView(self._store.register(register), entries, period)

    # Facts

    def _fact_of(self, result: IndicatorResult) -> Fact:
        """The fact of an indicator's reading, made once however often it is shown."""
        name = result.indicator.id
        if name not in self._facts_of_indicators:
            self._facts_of_indicators[name] = self._make_fact(result)
        return self._facts_of_indicators[name]

    def _make_fact(self, result: IndicatorResult) -> Fact:
        """The fact of a result, with all that is held beside it; headlines have a trend."""
        indicator, trend, benchmark = result.indicator, None, self._benchmark_of(result)
        if indicator.headline and not indicator.planned:
            trend = read_trend(self._store, indicator, self.area.slug, self.period)
        held = read_held(self._store, benchmark)
        return self._fact_maker.from_result(result, benchmark, trend, held)

    # Showing

    def _shown(
        self, content: Showable, of: Iterable[IndicatorResult] = (), facts: Iterable[Fact] = ()
    ) -> SectionOutput:
        """Show something, and publish the facts of the results that it is made of."""
        stamp = ReportId(self.area.slug, self.period, self.edition).stamp(self.name)
        return SectionOutput(content, stamp, (*map(self._fact_of, of), *facts))

    def _published(self, facts: Iterable[Fact]) -> SectionOutput:
        return self._shown(Facts(facts))

    def _no_figures(
        self,
        title: str,
        what: str = "figures",
        period: Period | None = None,
        of: Iterable[IndicatorResult] = (),
        facts: Iterable[Fact] = (),
        looked_at: Iterable[Observation] = (),
    ) -> SectionOutput:
        """Say that there is nothing to show, and why: by what was ``looked_at``, and results."""
        of = tuple(of)
        where = f"{self.area.name} in {(period or self.period).wording}"
        figures = chain.from_iterable((each.current, each.previous) for each in of)
        reason = why_none([*looked_at, *figures])
        text = f"no {what} were supplied for {where}."
        if reason is not Reason.NOT_AVAILABLE:
            text = f"no {what} can be shown for {where}. Figures are {reason.plural_wording}."
        message = Message("no figures", title_sentence(title, text), title, reason)
        return self._shown(message, of, facts)

    def _no_comparison(
        self, title: str, benchmark: Benchmark, of: Iterable[IndicatorResult]
    ) -> SectionOutput:
        """Say that a figure is compared with no other, and why."""
        figure = benchmark.own
        if not figure.value.known:
            return self._no_figures(title, of=of)
        why = "we have no figures of other authorities to compare with"
        if not figure.unit:
            why = PLAIN_NUMBER
        elif benchmark.standing is not None:
            why = "we have this area's place among other authorities, and not their figures"
        return self._shown(refusal_message(title, why), of)

    def _show_returns(
        self, title: str, group: str, make: Callable[[Returns], Showable]
    ) -> SectionOutput:
        """Show what ``make`` makes of a group's returns, if there are any."""
        returns = self._returns(group)
        return self._shown(make(returns)) if returns.observations else self._no_figures(title)
