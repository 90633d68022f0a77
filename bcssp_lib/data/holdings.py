"""What data/ holds of an area, from which source and release, and what a period still lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bcssp_lib.data.loader import Registers
from bcssp_lib.model.period import Period, parse_period
from bcssp_lib.model.register import Entry
from bcssp_lib.model.value import Observation, Source
from bcssp_lib.stats.wording import count_phrase


@dataclass(frozen=True)
class Holding:
    """What is held of one source: how many figures, of which indicators and periods."""

    source: Source
    figures: int
    indicators: tuple[str, ...]
    latest: Period


@dataclass(frozen=True)
class RegisterHolding:
    """What a register holds of one source: how many rows, and of which period the latest is."""

    register: str
    source: Source
    rows: int
    latest: str


@dataclass(frozen=True)
class Gap:
    """Indicators of a source that have figures for the year before, and none for a period."""

    source: Source
    indicators: tuple[str, ...]


def list_holdings(observations: Sequence[Observation], area: str) -> list[Holding]:
    """What is held of an area, source by source."""
    by_source = _group(each for each in observations if each.area == area)
    return [
        Holding(
            source=source,
            figures=len(figures),
            indicators=tuple(sorted({each.indicator for each in figures})),
            latest=max(each.period for each in figures),
        )
        for source, figures in by_source
    ]


def list_register_holdings(registers: Registers, area: str) -> list[RegisterHolding]:
    """What the registers of an area hold, source by source."""
    held = []
    for name, home in sorted(registers):
        if home != area:
            continue
        by_source: dict[str, list[Entry]] = defaultdict(list)
        for entry in registers[name, home]:
            by_source[entry.source.id].append(entry)
        for entries in by_source.values():
            periods = [str(each["period"]) for each in entries if "period" in each.cells]
            latest = max(periods, key=parse_period, default="")
            held.append(RegisterHolding(name, entries[0].source, len(entries), latest))
    return held


def list_gaps(observations: Sequence[Observation], area: str, year: Period) -> list[Gap]:
    """What the year before a period has, and the period lacks; a row without a number is no gap.

    A figure belongs to the year in which its own period ends.
    """
    held = {
        (each.indicator, each.period.kind)
        for each in observations
        if each.area == area and _is_in(each.period, year)
    }
    expected = [
        each for each in observations if each.area == area and _is_in(each.period, year.previous())
    ]
    missing = [each for each in expected if (each.indicator, each.period.kind) not in held]
    return [
        Gap(source, tuple(sorted({each.indicator for each in figures})))
        for source, figures in _group(missing)
    ]


def has_figures(observations: Iterable[Observation], area: str, year: Period) -> bool:
    """Whether an area has any row for a year."""
    return any(each.area == area and _is_in(each.period, year) for each in observations)


def describe_missing(observations: Sequence[Observation], area: str, year: Period) -> str:
    """What figures of a year are not there, in words; empty if the year before had no more."""
    of_area = [each for each in observations if each.area == area]
    if not has_figures(of_area, area, year):
        return f"There is no figure for {year.label} yet; bcssp import FILE brings them in."
    missing = {indicator for gap in list_gaps(of_area, area, year) for indicator in gap.indicators}
    if not missing:
        return ""
    count = count_phrase(str(len(missing)), "indicator has", "indicators have")
    return f"{count} figures for {year.previous().label}, and none for {year.label}."


def _is_in(period: Period, year: Period) -> bool:
    return year.start <= period.end <= year.end


def _group(figures: Iterable[Observation]) -> list[tuple[Source, list[Observation]]]:
    """Figures by their sources, in the order of the sources' names."""
    by_source: dict[str, list[Observation]] = defaultdict(list)
    sources: dict[str, Source] = {}
    for each in figures:
        if each.source is not None:
            sources[each.source.id] = each.source
            by_source[each.source.id].append(each)
    return [(sources[name], by_source[name]) for name in sorted(by_source)]
