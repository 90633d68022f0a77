"""The review record of a section: what its authors confirmed, and which findings they accepted.

It is kept next to the narrative, ``<section>.review.yaml``, and is committed with it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from bcssp_lib.data.yaml_files import dump_yaml, read_kept_record
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import NOT_A_FIGURE, Finding, Kind
from bcssp_lib.model.person_data import NOTHING_ALLOWED, Screening
from bcssp_lib.model.records import Record
from bcssp_lib.narrative.binding import BoundBlock, FactBook
from bcssp_lib.narrative.blocks import Block

_HEAD = (
    "# What the authors of this section confirmed, and which findings they accepted.\n"
    "# Written by bcssp save, confirm and accept; kept with the narrative. See docs/narrative.md.\n"
)
_LETTERS = 16
_NOT_BUILT = "not built"  # in place of the value of a fact whose section has failed


class SeenFact(Record):
    """A fact as an author saw it: its value, and the words that stood in the text for it."""

    value: str
    shown: tuple[str, ...] = ()


class _Acceptance(Record):
    """A finding that is kept as it is, and why; of another sentence it says nothing.

    ``text`` is a hash of the whole block's text, where the finding is about no sentence of it.
    The reason ``NOT_A_FIGURE`` is for figures alone: readers are not shown these.
    """

    kind: Kind
    sentence: str = ""
    what: str
    text: str = ""
    reason: str = Field(min_length=1)

    @field_validator("reason")
    @classmethod
    def _is_about_a_figure(cls, reason: str, info: ValidationInfo) -> str:
        if reason == NOT_A_FIGURE and info.data.get("kind") is not Kind.FIGURE:
            raise ValueError(f"“{NOT_A_FIGURE}” is for findings of the kind figure; write a reason")
        return reason

    def applies_to(self, finding: Finding, text: str) -> bool:
        """Whether this is the finding that was accepted, of a block with this text's hash."""
        key = (finding.kind, finding.sentence.strip(), finding.what.strip())
        return key == (self.kind, self.sentence, self.what) and self.text in ("", text)


class _BlockReview(Record):
    """What was confirmed of a block: a hash of its text, and the facts under it by name.

    ``typed`` are words that were typed in Word in place of a figure, each with the expression
    that they took the place of.
    """

    text: str = ""
    facts: dict[str, SeenFact] = {}
    typed: dict[str, str] = {}
    accepted: tuple[_Acceptance, ...] = ()


class Signature(Record):
    """Who signed a section, on which day, and what they saw.

    ``seen`` are hashes of what readers see, by block (``text missing``), by fact (``figure
    plans``), and by table or chart. ``draft`` is the version mark of the copy that was signed.
    """

    by: str = Field(min_length=1, max_length=80)
    on: date
    draft: str
    seen: dict[str, str]

    @field_validator("by")
    @classmethod
    def _is_one_line(cls, by: str) -> str:
        if by != " ".join(by.split()) or not by.isprintable():
            raise ValueError("write a name or a role, in one line")
        return by


class SectionReview(Record):
    """The record of a section; ``accepted`` are findings that concern none of its blocks."""

    blocks: dict[str, _BlockReview] = {}
    accepted: tuple[_Acceptance, ...] = ()
    signed: tuple[Signature, ...] = ()

    def with_signature(self, signature: Signature) -> SectionReview:
        """The same record with a signature, in place of an earlier one of the same name."""
        others = (each for each in self.signed if each.by != signature.by)
        return self.model_copy(update={"signed": (*others, signature)})

    def of(self, block: str) -> _BlockReview:
        """The record of a block; an empty one, if nothing was recorded."""
        return self.blocks.get(block) or _BlockReview()

    def reason(self, finding: Finding, text: str) -> str:
        """The reason for which a finding was accepted; empty, if it was not.

        ``text`` is the hash of its block's text as it is now.
        """
        kept = self.accepted_of(finding.block)
        return next((item.reason for item in kept if item.applies_to(finding, text)), "")

    def accepted_of(self, block: str) -> tuple[_Acceptance, ...]:
        """The findings that were accepted of a block, or of the section if none is named."""
        return self.of(block).accepted if block else self.accepted

    @property
    def accepts(self) -> bool:
        """Whether its authors keep any finding."""
        return bool(self.accepted) or any(block.accepted for block in self.blocks.values())

    def changed_blocks(self, fields: Mapping[str, Mapping[str, Any]]) -> SectionReview:
        """The same record with these fields of some blocks."""
        updated = {name: self.of(name).model_copy(update=each) for name, each in fields.items()}
        return self.model_copy(update={"blocks": {**self.blocks, **updated}})


def text_hash(text: str) -> str:
    """A short hash by which a confirmed text is known again."""
    return hashlib.sha256(text.encode()).hexdigest()[:_LETTERS]


def read_review(path: Path, shown: str, allowed: Screening = NOTHING_ALLOWED) -> SectionReview:
    """Read a section's record; an empty one, if there is none."""
    return read_kept_record(
        SectionReview,
        path,
        shown,
        allowed,
        cannot="The review record could not be read.",
        remedy="Correct it, or take the last version from git.",
    )


def review_text(review: SectionReview) -> str:
    """A record as its file holds it; empty, if it says nothing."""
    dumped = review.model_dump(mode="json", exclude_defaults=True)
    blocks = {name: block for name, block in dumped.pop("blocks", {}).items() if block}
    content = {**({"blocks": blocks} if blocks else {}), **dumped}
    if not content:
        return ""
    return f"{_HEAD}{dump_yaml(content)}"


def add_acceptances(
    review: SectionReview, findings: Iterable[Finding], reason: str, texts: Mapping[str, str]
) -> SectionReview:
    """The record with findings accepted for a reason; an earlier reason is replaced.

    ``texts`` are the hashes of the section's texts by block.
    """
    for finding in findings:
        text = texts.get(finding.block, "")
        kept = review.accepted_of(finding.block)
        accepted = (
            *(other for other in kept if not other.applies_to(finding, text)),
            _Acceptance(
                kind=finding.kind,
                sentence=finding.sentence,
                what=finding.what,
                text="" if finding.sentence else text,
                reason=reason,
            ),
        )
        if finding.block:
            review = review.changed_blocks({finding.block: {"accepted": accepted}})
        else:
            review = review.model_copy(update={"accepted": accepted})
    return review


@dataclass(frozen=True)
class ChangedFact:
    """A fact that is no longer as an author saw it."""

    name: str
    title: str
    before: str
    now: str


def list_seen_facts(bound: BoundBlock) -> dict[str, SeenFact]:
    """Each fact that a bound block names, with its value and the words that represent it."""
    shown: dict[str, list[str]] = {}
    facts: dict[str, Fact] = {}
    for span in (span for span in bound.spans if span.names):
        shown.setdefault(span.names[0], []).append(span.words)
        facts |= {fact.full_name: fact for fact in span.facts}
    return {
        name: SeenFact(
            value=_value(facts[name]) if name in facts else _NOT_BUILT,
            shown=tuple(dict.fromkeys(shown.get(name, ()))),
        )
        for name in dict.fromkeys(bound.facts)
    }


def find_changed_facts(
    block: Block, review: _BlockReview, now: dict[str, SeenFact], book: FactBook
) -> Iterator[ChangedFact]:
    """What has changed under a block since it was confirmed.

    Where the text itself was changed, the words for a fact may be others: only the values of
    the facts that both texts name are compared.
    """
    same_text = review.text == text_hash(block.source)
    for name, before in review.facts.items():
        home, _, short_name = name.partition(".")
        if name not in now or home in book.failed:
            continue
        if change := _change(before, now[name], same_text):
            yield ChangedFact(name, book.facts[home][short_name].title, *change)


def is_confirmed(block: Block, review: _BlockReview, now: dict[str, SeenFact]) -> bool:
    """Whether a block was confirmed as it is; one that never had any fact need not be."""
    return not (now or review.typed) or review.text == text_hash(block.source)


def _value(fact: Fact) -> str:
    return str(fact.value.reason if fact.amount is None else fact.amount)


def _change(before: SeenFact, now: SeenFact, same_text: bool) -> tuple[str, str] | None:
    """What a fact was and what it is, in the words of the text if these have changed."""
    if same_text and now.shown != before.shown:
        old, new = _first_other(before.shown, now.shown), _first_other(now.shown, before.shown)
        return old or before.value, new or now.value
    return (before.value, now.value) if now.value != before.value else None


def _first_other(texts: tuple[str, ...], others: tuple[str, ...]) -> str:
    return next((text for text in texts if text not in others), "")
