"""The facts under a block as a reader sees them, and what of them has changed since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.review_record import BlockReview, SeenFact, text_mark
from bcssp_lib.section.facts import Fact


@dataclass(frozen=True)
class Changed:
    """A fact that is no longer as an author saw it."""

    name: str
    title: str
    before: str
    now: str


def seen_facts(block: Block, section: str, book: FactBook) -> dict[str, SeenFact]:
    """Each fact that a block names, with its value and the words that stand for it.

    Raises ``NarrativeError`` where the text names a fact that is not there.
    """
    shown: dict[str, list[str]] = {}

    def mark(fact: Fact, text: str) -> str:
        shown.setdefault(f"{fact.section}.{fact.name}", []).append(text)
        return text

    bound = bind_block(block, section, book, mark)
    return {
        name: SeenFact(value=_value(name, book), shown=tuple(dict.fromkeys(shown.get(name, ()))))
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


def _value(name: str, book: FactBook) -> str:
    fact = book.find(name, "")
    assert fact is not None, f"{name} was bound before"
    if fact.amount is not None:
        return str(fact.amount)
    return str(fact.reason or fact.text)


def _first_other(texts: tuple[str, ...], others: tuple[str, ...]) -> str:
    return next((one for one in texts if one not in others), "")
