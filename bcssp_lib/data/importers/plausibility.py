"""Figures that may be right, and look like slips: each is a warning until somebody confirms it.

``data/confirmed.csv`` holds what was confirmed, each figure with the reason.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.csv_tables import csv_text, read_table
from bcssp_lib.data.importers.changes import value_text
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import Problem, raise_problems
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.person_data import Screening
from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Key, Observation

CONFIRMED = "confirmed.csv"
COLUMNS = ("indicator", "area", "period", "category", "value", "rule", "reason")
_Row = tuple[str, ...]


def read_confirmed(project: Project, allowed: Screening) -> list[_Row]:
    """The rows of data/confirmed.csv; none where there is no such file."""
    path = project.data / CONFIRMED
    if not path.is_file():
        return []
    problems: list[Problem] = []
    table = read_table(path, project.shown(path), COLUMNS, problems, allowed)
    raise_problems(problems)
    return [tuple(cells.values()) for _, cells in table.rows] if table else []


def leave_out_confirmed(doubts: Sequence[Doubt], confirmed: Sequence[_Row]) -> list[Doubt]:
    """The doubts that nobody has settled yet."""
    settled = {row[:-1] for row in confirmed}
    return [each for each in doubts if each.key not in settled]


def add_confirmed(confirmed: Sequence[_Row], doubts: Sequence[Doubt], reason: str) -> str:
    """The text of the file with these doubts settled for a reason."""
    return csv_text(COLUMNS, sorted([*confirmed, *((*each.key, reason) for each in doubts)]))


def describe_doubt(doubt: Doubt) -> tuple[str, ...]:
    """A doubt as a row of a table: where it was read, what it is of, its value, and why."""
    figure = doubt.figure
    what = ", ".join(filter(None, (figure.indicator, figure.area, figure.category)))
    row = "" if figure.row is None else str(figure.row)
    return (row, what, figure.period.label, value_text(figure.value), doubt.why)


_FACTOR = 8.7  # times as many: a digit too many, or another number altogether
_SMALLEST = 10  # of fewer cases ten times as many are no wonder
_LARGE = 1000  # two years seldom come to the same number of so many
_COPIED = 4  # figures in a row that are all the same
_FAR, _CLOSE = math.log(1.5), math.log(1.1)
_COVERAGE = 0.9

_Key = tuple[str, str, str, PeriodKind]  # indicator, area, category, kind of period
_Series = Mapping[_Key, Sequence[Observation]]


@dataclass(frozen=True)
class Doubt:
    """A figure that looks wrong: by which rule, and why in a sentence."""

    figure: Observation
    rule: str
    why: str

    @property
    def key(self) -> tuple[str, ...]:
        """What a warning is known by; another value is another warning."""
        return (*self.figure.key, value_text(self.figure.value), self.rule)


def find_implausible(
    catalogue: Catalogue,
    figures: Sequence[Observation],
    held: Sequence[Observation],
    changed: Container[Key],
    own_areas: Sequence[str],
) -> list[Doubt]:
    """What looks wrong of figures that are new or revised, in the order of the file.

    ``figures`` are all that an import holds, ``held`` those that are there already. Figures of
    other authorities are not doubted: nobody here can ask them.
    """
    everything = {each.key: each for each in (*held, *figures)}
    series = _series(everything.values())
    own = {key: rows for key, rows in series.items() if key[1] in own_areas}
    found = [
        *_jumps(own),
        *_shares(catalogue, series),
        *_more_than_people(catalogue, everything.values()),
        *_repeats(own),
        *_copies(own),
        *_swaps(own),
        *_coverage(figures),
    ]
    wanted = {
        each.key: each
        for each in found
        if each.figure.key in changed and (each.figure.area in own_areas or each.rule == "coverage")
    }
    return sorted(wanted.values(), key=lambda each: (each.figure.row or 0, each.rule))


def _series(figures: Iterable[Observation]) -> _Series:
    by_key = group_by(
        (each for each in figures if each.known),
        lambda each: (each.indicator, each.area, each.category, each.period.kind),
    )
    return {key: sorted(rows, key=lambda row: row.period) for key, rows in by_key.items()}


def _amount(figure: Observation) -> float:
    return figure.value.as_float or 0.0


def _jumps(series: _Series) -> Iterator[Doubt]:
    """About ten times the period before or more, or a tenth or less: totals and categories.

    Of 5,000 published figures of five areas, a region and England two are so, and none of the
    files of the Department for Education.
    """
    for rows in series.values():
        for before, after in pairwise(rows):
            small, large = sorted((abs(_amount(before)), abs(_amount(after))))
            if small > 0 and large >= _SMALLEST * 10 and large / small >= _FACTOR:
                verb = "times" if _amount(after) > _amount(before) else "times less than"
                was = f"{value_text(before.value)} ({before.period.label})"
                why = f"about {large / small:,.0f} {verb} the figure before, {was}"
                yield Doubt(after, "factor", why)


def _shares(catalogue: Catalogue, series: _Series) -> Iterator[Doubt]:
    """A percentage of at most 1 where others of the same measure are a hundred times as large."""
    by_indicator: dict[str, list[float]] = defaultdict(list)
    percentages = {
        key: rows
        for key, rows in series.items()
        if catalogue.indicators[key[0]].unit is Unit.PERCENT
    }
    for (indicator, *_), rows in percentages.items():
        by_indicator[indicator] += [_amount(row) for row in rows]
    for (indicator, *_), rows in percentages.items():
        usual = median(by_indicator[indicator])
        all_small = max(by_indicator[indicator]) <= 1 < len(by_indicator[indicator])
        for row in rows:
            if not 0 < _amount(row) <= 1:
                continue
            if all_small:
                yield Doubt(row, "share", "none is more than 1 percent: are they shares of 1?")
            elif 0.5 < _amount(row) * 100 / usual < 2 and usual > 5:
                why = f"at most 1 percent, and half of the others are over {usual:g}"
                yield Doubt(row, "share", why)


def _more_than_people(catalogue: Catalogue, figures: Iterable[Observation]) -> Iterator[Doubt]:
    """More than the people of the area, by the population that the rate is of."""
    listed = list(figures)
    populations = {i.rate.population for i in catalogue.indicators.values() if i.rate}
    totals = (each for each in listed if each.known and not each.category)
    people = group_by(
        (each for each in totals if each.indicator in populations),
        lambda each: (each.indicator, each.area),
    )
    for each in listed:
        rate = catalogue.indicators[each.indicator].rate
        rows = people.get((rate.population, each.area)) if rate and each.known else None
        if rows:
            nearest = min(rows, key=lambda row: abs((row.period.end - each.period.end).days))
            if _amount(each) > _amount(nearest):
                why = f"more than the {value_text(nearest.value)} people there are"
                yield Doubt(each, "population", why)


def _repeats(series: _Series) -> Iterator[Doubt]:
    """A large number that is exactly the one before."""
    for rows in series.values():
        for before, after in pairwise(rows):
            exact = _amount(after) >= _LARGE and _amount(after) % 10
            if exact and before.value.amount == after.value.amount:
                yield Doubt(after, "repeat", f"exactly the figure of {before.period.label}")


def _copies(series: _Series) -> Iterator[Doubt]:
    """Figures of one area that are all those of another: a row or column copied."""
    by_kind: dict[tuple[str, str, PeriodKind], dict[str, list[Observation]]] = defaultdict(dict)
    for (indicator, area, category, kind), rows in series.items():
        by_kind[indicator, category, kind][area] = list(rows)
    for areas in by_kind.values():
        for one, other in combinations(sorted(areas), 2):
            second = {row.period: row for row in areas[other]}
            pairs = [(row, second[row.period]) for row in areas[one] if row.period in second]
            large = [pair for pair in pairs if _amount(pair[0]) >= _SMALLEST]
            if len(large) >= _COPIED and all(a.value.amount == b.value.amount for a, b in large):
                yield Doubt(large[-1][1], "copy", f"all its figures are those of {one}")


def _swaps(series: _Series) -> Iterator[Doubt]:
    """Two areas that have changed places: each has what the other had before."""
    steps: dict[tuple[str, Period], list[tuple[Observation, Observation]]] = defaultdict(list)
    for (indicator, _, category, _), rows in series.items():
        for before, after in pairwise(rows):
            if not category and min(_amount(before), _amount(after)) >= _SMALLEST:
                steps[indicator, after.period].append((before, after))
    for moved in steps.values():
        for (a0, a1), (b0, b1) in combinations(moved, 2):
            if (
                min(_apart(a0, a1), _apart(b0, b1)) > _FAR
                and max(_apart(a1, b0), _apart(b1, a0)) < _CLOSE
            ):
                yield Doubt(a1, "swap", f"it is what {b1.area} had before, and the other way")


def _apart(one: Observation, other: Observation) -> float:
    return abs(math.log(_amount(one) / _amount(other)))


def _coverage(figures: Sequence[Observation]) -> Iterator[Doubt]:
    """The latest period of an indicator has figures of far fewer places than the one before."""
    known = (each for each in figures if each.known)
    for of_indicator in group_by(known, lambda each: each.indicator).values():
        by_period = group_by(of_indicator, lambda each: each.period)
        periods = sorted(by_period)
        for before, after in list(pairwise(periods))[-1:]:
            had, has = len(by_period[before]), len(by_period[after])
            if had >= 5 and has < _COVERAGE * had:
                why = f"{has:,} figures are known of this period, and {had:,} of the one before"
                yield Doubt(by_period[after][0], "coverage", why)
