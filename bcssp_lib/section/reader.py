"""What a section reads of its own area: readings, facts, returns, registers and frames."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.period import Period
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.facts import fact_from_reading
from bcssp_lib.section.readings import Reading, rating_of, read_indicator
from bcssp_lib.section.reconciling import Printed
from bcssp_lib.section.registers import RegisterView
from bcssp_lib.section.standing import Standing, standing_of
from bcssp_lib.section.trends import trend_of

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
        grouped = [one.id for one in self._store.group(group)] if group else []
        return [*indicators, *grouped]

    def reading(self, indicator: str, area: Area | None = None) -> Reading:
        """An indicator for the report's period, of its area unless another is given."""
        return read_indicator(self._store, indicator, area or self._area, self._period)

    def readings(self, indicators: Sequence[str], group: str = "") -> list[Reading]:
        """The readings of the indicators that are named, and of those of a group."""
        return [self.reading(one) for one in self.names(indicators, group)]

    def standing(self, indicator: str) -> tuple[Reading, Standing]:
        """An indicator, and how it compares with other areas."""
        reading = self.reading(indicator)
        return reading, standing_of(self._store, reading.indicator, self._area, reading.current)

    def fact_of(self, reading: Reading) -> Fact:
        """The fact of an indicator's reading, made once however often it is shown."""
        name = reading.indicator.id
        if name not in self._made:
            self._made[name] = self._make_fact(reading)
        return self._made[name]

    def _make_fact(self, reading: Reading) -> Fact:
        """The fact of a reading; headlines are set beside others, and beside their past."""
        indicator = reading.indicator
        if not indicator.headline:
            return fact_from_reading(self._section, reading, self._area)
        standing = standing_of(self._store, indicator, self._area, reading.current)
        trend = None
        if not indicator.planned:
            trend = trend_of(self._store, indicator, self._area.slug, self._period)
        return fact_from_reading(self._section, reading, self._area, standing, trend)

    def printed(self, reading: Reading) -> Printed:
        """What a source printed of an indicator that can also be worked out."""
        counts = reading.indicator.made_from
        change = self._store.change_indicator(reading.indicator.id)
        at = reading.current.period
        return Printed(
            of=reading,
            part=self.reading(counts.part) if counts else None,
            whole=self.reading(counts.whole) if counts else None,
            change=self._store.observation(change.id, self._area.slug, at) if change else None,
            change_unit=change.unit if change else Unit.PERCENT,
        )

    def rating_of(self, found: Observation, indicator: Indicator) -> Rating | None:
        """The rating of a figure; none without a target."""
        return rating_of(found, indicator, self._store)

    def returns(self, indicators: Sequence[Indicator]) -> dict[str, dict[str, Observation]]:
        """By indicator, by agency: the returns of the period."""
        return {
            one.id: {
                each.category: each
                for each in self._store.breakdown(one.id, self._area.slug, self._period)
            }
            for one in indicators
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
        names = [one.id for one in request.indicators]
        self._asked.update(names)
        self._handed_out += [row.observation for row in rows]
        return tidy_frame(rows, names)

    def with_names(self, frame: pd.DataFrame) -> pd.DataFrame:
        """A frame of figures with the names of areas and indicators instead of their ids."""
        indicators = {one: self._store.indicator(one).title for one in self.indicators_in(frame)}
        names = {"indicator": indicators, "area": self._area_names(frame)}
        return frame.replace({column: names[column] for column in names if column in frame})

    def _area_names(self, frame: pd.DataFrame) -> dict[str, str]:
        if "area" not in frame:
            return {}
        own = {one.slug: one.name for one in (self._area, *self._store.peers(self._area.slug))}
        if set(frame["area"]) <= own.keys():
            return own
        return {one.slug: one.name for one in self._store.authorities()} | own

    def indicators_in(self, frame: pd.DataFrame) -> list[str]:
        """The indicators of a frame that was made from what this reader handed out."""
        from bcssp_lib.section.frames import indicators_in

        return indicators_in(frame, self._asked)

    def observations_in(self, frame: pd.DataFrame) -> list[Observation]:
        """The figures that a frame may be made from: all handed out, if it does not say."""
        indicators = self.indicators_in(frame)
        return [one for one in self._handed_out if one.indicator in indicators or not indicators]
