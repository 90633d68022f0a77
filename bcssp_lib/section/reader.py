"""What a section reads of its own area: results, facts, returns, registers and frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import Observation
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.benchmarks import Benchmark, make_benchmark
from bcssp_lib.section.facts import fact_from_reading
from bcssp_lib.section.indicator_result import IndicatorResult, rate_observation, read_indicator
from bcssp_lib.section.reconciliation import PrintedFigure
from bcssp_lib.section.registers import RegisterView
from bcssp_lib.section.trends import read_trend

if TYPE_CHECKING:
    import pandas as pd

    from bcssp_lib.section.frames import FrameRequest


class SectionReader:
    """Reads for one section, each fact once, and remembers which figures it handed out."""

    def __init__(self, section: str, area: Area, period: Period, store: DataStore) -> None:
        self._section = section
        self._area = area
        self._period = period
        self._store = store
        self._made: dict[str, Fact] = {}
        self._asked: set[str] = set()
        self._handed_out: list[Observation] = []

    def names(self, indicators: Sequence[str], group: str) -> list[str]:
        """The indicators that are named, and those of a group."""
        grouped = [indicator.id for indicator in self._store.group(group)] if group else []
        return [*indicators, *grouped]

    def result(self, indicator: str, area: Area | None = None) -> IndicatorResult:
        """An indicator for the report's period, of its area unless another is given."""
        return read_indicator(self._store, indicator, area or self._area, self._period)

    def results(self, indicators: Sequence[str], group: str = "") -> list[IndicatorResult]:
        """The results of the indicators that are named, and of those of a group."""
        return [self.result(name) for name in self.names(indicators, group)]

    def benchmark(self, indicator: str) -> tuple[IndicatorResult, Benchmark]:
        """An indicator, and how it compares with other areas."""
        result = self.result(indicator)
        return result, make_benchmark(self._store, result.indicator, self._area, result.current)

    def fact_of(self, result: IndicatorResult) -> Fact:
        """The fact of an indicator's reading, made once however often it is shown."""
        name = result.indicator.id
        if name not in self._made:
            self._made[name] = self._make_fact(result)
        return self._made[name]

    def _make_fact(self, result: IndicatorResult) -> Fact:
        """The fact of a result; headlines are compared with others, and with their past."""
        indicator = result.indicator
        if not indicator.headline:
            return fact_from_reading(self._section, result, self._area)
        benchmark = make_benchmark(self._store, indicator, self._area, result.current)
        trend = None
        if not indicator.planned:
            trend = read_trend(self._store, indicator, self._area.slug, self._period)
        return fact_from_reading(self._section, result, self._area, benchmark, trend)

    def printed(self, result: IndicatorResult) -> PrintedFigure:
        """What a source printed of an indicator that can also be worked out."""
        counts = result.indicator.made_from
        change = self._store.change_indicator(result.indicator.id)
        period = result.current.period
        return PrintedFigure(
            of=result,
            part=self.result(counts.part) if counts else None,
            whole=self.result(counts.whole) if counts else None,
            change=self._store.observation(change.id, self._area.slug, period) if change else None,
            change_unit=change.unit if change else Unit.PERCENT,
        )

    def rating_of(self, observation: Observation, indicator: Indicator) -> Rating | None:
        """The rating of a figure; none without a target."""
        return rate_observation(observation, indicator, self._store)

    def returns(self, indicators: Sequence[Indicator]) -> dict[str, dict[str, Observation]]:
        """By indicator, by agency: the returns of the period."""
        return {
            indicator.id: {
                each.category: each
                for each in self._store.breakdown(indicator.id, self._area.slug, self._period)
            }
            for indicator in indicators
        }

    def force_area(self) -> Area:
        """The police force area; the area itself where there is none."""
        return self._store.area(self._area.force_area) if self._area.force_area else self._area

    def has_register(self, register: str) -> bool:
        """Whether the area supplied any entry of a register."""
        return bool(self._store.entries(register, self._area.slug))

    def view(self, register: str, period: Period) -> RegisterView:
        """A register of the area as it was at the end of a period."""
        entries = self._store.entries(register, self._area.slug)
        return RegisterView(self._store.register(register), entries, period)

    def frame(self, request: FrameRequest) -> pd.DataFrame:
        """The figures that are asked for as a tidy DataFrame."""
        from bcssp_lib.section.frames import read_rows, tidy_frame

        rows = read_rows(self._store, request)
        names = [indicator.id for indicator in request.indicators]
        self._asked.update(names)
        self._handed_out += [row.observation for row in rows]
        return tidy_frame(rows, names)

    def with_names(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame of figures with the names of areas and indicators instead of their ids."""
        indicators = {
            indicator: self._store.indicator(indicator).title
            for indicator in self.indicators_in(frame)
        }
        names = {"indicator": indicators, "area": self._area_names(frame)}
        return frame.replace({column: names[column] for column in names if column in frame})

    def _area_names(self, frame: pd.DataFrame) -> dict[str, str]:
        if "area" not in frame:
            return {}
        names = {area.slug: area.name for area in (self._area, *self._store.peers(self._area.slug))}
        if set(frame["area"]) <= names.keys():
            return names
        return {authority.slug: authority.name for authority in self._store.authorities()} | names

    def indicators_in(self, frame: pd.DataFrame) -> list[str]:
        """The indicators of a frame that was made from what this reader handed out."""
        from bcssp_lib.section.frames import indicators_in

        return indicators_in(frame, self._asked)

    def observations_in(self, frame: pd.DataFrame) -> list[Observation]:
        """The figures that a frame may be made from: all handed out, if it does not say."""
        indicators = self.indicators_in(frame)
        return [
            observation
            for observation in self._handed_out
            if observation.indicator in indicators or not indicators
        ]
