"""What does not agree within a report: parts and totals, shares, percentage points, repeats."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from bcssp_lib.checks.figures import Amount
from bcssp_lib.checks.numbers import Form, join_alternatives
from bcssp_lib.checks.prose import SentenceContext
from bcssp_lib.checks.subjects import list_stems, noun_phrase
from bcssp_lib.model.checking import BOUND
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.rounding import number_text

_WHOLE_FIRST = re.compile(
    r"\b(?:made up of|compris(?:es?|ing|ed)(?: of)?|"
    r"consist(?:s|ed|ing) of|(?:was |were |is |are )?(?:split|"
    r"divided|broken down|shared)\b|namely)|:(?=\s)",
    re.IGNORECASE,
)
_OF_WHOLE = re.compile(r"\b(?:of|out of|among) (?:the |these |those |all |our )*$", re.IGNORECASE)
_SHARES = re.compile(
    r"\b(?:respectively|split|breakdown|"
    r"made up|divided|accounted for|the rest|remaining|remainder|returns were|replies were)\b",
    re.IGNORECASE,
)
_OF_WHOLE_AFTER = re.compile(r"\bof (?:the whole|the total|all)\b", re.IGNORECASE)
_OF_ONE = re.compile(r"\b(?:of|among) (?:the|those|these|all|them|whom|our)\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:the rest|remaining|remainder|others? (?:were|was) not)\b", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"^(?:[^.;]*?)(?:,|\band\b|;|\))(?:[^.;]*)$", re.IGNORECASE | re.DOTALL)
_OVERLAP = re.compile(
    r"\b(?:more than one|also|as well|each|including|of whom|both)\b", re.IGNORECASE
)
_BY = re.compile(
    r"\bby (?P<by>\S+)[^.;]*?\bfrom (?P<from>\S+)[^.;]*? to (?P<to>\S+)", re.IGNORECASE
)


def check_sums(context: SentenceContext, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """What does not add up within one sentence."""
    if len(amounts) < 3:
        return
    yield from _parts(context, amounts)
    yield from _shares(context, amounts)
    yield from _steps(context, amounts)


def _parts(context: SentenceContext, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """A total and the parts that the sentence gives for it."""
    for form in (Form.COUNT, Form.POUNDS):
        same = [amount for amount in amounts if amount.form is form]
        if len(same) < 3:
            continue
        total, parts = same[0], same[1:]
        after = context.typed[total.end : parts[0].start]
        of = _OF_WHOLE.search(context.typed[: total.start])
        complete = _WHOLE_FIRST.search(after)
        if not (of or complete) or not _is_list(context, parts) or _OVERLAP.search(context.typed):
            continue
        made = sum((part.amount for part in parts), Decimal(0))
        short = made < total.amount and not complete
        if made == total.amount or short or (_REST.search(context.typed) and made < total.amount):
            continue
        listed = " + ".join(number_text(part.amount) for part in parts)
        yield context.finding(
            Kind.CONSISTENCY,
            f"the parts {listed} make {number_text(made)}, and the total is “{total.text}”",
            "Parts and total must agree, or the text must say why they do not.",
        )


def _is_list(context: SentenceContext, parts: Sequence[Amount]) -> bool:
    """Whether amounts stand as a list: commas or "and" between them, and no change words."""
    gaps = [context.typed[part.end : other.start] for part, other in pairwise(parts)]
    changes = re.compile(
        r"\b(?:from|compared|against|than|to|year before|previous)\s*$", re.IGNORECASE
    )
    return all(_BETWEEN_PARTS.match(gap) and not changes.search(gap) for gap in gaps)


def _shares(context: SentenceContext, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """Three or more percentages of one whole."""
    shares = [amount for amount in amounts if amount.form is Form.PERCENT]
    if len(shares) < 3 or not _is_list(context, shares):
        return
    of_whole = _SHARES.search(context.typed) or _OF_WHOLE_AFTER.search(context.typed)
    if not (of_whole or _OF_ONE.search(context.typed[: shares[0].start])):
        return
    if _OVERLAP.search(context.typed) or _REST.search(context.typed):
        return
    made = sum((share.amount for share in shares), Decimal(0))
    rounding = Decimal(len(shares)) / 2
    if abs(made - 100) > rounding:
        listed = " + ".join(share.text for share in shares)
        yield context.finding(
            Kind.CONSISTENCY,
            f"the shares {listed} make {made.normalize():f}%",
            "Shares of one whole make 100%, but for rounding. If they overlap, say so.",
        )


def _steps(context: SentenceContext, amounts: Sequence[Amount]) -> Iterator[Finding]:
    """As in "rose by 10 from 50 to 60": the size of a change and its two ends."""
    match = _BY.search(context.typed)
    if match is None:
        return
    places = {name: _at(match.start(name), amounts) for name in ("by", "from", "to")}
    by, start, end = places["by"], places["from"], places["to"]
    if by is None or start is None or end is None or BOUND in match["by"]:
        return
    change = abs(end.amount - start.amount)
    if by.form is Form.PERCENT and start.form is Form.PERCENT:
        yield from _percent_of_percent(context, by, start, end, change)
    elif by.form is Form.PERCENT and start.amount and start.form is end.form:
        made = 100 * change / start.amount
        if abs(made - by.amount) > Decimal("0.5"):
            yield _step(context, by, start, end, f"{number_text(made, 1)}%")
    elif by.form is not Form.PERCENT and change != by.amount:
        yield _step(context, by, start, end, number_text(change))


def _percent_of_percent(
    context: SentenceContext, by: Amount, start: Amount, end: Amount, change: Decimal
) -> Iterator[Finding]:
    if change == by.amount:
        yield make_points_finding(context, by.text, f"from {start.text} to {end.text}")
    elif start.amount and abs(100 * change / start.amount - by.amount) > Decimal("0.5"):
        yield _step(context, by, start, end, f"{number_text(change)} percentage points")


def _step(context: SentenceContext, by: Amount, start: Amount, end: Amount, made: str) -> Finding:
    return context.finding(
        Kind.CONSISTENCY,
        f"“by {by.text}”, but from {start.text} to {end.text} is {made}",
        "The size of a change must be that between its two figures.",
    )


def make_points_finding(context: SentenceContext, text: str, why: str) -> Finding:
    """A change between two percentages that is given in percent."""
    return context.finding(
        Kind.CONSISTENCY,
        f"“{text}” is a change in percentage points, and is called percent",
        f"A change between two percentages ({why}) is given in percentage points.",
        f"{text.rstrip('% ').removesuffix('per cent').strip()} percentage points",
    )


def _at(place: int, amounts: Sequence[Amount]) -> Amount | None:
    return next((amount for amount in amounts if amount.start <= place < amount.end), None)


_STAGES = join_alternatives(
    "publish commission conclud complet ratif start beg began begun open clos ongo "
    "underway notif undertak plan cancel receiv sent return attend invit green amber red "
    "answer"
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
class CountedThing:
    """A number of some named thing, and what else its sentence says."""

    context: SentenceContext
    amount: Amount
    noun: tuple[str, ...]
    words: frozenset[str]
    names: frozenset[str]
    stages: frozenset[str]


def find_counted_things(
    context: SentenceContext, amounts: Sequence[Amount]
) -> Iterator[CountedThing]:
    """The things that a sentence counts with a number that was typed."""
    for amount in amounts:
        if not amount.typed or amount.form is not Form.COUNT:
            continue
        if _ONE_OF_SEVERAL.search(context.typed[: amount.start]):
            continue
        noun = tuple(list_stems(noun_phrase(context.typed, amount.end)))[:4]
        if not noun:
            continue
        text = context.typed
        text_stems = frozenset(list_stems(text))
        yield CountedThing(
            context,
            amount,
            noun,
            text_stems - set(noun),
            frozenset(_NAME.findall(text)) | frozenset(map(str.lower, _TIME.findall(text))),
            frozenset(each for each in _STAGES for word in text_stems if word.startswith(each)),
        )


def check_repeats(things: Sequence[CountedThing]) -> Iterator[Finding]:
    """Each thing that is counted again, and otherwise."""
    by_noun: dict[str, list[CountedThing]] = defaultdict(list)
    for thing in things:
        for earlier in by_noun[thing.noun[-1]]:
            if _same_thing(earlier, thing) and earlier.amount.amount != thing.amount.amount:
                what = " ".join(noun_phrase(thing.context.typed, thing.amount.end).split())
                yield thing.context.finding(
                    Kind.CONSISTENCY,
                    f"“{thing.amount.text} {what}” here, and “{earlier.amount.text}” elsewhere",
                    f"In {earlier.context.section}, block '{earlier.context.block}': "
                    f"{earlier.context.sentence.text}",
                    "Give one number, from a fact.",
                )
                break
        by_noun[thing.noun[-1]].append(thing)


def _same_thing(one: CountedThing, other: CountedThing) -> bool:
    if one.context is other.context or (one.stages and other.stages and one.stages != other.stages):
        return False
    if one.names != other.names:
        return _have_like_names(one, other)
    if one.noun == other.noun and len(one.noun) > 1:
        return True
    return set(one.noun) <= set(other.noun) | other.words and bool(one.words & other.words)


def _have_like_names(one: CountedThing, other: CountedThing) -> bool:
    """Things with a name of two words or more are the same, if nothing tells them apart."""
    both = bool(one.names) and bool(other.names)
    return one.noun == other.noun and len(one.noun) > 1 and not both


def check_twins(contexts: Sequence[SentenceContext]) -> Iterator[Finding]:
    """Two facts that are used in prose, have one title in other words, and disagree."""
    seen: dict[tuple[frozenset[str], str, str], Fact] = {}
    reported: set[tuple[str, str]] = set()
    for context in contexts:
        for span in context.sentence.spans:
            fact = span.fact
            if not fact.known or not fact.counts:
                continue
            key = (frozenset(list_stems(fact.title)), fact.counts, fact.period.label)
            earlier = seen.setdefault(key, fact)
            pair = (earlier.full_name, fact.full_name)
            text, other = FactWords(fact).text, FactWords(earlier).text
            if text == other or pair in reported:
                continue
            reported.add(pair)
            yield context.finding(
                Kind.CONSISTENCY,
                f"“{fact.title}” is {text} here, and {other} as {pair[0]}",
                f"{pair[0]} and {pair[1]} count the same thing, and do not agree.",
                "Use one of the two, or say in the text why they differ.",
            )
