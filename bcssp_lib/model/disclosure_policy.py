"""Policies of disclosure control: which numbers are small, and how the others are shown."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bcssp_lib.model.records import Flag, Record
from bcssp_lib.model.value import Reason, Value, known, missing

# A count below 2 is 0 or 1: to hide none of them is to publish, and has a word of its own.
_Threshold = Annotated[int, Field(strict=True, ge=2, le=1000)]
_RoundingBase = Annotated[int, Field(strict=True, ge=1, le=10)]
_ROUNDING_BASES = (1, 5, 10)
ANY_OTHER_SOURCE = "any other source"


def _by_source(policies: Any) -> Any:
    """One policy is that of any source."""
    return {ANY_OTHER_SOURCE: policies} if isinstance(policies, str) else policies


# The names of policies by source.
PolicyNames = Annotated[Mapping[str, str], BeforeValidator(_by_source)]


class DisclosurePolicy(Record):
    """How the numbers of an indicator or a register are protected: see params/disclosure.yaml.

    ``threshold``: counts below it are hidden; the one in params/settings.yaml unless a policy has
    its own. ``show_zero``: whether a count of zero is shown. ``round_to``: what counts are
    rounded to, half up, once none is small. ``percentages_of``: which counts the percentages that
    a source supplies are made from. ``published``: the owner has published the figures, small or
    not, and they are shown as they are, for the ``reason`` given.

    >>> policy = DisclosurePolicy(id="by five", threshold=5, round_to=5)
    >>> [policy.is_small(amount) for amount in (0, 1, 4, 5)]
    [False, True, True, False]
    >>> policy.rounded(Decimal(13))
    Decimal('15')
    """

    id: str
    published: Flag = False
    threshold: _Threshold | None = None
    show_zero: Flag = True
    round_to: _RoundingBase = 1
    percentages_of: Literal["true counts", "rounded counts"] = "true counts"
    reason: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.round_to not in _ROUNDING_BASES:
            raise ValueError(f"'round_to' is one of {', '.join(map(str, _ROUNDING_BASES))}")
        if self.published and not self.reason:
            raise ValueError("a policy with 'published: true' needs a 'reason'")
        if self.published and self.model_fields_set - {"id", "published", "reason"}:
            raise ValueError("figures that are shown as they are have no threshold or rounding")
        return self

    @property
    def small(self) -> range:
        """The counts that are hidden."""
        return range(0 if not self.show_zero else 1, self.threshold or 0)

    def is_small(self, amount: Decimal | int) -> bool:
        """Whether a count is hidden for its own sake."""
        return not self.published and amount in self.small

    @property
    def hides(self) -> str:
        """What is hidden, for readers."""
        if self.published:
            return f"Nothing. {self.reason}"
        return (
            f"Numbers from {self.small.start} to {self.small.stop - 1}, and others from which "
            "they could be worked out"
        )

    @property
    def shows(self) -> str:
        """How what is not hidden is shown, for readers."""
        return "As they are" if self.round_to == 1 else f"Rounded to the nearest {self.round_to}"

    def shown(self, count: int) -> Value:
        """A count as it may be shown, where it stands alone."""
        if self.published:
            return known(count)
        if self.is_small(count):
            return missing(Reason.SUPPRESSED)
        return self.rounded_value(known(count))

    def rounded_value(self, value: Value) -> Value:
        """A count as it is shown once it is not small, or the reason for its absence."""
        if value.amount is None or self.round_to == 1:
            return value
        amount = self.rounded(value.amount)
        if amount == 0 and value.amount > 0:
            return missing(Reason.ROUNDS_TO_ZERO)
        return replace(value, amount=amount)

    def rounded(self, amount: Decimal) -> Decimal:
        """A count as it is shown."""
        base = Decimal(self.round_to)
        return (amount / base).to_integral_value(ROUND_HALF_UP) * base


# For figures of which nobody has said how they are protected.
STRICTEST = DisclosurePolicy(
    id="strictest",
    threshold=10,
    show_zero=False,
    round_to=10,
    percentages_of="rounded counts",
)


@dataclass(frozen=True)
class Protection:
    """The names of all figures that are hidden, and of those that nothing can protect.

    ``by_source``: those that are hidden because their source has hidden them, and whose policy
    shows figures as they were published. What can be worked out of these is for their source.
    """

    hidden: frozenset[str] = frozenset()
    unprotected: frozenset[str] = frozenset()
    by_source: frozenset[str] = frozenset()

    def clearance_of(self, areas: Collection[str]) -> str:
        """Whether a report that shows figures of these areas is cleared for publication."""
        if self.unprotected:
            return (
                "Not cleared for publication: small numbers of people can be worked out from what "
                "is shown. The check names them."
            )
        hidden, by_source = (
            sum(name.split("|")[1] in areas for name in names)
            for names in (self.hidden - self.by_source, self.by_source)
        )
        found = say_hidden(hidden, by_source)
        return f"Disclosure control: cleared for publication; {found}."


def say_hidden(hidden: int, by_source: int) -> str:
    """How many figures are hidden to protect people, and how many by their source alone."""
    found = "no figure had to be hidden"
    if hidden:
        counted = "1 figure is hidden" if hidden == 1 else f"{hidden} figures are hidden"
        found = f"{counted}, and none can be worked out from what is shown"
    if by_source:
        more = "1 more is" if by_source == 1 else f"{by_source} more are"
        if not hidden:
            more = "1 figure is" if by_source == 1 else f"{by_source} figures are"
        found += f"; {more} hidden by the source, as it published them"
    return found
