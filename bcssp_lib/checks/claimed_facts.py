"""Which fact a claim is made of: the one bound or typed beside it, or else the one it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bcssp_lib.checks.change_tests import list_amounts
from bcssp_lib.checks.claimed_measures import (
    COMPARES,
    FEWEST_WORDS,
    MORE_SPOKEN,
    OF_CHANGE,
    find_beside,
    find_named,
)
from bcssp_lib.checks.claims import Claim
from bcssp_lib.checks.held_numbers import CHANGES, HeldNumber, Role
from bcssp_lib.checks.measures import MeasureKey, Words, list_stems
from bcssp_lib.checks.mention_reading import Whose, find_places
from bcssp_lib.checks.numbers import Form
from bcssp_lib.checks.prose import PlacedSpan
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.times import find_times
from bcssp_lib.model.checking import ClaimType
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.value import known
from bcssp_lib.stats.comparison import change_between

REFERS = re.compile(
    r"^\W*(?:(?:and|but|so|here|there|now|since then) )*(?:it|this|that|these|they|both|"
    r"we(?= (?:still )?(?:remain|are|sit|stand|stay|were|stood|did|do)\b)|"
    r"the (?:numbers?|figures?|rates?|total|share|rise|increase|fall|decline|"
    r"reduction|drop|change)|numbers|figures|rates)\b(?! of\b)",
    re.IGNORECASE,
)
_TO = re.compile(r" (?:\w+ ){0,2}?to (?:(?:just|only|about|around|some|nearly) )?")
_STOOD = re.compile(r"\b(?:which|where) (?:it|they) (?:had |has |have )?\w+[^,;]*$")
_OF_SHARE = re.compile(
    r"\b(?:share|proportion|percentage) of\b|\bthe (?:share|proportion|percentage)\b",
    re.IGNORECASE,
)
_ENOUGH, _SURE = 0.65, 0.8  # of a title's words, for a text to speak of it, and of no other
_NAME_ENOUGH = 0.6  # of a measure's words, for a clause to hold its name
_TELLING, _LEAST_TELLING = 500, 20
_MORE = re.compile(r"(?:more|fewer|less)\b", re.IGNORECASE)
_OF_PARTS = {ClaimType.MOST, ClaimType.FEW}
_OF_TARGET = {ClaimType.TARGET_MET, ClaimType.TARGET_MISSED}


def find_claimed_fact(claim: Claim, context: SentenceContext) -> Fact | None:
    """The fact that a claim is made of, as it is claimed: of which area, and since when.

    None where the sentence does not say, or where nothing is held of it.
    """
    fact = _find_bound(claim, context)
    if fact is not None:
        return fact
    places, beside = _places_of(claim, context), find_beside(claim, context)
    if "other" in places and claim.says not in COMPARES:
        return None
    if _is_of_another(claim, beside, context) or _BOTH.match(claim.clause.text):
        return None
    key = beside.measure if beside else find_named(claim, context)
    if key is None:
        return _find_referred(claim, context)
    fact = context.index.held.measures[key].fact
    if _is_of_else(claim, key, beside, places, context) or _is_of_share(claim, fact):
        return None
    if claim.says in _OF_TARGET and not fact.known:
        return _view_organisation(claim, context) or fact
    if claim.says in COMPARES:
        return fact if _compares_own(claim, beside, context) and not key[1] else None
    if beside is None:
        return _view_named(claim, fact, key[1], places)
    return _view_beside(claim, fact, beside, context, places)


_BOTH = re.compile(  # of two figures: of which, the claim does not say
    r"\W*(?:(?:and|but|while) )?both (?:have|had|were|are|was|is|\w+ed)\b", re.IGNORECASE
)


def _is_of_else(
    claim: Claim,
    key: MeasureKey,
    beside: HeldNumber | None,
    places: Sequence[Whose],
    context: SentenceContext,
) -> bool:
    """Whether a claim is of some of what is measured, of another thing, or part of a name."""
    if not places and _is_that_of_another(claim, key, context):
        return True
    if beside is None and _says_more(claim, key, context):
        return True
    return _is_in_name(claim, context)


def _compares_own(claim: Claim, beside: HeldNumber | None, context: SentenceContext) -> bool:
    """Whether the area's own figure is compared, and not that of others beside the claim.

    As in "It is lower, and England is on 18.9%", and where its own figure begins the sentence.
    """
    if beside is None or beside.whose is None or claim.begins_with_others:
        return True
    first = context.matched[0].match if context.matched else None
    own = first is not None and first.number.whose is None
    if own and first is not None and first.number.measure == beside.measure:
        return True
    return _find_referred(claim, context) is not None


def _find_following(claim: Claim, context: SentenceContext) -> HeldNumber | None:
    """The figure right after a claim, to which something went, as in "fell to 931"."""
    numbers = (
        each.match.number
        for each in context.matched
        if each.match and each.is_held
        if _TO.fullmatch(context.typed[claim.end : each.mention.start])
    )
    return next(numbers, None)


def _is_of_another(claim: Claim, beside: HeldNumber | None, context: SentenceContext) -> bool:
    """Whether a claim is of another measure than that of the figure beside it, or of none held."""
    if beside is None:
        return False
    if claim.says in _OF_PARTS and beside.role in CHANGES:
        return True  # "up by 15 points, planning meetings under a quarter"
    if _is_change_of_unheld(claim, beside, context):
        return True
    if beside.role not in {Role.VALUE, Role.RATE} and _refers_to_another(claim, beside, context):
        return True
    return _names_another(claim, beside, context)


def _refers_to_another(claim: Claim, beside: HeldNumber, context: SentenceContext) -> bool:
    """As in "227 in 2018, so it has come down by 64%", where 64% is a change of something else."""
    if not REFERS.search(claim.clause.text.lstrip(", ")):
        return False
    before = [each for each in context.matched if each.mention.end <= claim.clause.start]
    held = [each.match.number.measure for each in before if each.match and each.is_held]
    return bool(held) and held[-1] != beside.measure


def _is_change_of_unheld(claim: Claim, beside: HeldNumber, context: SentenceContext) -> bool:
    """As in "it took 19 days, seven fewer than last year": seven are no change of what is held."""
    if beside.role is not Role.CHANGE or abs(beside.amount) >= _LEAST_TELLING:
        return False
    held = {each.mention for each in context.matched if each.is_held}
    before = [each for each in context.mentions if each.end <= claim.end and each not in held]
    return any(each.form in {Form.COUNT, Form.PERCENT} for each in before)


def _says_more(claim: Claim, key: MeasureKey, context: SentenceContext) -> bool:
    """As in "more children looked after passed their exams than before": of some of them."""
    if not _MORE.match(claim.text):
        return False
    measure = context.index.held.measures[key]
    said = _MORE.sub("", claim.text).partition(" than")[0]
    more = set(list_stems(said)) - measure.known
    return len(more) >= FEWEST_WORDS


_THAT_OF = re.compile(r"\b(?:that|those) (?:of|for|from) (?:the )?([\w’-]+)[^.,;]*$")


def _is_that_of_another(claim: Claim, key: MeasureKey, context: SentenceContext) -> bool:
    """As in "health is up, and that of the police is down": of another than the measure beside."""
    match = _THAT_OF.search(context.typed[claim.clause.start : claim.start])
    known = context.index.held.measures[key].known
    return match is not None and known.isdisjoint(list_stems(match[1]))


def _view_organisation(claim: Claim, context: SentenceContext) -> Fact | None:
    """What one organisation returned, where that is the last figure before the claim."""
    before = [each for each in context.matched if each.mention.start < claim.start]
    last = before[-1].match.number if before and before[-1].match else None
    if last is None or not before[-1].is_held or last.role is not Role.VALUE:
        return None
    if not last.category or not claim.clause.holds(before[-1].mention.start):
        return None
    shown = f"{last.fact.title}, {last.category}"
    return last.fact.model_copy(update={"value": known(last.amount), "title": shown})


def _names_another(claim: Claim, beside: HeldNumber, context: SentenceContext) -> bool:
    """Whether a clause speaks more of another measure, as in "the fall in incidents (99 fewer)"."""
    if abs(beside.amount) >= _TELLING and beside.role is Role.VALUE:
        return False  # so large a number is hardly of another
    held, clause = context.index.held, frozenset(list_stems(claim.clause.text))
    after = frozenset(list_stems(context.typed[claim.end : claim.clause.end]))
    for words in (Words(clause), Words(after)):
        own = held.score(beside.measure, words)
        for key, score in held.spoken_of(words)[:1]:
            alike = held.measures[key].fact.title == beside.fact.title
            if not alike and score > max(own + MORE_SPOKEN, _NAME_ENOUGH):
                return True
    return False


def _is_of_share(claim: Claim, fact: Fact) -> bool:
    """Whether "the share of" something is meant, where a fact is no percentage."""
    return fact.unit is not Unit.PERCENT and bool(_OF_SHARE.search(claim.clause.text))


def _view_beside(
    claim: Claim,
    fact: Fact,
    beside: HeldNumber,
    context: SentenceContext,
    places: Sequence[Whose],
) -> Fact | None:
    """A fact as the figure beside the claim tells it; or the step to an earlier one after it."""
    following = _find_following(claim, context)
    elsewhere = following is not beside and set(places or [None]) != {beside.whose}
    if claim.says in OF_CHANGE and elsewhere:
        return None  # "and the number in England rose", "331.2 in England, so we are lower"
    step = following if following and following.role is Role.VALUE else None
    if step and step.period.end < step.fact.period.end:
        return _view_fact(fact, step.whose, step.category, step.period, step.period.previous())
    if beside.period.kind is not fact.period.kind:
        return None
    now = beside.period if beside.period.end == fact.period.end else fact.period
    return _view_fact(fact, beside.whose, beside.category, now, _find_start(claim, fact, now))


def _view_named(claim: Claim, fact: Fact, category: str, places: Sequence[Whose]) -> Fact | None:
    """A fact as the words of a clause tell it: of one place at most."""
    if len(set(places)) > 1:
        return None
    whose = places[0] if places else None
    return _view_fact(fact, whose, category, fact.period, _find_start(claim, fact, fact.period))


def _is_in_name(claim: Claim, context: SentenceContext) -> bool:
    """Whether the words are those of a measure's own name: "risk is reduced" claims nothing."""
    stems, clause = set(list_stems(claim.text)), frozenset(list_stems(claim.clause.text))
    held, words = context.index.held, Words(clause)
    counted = {  # as in "removed in 17%, reduced in 70%"
        each.match.number.measure
        for each in context.matched
        if each.match and each.is_held and claim.clause.holds(each.mention.start)
    }
    return len(stems) == 1 and any(
        stems <= set(measure.title) and (key in counted or held.score(key, words) >= _NAME_ENOUGH)
        for key, measure in held.measures.items()
    )


# By what is bound


def _find_bound(claim: Claim, context: SentenceContext) -> Fact | None:
    """The bound fact of a clause that it speaks of, or the nearest; or the one of a sentence."""
    spans = context.spans_in(claim.clause.start, claim.clause.end)
    if not spans:
        return _find_in_sentence(claim, context)
    bound = {span.fact.full_name for span in spans}
    spoken = context.spoken_of(claim.clause, _ENOUGH)
    fitting = [fact for fact in spoken if fact.full_name in bound]
    if fitting:
        return _prefer(claim, spoken, fitting[0])
    return min(spans, key=lambda span: _distance(span, claim)).fact


def _prefer(claim: Claim, spoken: Sequence[Fact], first: Fact) -> Fact:
    """Of facts with much the same words, the one that can be called highest, or rated."""
    if claim.says is ClaimType.RATED:
        return next((fact for fact in spoken if fact.rating), first)
    end = claim.says.name.lower()
    return next((fact for fact in spoken if end in fact.title.lower()), first)


def _distance(span: PlacedSpan, claim: Claim) -> int:
    return min(abs(span.start - claim.end), abs(claim.start - span.end))


def _find_in_sentence(claim: Claim, context: SentenceContext) -> Fact | None:
    """The one fact of a sentence, if another of its clauses speaks of it too."""
    facts = {span.fact.full_name: span.fact for span in context.sentence.spans}
    if len(facts) != 1:
        return None
    (fact,) = facts.values()
    words = set(list_stems(claim.clause.text))
    of_it = not words.isdisjoint(list_stems(fact.title))
    return fact if of_it or words.isdisjoint(context.index.nouns) else None


def _find_referred(claim: Claim, context: SentenceContext) -> Fact | None:
    """As in "This was a fall": what the sentence or the one before it is about."""
    begins = claim.start == claim.clause.start and claim.says in COMPARES  # "Best for five years."
    if not (begins or REFERS.search(claim.clause.text)) or context.unbound_in(claim.clause):
        return None
    return _main_fact(context) or (_main_fact(context.previous) if context.previous else None)


def _main_fact(context: SentenceContext) -> Fact | None:
    """What a sentence is about: the one fact of its figures, or else the one it plainly names."""
    held = context.index.held
    typed = [each.match.number.fact for each in context.matched if each.match and each.is_held]
    facts = {
        fact.full_name: fact for fact in (*(span.fact for span in context.sentence.spans), *typed)
    }
    if facts:
        return next(iter(facts.values())) if len(facts) == 1 else None
    spoken = held.spoken_of(Words(frozenset(list_stems(context.sentence.text))))
    return next((held.measures[key].fact for key, score in spoken[:1] if score >= _SURE), None)


_BESIDE = re.compile(
    r"\b(?:under|over|above|below|ahead of|behind|than|against|with|beside|unlike|as in)"
    r"(?: [\w’-]+){0,2} $",
    re.IGNORECASE,
)


def _places_of(claim: Claim, context: SentenceContext) -> list[Whose]:
    """Of whom a clause says what it claims; a change is not of those it is compared with."""
    marked = context.index.mark_places(context.typed)[claim.clause.start : claim.clause.end]
    return [
        place.whose
        for place in find_places(marked, context.index.named_places)
        if claim.says in COMPARES or not _BESIDE.search(marked[: place.start])
    ]


# Since when, and of whom


def _find_start(claim: Claim, fact: Fact, now: Period) -> Period | None:
    """The period from which a clause counts: the year before, or what it says; none not held.

    Nor has "the dip of 2022-23" one, which is that of another year.
    """
    before = now.previous()
    after = claim.clause.text[claim.end - claim.clause.start :]
    since, of_year = _SINCE.match(after), _OF_YEAR.match(after)
    if of_year and not any(time.when.means(now, now) for time in find_times(of_year[0])):
        return None
    near = (claim.text, since[0] if since else "", _part_of(claim))
    text = next(filter(find_times, near), claim.clause.text)
    whens = [time.when for time in find_times(text) if not _STOOD.search(text[: time.start])]
    earlier = [when for when in whens if not when.means(now, now) and not when.means(before, now)]
    if not earlier:
        return before
    periods = sorted({figure.period for figure in fact.series if figure.period < now})
    meant = (period for period in periods if any(when.means(period, now) for when in earlier))
    return next(meant, None)


_OF_YEAR = re.compile(r" (?:of|in) (?:19|20)\d\d(?:[-–/]\d\d)?")
_SINCE = re.compile(r" (?:since|from|compared with|on|than in) (?:[\w’–-]+ ?){1,3}")


def _part_of(claim: Claim) -> str:
    """What stands between the commas around a claim."""
    start, end = claim.start - claim.clause.start, claim.end - claim.clause.start
    before, after = claim.clause.text[:start], claim.clause.text[end:]
    return f"{before.rpartition(',')[2]}{claim.text}{after.partition(',')[0]}"


def _view_fact(
    fact: Fact, whose: Whose, category: str, now: Period, since: Period | None
) -> Fact | None:
    """A fact as it is for others, for a category, or since another year; None if not held."""
    if since is None:
        return None
    if whose is None and not category and (now, since) == (fact.period, fact.period.previous()):
        return fact
    figures = dict(list_amounts(fact, whose, category))
    amount, before = figures.get(now), figures.get(since)
    if amount is None or before is None:
        return None
    value, previous = known(amount), known(before)
    change = change_between(previous, value, fact.unit, fact.decimals)
    title = ", ".join(filter(None, (fact.title, category, str(whose or "").replace("_", " "))))
    own = {"value": value, "previous": previous, "change": change, "title": title, "period": now}
    return fact.model_copy(update=own)
