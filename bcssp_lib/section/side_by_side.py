"""One measure in each authority of a police force area, with the region, England and its places.

Only rates and percentages stand side by side: plain numbers of areas that differ in size do not.
Each figure comes protected, as in the reports of the areas themselves, and none are added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Indicator, Polarity, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.verdicts import Against, Verdict
from bcssp_lib.section.benchmarks import Benchmark, make_benchmark
from bcssp_lib.section.indicator_result import IndicatorResult, read_indicator
from bcssp_lib.section.outputs import Cell, Column, Table, table
from bcssp_lib.stats.comparison import Measure
from bcssp_lib.stats.wording import capitalise, join_words, number_text, rank_text

_LARGER = (Against.REGION, Against.ENGLAND)
_NOT_PLACED = "–"
PLAIN_NUMBER = "these are plain numbers, and areas differ in size"
_MADE_UP = "the figures of some of these areas are made up, and those of others are not"
_AT_AN_END = 0.1  # of all authorities
_MARKS = {Verdict.HIGHER: "higher", Verdict.LOWER: "lower"}
_TONES = {
    (Polarity.HIGHER, Verdict.HIGHER): "green",
    (Polarity.HIGHER, Verdict.LOWER): "red",
    (Polarity.LOWER, Verdict.HIGHER): "red",
    (Polarity.LOWER, Verdict.LOWER): "green",
}
_SIGNS = {"higher": "▲", "lower": "▼"}
_CHANCE = (
    "▲ higher and ▼ lower than England by more than chance explains: England’s figure is outside "
    "the 95% interval. Without a sign no difference is clear, or there are no counts to tell by."
)
_COLOURS = "Green is better than England and red is worse, where one of the two can be said."


@dataclass(frozen=True)
class AreaFigure:
    """A measure in one authority."""

    area: Area
    result: IndicatorResult
    benchmark: Benchmark

    @property
    def measure(self) -> Measure:
        """The figure as it is compared."""
        return self.benchmark.own

    @property
    def known(self) -> bool:
        """Whether there is a figure to show."""
        return self.measure.value.known

    @property
    def verdict(self) -> Verdict | None:
        """How it compares with England, if that can be said."""
        comparison = self.benchmark.against(Against.ENGLAND)
        return comparison.verdict if comparison else None

    @property
    def mark(self) -> str:
        """The word for a difference from England beyond chance: "higher", "lower", or none."""
        return _MARKS.get(self.verdict, "") if self.verdict else ""

    @property
    def tone(self) -> str:
        """Green or red, where one way is better."""
        polarity = self.result.indicator.polarity
        return _TONES.get((polarity, self.verdict), "") if self.verdict else ""

    @property
    def place(self) -> str:
        """The place among all authorities with a figure."""
        rank = self.benchmark.rank
        return rank_text(rank) if rank and not rank.why_none else _NOT_PLACED

    @property
    def is_at_an_end(self) -> bool:
        """Whether it is in the highest or lowest tenth of all authorities."""
        rank = self.benchmark.rank
        return rank is not None and rank.is_near_an_end(_AT_AN_END)


@dataclass(frozen=True)
class SideBySide:
    """A measure in each authority of a force area."""

    areas: tuple[AreaFigure, ...]

    @property
    def indicator(self) -> Indicator:
        """What is measured."""
        return self.areas[0].result.indicator

    @property
    def larger(self) -> dict[Against, tuple[str, Measure]]:
        """Their region, where they share one, and the nation: the name, and the measure there."""
        share_region = len({each.area.region for each in self.areas}) == 1
        return {
            whom: (place.name, measure)
            for whom, (place, measure, _) in self.areas[0].benchmark.larger.items()
            if share_region or whom is not Against.REGION
        }

    @property
    def unit(self) -> str:
        """What the figures are: "percent", "per 10,000 children"; empty for plain numbers."""
        return self.areas[0].measure.unit

    @property
    def known(self) -> bool:
        """Whether any authority has a figure."""
        return any(each.known for each in self.areas)

    @property
    def why_not_shown(self) -> str:
        """Why the areas cannot be side by side; empty if they can."""
        if not self.unit:
            return PLAIN_NUMBER
        made_up = {each.measure.synthetic for each in self.areas if each.known}
        return _MADE_UP if len(made_up) > 1 else ""

    @property
    def period(self) -> Period:
        """The period that it is of."""
        return self.areas[0].result.current.period

    @property
    def source(self) -> str:
        """The source of the figures of others."""
        return self.areas[0].benchmark.source

    @property
    def named(self) -> str:
        """The measure, and for how many people its figures are, where they are rates."""
        per = self.areas[0].measure.quantity.per
        title = self.indicator.title
        return title if per is None else f"{title}, per {number_text(Decimal(per))}"


def read_side_by_side(
    store: DataStore, indicator: str, members: Sequence[Area], period: Period
) -> SideBySide:
    """Read a measure of each authority, and of those that they are compared with."""
    return SideBySide(tuple(_read(store, indicator, member, period) for member in members))


def _read(store: DataStore, indicator: str, member: Area, period: Period) -> AreaFigure:
    result = read_indicator(store, indicator, member, period)
    return AreaFigure(
        member, result, make_benchmark(store, result.indicator, member, result.current)
    )


def overview_table(title: str, measures: Sequence[SideBySide]) -> Table:
    """A row a measure, a column an area, then the region and England."""
    larger = {whom: name for each in measures for whom, (name, _) in each.larger.items()}
    shown = [whom for whom in _LARGER if whom in larger]
    columns = [
        Column("Measure"),
        *(Column(each.area.short_name, True) for each in measures[0].areas),
        *(Column(larger[whom], True) for whom in shown),
    ]
    rows: list[list[str | Cell]] = [
        [
            each.named,
            *(_overview_cell(area) for area in each.areas),
            *(_larger_number(each, whom) for whom in shown),
        ]
        for each in measures
    ]
    return table(title, columns, rows, [_CHANCE, _COLOURS, *_notes(measures)], wide=True)


def _overview_cell(area: AreaFigure) -> Cell:
    number = area.measure.number
    sign = f"\N{NO-BREAK SPACE}{_SIGNS[area.mark]}" if area.mark else ""
    return Cell(f"{number}{sign}", tone=area.tone)


def _larger_number(measure: SideBySide, whom: Against) -> str:
    found = measure.larger.get(whom)
    return found[1].number if found else _NOT_PLACED


def areas_table(title: str, measure: SideBySide) -> Table:
    """A row an area: its number, its rate or percentage with the interval, its place.

    A column in which no area has anything to say is left out.
    """
    number, unit = f"Number of {measure.indicator.counts}", capitalise(measure.unit)
    interval, counted = "95% interval", measure.indicator.rate is not None
    rows: list[dict[str, str | Cell]] = [
        {
            "Area": each.area.name,
            number: each.result.text if counted else "",
            unit: each.measure.number,
            interval: each.measure.interval_text,
            "Compared with England": _compared(each),
            "Place among authorities": each.place,
        }
        for each in measure.areas
    ]
    told = [heading for heading in rows[0] if any(_says(row[heading]) for row in rows)]
    rows += [
        {"Area": name, unit: larger.number, interval: larger.interval_text}
        for whom in _LARGER
        if whom in measure.larger
        for name, larger in [measure.larger[whom]]
    ]
    columns = [Column(heading, heading in (number, unit, interval)) for heading in told]
    cells = [[row.get(heading) or _NOT_PLACED for heading in told] for row in rows]
    return table(title, columns, cells, _notes([measure]))


def _compared(area: AreaFigure) -> Cell:
    """How a figure compares with England's, in words."""
    unmarked = "No clear difference" if area.verdict else _NOT_PLACED
    return Cell(capitalise(area.mark) or unmarked, tone=area.tone)


def _says(cell: str | Cell) -> bool:
    return (cell.text if isinstance(cell, Cell) else cell) not in ("", _NOT_PLACED)


def standouts_table(title: str, measures: Sequence[SideBySide]) -> Table | None:
    """A row for each figure that differs from England beyond chance, and is near an end.

    None without any.
    """
    found = [
        (each, measure)
        for number in range(len(measures[0].areas))
        for measure in measures
        for each in [measure.areas[number]]
        if each.mark and each.is_at_an_end
    ]
    if not found:
        return None
    rows: list[list[str | Cell]] = [
        [
            each.area.name,
            measure.named,
            each.measure.number,
            _larger_number(measure, Against.ENGLAND),
            _compared(each),
            each.place,
        ]
        for each, measure in found
    ]
    columns = [
        Column("Area"), Column("Measure"), Column("Figure", True), Column("England", True),
        Column("Compared with England"), Column("Place among authorities"),
    ]  # fmt: skip
    notes = _notes([measure for measure in measures if any(measure is each for _, each in found)])
    return table(title, columns, rows, notes, wide=True)


def _notes(measures: Sequence[SideBySide]) -> list[str]:
    """What rates are of, when the figures are of, and where those of others come from."""
    people = dict.fromkeys(
        each.unit for each in measures if each.areas[0].measure.quantity.per is not None
    )
    others = [
        f"{each.indicator.title}: {each.unit}."
        for each in measures
        if each.indicator.unit is Unit.RATE
    ]
    sources = dict.fromkeys(each.source for each in measures if each.source)
    return [
        *([f"Rates are {join_words(list(people))}."] if people and len(measures) > 1 else []),
        *(others if len(measures) > 1 else []),
        _when(measures),
        *([f"Source: {join_words(list(sources))}."] if sources else []),
    ]


def _when(measures: Sequence[SideBySide]) -> str:
    """When the figures are of; those that are not of the usual period are named."""
    by_period: dict[str, list[str]] = {}
    for each in measures:
        by_period.setdefault(each.period.heading, []).append(each.indicator.title)
    usual = max(by_period, key=lambda period: len(by_period[period]))
    others = [
        f"{period}: {', '.join(names)}" for period, names in by_period.items() if period != usual
    ]
    return f"Period: {'; '.join([usual, *others])}."
