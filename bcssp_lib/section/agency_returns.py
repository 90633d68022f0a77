"""What agencies returned, as tables: a row an agency, or a row an indicator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.value import Observation, Reason
from bcssp_lib.model.verdicts import Rating
from bcssp_lib.section.indicator_result import target_of, value_of
from bcssp_lib.section.outputs import Cell, Column, Table, table
from bcssp_lib.stats.fact_wording import NO_FIGURE

_RatingOf = Callable[[Observation, Indicator], Rating | None]


@dataclass(frozen=True)
class Returns:
    """What agencies returned of some indicators: by indicator, by agency; and how it is rated."""

    indicators: Sequence[Indicator]
    by_indicator: Mapping[str, Mapping[str, Observation]]
    rating_of: _RatingOf

    @cached_property
    def observations(self) -> list[Observation]:
        """Every return."""
        return [each for returns in self.by_indicator.values() for each in returns.values()]

    @property
    def agencies(self) -> list[str]:
        """The agencies that returned anything, in the order of the file."""
        return list(dict.fromkeys(name for each in self.by_indicator.values() for name in each))

    def count_ratings(self) -> dict[str, int]:
        """How many returns are green, amber, red, not applicable, or missing."""
        counts = dict.fromkeys([*Rating, "not_applicable", "no_return"], 0)
        for indicator in self.indicators:
            for observation in self.by_indicator[indicator.id].values():
                counts[self._tally_key(observation, indicator)] += 1
        return counts

    def _tally_key(self, observation: Observation, indicator: Indicator) -> str:
        rating = self.rating_of(observation, indicator)
        if rating is not None:
            return rating
        not_applicable = observation.value.reason is Reason.NOT_APPLICABLE
        return "not_applicable" if not_applicable else "no_return"

    def table(self, title: str) -> Table:
        """A row an agency, a column an indicator; each return with its rating's letter."""
        heads = [
            Column(f"{indicator.code} (target {target_of(indicator)})", True)
            for indicator in self.indicators
        ]
        rows = [
            [Cell(agency), *(self._table_cell(agency, each) for each in self.indicators)]
            for agency in self.agencies
        ]
        return table(title, [Column("Agency"), *heads], rows, self._notes(), wide=True)

    def _table_cell(self, agency: str, indicator: Indicator) -> Cell:
        observation = self.by_indicator[indicator.id].get(agency)
        if observation is None:
            return Cell(NO_FIGURE)
        rating = self.rating_of(observation, indicator)
        if rating is None:
            return Cell(value_of(observation.value, indicator))
        return Cell(f"{value_of(observation.value, indicator)} {rating.letter}", tone=rating.value)

    def _notes(self) -> list[str]:
        letters = "; ".join(f"{rating.letter}: {rating.word.lower()}" for rating in Rating)
        return [f"Ratings: {letters}.", *self.symbol_notes()]

    def symbol_notes(self) -> list[str]:
        """What each symbol that was returned means."""
        printed = {each.value.printed for each in self.observations if not each.known}
        meanings = _symbol_meanings(self.indicators)
        return [f"{symbol}: {meanings[symbol]}." for symbol in meanings if symbol in printed]

    def ratings_table(self, title: str) -> Table:
        """A row an indicator: its target, and how many returns have each rating."""
        names = ("Target", "Green (G)", "Amber (A)", "Red (R)", "Not applicable", "No return")
        rows = [
            [
                f"{indicator.code} {indicator.title}",
                target_of(indicator),
                *map(str, replace(self, indicators=[indicator]).count_ratings().values()),
            ]
            for indicator in self.indicators
            if self.by_indicator[indicator.id]
        ]
        return table(title, [Column("Indicator"), *(Column(name, True) for name in names)], rows)


def symbols_table(title: str, indicators: Sequence[Indicator]) -> Table:
    """What each symbol that a source prints means, each once."""
    rows = list(_symbol_meanings(indicators).items())
    return table(title, [Column("Symbol"), Column("Meaning")], rows)


def _symbol_meanings(indicators: Sequence[Indicator]) -> dict[str, str]:
    """What the symbols that sources print for some indicators mean."""
    return {
        symbol: printed.meaning
        for indicator in indicators
        for symbol, printed in indicator.symbols.items()
    }
