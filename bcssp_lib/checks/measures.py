"""Measures, and which of them a text speaks of by the words of their titles and categories."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from typing import Generic, TypeVar

from bcssp_lib.checks.numbers import WORDS, join_alternatives, parse_words
from bcssp_lib.model.fact import Fact

# The words of a text

_TOKEN = re.compile(
    r"(?:(?<=\()|(?<=indicator )|(?<=kpi )|^)\d+\.\d+(?=[),; ])|"  # the number of an indicator
    r"[^\W_]+(?:[’'][^\W_]+)*"
)
_NUMBER = re.compile(rf"\b(?:{WORDS})\b", re.IGNORECASE)
_ASIDE = re.compile(r"\([^()]*[a-z]{3}[^()]*\)")
_LEFT_OUT = re.compile(
    r"\b(?:that (?:were|was|are) not|not|without|excluding|other than|apart from|rather than|"
    r"instead of)\b(?: (?:recorded|counted|as|the|a|any|of|in|number))*(?: \w+)?",
    re.IGNORECASE,
)
_LEAVES = ("not ", "without", "xcluding", "other than", "apart from", "rather than", "nstead")
_STOP = frozenset(
    join_alternatives(
        "a about after all also an and any are as at be been before being by did do does "
        "during each end for from had has have here how in into is it its made more most no "
        "not number numbers of on or our over own period per rate rates recorded share shares "
        "such than that the their them there these they this those to total up was we were "
        "what when where which while who whom whose will with within year years figure "
        "figures proportion percentage level levels volume count leading still going them "
        "held area ones told stood reached totalled numbered amounted came rose fell average"
    )
)
# Words of titles by which nobody tells one measure from another.
GENERAL_WORDS = frozenset(
    join_alternatives(
        "safeguarding raised received carried undertaken completed held recorded made done power"
    )
)
_FORMS = {
    "children": "child", "people": "person", "adults": "person", "adult": "person",
    "individuals": "person", "use": "used", "enquiries": "enquiry", "agencies": "agency",
    "families": "family", "sars": "sar", "females": "female", "men": "man", "women": "woman",
    "led": "leading", "crimes": "crime", "races": "race", "uses": "used", "kids": "child",
    "offending": "crime", "offence": "crime", "carried": "carried", "progressed": "progressing",
    "abuses": "abuse", "courses": "course", "cases": "case", "services": "service",
    "responses": "response", "offences": "crime", "spent": "spending", "paid": "contribution",
    "contributed": "contribution", "contribute": "contribution", "episodes": "incident",
    "episode": "incident", "vacancies": "vacancy", "cancellations": "cancelled",
}  # fmt: skip
# What reports of this kind count, apart from the facts' own nouns.
COUNTABLE = frozenset(
    join_alternatives(
        "child adult person crime report review death school agency audit inspection event "
        "case family woman man boy girl homicide suicide complaint appeal allegation member "
        "vacancy workshop conference prosecution referral incident concern carer pupil "
        "practitioner volunteer site placement arrest conviction order resident victim "
        "perpetrator fatality incidence session"
    )
)
_KEPT = ("ss", "us", "is")


_MEANT: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b"), meant)
    for words, meant in (
        (
            r"(?:came|come|coming|taken|entered|entering|brought) into (?:our )?care|entered care|"
            r"entrants to care",
            "started to be looked after",
        ),
        (r"left care|leaving care|ceased to be in care", "ceased to be looked after"),
        (
            r"(?:children|child|young people) in care|in care(?! (?:home|setting|proceeding)s?)|"
            r"care population|"
            r"in the care of the council|we look after",
            "children looked after",
        ),
        (r"missing from care", "missing from care looked after"),
        (r"subject (?:of|to) a (?:child protection )?plan", "child protection plan"),
        (r"s\.? ?47", "section 47"),
        (r"s\.? ?46", "police protection"),
        (r"s\.? ?42", "section 42"),
        (r"caseloads?", "caseload"),
        (r"vacancy|vacant posts|unfilled posts|posts unfilled", "vacancies"),
        (r"in (?:time|good time)|timely|to time|punctual(?:ly)?", "on time"),
        (r"feel(?:ing)? safe|felt safe", "feel safe"),
        (r"first[- ]time entrants?|entered the youth justice system", "first-time entrants"),
        (r"under[- ]18s?", "under 18s children"),
        (r"cse", "child sexual exploitation"),
        (r"hate crime", "hate crimes"),
        (r"(?:re-?|repeat )referrals?", "rereferrals referrals"),
    )
)


def list_stems(text: str) -> list[str]:
    """The words that say what a text is about, in order, each in its shortest form."""
    text = text.lower()
    for pattern, meant in _MEANT:
        text = pattern.sub(meant, text)
    text = _NUMBER.sub(lambda match: f"{parse_words(match[0]):f}", text.lower())
    return [stem(word) for word in _TOKEN.findall(text) if word not in _STOP]


@lru_cache(maxsize=4096)  # each number and category of a measure asks for its title's
def _title_words(title: str) -> tuple[str, ...]:
    """The words of a title that say what it is about, each once, but for those in brackets."""
    return tuple(dict.fromkeys(list_stems(_ASIDE.sub(" ", title))))


def stem(word: str) -> str:
    """A word without the ending of its plural: "reports" is "report"."""
    word = word.replace("’", "'").removesuffix("'s")
    if word in _FORMS:
        return _FORMS[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and len(word) > 2 and not word.endswith(_KEPT):
        return word[:-1]
    return word


def keep_words(text: str) -> str:
    """A text without what it says that it is not about: "incidents that were not crimes"."""
    return _LEFT_OUT.sub(" ", text) if any(word in text for word in _LEAVES) else text


_STOPS = re.compile(
    r"[^\w\s’'-]|(?<!-)\b(?:who|that|which|were|was|are|is|in|of|from|to|for|and|or|had|have|has|by|"
    r"at|on|with|about|when|where|rose|fell|did|out|came|took|went|met|said|told|joined|replied|"
    r"attended|led|received|felt|gave|made|began|ran|since|because|as|than|during|over|against|"
    r"each|across|within|among|between|under|now|after|before)\b"
)


def counted_noun(fact: Fact) -> str:
    """The noun that a fact counts, in its shortest form."""
    return stem(fact.counts.split()[-1]) if fact.counts else ""


def noun_phrase(text: str, start: int) -> str:
    """The words after a number up to the first that cannot belong to its noun."""
    after = text[start : start + 80]
    stop = _STOPS.search(after)
    return after[: stop.start()] if stop else after


# Measures

MeasureKey = tuple[str, str]  # the full name of a fact, and a category

_CATEGORY_ENOUGH = 0.6  # of the words of a category
_TITLE_ENOUGH = 0.3  # of those of its title
_FARTHER = 0.9  # what a category counts that is not beside the number
_GENERAL = 0.3  # what a word weighs that many titles might hold
_FEWEST_WORDS, _ONE_WORD = 2, 0.72  # one word alone never names a measure for sure
_KEPT_TEXTS = 64
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True)
class Words:
    """The stems near a number: in its own clause, in its sentence, and in what is before.

    ``beside`` are those between the figures before and after it; all, if nothing is said.
    """

    clause: frozenset[str]
    sentence: frozenset[str] = frozenset()
    before: frozenset[str] = frozenset()
    beside: frozenset[str] | None = None

    @cached_property
    def weighed(self) -> dict[str, float]:
        """What each word counts, by where it is."""
        zones = ((self.before, 0.5), (self.sentence, 0.8), (self.clause, 1.0))
        return {word: weight for words, weight in zones for word in words}


@dataclass(frozen=True)
class Measure:
    """A fact, or one of its categories, and the words by which a text speaks of it.

    ``called``: the words of each other name that texts have for it.
    """

    fact: Fact
    title: tuple[str, ...]
    category: tuple[str, ...]
    noun: str
    called: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Those of its title and category."""
        return self.title + self.category

    @cached_property
    def known(self) -> frozenset[str]:
        """All of them, and what it counts."""
        return frozenset([*self.words, self.noun, *chain.from_iterable(self.called)])


def is_general(name: Sequence[str]) -> bool:
    """Whether a name has but one word that says something."""
    return len(set(name) - GENERAL_WORDS) < _FEWEST_WORDS


def measure_of(fact: Fact, category: str, called: Sequence[str] = ()) -> Measure:
    """The measure of a fact, or of one of its categories; texts have other names for it too."""
    title, names = _title_words(fact.title), tuple(map(_title_words, called))
    return Measure(fact, title, category_words(fact, category), counted_noun(fact), names)


def category_words(fact: Fact, category: str) -> tuple[str, ...]:
    """The words of a category that are not those of its fact's title."""
    title = _title_words(fact.title)
    named = _title_words(category.rpartition(": ")[2])
    return tuple(word for word in named if word not in title and word not in GENERAL_WORDS)


@dataclass(frozen=True)
class _Shares:
    """How much of the words of each title and category a text holds, and beside the number."""

    titles: Mapping[str, float]
    names: Mapping[str, tuple[str, ...]]  # that of the names of a fact which fits best
    categories: Mapping[MeasureKey, float]
    beside: Mapping[MeasureKey, float]
    taken: frozenset[str]  # facts of which some category is named beside the number
    named: frozenset[str]  # facts with a word in the sentence itself


class MeasureIndex:
    """Measures by the words of their titles and categories."""

    def __init__(self, measures: Mapping[MeasureKey, Measure], codes: Mapping[str, str]) -> None:
        """``codes`` are the numbers of indicators ("1.8"), with the facts that they name."""
        self.measures = measures
        self._codes = codes
        self.nouns = frozenset(filter(None, (each.noun for each in measures.values())))
        titles = {key[0]: measure.title for key, measure in measures.items()}
        holders: dict[str, set[str]] = defaultdict(set)
        for (name, _), measure in measures.items():
            for word in chain(measure.words, *measure.called):
                holders[word].add(name)
        self.words = frozenset(holders)
        self._holders = holders
        self._weights = {
            word: (1 + math.log(len(titles) / len(names)))
            * (_GENERAL if word in GENERAL_WORDS else 1)
            for word, names in holders.items()
        }
        self._names = {
            (key[0], name): name
            for key, measure in measures.items()
            for name in (measure.title, *measure.called)
        }
        self._titles = _WordsOf(self._names, self._weights)
        categories = {key: each.category for key, each in measures.items() if each.category}
        self._categories = _WordsOf(categories, self._weights)
        self._shares = lru_cache(_KEPT_TEXTS)(self._measure_shares)
        self.spoken_of = lru_cache(_KEPT_TEXTS)(self._rank_spoken)

    def _measure_shares(self, words: Words) -> _Shares:
        weighed = words.weighed
        beside = words.beside if words.beside is not None else words.clause | words.sentence
        near = self._categories.shares(dict.fromkeys(beside, 1.0))
        taken = {key[0] for key, share in near.items() if share >= _CATEGORY_ENOUGH}
        coded = {self._codes[word]: weighed[word] for word in self._codes.keys() & weighed.keys()}
        shares: dict[str, float] = {}
        names: dict[str, tuple[str, ...]] = {}
        for (fact, name), share in self._titles.shares(weighed).items():
            named = share * (_ONE_WORD if is_general(name) else 1)
            if named > shares.get(fact, 0.0):
                shares[fact], names[fact] = named, name
        return _Shares(
            shares | coded,
            names,
            self._categories.shares(weighed),
            near,
            frozenset(taken if words.beside is not None else ()),
            frozenset().union(
                *(self._holders.get(word, ()) for word in words.clause | words.sentence), coded
            ),
        )

    def score(self, key: MeasureKey, words: Words) -> float:
        """The share of a measure's words that a text holds, from 0 to 1."""
        shares, measure = self._shares(words), self.measures[key]
        share = shares.titles.get(key[0], 0.0)
        if not measure.category:
            return share
        own = shares.beside.get(key, 0.0)
        if own < _CATEGORY_ENOUGH:
            farther = _FARTHER if words.beside is not None else 1.0
            own = 0.0 if key[0] in shares.taken else farther * shares.categories.get(key, 0.0)
        named = own >= _CATEGORY_ENOUGH and share >= _TITLE_ENOUGH
        return (share + own) / 2 if named else 0.0

    def name_of(self, key: MeasureKey, words: Words) -> tuple[str, ...]:
        """The words of that name of a measure by which a text calls it, and of its category."""
        measure = self.measures[key]
        return self._shares(words).names.get(key[0], measure.title) + measure.category

    def rarest(self, words: Sequence[str]) -> str:
        """Of the words of a measure, the one that the fewest others have."""
        return max(words, key=lambda word: self._weights[word], default="")

    def is_unique(self, words: Sequence[str]) -> bool:
        """Whether no other fact has the rarest of these words."""
        return len(self._holders[self.rarest(words)]) == 1

    def is_beside(self, key: MeasureKey, words: Words) -> bool:
        """Whether the category of a measure, if it has one, is named next to the number."""
        near = self._shares(words).beside.get(key, 0.0)
        return not self.measures[key].category or near >= _CATEGORY_ENOUGH

    def _rank_spoken(self, words: Words) -> Sequence[tuple[MeasureKey, float]]:
        """The measures that a sentence speaks of, best first."""
        named = self._shares(words).named
        keys = (key for key in self.measures if key[0] in named)
        spoken = [(key, score) for key in keys if (score := self.score(key, words)) > 0]
        return tuple(
            sorted(spoken, key=lambda each: (-each[1], -len(self.measures[each[0]].words), each[0]))
        )


class _WordsOf(Generic[_Key]):
    """The words of some things, by which a text names them."""

    def __init__(self, named: Mapping[_Key, tuple[str, ...]], weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._whole = {key: sum(weights[word] for word in words) for key, words in named.items()}
        self._holders: dict[str, list[_Key]] = defaultdict(list)
        for key, words in named.items():
            for word in words:
                self._holders[word].append(key)

    def shares(self, weighed: Mapping[str, float]) -> dict[_Key, float]:
        """How much of the words of each thing a text holds, whose words count so much."""
        held: dict[_Key, float] = defaultdict(float)
        for word in sorted(weighed.keys() & self._holders.keys()):  # sums are the same every time
            for key in self._holders[word]:
                held[key] += self._weights[word] * weighed[word]
        return {key: part / self._whole[key] for key, part in held.items()}
