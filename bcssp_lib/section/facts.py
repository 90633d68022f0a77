"""Facts: named values that a section publishes, and that prose may use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field

from bcssp_lib.domain.indicator import Unit
from bcssp_lib.domain.observation import Observation, Source
from bcssp_lib.domain.period import Period
from bcssp_lib.domain.records import Record
from bcssp_lib.domain.register import Entry
from bcssp_lib.domain.value import Value
from bcssp_lib.numbers.rounding import amount_text, number_text, value_text
from bcssp_lib.numbers.wording import change_phrase
from bcssp_lib.section.readings import NO_FIGURE, Reading
from bcssp_lib.show.kinds import FACTS_TYPE

PERCENT_SHARE_DECIMALS = 1


class Origin(Record):
    """Where an observation came from: its place in data/ and its source."""

    file: str
    row: int
    source: str
    synthetic: bool
    note: str = ""


class Fact(Record):
    """A named value with its unit, its wording, and the observations it came from.

    Every text is made once, here; prose, tables and charts show the same string.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    section: str
    title: str
    text: str
    known: bool
    counts: str
    singular: str
    period: str
    previous_text: str = ""
    change_text: str = ""
    percent_text: str = ""
    change_phrase: str = ""
    target_text: str = ""
    rating: str = ""
    comparator_text: str = ""
    headline: bool = False
    mark: str = ""
    definition: str = ""
    caveat: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def synthetic(self) -> bool:
        """Whether the fact was made from a made-up figure."""
        return any(origin.synthetic for origin in self.origins)

    @property
    def anchor(self) -> str:
        """The id of the fact's row in the data notes."""
        return f"fact-{self.section}-{self.name}".replace("_", "-")


class Facts:
    """The facts that a code cell publishes, as an output of a type of its own."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.facts = tuple(facts)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        names = "\n".join(f"{fact.name}: {fact.text}" for fact in self.facts)
        content = {"facts": [fact.model_dump(mode="json") for fact in self.facts]}
        return {FACTS_TYPE: content, "text/plain": names}


def fact_from_reading(section: str, reading: Reading) -> Fact:
    """The fact of an indicator, named by the indicator's id."""
    indicator = reading.indicator
    change = reading.change
    compared = change.absolute is not None
    mark = reading.current.value.mark
    return Fact(
        name=indicator.id,
        section=section,
        title=indicator.title,
        text=reading.text,
        known=reading.known,
        counts=indicator.counts,
        singular=indicator.singular,
        period=reading.current.period.label,
        previous_text=reading.previous_text,
        change_text=change.absolute_text if compared else "",
        percent_text=change.percent_text if compared else "",
        change_phrase=change_phrase(change),
        target_text=reading.target_text,
        rating=reading.rating.word if reading.rating else "",
        comparator_text=reading.force_change_text,
        headline=indicator.headline,
        definition=indicator.definition,
        caveat=indicator.caveat,
        mark=mark.wording if mark else "",
        origins=origins_of(reading.observations),
    )


def fact_from_share(
    section: str, name: str, title: str, share: Value, made_from: Sequence[Observation]
) -> Fact:
    """The fact of a share, in percent with one decimal."""
    return Fact(
        name=name,
        section=section,
        title=title,
        text=value_text(share, Unit.PERCENT, PERCENT_SHARE_DECIMALS),
        known=share.known,
        counts="percent",
        singular="percent",
        period=made_from[0].period.label,
        origins=origins_of(made_from),
    )


def fact_from_entries(
    section: str, name: str, title: str, entries: Sequence[Entry], noun: str, period: Period
) -> Fact:
    """The fact of how many entries of a register there are."""
    return Fact(
        name=name,
        section=section,
        title=title,
        text=number_text(Decimal(len(entries))),
        known=True,
        counts=noun,
        singular=noun.removesuffix("s"),
        period=period.label,
        origins=tuple(_entry_origin(entry) for entry in entries),
    )


def fact_from_total(
    section: str, name: str, title: str, total: Decimal, entries: Sequence[Entry], period: Period
) -> Fact:
    """The fact of a sum of pounds over entries of a register."""
    return Fact(
        name=name,
        section=section,
        title=title,
        text=amount_text(total, Unit.POUNDS),
        known=True,
        counts="pounds",
        singular="pound",
        period=period.label,
        origins=tuple(_entry_origin(entry) for entry in entries),
    )


def fact_from_tally(
    section: str,
    name: str,
    what: str,
    count: int,
    made_from: Sequence[Observation],
    period: Period,
) -> Fact:
    """The fact of how many returns have a rating, or have none."""
    title = f"Returns: {what.replace('_', ' ')}"
    if not made_from:
        return missing_fact(section, name, title, "returns", period)
    return Fact(
        name=name,
        section=section,
        title=title,
        text=number_text(Decimal(count)),
        known=True,
        counts="returns",
        singular="return",
        period=period.label,
        origins=origins_of(made_from),
    )


def missing_fact(section: str, name: str, title: str, counts: str, period: Period) -> Fact:
    """The fact of a value that was not supplied."""
    return Fact(
        name=name,
        section=section,
        title=title,
        text=NO_FIGURE,
        known=False,
        counts=counts,
        singular=counts,
        period=period.label,
    )


def origins_of(observations: Iterable[Observation]) -> tuple[Origin, ...]:
    """Where observations came from; those without a row have no origin."""
    return tuple(
        Origin(
            file=one.file,
            row=one.row,
            source=_source_text(one.source),
            note=one.note,
            synthetic=one.synthetic,
        )
        for one in observations
        if one.source is not None and one.row is not None
    )


def _entry_origin(entry: Entry) -> Origin:
    return Origin(
        file=entry.file,
        row=entry.row,
        source=_source_text(entry.source),
        synthetic=entry.source.synthetic,
    )


def _source_text(source: Source) -> str:
    return f"{source.title} ({source.publisher})"
