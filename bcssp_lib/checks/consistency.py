"""What does not agree within a report: percentage points, repeats, titles."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain

from bcssp_lib.checks.change_tests import measure_movement
from bcssp_lib.checks.fact_index import binding_expression
from bcssp_lib.checks.measures import list_stems, noun_phrase
from bcssp_lib.checks.mention_reading import CHANGED
from bcssp_lib.checks.numbers import Form, Mention, join_alternatives
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.slips import differs_as_slips_do, has_digits_exchanged
from bcssp_lib.checks.times import MONTHS
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind, wrong_if
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.fact_wording import FactWords

_ENOUGH = 0.65  # of a title's words, for a clause to speak of it


_CHANGED_BY = re.compile(rf"\b{CHANGED}\b[^.;,]{{0,30}}\b(?:by|of)\W*(?:\w+\W+)?$", re.IGNORECASE)


def check_points(context: SentenceContext) -> Iterator[Finding]:
    """Changes whose unit is not that of the fact that they are changes of."""
    percents = [each for each in context.figures if each.form is Form.PERCENT]
    apart = len(percents) > 1  # "34% and 45%, a gap of 11 percentage points"
    forms = {Form.PERCENT} if apart else {Form.PERCENT, Form.POINTS}
    for mention in context.unbound:
        if mention.form in forms and _CHANGED_BY.search(context.typed[: mention.start]):
            yield from _check_unit(context, mention)


def _check_unit(context: SentenceContext, mention: Mention) -> Iterator[Finding]:
    fact = _find_changed_fact(context, mention)
    if fact is None or not fact.known:
        return
    moved = measure_movement(fact)
    bound = context.sentence.binds(fact)
    is_its = moved is not None and (bound or abs(mention.amount) == abs(moved.change))
    if mention.form is Form.PERCENT and moved is not None and moved.points and is_its:
        why = f"{fact.title} {FactWords(fact).change_phrase}"
        yield context.finding(
            Kind.CONSISTENCY,
            f"“{mention.text}” is a change in percentage points, and is called percent",
            f"A change between two percentages ({why}) is given in percentage points.",
            f"{mention.text.rstrip('% ').removesuffix('per cent').strip()} percentage points",
        )
    if mention.form is Form.POINTS and fact.unit is not Unit.PERCENT:
        yield context.finding(
            Kind.CONSISTENCY,
            f"“{mention.text}” is said of “{fact.title}”, which is no percentage",
            f"{fact.title} counts {fact.counts}; only a percentage changes by percentage points.",
            binding_expression(fact, "change"),
        )


def _find_changed_fact(context: SentenceContext, mention: Mention) -> Fact | None:
    """The fact that a clause speaks of, or else the first one bound in the sentence."""
    spoken = context.spoken_of(context.clause_at(mention.start), _ENOUGH)
    return next(iter([*spoken, *(span.fact for span in context.sentence.spans)]), None)


_STAGES = join_alternatives(
    "publish commission conclud complet ratif start beg began begun open clos ongo "
    "underway notif undertak plan cancel receiv sent return attend invit green amber red "
    "answer"
)
_ONE_OF_SEVERAL = re.compile(
    r"\b(?:another|further|additional|other|first|last|remaining|next|more|at least|up to|over|"
    r"each|every|between|than|from|about|around|versus|vs\.?|against|compared (?:with|to)|"
    r"(?:\dst|nd|rd|th|highest|lowest|place)(?: \w+)? (?:out )?of(?: the)?)\s*$",  # "3rd of 151"
    re.IGNORECASE,
)
_ADDED = re.compile(r" (?:more|further|additional|extra|new|other|versus|vs)\b", re.IGNORECASE)
_RATE = re.compile(r"[^,;.()]{0,40}\bper\b")
_PLURAL = re.compile(r"\b(?:\w+s|people|children|(?:wo)?men|staff|police)\b", re.IGNORECASE)
_GROUP = re.compile(
    r"\b(?:men|women|boys|girls|males?|females?|adults|children|under|over|aged|older|younger)\b|"
    r"\b\d+(?=(?: to |[-–]\d| and (?:over|under)))",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<![.!?“]\s)(?<!^)\b[A-Z][\w’-]+")
_TIME = re.compile(
    r"\b(?:last|previous|next|earlier|before|(?:19|20)\d\d|spring|summer|autumn|winter|month|week|"
    rf"{'|'.join(MONTHS)}|"
    r"quarter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _CountedThing:
    """A number of some named thing, and what else its sentence says."""

    context: SentenceContext
    mention: Mention
    phrase: str
    noun: tuple[str, ...]
    words: frozenset[str]
    names: frozenset[str]
    times: frozenset[str]
    stages: frozenset[str]
    groups: frozenset[str]
    held: bool

    def disagrees_with(self, other: _CountedThing, rare: Set[str]) -> bool:
        """Whether another sentence counts the same thing, and differently."""
        one, two = self.mention.amount, other.mention.amount
        if self.context is other.context or one == two or _are_apart(self.stages, other.stages):
            return False
        if max(one, two) < _FEW:
            alike = self.noun == other.noun and len(self.noun) > 1 and self.names == other.names
            return alike and not {*self.noun} <= _PEOPLE
        times, groups = (self.times, other.times), (self.groups, other.groups)
        apart = _are_apart(*times) or _are_apart(*groups)
        apart = apart or not _EARLIER.isdisjoint(self.times ^ other.times)
        by_data = self.held or other.held  # then the other is held to what the data say
        rounded = one % _HUNDRED == two % _HUNDRED == 0
        if apart or by_data or rounded or not differs_as_slips_do(one, two):
            return False
        shared = self.words & other.words & rare
        same = not {*self.noun}.isdisjoint(other.noun) and _DIFFERS_BY_MEASURE.isdisjoint(self.noun)
        return same and len(shared) >= _SHARED_WORDS


_HUNDRED = 100
_PEOPLE = frozenset({"young", "people", "person", "child", "older"})  # of many groups
_FEW = 20  # so few of a thing that any two numbers of it are hardly of two things
_SHARED_WORDS = 2  # that are rare in the report, and so tell what is counted
_RARE = 10  # sentences
_DIFFERS_BY_MEASURE = frozenset({"authority"})  # how many have a figure to rank
_EARLIER = {"last", "previous", "earlier", "before"}


def _are_apart(words: Set[str], others: Set[str]) -> bool:
    """Whether stages tell two things apart: both have some, and not the same."""
    return bool(words and others) and words != others


_LABEL = re.compile(r"^([^.:;,\d]{4,60}): $")  # "Safe and well visits: 2,316"
_TWO_WORDS_AND_NOUN = re.compile(r"^ ([a-z]+ and [a-z]+ [a-z]+s)\b")  # "2,361 safe and well visits"


def _find_counted_things(context: SentenceContext) -> Iterator[_CountedThing]:
    """The things that a sentence counts with a number that was typed."""
    for mention in context.unbound:
        before, after = context.typed[: mention.start], context.typed[mention.end :]
        several = _ONE_OF_SEVERAL.search(before) or _ADDED.match(after)
        named = _LABEL.search(before) or _TWO_WORDS_AND_NOUN.match(after)
        phrase = named[1] if named else noun_phrase(context.typed, mention.end)
        noun = tuple(list_stems(phrase))[:4]
        whole = mention.form is Form.COUNT and mention.amount == int(mention.amount)
        counted = whole and _PLURAL.search(phrase) and not _RATE.match(after)
        if noun and counted and not several:
            yield _count_thing(context, mention, phrase, noun)


def _count_thing(
    context: SentenceContext, mention: Mention, phrase: str, noun: tuple[str, ...]
) -> _CountedThing:
    text = context.typed
    words = frozenset(list_stems(text))
    times = frozenset(map(str.lower, _TIME.findall(_stretch_of(context, mention))))
    names = frozenset([*_NAME.findall(text), *map(str.lower, _TIME.findall(text))])
    stages = frozenset(stage for stage in _STAGES for word in words if word.startswith(stage))
    groups = frozenset(map(str.lower, _GROUP.findall(text)))
    held = any(each.is_held for each in context.matched if each.mention == mention)
    return _CountedThing(
        context, mention, " ".join(phrase.split()), noun, words, names, times, stages, groups, held
    )


def _stretch_of(context: SentenceContext, mention: Mention) -> str:
    """The words of its clause around a number, as far as the numbers beside it."""
    clause, (start, end) = context.clause_at(mention.start), context.stretch_around(mention)
    return context.typed[max(start, clause.start) : min(end, clause.end)]


def check_repeats(contexts: Sequence[SentenceContext]) -> Iterator[Finding]:
    """Each thing that is counted again, and otherwise."""
    by_noun: dict[str, list[_CountedThing]] = defaultdict(list)
    things = list(chain.from_iterable(map(_find_counted_things, contexts)))
    used = Counter(chain.from_iterable({id(each.context): each.words for each in things}.values()))
    rare = {word for word, times in used.items() if times <= _RARE and not word.isdigit()}
    for thing in things:
        for word in thing.noun:
            by_noun[word].append(thing)
    before: set[int] = set()
    for thing in things:
        alike = {id(each): each for word in thing.noun for each in by_noun[word]}
        others = [each for each in alike.values() if each.disagrees_with(thing, rare)]
        earlier = [each for each in others if id(each) in before]
        before.add(id(thing))
        if not earlier or len({each.mention.amount for each in others}) > 1:
            continue  # more than two numbers are of as many things, as of wards in a row
        other = earlier[0]
        place = f"In {other.context.prose.section}, block '{other.context.prose.block.id}'"
        yield thing.context.finding(
            Kind.CONSISTENCY,
            f"“{thing.mention.text} {thing.phrase}” here, and “{other.mention.text}” elsewhere",
            f"{place}: {other.context.sentence.text}",
            "Give one number, from a fact.",
            severity=wrong_if(has_digits_exchanged(thing.mention.amount, other.mention.amount)),
        )


def check_twins(contexts: Sequence[SentenceContext]) -> Iterator[Finding]:
    """Two facts that are used in prose, have one title in other words, and disagree."""
    seen: dict[tuple[frozenset[str], str, Unit, str], Fact] = {}
    reported: set[tuple[str, str]] = set()
    for context in contexts:
        for span in context.sentence.spans:
            fact = span.fact
            if not fact.known or not fact.counts:
                continue
            words = frozenset(list_stems(fact.title))
            key = (words, fact.counts, fact.unit, fact.period.label)
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
