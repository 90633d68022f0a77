"""The words by which narrative claims a direction, a size or a place, as patterns.

They are matched against small letters, in this order: a longer reading goes first.
"""

from __future__ import annotations

import re

from bcssp_lib.checking.claim import Degree, Says
from bcssp_lib.checking.reading import BOUND, ELSEWHERE, REGION

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
    r"swelled|mounted|"
    r"(?:went|gone|crept|come|shot) (?:back )?up)"
)
_DOWN_PAST = (
    r"(?:fell|fallen|decreased|declined|dropped|reduced|plummeted|plunged|shrank|shrunk|slumped|"
    r"eased|"
    r"dipped|slowed|tailed off|lessened|diminished|subsided|dwindled|(?:went|gone|came|come) "
    r"(?:back )?down)"
)
_UP_GOING = r"(?:rising|increasing|growing|climbing|soaring|going up|escalating)"
_DOWN_GOING = r"(?:falling|decreasing|declining|dropping|reducing|shrinking|going down|coming down)"
_UP_BASE = r"(?:rise|increase|grow|climb|go up)"
_DOWN_BASE = r"(?:fall|decrease|decline|drop|reduce|go down|come down|shrink)"
_UP_NOUN = (
    r"(?:(?:[a-z]+-?fold )?rises?|(?:[a-z]+-?fold )?increases?|growth|upturn|uptick|uplift|"
    r"doubling|upsurge|surge|jump|spike|hike)"
)
_DOWN_NOUN = r"(?:falls?|halving|decreases?|declines?|drops?|reductions?|dip|downturn|slump)"
_AFTER_NOUN = (
    r"(?= (?:in|of|on|from|to|since|compared|this|over|during|was|were|is|has|may|might|could|"
    r"seen|across|among|between|by|for|and|at)\b|[.,;:)]|$)"
)
_BE = r"(?:is|are|was|were|been|being|be|keeps?|kept|remains?|remained)"
_COUNTED = (
    r"(?:numbers?|rates?|demand|levels?|volumes?|proportions?|shares?|trends?|trajectory|picture|"
    r"pattern|shifts?|movement|swing|costs?|referrals|reports|caseloads?|pressures?)"
)
_BEFORE = (
    r"(?:in |for |during |at )?(?:the )?(?:same (?:time|period) )?(?:last year|"
    r"(?:previous|preceding|prior|earlier) (?:financial )?(?:year|period|12 months)|year before|"
    r"year earlier|a year (?:ago|earlier|before)|before|previously|(?:19|20)\d\d(?: ?[-–/] ?\d\d)?|"
    r"12 months (?:before|earlier)|pre-pandemic|ever before)\b"
)
_FIGURE = (
    r"(?= (?:average|rate|figure|picture|trend|median|level|benchmark|mean|total|position)s?\b|"
    r"[’.,;:)]|$| (?:and|but|as|in|for|at|on|over|during|by|this|was|were|is|are|has|had)\b)"
)
_WHOM = (
    rf"(?P<whom>england{_FIGURE}|(?:the )?(?:national|regional|english|{REGION}+){_FIGURE}|"
    rf"national(?:ly)?{_FIGURE}|(?:the )?region{_FIGURE}|regionally|(?:our |its |the )?"
    r"(?:median of our |median of its )?statistical neighbours?|(?:our |its )?neighbours|similar "
    rf"(?:areas|authorities|councils)|{ELSEWHERE}+|(?:the )?other (?:areas|authorities|councils|"
    r"local authorities)|(?:the )?(?:rest of the )?(?:police )?force(?: area)"
    rf"|(?:the )?force{_FIGURE}|elsewhere|(?:the )?(?:\w+ )?average)(?!\w)"
)
_PART = r"(?P<part>(?:(?:a|one|two|three|four) )?(?:half|thirds?|quarters?|fifths?|tenths?))"
_PERCENT = rf"(?:an? )?(?:\d+(?:\.\d+)?(?:%| per ?cent)|{BOUND}+)"
_DETERMINER = rf"(?:(?:{_BEGINNING}|{_PERCENT})[ ,]+(?:and )?)"


_FEW_OR_MORE = (
    r"^\W*(?:and |but |while |so )?{which} (?:[\w’-]+ ){plain}?(?:were|was|have been|had been|took|"
    r"came|went|attended|made)\b|\b(?:there (?:were|was|are|have been|has been)|saw|seen|recorded|"
    r"held|received|delivered|published|completed|reported|carried out|made) (?:many |far |"
    r"slightly |significantly |also |again )*{which}\b"
    r"(?! (?:than|of|often|about|clearly|closely|like|widely|and|to|time|widely|generally)\b)"
)
_VERY = (
    r"(?:(?:very|relatively|comparatively|exceptionally|unusually|particularly|too|consistently|"
    r"quite|extremely|still|\w+ly) )"
)
_NOT_A_NAME = r"(?![- ](?:risk|level|priority|on|quality|profile|in confidence|when))"
_MUCH = r"(?:well|far|much|slightly|just|significantly|considerably|a little|no)"
_THAT_OF = (
    r"(?:that (?:of|for|in|across) |those (?:of|in) |in |for |across |throughout |"
    r"the (?:rate|figure|level|median) (?:for|of|in|across) )?"
)


_IS = (
    r"(?:(?:(?<=is )|(?<=are )|(?<=was )|(?<=were )|(?<=been )|(?<=, )|(?<=\()|(?<=numbers )|"
    r"(?<=s )|^\W*)(?:slightly |sharply |significantly |considerably |well |steeply |"
    r"only )?)"
)
_BIT = r"(?: (?:slightly|sharply|significantly|a little|a lot|considerably|steeply))?"


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
        Says.NO_SIGNIFICANT_CHANGE,
        r"\b(?:not|n[’']t) changed? (?:statistically )?(?:significantly|materially|markedly)\b",
    ),
    (
        Says.NO_SIGNIFICANT_CHANGE,
        r"\b(?:is|are|was|were|has been)(?: not|n[’']t) (?:statistically )?significant"
        r"(?= at|[.,;:]|$)",
    ),
    (
        Says.SIGNIFICANT,
        r"\b(?:is|are|was|were|proved) (?:statistically )?significant(?= at|[.,;:]|$)",
    ),
    (
        Says.BIGGEST_RISE,
        r"\b(?:biggest|largest|greatest|steepest|sharpest) (?:percentage )?(?:rise|increase|"
        r"growth)\b",
    ),
    (
        Says.BIGGEST_FALL,
        r"\b(?:biggest|largest|greatest|steepest|sharpest) (?:percentage )?(?:fall|decrease|drop|"
        r"reduction|decline)\b",
    ),
    (
        Says.MULTIPLIED,
        r"\b(?P<near>(?:more than |nearly |almost |over |just under |just over |about |less "
        r"than )?)"
        r"(?P<times>doubled|trebled|tripled|quadrupled|halved|(?:half|double|twice)(?= what\b))",
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
        rf"\b(?:(?:{_MUCH} )*(?:higher|greater|larger|more)(?: [^.,;{BOUND}]{{0,40}}?)? than|"
        rf"(?:{_MUCH} )*(?:above|in excess of)|exceed(?:s|ed)?) {_THAT_OF}{_WHOM}",
    ),
    (
        Says.BELOW,
        rf"\b(?:(?:{_MUCH} )*(?:lower|smaller|fewer|less)(?: [^.,;{BOUND}]{{0,40}}?)? than|"
        rf"(?:{_MUCH} )*below) {_THAT_OF}{_WHOM}",
    ),
    (
        Says.FELL,
        r"\b(?:not|n[’']t) (?:nearly |quite )?as (?:high|many|large|much)\b",
    ),
    (Says.ROSE, r"\b(?:not|n[’']t) (?:nearly |quite )?as (?:low|few|small)\b"),
    (
        Says.HIGHEST,
        r"\bno other (?:area|authority|council)\b[^.;]{0,30}?\b(?:higher|more|greater|larger)\b",
    ),
    (
        Says.LOWEST,
        r"\bno other (?:area|authority|council)\b[^.;]{0,30}?\b(?:lower|fewer|less|smaller)\b",
    ),
    (
        Says.HIGHEST,
        r"\btop(?:s|ped)? the (?:national |regional )?(?:table|list|league)\b|"
        r"\b(?:is|are|was|were) a record\b|\ba record (?:number|level|year)\b",
    ),
    (
        Says.LIKE,
        rf"\b(?:not )?(?:statistically |significantly |very |much )?different (?:from|to) "
        rf"{_THAT_OF}{_WHOM}",
    ),
    (Says.SAME, rf"\bthe same as (?:that of |those of |in )?{_BEFORE}"),
    (
        Says.STABLE,
        rf"\b(?:in line with|similar to|comparable (?:to|with)|consistent with|close to|much as) "
        rf"(?:that of |those of |in )?{_BEFORE}",
    ),
    (Says.BETTER_THAN, rf"\b(?:better than|outperform(?:s|ed)) {_THAT_OF}{_WHOM}"),
    (Says.WORSE_THAN, rf"\bworse than {_THAT_OF}{_WHOM}"),
    (
        Says.LIKE,
        rf"\b(?:in line with|similar to|close to|(?:about |broadly |much )?the same as|comparable "
        rf"(?:to|with)|on a par with|level with|consistent with|no different (?:from|to)) "
        rf"{_THAT_OF}{_WHOM}",
    ),
    (
        Says.MORE_OF_TWO,
        rf"\b(?:more|higher|larger)\b[^.;]{{0,60}}?{BOUND}+[^.;]{{0,20}}? than "
        rf"[^.;]{{0,60}}?{BOUND}+",
    ),
    (
        Says.MORE_OF_TWO,
        rf"\b(?:exceed(?:s|ed)|outnumber(?:s|ed)?)\b[^.;]{{0,40}}?{BOUND}+[^.;]{{0,20}}?{BOUND}+",
    ),
    (
        Says.FEWER_OF_TWO,
        rf"\b(?:fewer|lower|smaller)\b[^.;]{{0,60}}?{BOUND}+[^.;]{{0,20}}? than "
        rf"[^.;]{{0,60}}?{BOUND}+",
    ),
    (
        Says.ROSE,
        rf"\b(?:(?:more|higher|greater|larger)\b[^.;:{BOUND}]{{0,60}}?\bthan|above|exceed(?:s|"
        rf"ed)|outstripped|overtook|"
        rf"surpassed) (?:that of |those of |the figure for )?{_BEFORE}",
    ),
    (
        Says.FELL,
        rf"\b(?:(?:fewer|less|lower|smaller)\b[^.;:{BOUND}]{{0,60}}?\bthan|below) "
        rf"(?:that of |those of |the figure for )?{_BEFORE}",
    ),
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
        r"(?:more than|over|well over|just over) (?:a )?half|(?:nearly|almost) all|the "
        r"bulk of|the lion[’']s share)\b(?! as)|"
        rf"\bmost (?:of (?:the|these|those|our|all|them)\b|(?:[\w’-]+ ){{0,2}}?{_PEOPLE}\b)",
    ),
    (Says.MOST, rf"\b(?:more than|over|just over|well over|at least) {_PART}\b"),
    (
        Says.FEW,
        rf"\b(?:less than|fewer than|under|just under|at most) {_PART}\b|"
        r"\b(?:a|the) (?:small |tiny )?minority\b|\b(?:hardly|barely) any\b|\bvery few\b|"
        r"\bonly a (?:few|handful)\b",
    ),
    (
        Says.HIGHEST,
        rf"{_NO_ORDINAL}\b(?:highest|largest|greatest|biggest){_SCOPE}",
    ),
    (Says.LOWEST, rf"{_NO_ORDINAL}\b(?:lowest|smallest|fewest){_SCOPE}"),
    (
        Says.IMPROVED,
        r"\b(?:(?:has|have|had|also|significantly|greatly|slightly|much) )*improved"
        r"(?=[.,;:)]|$| (?:in|by|from|to|on|since|over|during|at|across|this|again|further|year|"
        r"and|"
        r"but|while|the|significantly|slightly|greatly|markedly|considerably|steadily)\b)"
        r"(?: (?:significantly|slightly|greatly|markedly))?|"
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
    (
        Says.WORST,
        r"\bworst(?:[- ]performing)?(?= (?:[\w’-]+ ){0,4}?(?:in|of|among|across|nationally)\b)",
    ),
    (
        Says.BEST,
        r"\bbest(?:[- ]performing)?(?= (?:[\w’-]+ ){0,2}?(?:in|of|among|across) the\b)",
    ),
    (Says.ALL, rf"\b(?:all (?:of )?(?:the|our|these)|every(?: one of the)?) (?:\w+ )?{_PEOPLE}"),
    (
        Says.MUCH,
        r"\b(?:gap|difference|disparity|inequalit(?:y|ies))\b[^.,;]{0,40}\b(?:widened|narrowed|"
        r"closed)\b",
    ),
    (
        Says.WORSENED,
        r"\b(?:waits?|waiting (?:times?|lists?)|delays?|queues?|stays?) (?:\w+ ){1,2}longer\b",
    ),
    (
        Says.IMPROVED,
        r"\b(?:waits?|waiting (?:times?|lists?)|delays?|queues?|stays?) (?:\w+ ){1,2}shorter\b",
    ),
    (
        Says.MUCH,
        r"\ba (?:significant|substantial|large|high|considerable|sizeable|growing|small|low|tiny) "
        r"(?:proportion|number|share|percentage|amount|volume)\b",
    ),
    (
        Says.HIGHEST,
        r"\b(?:(?:record|all-time|\w+[- ](?:year|month|week)) high\b(?! risk)|peaked|"
        r"at (?:its|their) (?:highest|peak))\b",
    ),
    (
        Says.LOWEST,
        r"\b(?:(?:record|all-time|\w+[- ](?:year|month|week)) low|at (?:its|their) lowest)\b",
    ),
    (Says.ROSE, r"\bon the (?:rise|increase|up)\b"),
    (Says.FELL, r"\bon the (?:decline|decrease|wane)\b"),
    (
        Says.ABOVE,
        rf"\b(?:is|are|was|were|remains?|remained|stayed|still) {_VERY}?high\b{_NOT_A_NAME}",
    ),
    (
        Says.BELOW,
        rf"\b(?:is|are|was|were|remains?|remained|stayed|still) {_VERY}?low\b{_NOT_A_NAME}",
    ),
    (
        Says.ROSE,
        r"\b(?:is|are|was|were|been) (?:slightly |much |significantly |considerably |far )?"
        r"(?:higher|greater)\b(?= (?:this|in|again|overall|for|by|during)\b|[.,;]|$)",
    ),
    (
        Says.FELL,
        r"\b(?:is|are|was|were|been) (?:slightly |much |significantly |considerably |far )?"
        r"lower\b(?= (?:this|in|again|overall|for|by|during)\b|[.,;]|$)",
    ),
    (
        Says.IMPROVED,
        r"\b(?:more quickly|more promptly|faster|quicker|sooner|more timely)\b(?! (?:access|help))",
    ),
    (Says.WORSENED, r"\b(?:more slowly|slower|less quickly|less promptly|less timely)\b"),
    (Says.ROSE, _verbs(_UP_PAST, _UP_GOING, _UP_BASE)),
    (Says.FELL, _verbs(_DOWN_PAST, _DOWN_GOING, _DOWN_BASE)),
    (
        Says.ROSE,
        rf"{_IS}up{_BIT} (?:on|from|by) (?=the|last|previous|\d|£|{BOUND}|a )|"
        rf"{_IS}up{_BIT}(?=[.,;:]|$| again)",
    ),
    (
        Says.FELL,
        rf"{_IS}down{_BIT} (?:on|from|by) (?=the|last|previous|\d|£|{BOUND}|a )|"
        rf"{_IS}down{_BIT}(?=[.,;:]|$| again)",
    ),
    (Says.ROSE, _nouns(_UP_NOUN, _UP_GOING, "upward|increased|higher")),
    (Says.FELL, _nouns(_DOWN_NOUN, _DOWN_GOING, "downward|decreased|reduced|lower")),
    (Says.ROSE, _FEW_OR_MORE.format(which="more", plain="{1,6}")),
    (Says.FELL, _FEW_OR_MORE.format(which="(?:fewer|less)", plain="{1,6}")),
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
NOUN_ENDS = rf"(?:{_UP_NOUN}|{_DOWN_NOUN}|{_COUNTED}|changes?|differences?|improvements?)$"
