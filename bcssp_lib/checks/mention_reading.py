"""How a sentence speaks of a number: what it is of its measure, of whom, and of when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from bcssp_lib.checks.held_numbers import Role
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.times import Time, When, find_times
from bcssp_lib.model.checking import BOUND, ELSEWHERE, REGION
from bcssp_lib.model.verdicts import Against

Whose = Against | Literal["other"] | None  # None: the report's own area


@dataclass(frozen=True)
class Place:
    """Words that say of whom: ``text[start:end]``."""

    start: int
    end: int
    whose: Whose


NamedPlaces = tuple[tuple[re.Pattern[str], Whose], ...]

# "The lowest proportion in England" is the area's own.
_OF_A_SUPERLATIVE = re.compile(
    r"\b(?:(?:low|high|great|small|bett?|bes|wors|large|bigge|few)\w*st|best|worst|most|fewest)"
    r"(?: [\w’-]+){0,3} in (?:the )?$",
    re.IGNORECASE,
)
_PLACES: NamedPlaces = (
    (
        re.compile(
            r"\b(?:force[- ](?:area|wide)|(?:across|in|by|for|of) the (?:whole )?force(?: area)?|"
            r"the force as a whole|the force(?:[’']s)?|force(?=:? [+−-]?\d))\b",
            re.IGNORECASE,
        ),
        Against.FORCE_AREA,
    ),
    (re.compile(rf"{REGION}+|\b(?:regional(?:ly)?|the region)\b", re.IGNORECASE), Against.REGION),
    (
        re.compile(
            r"(?<!est in )(?<!est of )(?<!worst in the )(?<!est performer in )\b(?:England|"
            r"nationally|national (?:average|rate|figure|level|median|picture|proportion|share|"
            r"total|mean|number|trend|percentage)s?|national(?= \d)|(?:across|in) the country|"
            r"country as a whole|the nation|nationwide)\b",
            re.IGNORECASE,
        ),
        Against.ENGLAND,
    ),
    (
        re.compile(
            r"\b(?:statistical )?neighbours?\b|"
            r"\b(?:neighbouring|similar) (?:authorities|areas|councils)\b",
            re.IGNORECASE,
        ),
        Against.NEIGHBOURS,
    ),
    (
        re.compile(
            rf"{ELSEWHERE}+|\bother (?:authorit(?:y|ies)|areas?|councils?)\b|"
            r"\b(?:neighbouring|nearby) (?-i:[A-Z][\w’-]+)",
            re.IGNORECASE,
        ),
        "other",
    ),
    (re.compile(r"\b(?:here|local(?:ly)?|our own|(?:the|this|our) area)\b", re.IGNORECASE), None),
)


_WHOLES = {Against.ENGLAND, Against.REGION}


def find_places(text: str, named: NamedPlaces) -> list[Place]:
    """Where a text says of whom, in order; names of other areas are marked in it.

    ``named`` are the names of the area itself and of its police force.
    """
    found = [
        Place(*match.span(), whose)
        for pattern, whose in (*_PLACES, *named)
        for match in pattern.finditer(text)
        if whose not in _WHOLES or not _is_of_a_superlative(text, match)
    ]
    return sorted(found, key=lambda place: place.start)


def _is_of_a_superlative(text: str, match: re.Match[str]) -> bool:
    """Whether a place is that of a superlative: "the worst in the country" is the area's own."""
    joined = "in " if match[0].lower().startswith("in ") else ""
    return _OF_A_SUPERLATIVE.search(f"{text[: match.start()]}{joined}") is not None


# The nouns of a rise and of a fall, and all words of a change.
RISE = r"increase|rise|growth|uplift"
FALL = r"decrease|reduction|fall|drop|decline"
CHANGED = (
    r"(?:rose|risen|rise[sn]?|rising|fell|fallen|falls?|falling|increas\w+|decreas\w+|dropp?\w*|"
    r"grew|grow\w*|declin\w+|reduc\w+|jump\w*|climb\w*|"
    r"(?<!made )(?<!make )(?<!makes )up|down|chang\w+|gain\w*|slump\w*|cut|"
    r"differ\w+|improv\w+|shrank|shrunk|higher|lower|growth|uplift|swing|gap)"
)
_LITTLE = r"(?: (?:only|just|nearly|almost|about|around|some|by|a mere))*"
_BY_BEFORE = re.compile(
    rf"\b{CHANGED}\b[^.;:]{{0,40}}?\b(?:by|of)(?: (?:only|just|nearly|almost|about|around|some|"
    rf"over|more than|a further|another|as much as|exactly|roughly|approximately|well over))*\s*$|"
    rf"\b(?<!made )(?<!make )(?<!makes )(?:up|down){_LITTLE}\s*$|\bby{_LITTLE}\s*$|"
    rf"\b{CHANGED}\b[^.;:]{{0,25}}?(?:[(,:]|(?<!\d)(?<!\d )[–-])\s*[-+−]?$|[(,]\s*[-+−]\s*$",
    re.IGNORECASE,
)
_BY = re.compile(rf"\b{CHANGED}\b[^.;:,]{{0,30}}? by{_LITTLE} $", re.IGNORECASE)
_FROM_OR_TO = re.compile(
    r"\b(?:from|to)(?: (?:just|only|about|around|some|nearly|almost|over|under))*\s*$"
)
# "went down, 517 to 410"
_LISTED_BEFORE, _TO_AFTER = re.compile(r"[,:(] ?$"), re.compile(r" (?:to|→) \d")
_OR_PERCENT = re.compile(
    rf"\b{CHANGED}\b[^.;:,()]{{0,20}}\b(?:of|by) [\d,.]+ ?(?:[\w’-]+ )?(?:or |, or |, |\()$",
    re.IGNORECASE,
)
_BY_AFTER = re.compile(
    r"^[ -]{0,2}(?:[\w’-]+ ){0,3}?"
    r"(?:more|fewer|less|higher|lower|(?:up|down)(?! from)|additional|extra)\b"
    r"(?! than (?:half|once?|twice|a (?:third|quarter)))|"
    rf"^[ -]{{0,2}}(?!up from|down from)(?:{CHANGED})\b",
    re.IGNORECASE,
)
_THAN_OTHERS = re.compile(r"\bthan\b[^(;]*\($")  # "lower than that of England (41.4)"
_STATES, _VERB_AFTER = re.compile(r": $"), re.compile(r" (?:were|was|are|had|have)\b")
_WHOLE = 100  # percent
_NEAR = 60  # letters: how near to a number a word says that it is of a change
_MOVES = re.compile(
    rf"\b(?:{CHANGED}|more|fewer|less|above|below|than|changes?|difference|half|doubled)\b",
    re.IGNORECASE,
)
_RATE_AFTER = re.compile(
    r"^\W{0,2}(?:[\w’-]+ ){0,4}?(?:per|for every|in every|out of every|for each) "
    r"(?:1,?000|10,?000|100,?000)",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(r"\brates?\b[^.;]{0,60}$", re.IGNORECASE)
_TARGET = re.compile(
    r"\b(?:target|aim|goal|ambition|standard|threshold)\b(?! (?:was |is )?(?:met|missed))"
    r"[^.;,%]{0,50}$",
    re.IGNORECASE,
)
_TARGET_AFTER = re.compile(r"^\W{0,2}(?:target|goal|standard)\b", re.IGNORECASE)
_EARLIER_BEFORE = re.compile(
    r"\((?:was|were|from|after|previously|last year|up from|down from)?\s*$|\d, (?:was|were) $|"
    r"\bhad been (?:\w+ (?:in|by|at) )?$|"
    r"\b(?:from|against|compared (?:with|to)|than|up on|down on|after|previously|"
    r"following|beside|instead of|over)(?: (?:the|a|an|only|just|some|about|around|nearly|almost|"
    r"figure|total|number|rate|of|had been))*\s*$",
    re.IGNORECASE,
)
_ASIDE, _ASIDE_ENDS = re.compile(r"\d[^()]*\($"), re.compile(r"(?: previously)?\)")
_COMPARED = re.compile(
    r"\b(?:on|from|than|as|over|since|against|compared (?:with|to)|beside)"
    r"(?: (?:in|the|at|that of|those of|same date in))*\s*$",
    re.IGNORECASE,
)
_EARLIER_AFTER = re.compile(
    r"^ (?:before|earlier|previously|the (?:year|time) before)\b", re.IGNORECASE
)
_PAIR_AFTER = re.compile(
    r"^ (?:as )?(?:against|after|compared with|up from|down from|beside) (?:\d|[a-z]+\b[,).;]|$)",
    re.IGNORECASE,
)
_ROUGH = re.compile(
    r"\b(?:about|around|nearly|almost|some|roughly|approximately|just (?:over|under|above|below)|"
    r"over|under|more than|less than|fewer than|at least|close to|well over|circa|or so|above|"
    r"below|(?<!add )(?<!adds )(?<!added )(?<!adding )up to|getting on for|"
    r"in the region of|not quite|little (?:over|under))(?: a)?\s*$",
    re.IGNORECASE,
)


_TIMES_WHAT = re.compile(
    r" (?:as|more|the|higher|lower|larger|bigger|greater|that|what|last|its|their|England)\b"
)

_THAN_IN_ANY = re.compile(r"\bthan in (?:any|either|each|all|most)\b[^,;]*$")
_MOVES_ON = re.compile(r"\band\b|,")


@dataclass(frozen=True)
class Reading:
    """A number and how its sentence speaks of it; ``roles`` come with the likeliest first.

    ``moves``: words of a change are near. ``when`` and ``whose`` are said next to it
    (``near_when``, ``says_whose``), or before it of the whole sentence. ``compared``: the time is
    one to compare with. ``earlier``: another figure is compared with it. ``rough``: as in "about".
    ``aside``: in brackets after another figure.
    """

    mention: Mention
    roles: tuple[Role, ...]
    moves: bool
    whose: Whose
    says_whose: bool
    when: When | None
    near_when: bool
    compared: bool
    earlier: bool
    rough: bool
    aside: bool = False
    whens: tuple[When, ...] = ()
    whoses: tuple[Whose, ...] = ()

    @property
    def says_before(self) -> bool:
        """Whether the text says next to it that it is of years before: "57 the year before"."""
        return self.near_when and self.when is not None and bool(self.when.back)


def read_mentions(text: str, mentions: Sequence[Mention], named: NamedPlaces) -> list[Reading]:
    """Every number of a sentence as it is spoken of; numbers that are times are left out."""
    times, places = find_times(text), find_places(text, named)
    figures = [_as_count(text, each) for each in mentions if not _within(each, times)]
    figures = _name_percents(text, figures)
    return [_read(text, mention, figures, times, places) for mention in figures]


_ALONE = re.compile(r"[,;.:)]|$| (?:and|in|for|at|the (?:year|one) before|nationally|across)\b")


_NO_PERCENT = re.compile(r"\b(?:caseloads?|rates?|numbers?) ", re.IGNORECASE)


def _name_percents(text: str, figures: Sequence[Mention]) -> list[Mention]:
    """Numbers with a decimal after a percentage are percentages: "7.8%, with England at 18.9"."""
    named: list[Mention] = []
    for each in figures:
        decimals = [one.form for one in named if "." in one.text]
        percents = bool(decimals) and set(decimals) == {Form.PERCENT}
        between = text[named[-1].end : each.start] if named else ""
        if ";" in between or _NO_PERCENT.search(between):
            percents = False  # "13.0%; caseloads averaged 13.9"
        alone = each.form is Form.COUNT and "." in each.text and _ALONE.match(text[each.end :])
        of_percent = percents and alone and 0 <= each.amount <= _WHOLE
        named.append(replace(each, form=Form.PERCENT) if of_percent else each)
    return named


def _as_count(text: str, mention: Mention) -> Mention:
    """A number of times that something was done is a count: "used 41 times"."""
    compares = _TIMES_WHAT.match(text[mention.end :])
    if mention.form is not Form.TIMES or compares or not mention.text.endswith("times"):
        return mention
    return replace(mention, form=Form.COUNT)


def _within(mention: Mention, times: Sequence[Time]) -> bool:
    return any(each.start <= mention.start and mention.end <= each.end for each in times)


def _read(
    text: str,
    mention: Mention,
    figures: Sequence[Mention],
    times: Sequence[Time],
    places: Sequence[Place],
) -> Reading:
    before, after = text[: mention.start], text[mention.end :]
    time, near = _nearest(text, mention, figures, times)
    if _PAIR_AFTER.search(after) and not (time and time.start >= mention.end):
        time, near = None, False
    if time and _is_left_behind(text, mention, time):
        time, near = None, False
    place, says = _nearest(text, mention, figures, places)
    if mention.form is Form.PLACE and not _is_place_of_others(before, place):
        place, says = None, False  # "second in the country" is of the area itself
    moves = bool(_MOVES.search(before[-_NEAR:]) or _MOVES.search(after[:_NEAR]))
    return Reading(
        mention,
        _roles(mention, before, after, moves=moves),
        moves,
        place.whose if place else None,
        says,
        time.when if time else None,
        near,
        time is not None and bool(_COMPARED.search(text[: time.start])),
        bool(_EARLIER_BEFORE.search(before) or _EARLIER_AFTER.search(after)),
        _is_rough(mention, before) or BOUND in mention.text,
        bool(_ASIDE.search(before) and _ASIDE_ENDS.match(after)),
        tuple(each.when for each in times if _is_in_same_part(text, mention, each)),
        tuple(each.whose for each in places),
    )


_OURS = re.compile(r"\b(?:we|our|us|ours)\b", re.IGNORECASE)


def _is_place_of_others(before: str, place: Place | None) -> bool:
    """Whether a rank is said of another area: "Bristol, at 70.2%, lies 147th"."""
    if place is None or place.whose != "other" or place.end > len(before):
        return False
    return not _OURS.search(before[place.end :])


_ABOUT = re.compile(r"\b(?:about|around|some|roughly|approximately) $", re.IGNORECASE)
_EXACT_FROM = 200  # nobody estimates so many and gives the last digit


def _is_rough(mention: Mention, before: str) -> bool:
    """Whether a number is "nearly" or "about" so much; "about 1,086 people" is a topic."""
    amount = abs(mention.amount)
    counted = mention.form is Form.COUNT and amount == int(amount) >= _EXACT_FROM
    if counted and int(amount) % 5 and _ABOUT.search(before):
        return False
    return bool(_ROUGH.search(before))


_PARTS = re.compile(r";|, when in $")


def _is_in_same_part(text: str, mention: Mention, time: Time) -> bool:
    """Whether no semicolon is between a number and a time, and no ", when in"."""
    first, last = sorted(((mention.start, mention.end), (time.start, time.end)))
    return not _PARTS.search(text[first[1] : last[0]])


def _is_left_behind(text: str, mention: Mention, time: Time) -> bool:
    """Whether a time that was compared with is over: "lower than in 2022, and 119th" is of now."""
    if _THAN_IN_ANY.search(text[: time.start]):
        return True
    compared = time.end <= mention.start and _COMPARED.search(text[: time.start])
    return bool(compared and _MOVES_ON.search(text[time.end : mention.start]))


_BREAK = re.compile(
    r"[;:(]|, the (?:averages?|figures?|rates?|numbers?|totals?)\b|\b(?:that|though|"
    r"although|when|where|which|since|and|against|than|from|compared|so|but|while|whereas|"
    r"(?<!looked )after|"
    r"to(?= (?:\w+ ){0,2}?[£\d])|above|below|higher|lower|up|down|with|over|under|beside)\b"
)
_OTHER = re.compile(
    r"\b(?:compared|against|from|than|after|following|to|below|above|though|although)\b",
    re.IGNORECASE,
)
_Mark = TypeVar("_Mark", Time, Place)


def _nearest(
    text: str, mention: Mention, figures: Sequence[Mention], marks: Sequence[_Mark]
) -> tuple[_Mark | None, bool]:
    """The words of a kind that are nearest to a number, and whether they are next to it."""
    next_start = min((one.start for one in figures if one.start >= mention.end), default=len(text))
    last_end = max((one.end for one in figures if one.end <= mention.start), default=0)
    after = [
        each
        for each in marks
        if mention.end <= each.start < next_start
        and not _BREAK.search(text[mention.end : each.start])
        and not _belongs_after(text, mention, each, next_start)
    ]
    if after:
        return after[0], True
    before = [
        each
        for each in marks
        if last_end <= each.start
        and each.end <= mention.start
        and not _belongs_before(text, last_end, each)
        and not _is_apart(text[each.end : mention.start])
    ]
    if before:
        return before[-1], True
    leading = [each for each in marks if each.end <= figures[0].start]
    return (leading[-1], False) if leading else (None, False)


def _belongs_before(text: str, last_end: int, mark: Time | Place) -> bool:
    """Whether words are next to the number before them: "37 last year, 46 this"."""
    between, after = text[last_end : mark.start], text[mark.end : mark.end + 1]
    compared = _COMPARED.search(text[last_end : mark.start])
    near = len(between.split()) <= 3 and (compared or not _BREAK.search(between))
    joined = text[mark.end :].startswith(" and ")  # "64.7% the year before and 84.5% in England"
    return last_end > 0 and bool(near) and (joined or after in {",", ";", ")"})


def _belongs_after(text: str, mention: Mention, mark: Time | Place, next_start: int) -> bool:
    """Whether words are next to the number after them: "54, last year 57"."""
    return "," in text[mention.end : mark.start] and not text[mark.end : next_start].strip()


def _is_apart(between: str) -> bool:
    """Whether a bracket or a stop closes what was said before a number."""
    closed = ";" in between or between.count(")") > between.count("(")
    return closed or bool(_OTHER.search(between))


def _roles(mention: Mention, before: str, after: str, *, moves: bool) -> tuple[Role, ...]:
    """What a number may be, by its form and the words around it."""
    form = mention.form
    if form is Form.PLACE:
        return _places_named(mention.text.lower(), after)
    if form in _ROLES_OF_FORM:
        return _ROLES_OF_FORM[form]
    if _TARGET.search(before) or _TARGET_AFTER.search(after):
        return (Role.TARGET, Role.VALUE)
    changed = Role.PERCENT_CHANGE if form in _OF_WHOLE else Role.CHANGE
    if _BY.search(before):
        return (changed,)
    if _FROM_OR_TO.search(before) or (_LISTED_BEFORE.search(before) and _TO_AFTER.match(after)):
        return (Role.RATE, Role.VALUE) if _is_rate(mention) else (Role.VALUE, Role.RATE)
    if form not in _OF_WHOLE and _RATE_AFTER.search(after):
        return (Role.RATE, Role.VALUE)
    if _names_change(form, before, after):
        return (changed, Role.VALUE)
    return _roles_of_value(mention, before, after, moves=moves)


def _names_change(form: Form, before: str, after: str) -> bool:
    """As in "a rise of 104 or 58%", and in "104 more"."""
    if _THAN_OTHERS.search(before) or (_STATES.search(before) and _VERB_AFTER.match(after)):
        return False  # "enquiries came down: 401 were begun"
    joined = form is Form.PERCENT and _OR_PERCENT.search(before)
    return bool(joined or _BY_BEFORE.search(before) or _BY_AFTER.search(after))


def _is_rate(mention: Mention) -> bool:
    return "." in mention.text and mention.form is Form.COUNT


def _roles_of_value(mention: Mention, before: str, after: str, *, moves: bool) -> tuple[Role, ...]:
    """Of a number that no word near it calls a change."""
    if mention.form in _OF_WHOLE:
        return (Role.VALUE, Role.PERCENT_CHANGE, Role.SHARE)
    if _OF_ALL.search(before) and _RANKED.search(before):
        return (Role.OF,)
    if _is_rate(mention) or _RATE_BEFORE.search(before):
        return (Role.RATE, Role.VALUE, Role.CHANGE)
    if _AUTHORITIES.match(after):
        return (Role.OF, Role.VALUE)
    returns = _RETURNS if _RETURNED.search(before[-_FAR:] + after[:_FAR]) else ()
    changes = moves and not _OTHERS.search(before)
    return (Role.VALUE, Role.RATE, *([Role.CHANGE] if changes else []), *returns)


_OTHERS = re.compile(r"\bthe (?:remaining|other) $", re.IGNORECASE)
_OF_WHOLE = {Form.PERCENT, Form.RATIO}
_AUTHORITIES = re.compile(r" (?:local )?(?:authorit|areas|councils)", re.IGNORECASE)
_OF_ALL = re.compile(r"\b(?:of|among)(?: the| all)*\s*$", re.IGNORECASE)
_RANKED = re.compile(r"\d(?:st|nd|rd|th)\b|\b(?:\w+est|place|rank\w*)\b")
_RETURNED = re.compile(
    r"\b(?:met|meet|reach\w*|achiev\w+|beat|missed|fell short|targets?|figure|percentage|"
    r"organisations?|agencies|bodies|partners|returns?|returned|reported)\b",
    re.IGNORECASE,
)
_FAR = 90  # letters
_RETURNS = (Role.MET, Role.RETURNED, Role.MISSED)


def _places_named(text: str, after: str) -> tuple[Role, ...]:
    """An ordinal is a rank only where it says from which end, or among how many."""
    if "lowest" in text:
        return (Role.LOWEST_PLACE,)
    if "highest" in text:
        return (Role.PLACE,)
    if text.endswith("est") or _AMONG.match(after):
        return (Role.PLACE, Role.LOWEST_PLACE)
    return ()


_AMONG = re.compile(
    r" (?:place )?(?:out )?(?:of|among|in) (?:the |all |the whole )?"
    r"(?:\d|country|England|region)| place\b"
)
_ROLES_OF_FORM: dict[Form, tuple[Role, ...]] = {
    Form.POINTS: (Role.CHANGE, Role.VALUE),
    Form.TIMES: (),
    Form.VAGUE: (),
}
