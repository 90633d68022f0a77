"""The same thing, counted differently in two places of a report."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bcssp_lib.checks.amounts import Amount
from bcssp_lib.checks.figure_findings import noun_phrase
from bcssp_lib.checks.mentions import Form
from bcssp_lib.checks.reading import Read
from bcssp_lib.checks.subjects import stems
from bcssp_lib.checks.word_lists import words
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.stats.fact_wording import FactWords

_STAGES = words(
    "publish commission conclud complet ratif start beg began begun open clos ongo underway "
    "notif undertak plan cancel receiv sent return attend invit green amber red answer"
)
_ONE_OF_SEVERAL = re.compile(
    r"\b(?:another|further|additional|other|first|last|remaining|next|more|at least|up to|over|"
    r"each|every|between|than|from|about|around)\s*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?“]\s)(?<!^)\b[A-Z][\w’-]+")
_TIME = re.compile(
    r"\b(?:last|previous|next|earlier|before|(?:19|20)\d\d|january|february|march|april|may|june|"
    r"july|august|september|october|november|december|spring|summer|autumn|winter|month|week|"
    r"quarter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Counted:
    """A number of some named thing, and what else its sentence says."""

    read: Read
    amount: Amount
    noun: tuple[str, ...]
    words: frozenset[str]
    names: frozenset[str]
    stages: frozenset[str]


def counted_in(read: Read, amounts: Sequence[Amount]) -> Iterator[Counted]:
    """The things that a sentence counts with a number that was typed."""
    for one in amounts:
        if not one.typed or one.form is not Form.COUNT:
            continue
        if _ONE_OF_SEVERAL.search(read.typed[: one.start]):
            continue
        noun = tuple(stems(noun_phrase(read.typed, one.end)))[:4]
        if not noun:
            continue
        text = read.typed
        said = frozenset(stems(text))
        yield Counted(
            read,
            one,
            noun,
            said - set(noun),
            frozenset(_NAME.findall(text)) | frozenset(map(str.lower, _TIME.findall(text))),
            frozenset(each for each in _STAGES for word in said if word.startswith(each)),
        )


def repeat_findings(found: Sequence[Counted]) -> Iterator[Finding]:
    """Each thing that is counted again, and otherwise."""
    by_noun: dict[str, list[Counted]] = defaultdict(list)
    for one in found:
        for earlier in by_noun[one.noun[-1]]:
            if _same_thing(earlier, one) and earlier.amount.amount != one.amount.amount:
                what = " ".join(noun_phrase(one.read.typed, one.amount.end).split())
                yield one.read.finding(
                    Kind.CONSISTENCY,
                    f"“{one.amount.text} {what}” stands beside “{earlier.amount.text}” elsewhere",
                    f"In {earlier.read.section}, block '{earlier.read.block}': "
                    f"{earlier.read.sentence.text}",
                    "Give one number, from a fact.",
                )
                break
        by_noun[one.noun[-1]].append(one)


def _same_thing(one: Counted, other: Counted) -> bool:
    if one.read is other.read or (one.stages and other.stages and one.stages != other.stages):
        return False
    if one.names != other.names:
        return _named_alike(one, other)
    if one.noun == other.noun and len(one.noun) > 1:
        return True
    return set(one.noun) <= set(other.noun) | other.words and bool(one.words & other.words)


def _named_alike(one: Counted, other: Counted) -> bool:
    """Things with a name of two words or more are the same, if nothing tells them apart."""
    both = bool(one.names) and bool(other.names)
    return one.noun == other.noun and len(one.noun) > 1 and not both


def twin_findings(reads: Sequence[Read]) -> Iterator[Finding]:
    """Two facts that are used in prose, have one title in other words, and disagree."""
    seen: dict[tuple[frozenset[str], str, str], Fact] = {}
    told: set[tuple[str, str]] = set()
    for read in reads:
        for span in read.sentence.spans:
            fact = span.fact
            if not fact.known or not fact.counts:
                continue
            key = (frozenset(stems(fact.title)), fact.counts, fact.period.label)
            earlier = seen.setdefault(key, fact)
            pair = (earlier.full_name, fact.full_name)
            text, other = FactWords(fact).text, FactWords(earlier).text
            if text == other or pair in told:
                continue
            told.add(pair)
            yield read.finding(
                Kind.CONSISTENCY,
                f"“{fact.title}” is {text} here, and {other} as {pair[0]}",
                f"{pair[0]} and {pair[1]} count the same thing, and do not agree.",
                "Use one of the two, or say in the text why they differ.",
            )
