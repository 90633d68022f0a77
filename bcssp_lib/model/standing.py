"""An area's place among all authorities as a source published it, without the others' figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from bcssp_lib.model.fact import PeriodLabel, Rank
from bcssp_lib.model.records import Record
from bcssp_lib.model.value import Source

_Number = Annotated[int, Field(gt=0)]


class Standing(Record):
    """Where an area stands on one indicator in one period.

    ``value`` is the figure that was ranked: of a count with a rate, the rate. Places are counted
    from each end, the area itself included; areas with the same figure share the better one. The
    quartiles are those of all ``authorities_with_a_figure``, and the neighbours are statistical
    ones by the model of a year.
    """

    area: str
    indicator: str
    period: PeriodLabel
    value: Decimal
    place_from_highest: _Number
    place_from_lowest: _Number
    authorities_with_a_figure: _Number
    lowest: Decimal
    lower_quartile: Decimal
    median: Decimal
    upper_quartile: Decimal
    highest: Decimal
    neighbour_model: int
    neighbours_with_a_figure: _Number
    neighbour_median: Decimal
    neighbour_mean: Decimal
    source: Source

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        ordered = (
            self.lowest,
            self.lower_quartile,
            self.median,
            self.upper_quartile,
            self.highest,
        )
        if list(ordered) != sorted(ordered):
            raise ValueError("the quartiles are not in order")
        if not self.lowest <= self.value <= self.highest:
            raise ValueError("the value is outside the lowest and the highest")
        if self.rank.tied < 0:
            raise ValueError("the places from both ends are more than there are authorities")
        return self

    @property
    def rank(self) -> Rank:
        """The place among authorities with a figure; how many had none is not known."""
        high, low = self.place_from_highest, self.place_from_lowest
        of = self.authorities_with_a_figure
        return Rank(high, low, of, tied=of - high - low + 1, without_figure=0)

    @property
    def quarter(self) -> int:
        """Which quarter of the authorities the area is in: 1 has the lowest figures, 4 the highest.

        By the share of authorities with a lower figure, as where all figures are held.
        """
        return 1 + 4 * (self.place_from_lowest - 1) // self.authorities_with_a_figure
