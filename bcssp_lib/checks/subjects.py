"""Which fact a stretch of text speaks of, by the words of its title and of what it counts."""

from __future__ import annotations

import re

from bcssp_lib.checks.numbers import WORDS, join_alternatives, parse_words
from bcssp_lib.model.fact import Fact

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


def title_words(title: str) -> tuple[str, ...]:
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
