"""What agencies returned for themselves: as tables with their ratings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.observation import Observation
from bcssp_lib.model.value import Reason
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.indicator_result import NO_FIGURE
from bcssp_lib.section.table_kit import Cell, Column, Table, table
from bcssp_lib.section.tables import target_of, value_of

RatingOf = Callable[[Observation, Indicator], Rating | None]
Returns = Mapping[str, Mapping[str, Observation]]


def returns_table(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Table:
    """A row an agency, a column an indicator; each return with its rating's letter."""
    heads = [
        Column(f"{indicator.code} (target {target_of(indicator)})", True)
        for indicator in indicators
    ]
    rows: list[list[str | Cell]] = []
    for agency in list_agencies(returns):
        cells = [
            _return_cell(returns[indicator.id].get(agency), indicator, rating_of)
            for indicator in indicators
        ]
        rows.append([agency, *cells])
    return table(title, [Column("Agency"), *heads], rows, _notes(indicators, returns), wide=True)


def ratings_table(
    title: str, indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> Table:
    """A row an indicator: its target, and how many returns have each rating."""
    names = ("Target", "Green (G)", "Amber (A)", "Red (R)", "Not applicable", "No return")
    rows = [
        [
            f"{indicator.code} {indicator.title}",
            target_of(indicator),
            *(str(count) for count in count_ratings([indicator], returns, rating_of).values()),
        ]
        for indicator in indicators
        if returns[indicator.id]
    ]
    return table(title, [Column("Indicator"), *(Column(name, True) for name in names)], rows)


def count_ratings(
    indicators: Sequence[Indicator], returns: Returns, rating_of: RatingOf
) -> dict[str, int]:
    """How many returns are green, amber, red, not applicable, or missing."""
    counts = dict.fromkeys([*Rating, "not_applicable", "no_return"], 0)
    for indicator in indicators:
        for observation in returns[indicator.id].values():
            rating = rating_of(observation, indicator)
            if rating is not None:
                counts[rating] += 1
            elif observation.value.reason is Reason.NOT_APPLICABLE:
                counts["not_applicable"] += 1
            else:
                counts["no_return"] += 1
    return counts


def symbols_table(title: str, indicators: Sequence[Indicator]) -> Table:
    """What each symbol that a source prints means, each once."""
    meanings = {
        symbol: printed_symbol.meaning
        for indicator in indicators
        for symbol, printed_symbol in indicator.symbols.items()
    }
    rows = [[symbol, meaning] for symbol, meaning in meanings.items()]
    return table(title, [Column("Symbol"), Column("Meaning")], rows)


def list_agencies(returns: Returns) -> list[str]:
    """The agencies that returned anything, in the order of the file."""
    return list(dict.fromkeys(name for by_agency in returns.values() for name in by_agency))


def _return_cell(
    observation: Observation | None, indicator: Indicator, rating_of: RatingOf
) -> Cell:
    if observation is None:
        return Cell(NO_FIGURE)
    rating = rating_of(observation, indicator)
    if rating is None:
        return Cell(value_of(observation, indicator))
    return Cell(f"{value_of(observation, indicator)} {rating.letter}", tone=rating.value)


def _notes(indicators: Sequence[Indicator], returns: Returns) -> list[str]:
    """What each letter and symbol means, if it is there."""
    letters = "; ".join(f"{rating.letter}: {rating.word.lower()}" for rating in Rating)
    printed = {
        observation.value.printed
        for each in returns.values()
        for observation in each.values()
        if not observation.known
    }
    meanings = {
        symbol: printed_symbol.meaning
        for indicator in indicators
        for symbol, printed_symbol in indicator.symbols.items()
        if symbol in printed
    }
    return [
        f"Ratings: {letters}.",
        *(f"{symbol}: {meaning}." for symbol, meaning in meanings.items()),
    ]
