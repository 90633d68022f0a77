"""The facts under a block as a reader sees them, and what of them has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bcssp_lib.model.fact import Fact
from bcssp_lib.narrative.binding import BoundBlock, FactBook
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.review_record import BlockReview, SeenFact, text_mark

NOT_BUILT = "not built"  # in place of the value of a fact whose section has failed


@dataclass(frozen=True)
class Changed:
    """A fact that is no longer as an author saw it."""

    name: str
    title: str
    before: str
    now: str


def seen_facts(bound: BoundBlock) -> dict[str, SeenFact]:
    """Each fact that a bound block names, with its value and the words that stand for it."""
    shown: dict[str, list[str]] = {}
    facts: dict[str, Fact] = {}
    for span in bound.spans:
        shown.setdefault(span.names[0], []).append(span.words)
        facts |= {one.full_name: one for one in span.facts}
    return {
        name: SeenFact(
            value=_value(facts[name]) if name in facts else NOT_BUILT,
            shown=tuple(dict.fromkeys(shown.get(name, ()))),
        )
        for name in dict.fromkeys(bound.facts)
    }


def changed_facts(
    block: Block, review: BlockReview, now: dict[str, SeenFact], book: FactBook
) -> Iterator[Changed]:
    """What has changed under a block since it was confirmed.

    Where the text itself was changed, the words for a fact may be others: only the values of
    the facts that both texts name are compared.
    """
    same_text = review.text == text_mark(block.source)
    for name, before in review.facts.items():
        home, _, own = name.partition(".")
        if name not in now or home in book.failed:
            continue
        title = book.facts[home][own].title
        if same_text and now[name].shown != before.shown:
            old = _first_other(before.shown, now[name].shown) or before.value
            new = _first_other(now[name].shown, before.shown) or now[name].value
            yield Changed(name, title, old, new)
        elif now[name].value != before.value:
            yield Changed(name, title, before.value, now[name].value)


def is_confirmed(block: Block, review: BlockReview, now: dict[str, SeenFact]) -> bool:
    """Whether a block was confirmed as it stands; one without any fact need not be."""
    return not now or review.text == text_mark(block.source)


def _value(fact: Fact) -> str:
    return str(fact.value.reason if fact.amount is None else fact.amount)


def _first_other(texts: tuple[str, ...], others: tuple[str, ...]) -> str:
    return next((one for one in texts if one not in others), "")
