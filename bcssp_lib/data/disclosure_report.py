"""What a reader could work out of each hidden figure: the proof that nothing is given away."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import zip_longest

from bcssp_lib.data.disclosure_audit import Reader, find_betrayed, find_doubts
from bcssp_lib.data.figure_names import key_in
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Statement
from bcssp_lib.model.disclosure_policy import Protection

SMALL = "small number"
OTHERS = "to protect others"
SOURCE = "hidden by its source"
_MOST = 4  # figures of one sum that are named


@dataclass(frozen=True)
class HiddenFigure:
    """A hidden figure, and what a reader can work out of it who knows all that is shown.

    ``lowest`` and ``highest`` are the numbers that it may be; ``highest`` is None where nothing
    bounds it, and both are for a percentage. ``derived_from``: what ties it to other figures.
    """

    indicator: str
    area: str
    period: str
    category: str
    reason: str
    lowest: int | None
    highest: int | None
    protected: bool
    derived_from: tuple[str, ...]


def audit_hidden(
    linked: LinkedCounts, protection: Protection, held: Set[str]
) -> Iterator[HiddenFigure]:
    """A row for each figure that is ``held`` and hidden, in the order of its name.

    It does not rest on how the figures were chosen: what can be worked out is found anew.
    """
    rows = [row for group in linked.groups() for row in _audit_group(group, protection, held)]
    yield from sorted(rows, key=lambda row: (row.indicator, row.area, row.period, row.category))


def _audit_group(
    group: LinkedCounts, protection: Protection, held: Set[str]
) -> Iterator[HiddenFigure]:
    hidden = (protection.hidden & {each.key for each in group.figures}) | group.always_hidden()
    group = group.without_secrets(protection.unprotected)
    reader = Reader(group, hidden)
    given_away = {
        *protection.unprotected,
        *(doubt.key for doubt in reader.ruled_out(find_doubts(group))),
        *find_betrayed(group, hidden),
    }
    ties = _ties(group)
    for figure in group.figures:
        if figure.key in hidden & held:
            possible = reader.range_of(figure.key) if isinstance(figure, Count) else None
            yield _row(figure, possible, figure.key not in given_away, ties.get(figure.key, ()))


def _row(
    figure: Count | Statement, possible: Range | None, protected: bool, ties: Sequence[str]
) -> HiddenFigure:
    indicator, area, period, category = key_in(figure.key)
    highest = possible.highest if possible else math.inf
    lowest = possible.lowest if possible else None
    return HiddenFigure(
        indicator=indicator,
        area=area,
        period=period,
        category=category,
        reason=_reason(figure),
        lowest=lowest,
        highest=None if math.isinf(highest) else int(highest),
        protected=protected and lowest != highest,
        derived_from=tuple(ties),
    )


def _reason(figure: Count | Statement) -> str:
    if isinstance(figure, Statement):
        return OTHERS
    if figure.shown is None:
        return SOURCE
    return SMALL if figure.secret else OTHERS


def _ties(group: LinkedCounts) -> Mapping[str, list[str]]:
    """For each count, in words, what else it could be worked out from."""
    ties: dict[str, list[str]] = {}
    for each in group.sums:
        for key in each.parts:
            others = [part for part in each.parts if part != key]
            less = f" less {_names(others, key)}" if others else ""
            ties.setdefault(key, []).append(f"{_name(each.total, key)}{less}")
        ties.setdefault(each.total, []).append(f"the sum of {_names(each.parts, each.total)}")
    for statement in group.statements:
        for key in dict.fromkeys(key for bound in statement.bounds for key in bound.terms):
            ties.setdefault(key, []).append(_name(statement.key, key))
    return ties


def _names(keys: Sequence[str], beside: str) -> str:
    if len(keys) > _MOST:
        return f"{len(keys)} figures, such as {_name(keys[0], beside)}"
    return ", ".join(_name(key, beside) for key in keys)


def _name(key: str, beside: str) -> str:
    """A figure's name as people read it, without what it shares with the one it stands beside."""
    pairs = zip_longest(key.split("|"), beside.split("|"), fillvalue="")
    return " ".join(part for part, same in pairs if part not in ("", same)) or "the total"
