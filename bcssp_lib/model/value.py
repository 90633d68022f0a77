"""A value travels with its status: an amount, or the reason why there is none.

The symbols are those of official statistics: ``c`` suppressed, ``x`` not available,
``z`` not applicable, ``low`` rounds to zero, ``u`` low reliability; and as marks on a
value ``p`` provisional, ``r`` revised, ``e`` estimated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator

from bcssp_lib.model.period import Period
from bcssp_lib.model.records import Flag, Record

Key = tuple[str, str, str, str]  # indicator, area, the period's label, category


class Reason(StrEnum):
    """Why a figure has no amount that may be shown."""

    SUPPRESSED = "c"
    NOT_AVAILABLE = "x"
    NOT_APPLICABLE = "z"
    ROUNDS_TO_ZERO = "low"
    LOW_RELIABILITY = "u"

    @property
    def wording(self) -> str:
        """The reason as a reader sees it."""
        return _REASON_WORDING[self]

    @property
    def plural_wording(self) -> str:
        """The reason as it is said of several figures."""
        return _PLURAL_WORDING.get(self, self.wording)


class Mark(StrEnum):
    """What to know about an amount that is shown."""

    PROVISIONAL = "p"
    REVISED = "r"
    ESTIMATED = "e"

    @property
    def wording(self) -> str:
        """The mark as a reader sees it."""
        return self.name.lower()


_REASON_WORDING = {
    Reason.SUPPRESSED: "not shown, to protect people who could be identified",
    Reason.NOT_AVAILABLE: "not available",
    Reason.NOT_APPLICABLE: "not applicable",
    Reason.ROUNDS_TO_ZERO: "more than zero, but rounds to zero",
    Reason.LOW_RELIABILITY: "not shown, because it is not reliable",
}
_PLURAL_WORDING = {
    Reason.ROUNDS_TO_ZERO: "more than zero, but round to zero",
    Reason.LOW_RELIABILITY: "not shown, because they are not reliable",
}


@dataclass(frozen=True)
class Lack:
    """What a report was asked for and has no figure or account of, by its title, and why.

    ``refused`` is why a table or chart would mislead, or cannot be made of the figures there are.
    """

    title: str
    reason: Reason = Reason.NOT_AVAILABLE
    refused: str = ""

    @property
    def supplied(self) -> bool:
        """Whether it was supplied, and there is no number of it all the same."""
        return self.reason is not Reason.NOT_AVAILABLE


@dataclass(frozen=True)
class Value:
    """An amount, or the reason for its absence; never both and never neither.

    ``printed`` keeps the source's own symbol (such as ``/`` or ``TBC``) where it says
    more than the reason does.
    """

    amount: Decimal | None = None
    reason: Reason | None = None
    mark: Mark | None = None
    printed: str = ""

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.reason is None):
            raise ValueError("a value has an amount or a reason, and not both")
        if self.amount is not None and not self.amount.is_finite():
            raise ValueError(f"an amount is a finite number, not {self.amount}")

    @property
    def why_none(self) -> str:
        """Why there is no amount, as a reader sees it; empty if there is one."""
        return self.reason.wording if self.reason else ""

    @property
    def known(self) -> bool:
        """Whether there is an amount to show."""
        return self.amount is not None

    @property
    def as_float(self) -> float | None:
        """The amount as charts and pandas need it, if there is one."""
        return None if self.amount is None else float(self.amount)


def known(amount: Decimal | int | str, mark: Mark | None = None) -> Value:
    """A value with an amount."""
    return Value(amount=Decimal(amount), mark=mark)


def missing(reason: Reason = Reason.NOT_AVAILABLE, printed: str = "") -> Value:
    """A value with the reason for its absence."""
    return Value(reason=reason, printed=printed)


class SourceFile(Record):
    """A file that was imported: by which format, its name, and the hash by which it is known."""

    format: str
    name: str
    sha256: str


def _as_written(vintage: object) -> object:
    """A date or a year as the text that it was before YAML read it."""
    if isinstance(vintage, date):
        return vintage.isoformat()
    return str(vintage) if type(vintage) is int else vintage


_Vintage = Annotated[str, BeforeValidator(_as_written)]


class Source(Record):
    """Where figures came from. ``synthetic`` figures are made up and never published.

    ``vintage`` is the release that figures were taken from, ``files`` are those imported.
    """

    id: str
    title: str
    publisher: str
    synthetic: Flag
    published: date | None = None
    licence: str = ""
    vintage: _Vintage = ""
    note: str = ""
    files: tuple[SourceFile, ...] = ()

    def __repr__(self) -> str:
        """Made once: each figure that is recorded as read is known again by it."""
        return self._repr

    @cached_property
    def _repr(self) -> str:
        return super().__repr__()


@dataclass(frozen=True)
class Observation:
    """One indicator, area, period and category, with its value and its origin.

    ``category`` is empty for the total, or names one item of the indicator's breakdown.
    """

    indicator: str
    area: str
    period: Period
    value: Value
    source: Source | None = None
    category: str = ""
    note: str = ""
    file: str = ""
    row: int | None = None

    @property
    def key(self) -> Key:
        """What the figure is known by: its indicator, area, period and category."""
        return self.indicator, self.area, self.period.label, self.category

    @property
    def name(self) -> str:
        """What it is known by, in one text."""
        return figure_key(*self.key)

    @property
    def words(self) -> str:
        """What it is known by, as messages have it."""
        return ", ".join(filter(None, self.key))

    @property
    def synthetic(self) -> bool:
        """Whether the figure is made up."""
        return self.source is not None and self.source.synthetic

    @property
    def known(self) -> bool:
        """Whether there is an amount to show."""
        return self.value.known


def figure_key(indicator: str, area: str, period: str, category: str = "") -> str:
    """The name of a figure, in one text.

    >>> figure_key("cp_plans", "banes", "at 2024-03-31")
    'cp_plans|banes|at 2024-03-31|'
    """
    return "|".join((indicator, area, period, category))


def key_in(name: str) -> Key:
    """What the figure of a name is known by."""
    indicator, area, period, category = name.split("|", 3)
    return indicator, area, period, category


def words_of(name: str) -> str:
    """The name of a figure as messages have it.

    >>> words_of("cp_plans|banes|at 2024-03-31|")
    'cp_plans, banes, at 2024-03-31'
    """
    return ", ".join(part for part in name.split("|") if part)
