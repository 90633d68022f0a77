"""The words by which narrative claims a direction, a size or a place, as patterns.

They are matched against small letters, in this order: a longer reading goes first.
"""

from __future__ import annotations

import re

from bcssp_lib.checking.claim import Degree, Says
from bcssp_lib.checking.reading import BOUND, ELSEWHERE, REGION
from bcssp_lib.checking.word_lists import words

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

_UP_PAST = (
    r"(?:rose|risen|increased|grew|grown|climbed|soared|surged|jumped|rocketed|spiked|escalated|"
    r"(?:went|gone|crept|come) up)"
)
_DOWN_PAST = (
    r"(?:fell|fallen|decreased|declined|dropped|reduced|plummeted|plunged|shrank|shrunk|slumped|"
    r"dipped|(?:went|gone|came|come) down)"
)
_UP_GOING = r"(?:rising|increasing|growing|climbing|soaring|going up|escalating)"
_DOWN_GOING = r"(?:falling|decreasing|declining|dropping|reducing|shrinking|going down|coming down)"
_UP_BASE = r"(?:rise|increase|grow|climb|go up)"
_DOWN_BASE = r"(?:fall|decrease|decline|drop|reduce|go down|come down|shrink)"
_UP_NOUN = r"(?:rises?|increases?|growth|upturn|upsurge|surge|jump|spike|hike)"
_DOWN_NOUN = r"(?:falls?|decreases?|declines?|drops?|reductions?|dip|downturn|slump)"
_AFTER_NOUN = (
    r"(?= (?:in|of|on|from|to|since|compared|this|over|during|was|were|is|has|may|might|could|"
    r"seen|across|among|between|by|for|and|at)\b|[.,;:)]|$)"
)
_BE = r"(?:is|are|was|were|been|being|be|keeps?|kept|remains?|remained)"
_COUNTED = (
    r"(?:numbers?|rates?|demand|levels?|volumes?|proportions?|shares?|trends?|trajectory|picture|"
    r"pattern|costs?|referrals|reports|caseloads?|pressures?)"
)
_BEFORE = (
    r"(?:in |for |during |at )?(?:the )?(?:same (?:time|period) )?(?:last year|"
    r"(?:previous|preceding|prior|earlier) (?:financial )?(?:year|period|12 months)|year before|"
    r"year earlier|a year (?:ago|earlier|before)|before|previously|(?:19|20)\d\d(?: ?[-–/] ?\d\d)?|"
    r"12 months (?:before|earlier)|pre-pandemic|ever before)\b"
)
_WHOM = (
    rf"(?P<whom>england|(?:the )?(?:\w+ )?national(?:ly)?|(?:the )?english|(?:the )?{REGION}+|"
    r"(?:the )?region(?:al(?:ly)?)?|(?:our |its |the )?(?:median of our |median of its )?"
    r"statistical neighbours?|(?:our |its )?neighbours|similar (?:areas|authorities|councils)|"
    rf"{ELSEWHERE}+|(?:the )?other (?:areas|authorities|councils|local authorities)|(?:the "
    rf")?(?:rest of the )?"
    r"(?:police )?force(?: area)?|elsewhere|(?:the )?(?:\w+ )?average)(?!\w)"
)
_DETERMINER = rf"(?:{_BEGINNING}[ ,]+(?:and )?)"


def _verbs(past: str, going: str, base: str) -> str:
    """The forms of a verb that state that something happened."""
    return (
        rf"\b(?:(?P<on>continu(?:ed|es|ing)|began|started|tended) to (?:{_ADVERB} )?{base}\b|"
        rf"did(?: not|n[’']t) (?:{_ADVERB} )?{base}\b|"
        rf"(?:{_ADVERB} )?{past}\b(?:,? {_ADVERB}\b)?|"
        rf"{_BE} (?:not )?(?:{_ADVERB} )?{going}\b(?: {_ADVERB}\b)?)"
    )


def _nouns(noun: str, going: str, way: str) -> str:
    """The nouns that name a change, and the adjectives that imply one."""
    return (
        rf"\b(?:{_DETERMINER}+{noun}\b{_AFTER_NOUN}|"
        rf"(?:{_DETERMINER}*)(?:{way}|{going}) {_COUNTED}\b)"
    )


_PEOPLE = (
    r"(?:children|adults|people|families|carers|parents|staff|practitioners|professionals|schools|"
    r"agencies|partners|reviews|cases|concerns|reports|crimes|incidents|enquiries|referrals|audits|"
    r"sessions|courses|returns|actions|decisions|respondents|pupils|victims|residents|contacts|"
    r"establishments|meetings|conferences|volunteers)"
)
_NO_ORDINAL = r"(?<!st )(?<!nd )(?<!rd )(?<!th )(?<!second )"
_SCOPE = (
    r"(?= (?:[\w’-]+ ){0,7}?(?:in|of|across|among|since|for|on record|ever|nationally|regionally|"
    r"rates?|numbers?|figures?|levels?|shares?)\b|[.,;]|$)"
)

PATTERNS: tuple[tuple[Says, str], ...] = (
    (
        Says.NO_SIGNIFICANT_CHANGE,
        r"\b(?:no|not an?y?|without an?y?|little) (?:statistically )?(?:significant|real|clear|"
        r"marked|"
        r"measurable|meaningful|material|notable) (?:changes?|differences?)\b|"
        r"\b(?:not|n[’']t) (?:statistically )?(?:significantly|really|materially) chang(?:ed?|"
        r"ing)\b",
    ),
    (
        Says.MULTIPLIED,
        r"\b(?P<near>(?:more than |nearly |almost |over |just under |just over |about |less "
        r"than )?)"
        r"(?P<times>doubled|trebled|tripled|quadrupled|halved)\b",
    ),
    (
        Says.STABLE,
        r"\b(?:remain(?:s|ed|ing)?|stay(?:s|ed|ing)?|kept|held|is|are|was|were|been|has been|"
        r"continu(?:ed|es) to be) (?P<loose>(?:broadly|largely|relatively|fairly|very|much|about|"
        r"roughly|reasonably|almost|virtually|more or less) )?"
        r"(?:stable|steady|unchanged|constant|consistent|static|flat|level|the same|similar|"
        r"at a similar level|at the same level)\b(?! as| to)|"
        r"\b(?:changed (?:very )?little|hardly changed|(?:very )?little change|did not change|"
        r"no change|has not changed|have not changed|stabilised|plateaued|levelled off)\b",
    ),
    (
        Says.TARGET_MET,
        rf"\b(?:(?:not |n[’']t )?(?:met|meets?|meeting|achiev(?:ed|es|ing)|reach(?:ed|es)|"
        rf"exceed(?:ed|s|ing)?|beat|surpass(?:ed|es)|hit|above|over|on|ahead of|within|better than|"
        rf"outperformed)) (?:(?:the|its|our|their|this|that|all|both|set|agreed|national) )*"
        rf"(?:(?:\d+(?:\.\d+)?%|{BOUND}+|[\w’-]+) )?(?:target|practice standard)s?\b",
    ),
    (
        Says.TARGET_MISSED,
        rf"\b(?:miss(?:ed|es|ing)?|below|under|short of|behind|worse than|off|outside|"
        rf"fail(?:ed|s)? to (?:meet|reach|achieve)) (?:(?:the|its|our|their|this|that) )*"
        rf"(?:(?:\d+(?:\.\d+)?%|{BOUND}+|[\w’-]+) )?(?:target|practice standard)s?\b|"
        r"\btargets? (?:for [^.,;]{0,60} )?(?:was|were|has been|have been|is) "
        r"(?:narrowly |not |again |also )*(?:missed|met)\b",
    ),
    (Says.RATED, r"\b(?:is|are|was|were|rated|as|now|remains?|remained) (?:rated )?"
                 r"(?P<colour>green|amber|red)\b"),
    (
        Says.ABOVE,
        rf"\b(?:(?:well |far |much |slightly |just |significantly )*(?:higher|greater|larger|more|"
        rf"above|over|in excess)(?: [^.,;{BOUND}]{{0,40}}?)?(?: than| of)?|exceed(?:s|ed)?) "
        rf"(?:that (?:of|for|in|across) |those (?:of|in) |in |for |the (?:rate|figure|level|"
        rf"median) "
        rf"(?:for|of|in|across) )?{_WHOM}",
    ),
    (
        Says.BELOW,
        rf"\b(?:well |far |much |slightly |just |significantly )*(?:lower|smaller|fewer|less|below|"
        rf"under)(?: [^.,;{BOUND}]{{0,40}}?)?(?: than)? "
        rf"(?:that (?:of|for|in|across) |those (?:of|in) |in |for |the (?:rate|figure|level|"
        rf"median) "
        rf"(?:for|of|in|across) )?{_WHOM}",
    ),
    (
        Says.LIKE,
        rf"\b(?:in line with|similar to|close to|(?:about |broadly |much )?the same as|comparable "
        rf"(?:to|with)|on a par with|level with|consistent with|no different (?:from|to)) "
        rf"(?:that (?:of|for) |those (?:of|in) |the (?:rate|figure|level|median) (?:for|of|in|"
        rf"across) "
        rf")?{_WHOM}",
    ),
    (
        Says.MORE_OF_TWO,
        rf"\b(?:more|higher|larger)\b[^.;]{{0,60}}?{BOUND}+[^.;]{{0,20}}? than "
        rf"[^.;]{{0,60}}?{BOUND}+",
    ),
    (
        Says.FEWER_OF_TWO,
        rf"\b(?:fewer|lower|smaller)\b[^.;]{{0,60}}?{BOUND}+[^.;]{{0,20}}? than "
        rf"[^.;]{{0,60}}?{BOUND}+",
    ),
    (Says.ROSE, rf"\b(?:more|higher|greater|larger)\b[^.;:{BOUND}]{{0,60}}?\bthan {_BEFORE}"),
    (Says.FELL, rf"\b(?:fewer|less|lower|smaller)\b[^.;:{BOUND}]{{0,60}}?\bthan {_BEFORE}"),
    (
        Says.OVER_BOUND,
        rf"\b(?:more than|over|above|higher than|greater than|in excess of|upwards of|just over|"
        rf"well over) (?:the )?£?(?={BOUND})",
    ),
    (
        Says.UNDER_BOUND,
        rf"\b(?:fewer than|less than|under|below|lower than|nearly|almost|just under|close to|"
        rf"not quite) (?:the )?£?(?={BOUND})",
    ),
    (
        Says.MOST,
        r"\b(?:(?:the|a) (?:(?:vast|great|large|overwhelming|clear|small|slim) )?majority|"
        r"(?:more than|over|well over|just over) (?:a )?half|(?:nearly|almost) all)\b(?! as)|"
        rf"\bmost (?:of (?:the|these|those|our|all|them)\b|(?:[\w’-]+ ){{0,2}}?{_PEOPLE}\b)",
    ),
    (Says.FEW,
        r"\b(?:(?:less|fewer) than (?:a )?half|under half|(?:a|the) (?:small |tiny "
        r")?minority)\b"),
    (
        Says.HIGHEST,
        rf"{_NO_ORDINAL}\b(?:highest|largest|greatest|biggest){_SCOPE}",
    ),
    (Says.LOWEST, rf"{_NO_ORDINAL}\b(?:lowest|smallest|fewest){_SCOPE}"),
    (
        Says.IMPROVED,
        r"\b(?:(?:has|have|had|also|significantly|greatly|slightly|much) )*improved\b(?! (?:its|"
        r"our|their|his|her|how|access|the|a|an|understanding|joint|awareness|communication|training|"
        r"outcomes|practice|information|lives))(?: (?:significantly|slightly|greatly|markedly))?|"
        rf"\b(?:{_DETERMINER}+)improvements? (?:in|on|from|since)\b|"
        r"\b(?:is|are|was|were|been) improving\b|"
        r"\b(?:got|gotten|getting|became|become|is|are|was|were|much|significantly|slightly) better"
        r"\b(?! (?:at|for)\b)",
    ),
    (
        Says.WORSENED,
        r"\b(?:(?:has|have|had|significantly|slightly) )*(?:worsened|deteriorated|slipped)\b|"
        r"\b(?:is|are|was|were|been) (?:worsening|deteriorating)\b|"
        rf"\b(?:{_DETERMINER}+)(?:deterioration|worsening) (?:in|of|on)\b|"
        r"\b(?:got|gotten|getting|became|become|is|are|was|were|much|significantly|slightly) "
        r"worse\b",
    ),
    (Says.ROSE, _verbs(_UP_PAST, _UP_GOING, _UP_BASE)),
    (Says.FELL, _verbs(_DOWN_PAST, _DOWN_GOING, _DOWN_BASE)),
    (Says.ROSE,
        rf"(?<!set )(?<!follow )(?<!made )\bup (?:on|from|by) (?=the|last|previous|\d|£|{BOUND}|"
        rf"a )"),
    (Says.FELL, rf"\bdown (?:on|from|by) (?=the|last|previous|\d|£|{BOUND}|a )"),
    (Says.ROSE, _nouns(_UP_NOUN, _UP_GOING, "upward|increased|higher")),
    (Says.FELL, _nouns(_DOWN_NOUN, _DOWN_GOING, "downward|decreased|reduced|lower")),
    (
        Says.ROSE,
        r"^\W*(?:and |but |while |so |there (?:were|was|have been) )?more (?:[\w’-]+ ){1,6}?"
        r"(?:were|was|have been|had been|took|came|went|attended|made)\b",
    ),
    (
        Says.FELL,
        r"^\W*(?:and |but |while |so |there (?:were|was|have been) )?(?:fewer|less) "
        r"(?:[\w’-]+ ){1,6}?(?:were|was|have been|had been|took|came|went|attended|made)\b",
    ),
)  # fmt: skip
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
# No claim is made without one of these words: most clauses need not be looked at any closer.
TRIGGERS = frozenset(
    words(
        "rose risen increased grew grown climbed soared surged jumped rocketed spiked escalated "
        "up fell fallen decreased declined dropped reduced plummeted plunged shrank shrunk "
        "slumped dipped down rising increasing growing climbing soaring escalating falling "
        "decreasing declining dropping reducing shrinking rise rises increase increases grow "
        "climb go fall decrease decline drop drops reduce shrink growth upturn upsurge surge jump "
        "spike hike falls decreases declines reduction reductions dip downturn slump upward "
        "downward higher lower change changes changed difference differences changing doubled "
        "trebled tripled quadrupled halved stable steady unchanged constant consistent static "
        "flat level same similar stabilised plateaued levelled target targets standard standards "
        "green amber red more greater larger above over excess exceed exceeds exceeded smaller "
        "fewer less below under line close comparable par different nearly almost upwards not "
        "majority half all most minority highest largest greatest biggest lowest smallest fewest "
        "improved improvement improvements improving better worsened deteriorated slipped "
        "worsening deteriorating deterioration worse going"
    )
)
NOUN_ENDS = rf"(?:{_UP_NOUN}|{_DOWN_NOUN}|{_COUNTED}|changes?|differences?|improvements?)$"
