"""What agencies returned for themselves: as tables with their ratings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.value import Reason
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.readings import NO_FIGURE
from bcssp_lib.section.table_kit import Cell, Column, Table, table
from bcssp_lib.section.tables import target_of, value_of

RatingOf = Callable[[Observation, Indicator], Rating | None]
Returns = Mapping[str, Mapping[str, Observation]]


def returns_table(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Table:
    """A row an agency, a column an indicator; each return with its rating's letter."""
    heads = [Column(f"{one.code} (target {target_of(one)})", True) for one in indicators]
    rows: list[list[str | Cell]] = []
    for agency in agencies_of(returns):
        cells = [_return_cell(returns[one.id].get(agency), one, rating_of) for one in indicators]
        rows.append([agency, *cells])
    return table(title, [Column("Agency"), *heads], rows, _notes(indicators, returns), wide=True)


def ratings_table(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Table:
    """A row an indicator: its target, and how many returns have each rating."""
    names = ("Target", "Green (G)", "Amber (A)", "Red (R)", "Not applicable", "No return")
    rows = [
        [
            f"{one.code} {one.title}",
            target_of(one),
            *(str(count) for count in tally([one], returns, rating_of).values()),
        ]
        for one in indicators
        if returns[one.id]
    ]
    return table(title, [Column("Indicator"), *(Column(name, True) for name in names)], rows)


def tally(indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf) -> dict[str, int]:
    """How many returns are green, amber, red, not applicable, or missing."""
    counts = dict.fromkeys([*Rating, "not_applicable", "no_return"], 0)
    for indicator in indicators:
        for found in returns[indicator.id].values():
            rating = rating_of(found, indicator)
            if rating is not None:
                counts[rating] += 1
            elif found.value.reason is Reason.NOT_APPLICABLE:
                counts["not_applicable"] += 1
            else:
                counts["no_return"] += 1
    return counts


def symbols_table(title: str, indicators: Sequence[Indicator]) -> Table:
    """What each symbol that a source prints means, each once."""
    meanings = {
        symbol: found.meaning for one in indicators for symbol, found in one.symbols.items()
    }
    rows = [[symbol, meaning] for symbol, meaning in meanings.items()]
    return table(title, [Column("Symbol"), Column("Meaning")], rows)


def agencies_of(returns: Returns) -> list[str]:
    """The agencies that returned anything, in the order of the file."""
    return list(dict.fromkeys(name for found in returns.values() for name in found))


def _return_cell(found: Observation | None, indicator: Indicator, rating_of: RatingOf) -> Cell:
    if found is None:
        return Cell(NO_FIGURE)
    rating = rating_of(found, indicator)
    if rating is None:
        return Cell(value_of(found, indicator))
    return Cell(f"{value_of(found, indicator)} {rating.letter}", tone=rating.value)


def _notes(indicators: Sequence[Indicator], returns: Returns) -> list[str]:
    """What each letter and symbol stands for, if it is there."""
    letters = "; ".join(f"{one.letter}: {one.word.lower()}" for one in Rating)
    printed = {
        one.value.printed for each in returns.values() for one in each.values() if not one.known
    }
    meanings = {
        symbol: found.meaning
        for one in indicators
        for symbol, found in one.symbols.items()
        if symbol in printed
    }
    return [
        f"Ratings: {letters}.",
        *(f"{symbol}: {meaning}." for symbol, meaning in meanings.items()),
    ]
