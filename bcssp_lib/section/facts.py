"""Facts: named values that a section publishes, and that prose may use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from pydantic import Field

from bcssp_lib.model.area import Area
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.observation import Observation, Source
from bcssp_lib.model.period import Period
from bcssp_lib.model.records import Record
from bcssp_lib.model.register import Entry
from bcssp_lib.model.value import Reason, Value, known, missing
from bcssp_lib.section.mime_types import FACTS_TYPE
from bcssp_lib.section.readings import NO_FIGURE, Reading
from bcssp_lib.section.standing import Standing
from bcssp_lib.section.trends import Trend
from bcssp_lib.stats.comparison import Against
from bcssp_lib.stats.rounding import amount_text, number_text, value_text
from bcssp_lib.stats.standing_wording import compare_phrase, rank_phrase, rating_phrase
from bcssp_lib.stats.wording import change_phrase, period_phrase

PERCENT_SHARE_DECIMALS = 1
_BEST_FIRST = (Against.ENGLAND, Against.NEIGHBOURS, Against.REGION, Against.PEERS)


PLANNED = "planned"  # what is planned does not change by chance, so its trend is not judged


class Origin(Record):
    """Where an observation came from: its place in data/ and its source."""

    file: str
    row: int
    source: str
    synthetic: bool
    note: str = ""


class FactComparison(Record):
    """A fact beside a figure of others: the texts of both, and what may be said of them."""

    against: Against
    label: str
    text: str
    phrase: str


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
    when: str = ""
    amount: Decimal | None = None
    reason: Reason | None = None
    previous_text: str = ""
    change_text: str = ""
    percent_text: str = ""
    change_phrase: str = ""
    change_interval_text: str = ""
    target_text: str = ""
    rating: str = ""
    rating_phrase: str = ""
    comparator_text: str = ""
    rate_text: str = ""
    interval_text: str = ""
    comparisons: tuple[FactComparison, ...] = ()
    rank_phrase: str = ""
    worst: str = ""
    trend_word: str = ""
    trend_phrase: str = ""
    sentence: str = ""
    headline: bool = False
    mark: str = ""
    previous_mark: str = ""
    definition: str = ""
    caveat: str = ""
    origins: tuple[Origin, ...] = ()

    @property
    def value(self) -> Value:
        """The amount, or the reason why there is none."""
        if self.amount is None:
            return missing(self.reason or Reason.NOT_AVAILABLE)
        return known(self.amount)

    @property
    def synthetic(self) -> bool:
        """Whether the fact was made from a made-up figure."""
        return any(origin.synthetic for origin in self.origins)

    def against(self, whom: Against) -> FactComparison | None:
        """The comparison with one of them, if there is one."""
        return next((one for one in self.comparisons if one.against is whom), None)

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


def fact_from_reading(
    section: str,
    reading: Reading,
    area: Area,
    standing: Standing | None = None,
    trend: Trend | None = None,
) -> Fact:
    """The fact of an indicator, named by the indicator's id."""
    fact = _plain_fact(section, reading)
    added: dict[str, Any] = {"trend_word": PLANNED} if reading.indicator.planned else {}
    if standing is not None:
        added |= _standing_fields(reading, area, standing)
    if trend is not None:
        added |= {
            "trend_word": f"{trend.variation.letter} {trend.variation.value}",
            "trend_phrase": trend.phrase,
        }
    fact = fact.model_copy(update=added)
    return fact.model_copy(update={"sentence": sentence_of(fact)})


def _standing_fields(reading: Reading, area: Area, standing: Standing) -> dict[str, Any]:
    indicator, own, rank = reading.indicator, standing.own, standing.rank
    claim = standing.worst(area, indicator)
    return {
        "rate_text": own.full_text if indicator.rate and own.figure.value.known else "",
        "interval_text": own.interval_text,
        "comparisons": tuple(
            FactComparison(
                against=one.against,
                label=one.label,
                text=one.other.text,
                phrase=compare_phrase(own.figure.text, one),
            )
            for one in standing.comparisons
        ),
        "rank_phrase": (
            rank_phrase(rank, own.figure.period.heading, standing.source) if rank else ""
        ),
        "worst": claim.sentence if claim else "",
        "origins": origins_of([*reading.observations, *own.made_from]),
    }


def sentence_of(fact: Fact) -> str:
    """What a chair could read out: the figure, its change, its rating, and where it stands."""
    figure = fact.change_phrase if fact.change_text else fact.text
    sentences = [f"{fact.title}, {fact.when}: {figure}."]
    if not fact.known:
        return sentences[0]
    if fact.mark:
        sentences.append(f"The figure is {fact.mark}.")
    if fact.previous_mark:
        sentences.append(f"That of the year before is {fact.previous_mark}.")
    if fact.target_text:
        sentences.append(f"This {fact.rating_phrase}.")
    beside = next(filter(None, map(fact.against, _BEST_FIRST)), None)
    if beside is not None:
        rate = f"is {fact.rate_text}, and that " if fact.rate_text else ""
        sentences.append(f"It {rate}{beside.phrase}.")
    elif fact.rate_text:
        sentences.append(f"It is {fact.rate_text}.")
    if fact.trend_phrase:
        sentences.append(f"Over time it {fact.trend_phrase}.")
    return " ".join(sentences)


def _plain_fact(section: str, reading: Reading) -> Fact:
    """The fact of an indicator without anything of other areas or of earlier quarters."""
    indicator = reading.indicator
    change = reading.change
    compared = change.absolute is not None
    mark, previous_mark = reading.current.value.mark, reading.previous.value.mark
    return Fact(
        name=indicator.id,
        section=section,
        title=indicator.title,
        text=reading.text,
        known=reading.known,
        counts=indicator.counts,
        singular=indicator.singular,
        period=reading.current.period.label,
        when=period_phrase(reading.current.period),
        amount=reading.current.value.amount,
        reason=reading.current.value.reason,
        previous_text=reading.previous_text,
        change_text=change.absolute_text if compared else "",
        percent_text=change.percent_text if compared else "",
        change_phrase=change_phrase(change),
        change_interval_text=change.interval_text,
        target_text=reading.target_text,
        rating=reading.rating.word if reading.rating else "",
        rating_phrase=rating_phrase(
            reading.rating,
            reading.current.value,
            reading.text,
            reading.target_text,
            indicator.polarity,
            reading.why_not_rated,
        ),
        comparator_text=reading.force_change_text,
        headline=indicator.headline,
        definition=indicator.definition,
        caveat=indicator.caveat,
        mark=mark.wording if mark else "",
        previous_mark=previous_mark.wording if previous_mark and compared else "",
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
        amount=share.amount,
        reason=share.reason,
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
        amount=Decimal(len(entries)),
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
        amount=total,
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
        amount=Decimal(count),
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


def fact_from_cell(
    section: str,
    name: str,
    title: str,
    text: str,
    amount: Decimal | None,
    unit: Unit,
    period: Period,
    made_from: Sequence[Observation],
) -> Fact:
    """The fact of one cell of a table that a notebook made, in the words of the table."""
    counts = {Unit.PERCENT: "percent", Unit.POUNDS: "pounds"}.get(unit, title)
    return Fact(
        name=name,
        section=section,
        title=title,
        text=text,
        known=amount is not None,
        amount=amount,
        counts=counts,
        singular=counts,
        period=period.label,
        origins=origins_of(made_from),
    )
