"""The words by which narrative claims a direction, a size or a place, as patterns.

All are in small letters. What they claim is in ``claim_patterns``.
"""

from __future__ import annotations

import re

from bcssp_lib.checks.claim import Degree
from bcssp_lib.checks.prose import BOUND, ELSEWHERE, REGION

_SIGNIFICANT = "(?:statistically )?significantly"
_LARGE = (
    "(?:sharply|dramatically|substantially|considerably|markedly|steeply|greatly|hugely|"
    "massively|rapidly|notably|a lot|enormously|strikingly)"
)
_SLIGHT = "(?:slightly|marginally|modestly|a little|a bit|somewhat|fractionally)"
_PLAIN = "(?:steadily|gradually|also|again|still|further|overall|since|now|consistently|always)"
_ADVERB = rf"(?:{_SIGNIFICANT}|(?:very |quite |more )?{_LARGE}|(?:only |very )?{_SLIGHT}|{_PLAIN})"
_LARGE_ADJ = (
    "(?:sharp|dramatic|substantial|considerable|marked|steep|great|huge|massive|rapid|large|big|"
    "notable|striking|major|enormous)"
)
_SLIGHT_ADJ = "(?:slight|marginal|modest|small|minor|fractional)"
_PLAIN_ADJ = (
    "(?:further|steady|gradual|year[- ]on[- ]year|welcome|overall|general|continued|continuing|"
    "sustained|clear|recent|real|ongoing|worrying|encouraging|similar|national|local|percentage|"
    "corresponding|consistent|noticeable|measurable|net|annual)"
)
_ADJECTIVE = (
    rf"(?:(?:statistically )?significant|(?:very |quite )?{_LARGE_ADJ}|(?:very )?{_SLIGHT_ADJ}|"
    rf"{_PLAIN_ADJ})"
)
_BEGINNING = rf"(?:(?:the|this|that|these|our|its)|(?:an?|no|any|some|another)|{_ADJECTIVE})"

UP_PAST = (
    r"(?:rose|risen|increased|grew|grown|climbed|soared|surged|jumped|rocketed|spiked|escalated|"
    r"swelled|mounted|multiplied|"
    r"(?:went|gone|crept|come|shot) (?:back )?up)"
)
DOWN_PAST = (
    r"(?:fell|fallen|decreased|declined|dropped|reduced|plummeted|plunged|shrank|shrunk|slumped|"
    r"eased|"
    r"dipped|tumbled|slowed|tailed off|lessened|diminished|subsided|dwindled|(?:went|gone|came|"
    r"come) "
    r"(?:back )?down)"
)
UP_GOING = r"(?:rising|increasing|growing|climbing|soaring|going up|escalating)"
DOWN_GOING = r"(?:falling|decreasing|declining|dropping|reducing|shrinking|going down|coming down)"
UP_BASE = r"(?:rise|increase|grow|climb|go up)"
DOWN_BASE = r"(?:fall|decrease|decline|drop|reduce|go down|come down|shrink)"
UP_NOUN = (
    r"(?:(?:[a-z]+-?fold )?rises?|(?:[a-z]+-?fold )?increases?|growth|upturn|uptick|uplift|"
    r"doubling|upsurge|surge|jump|spike|hike)"
)
DOWN_NOUN = r"(?:falls?|halving|decreases?|declines?|drops?|reductions?|dip|downturn|slump)"
# Of each, a piece that stands in every one of its forms.
UP_VERB_NEEDS = (
    "ris|rose|increas|grew|grow|climb|soar|surg|jump|rocket|spike|escalat|swell|mount|multipl|up"
)
DOWN_VERB_NEEDS = (
    "fell|fall|decreas|declin|drop|reduc|plummet|plung|shrank|shrunk|shrink|slump|eased|dipped|"
    "tumbl|slowed|tailed|lessen|diminish|subsid|dwindl|down"
)
UP_NOUN_NEEDS = (
    "ris|increas|grow|up|doubling|surge|jump|spike|hike|climbing|soaring|escalating|higher"
)
DOWN_NOUN_NEEDS = "fall|halving|decreas|declin|drop|reduc|dip|down|slump|shrinking|lower"
_AFTER_NOUN = (
    r"(?= (?:in|of|on|from|to|since|compared|this|over|during|was|were|is|has|may|might|could|"
    r"seen|across|among|between|by|for|and|at)\b|[.,;:)]|$)"
)
_BE = r"(?:is|are|was|were|been|being|be|keeps?|kept|remains?|remained)"
_COUNTED = (
    r"(?:numbers?|rates?|demand|levels?|volumes?|proportions?|shares?|trends?|trajectory|picture|"
    r"pattern|shifts?|movement|path|course|swing|costs?|referrals|reports|caseloads?|pressures?)"
)
BEFORE = (
    r"(?:in |for |during |at )?(?:the )?(?:same (?:time|period) )?(?:last year|"
    r"(?:previous|preceding|prior|earlier) (?:financial )?(?:year|period|12 months)|year before|"
    r"year earlier|a year (?:ago|earlier|before)|before|previously|(?:19|20)\d\d(?: ?[-–/] ?\d\d)?|"
    r"12 months (?:before|earlier)|pre-pandemic|ever before)\b"
)
_FIGURE = (
    r"(?= (?:average|rate|figure|picture|trend|median|level|benchmark|mean|total|position)s?\b|"
    r"[’.,;:)]|$| (?:and|but|as|in|for|at|on|over|during|by|this|was|were|is|are|has|had)\b)"
)
WHOM = (
    rf"(?P<whom>england{_FIGURE}|(?:the )?(?:national|regional|english|{REGION}+){_FIGURE}|"
    rf"national(?:ly)?{_FIGURE}|(?:the )?region{_FIGURE}|regionally|(?:our |its |the )?"
    r"(?:median of our |median of its )?statistical neighbours?|(?:our |its )?neighbours|similar "
    rf"(?:areas|authorities|councils)|{ELSEWHERE}+|(?:the )?other (?:areas|authorities|councils|"
    r"local authorities)|(?:the )?(?:rest of the )?(?:police )?force(?: area)"
    rf"|(?:the )?force{_FIGURE}|elsewhere|(?:the )?(?:\w+ )?average)(?!\w)(?: average| rate| "
    rf"median| figure| mean)?"
)
PART = r"(?P<part>(?:(?:a|one|two|three|four) )?(?:half|thirds?|quarters?|fifths?|tenths?))"
PERCENT = rf"(?:an? )?(?:\d+(?:\.\d+)?(?:%| per ?cent)|{BOUND}+)"
DETERMINER = rf"(?:(?:{_BEGINNING}|{PERCENT})[ ,]+(?:and )?)"


FEW_OR_MORE = (
    r"^\W*(?:and |but |while |so )?(?:(?:a|an|one|two) (?:third|quarter|half|fifth|tenth)s? "
    r")?{which} (?:[\w’-]+ ){plain}?(?:were|was|have been|had been|took|"
    r"came|went|attended|made)\b|\b(?:there (?:were|was|are|have been|has been)|saw|seen|recorded|"
    r"held|dealt with|handled|received|delivered|published|completed|reported|carried out|made) "
    r"(?:many |far |"
    r"slightly |significantly |also |again )*{which}\b"
    r"(?! (?:than|of|often|about|clearly|closely|like|widely|and|to|time|widely|generally)\b)"
)
VERY = (
    r"(?:(?:very|relatively|comparatively|exceptionally|unusually|particularly|too|consistently|"
    r"quite|extremely|still|\w+ly) )"
)
NOT_A_NAME = r"(?![- ](?:risk|level|priority|on|quality|profile|in confidence|when))"
MUCH = r"(?:well|far|much|slightly|just|significantly|considerably|a little|no)"
THAT_OF = (
    r"(?:that (?:of|for|in|across) |those (?:of|in) |in |for |across |throughout |"
    r"the (?:rate|figure|level|median) (?:for|of|in|across) )?"
)


IS = (
    r"(?:(?:(?<=is )|(?<=are )|(?<=was )|(?<=were )|(?<=been )|(?<=not )|(?<=, )|(?<=\()|"
    r"(?<=numbers )|"
    r"(?<=s )|^\W*)(?:slightly |sharply |significantly |considerably |well |steeply |"
    r"only )?)"
)
HOW_FAR = (
    rf"(?: (?:on|from|by) (?=the|last|previous|\d|£|{BOUND}|a )|"
    rf" (?=[£\d{BOUND}])|(?=[.,;:]|$| again))"
)
BIT = r"(?: (?:slightly|sharply|significantly|a little|a lot|considerably|steeply))?"


def verbs(past: str, going: str, base: str) -> str:
    """The forms of a verb that state that something happened."""
    return (
        rf"\b(?:(?P<on>continu(?:ed?|es|ing)|began|started|tended) to (?:{_ADVERB} )?{base}\b|"
        rf"did(?: not|n[’']t) (?:{_ADVERB} )?{base}\b|"
        rf"(?:{_ADVERB} )?{past}\b(?:,? {_ADVERB}\b)?|"
        rf"{_BE} (?:not )?(?:{_ADVERB} )?{going}\b(?: {_ADVERB}\b)?)"
    )


def nouns(noun: str, going: str, way: str) -> str:
    """The nouns that name a change, and the adjectives that imply one."""
    return (
        rf"\b(?:{DETERMINER}+{noun}\b{_AFTER_NOUN}|"
        rf"(?:{DETERMINER}*)(?:{way}|{going}) {_COUNTED}\b)"
    )


PEOPLE = (
    r"(?:children|adults|people|families|carers|parents|staff|practitioners|professionals|schools|"
    r"agencies|partners|reviews|cases|concerns|reports|crimes|incidents|enquiries|referrals|audits|"
    r"sessions|courses|returns|actions|decisions|respondents|pupils|victims|residents|contacts|"
    r"establishments|meetings|conferences|volunteers)"
)
NO_ORDINAL = r"(?<!st )(?<!nd )(?<!rd )(?<!th )(?<!second )"
SCOPE = (
    r"(?= (?:[\w’-]+ ){0,7}?(?:in|of|across|among|since|for|on record|ever|nationally|regionally|"
    r"rates?|numbers?|figures?|levels?|shares?)\b|[.,;]|$)"
)

DEGREES = (
    (Degree.SIGNIFICANT, re.compile(r"\bsignificant", re.IGNORECASE)),
    (
        Degree.LARGE,
        re.compile(
            rf"\b(?:{_LARGE}|{_LARGE_ADJ}|soar\w+|surge\w*|rocketed|plummeted|plunged|slump\w*|"
            r"jump(?:ed)?|spike\w*|escalat\w+)\b",
            re.IGNORECASE,
        ),
    ),
    (Degree.SLIGHT, re.compile(rf"\b(?:{_SLIGHT}|{_SLIGHT_ADJ}|dipped|crept)\b", re.IGNORECASE)),
)
NOUN_ENDS = rf"(?:{UP_NOUN}|{DOWN_NOUN}|{_COUNTED}|changes?|differences?|improvements?)$"
