"""What each of the words by which narrative claims something says of a figure.

They are matched against small letters, in this order: a longer reading goes first. Beside
each pattern stand pieces of which whatever it matches holds one, between bars: to look for
those is many times as quick, and most clauses have none.
"""

from __future__ import annotations

from bcssp_lib.checks.claim import Says
from bcssp_lib.checks.claim_vocabulary import (
    BEFORE,
    BIT,
    DETERMINER,
    DOWN_BASE,
    DOWN_GOING,
    DOWN_NOUN,
    DOWN_NOUN_NEEDS,
    DOWN_PAST,
    DOWN_VERB_NEEDS,
    FEW_OR_MORE,
    HOW_FAR,
    IS,
    MUCH,
    NO_ORDINAL,
    NOT_A_NAME,
    PART,
    PEOPLE,
    PERCENT,
    SCOPE,
    THAT_OF,
    UP_BASE,
    UP_GOING,
    UP_NOUN,
    UP_NOUN_NEEDS,
    UP_PAST,
    UP_VERB_NEEDS,
    VERY,
    WHOM,
    nouns,
    verbs,
)
from bcssp_lib.checks.prose import BOUND

PATTERNS: tuple[tuple[Says, str, str], ...] = (
    (
        Says.NO_SIGNIFICANT_CHANGE,
        r"\b(?:no|not an?y?|without an?y?|little) (?:statistically )?(?:significant|real|clear|"
        r"marked|"
        r"measurable|meaningful|material|notable) (?:changes?|differences?)\b|"
        r"\b(?:not|n[’']t) (?:statistically )?(?:significantly|really|materially) chang(?:ed?|"
        r"ing)\b",
        "chang|differen",
    ),
    (
        Says.NO_SIGNIFICANT_CHANGE,
        r"\b(?:not|n[’']t) changed? (?:statistically )?(?:significantly|materially|markedly)\b",
        "chang",
    ),
    (
        Says.NO_SIGNIFICANT_CHANGE,
        r"\b(?:is|are|was|were|has been)(?: not|n[’']t) (?:statistically )?significant"
        r"(?= at|[.,;:]|$)",
        "significant",
    ),
    (
        Says.SIGNIFICANT,
        r"\b(?:is|are|was|were|proved) (?:statistically )?significant(?= at|[.,;:]|$)",
        "significant",
    ),
    (
        Says.BIGGEST_RISE,
        r"\b(?:biggest|largest|greatest|steepest|sharpest) (?:percentage )?(?:rise|increase|"
        r"growth)\b",
        "rise|increase|growth",
    ),
    (
        Says.BIGGEST_FALL,
        r"\b(?:biggest|largest|greatest|steepest|sharpest) (?:percentage )?(?:fall|decrease|drop|"
        r"reduction|decline)\b",
        "fall|decrease|drop|reduction|decline",
    ),
    (
        Says.MULTIPLIED,
        r"\b(?P<near>(?:more than |nearly |almost |over |just under |just over |about |less "
        r"than )?)"
        r"(?P<times>doubled|trebled|tripled|quadrupled|halved|(?:half|double|twice)(?= what\b))",
        "doubled|trebled|tripled|quadrupled|halved|half|double|twice",
    ),
    (
        Says.STABLE,
        r"\b(?:remain(?:s|ed|ing)?|stay(?:s|ed|ing)?|kept|held|is|are|was|were|been|has been|"
        r"continu(?:ed|es) to be) (?P<loose>(?:broadly|largely|relatively|fairly|very|much|about|"
        r"roughly|reasonably|almost|virtually|more or less) )?"
        r"(?:stable|steady|unchanged|constant|consistent|static|flat|level|the same|similar|"
        r"at a similar level|at the same level)\b(?! as| to(?! (?:last|the previous|the year)))|"
        r"\b(?:changed (?:very )?little|hardly changed|(?:very )?little (?:change|movement)|did "
        r"not change|"
        r"no change|has not changed|have not changed|stabilised|plateaued|levelled off)\b",
        "stable|steady|unchanged|constant|consistent|static|flat|level|"
        "same|similar|change|movement|stabilised|plateaued",
    ),
    (
        Says.TARGET_MET,
        rf"\b(?:(?:not |n[’']t )?(?:met|meets?|meeting|achiev(?:ed|es|ing)|reach(?:ed|es)|"
        rf"exceed(?:ed|s|ing)?|beat|surpass(?:ed|es)|hit|above|over|on|ahead of|within|better than|"
        rf"outperformed)) (?:(?:the|its|our|their|this|that|all|both|set|agreed|national) )*"
        rf"(?:(?:\d+(?:\.\d+)?%|{BOUND}+|[\w’-]+) )?(?:target|practice standard)s?\b",
        "target|practice standard",
    ),
    (
        Says.TARGET_MISSED,
        rf"\b(?:miss(?:ed|es|ing)?|below|under|short of|behind|worse than|off|outside|"
        rf"fail(?:ed|s)? to (?:meet|reach|achieve)) (?:(?:the|its|our|their|this|that) )*"
        rf"(?:(?:\d+(?:\.\d+)?%|{BOUND}+|[\w’-]+) )?(?:target|practice standard)s?\b|"
        r"\btargets? (?:for [^.,;]{0,60} )?(?:was|were|has been|have been|is) "
        r"(?:narrowly |not |again |also )*(?:missed|met)\b",
        "target|practice standard",
    ),
    (Says.RATED, r"\b(?:is|are|was|were|rated|as|now|remains?|remained) (?:rated )?"
                 r"(?P<colour>green|amber|red)\b",
                 "green|amber|red"),
    (
        Says.ABOVE,
        rf"\b(?:(?:{MUCH} )*(?:higher|greater|larger|more)(?: [^.,;{BOUND}]{{0,40}}?)? than|"
        rf"(?:{MUCH} )*(?:above|in excess of)|exceed(?:s|ed)?) {THAT_OF}{WHOM}",
        "than|above|in excess|exceed",
    ),
    (
        Says.BELOW,
        rf"\b(?:(?:{MUCH} )*(?:lower|smaller|fewer|less)(?: [^.,;{BOUND}]{{0,40}}?)? than|"
        rf"(?:{MUCH} )*below) {THAT_OF}{WHOM}",
        "than|below",
    ),
    (
        Says.FELL,
        r"\b(?:not|n[’']t) (?:nearly |quite )?as (?:high|many|large|much)\b",
        "as ",
    ),
    (Says.ROSE, r"\b(?:not|n[’']t) (?:nearly |quite )?as (?:low|few|small)\b", "as "),
    (
        Says.HIGHEST,
        r"\bno other (?:area|authority|council)\b[^.;]{0,30}?\b(?:higher|more|greater|larger)\b",
        "no other",
    ),
    (
        Says.LOWEST,
        r"\bno other (?:area|authority|council)\b[^.;]{0,30}?\b(?:lower|fewer|less|smaller)\b",
        "no other",
    ),
    (
        Says.HIGHEST,
        r"\btop(?:s|ped)? the (?:national |regional )?(?:table|list|league)\b|"
        r"(?:\b(?:is|are|was|were)|,) a record\b(?! of)|\ba record (?:number|level|year)\b",
        "top|record",
    ),
    (
        Says.LIKE,
        rf"\b(?:not )?(?:statistically |significantly |very |much )?different (?:from|to) "
        rf"{THAT_OF}{WHOM}",
        "different",
    ),
    (Says.SAME, rf"\bthe same as (?:that of |those of |in )?{BEFORE}", "the same as"),
    (
        Says.STABLE,
        rf"\b(?:in line with|similar to|comparable (?:to|with)|consistent with|close to|much as) "
        rf"(?:that of |those of |in )?{BEFORE}",
        "in line|similar|comparable|consistent|close to|much as",
    ),
    (Says.BETTER_THAN,
        rf"\b(?:better than|outperform(?:s|ed)|compares? favourably (?:with|to)) "
        rf"{THAT_OF}{WHOM}",
        "better|outperform|favourabl"),
    (Says.WORSE_THAN,
        rf"\b(?:worse than|compares? (?:unfavourably|badly|poorly) (?:with|to)) "
        rf"{THAT_OF}{WHOM}",
        "worse|compare"),
    (
        Says.LIKE,
        rf"\b(?:in line with|similar to|close to|(?:about |broadly |much )?the same as|comparable "
        rf"(?:to|with)|on a par with|level with|consistent with|no different (?:from|to)) "
        rf"{THAT_OF}{WHOM}",
        "in line|similar|close to|the same|comparable|on a par|level with|consistent|no different",
    ),
    (
        Says.MORE_OF_TWO,
        rf"\b(?:more|higher|larger)\b[^.;]{{0,60}}?{BOUND}+[^.;]{{0,20}}? than "
        rf"[^.;]{{0,60}}?{BOUND}+",
        "than",
    ),
    (
        Says.MORE_OF_TWO,
        rf"\b(?:exceed(?:s|ed)|outnumber(?:s|ed)?)\b[^.;]{{0,40}}?{BOUND}+[^.;]{{0,20}}?{BOUND}+",
        "exceed|outnumber",
    ),
    (
        Says.FEWER_OF_TWO,
        rf"\b(?:fewer|lower|smaller)\b[^.;]{{0,60}}?{BOUND}+[^.;]{{0,20}}? than "
        rf"[^.;]{{0,60}}?{BOUND}+",
        "than",
    ),
    (
        Says.ROSE,
        rf"\b(?:(?:more|higher|greater|larger)\b[^.;:{BOUND}]{{0,60}}?\bthan|above|exceed(?:s|"
        rf"ed)|outstripped|overtook|"
        rf"surpassed) (?:that of |those of |the figure for )?{BEFORE}",
        "than|above|exceed|outstripped|overtook|surpassed",
    ),
    (
        Says.FELL,
        rf"\b(?:(?:fewer|less|lower|smaller)\b[^.;:{BOUND}]{{0,60}}?\bthan|below) "
        rf"(?:that of |those of |the figure for )?{BEFORE}",
        "than|below",
    ),
    (
        Says.OVER_BOUND,
        rf"\b(?:more than|over|above|higher than|greater than|in excess of|upwards of|just over|"
        rf"well over) (?:the )?£?(?={BOUND})",
        "more than|over|above|er than|in excess|upwards of",
    ),
    (
        Says.UNDER_BOUND,
        rf"\b(?:fewer than|less than|under|below|lower than|nearly|almost|just under|close to|"
        rf"not quite) (?:the )?£?(?={BOUND})",
        "er than|less than|under|below|nearly|almost|close to|not quite",
    ),
    (
        Says.MOST,
        r"\b(?:(?:the|a) (?:(?:vast|great|large|overwhelming|clear|small|slim) )?majority|"
        r"(?:more than|over|well over|just over) (?:a )?half|(?:nearly|almost) all|the "
        r"bulk of|the lion[’']s share)\b(?! as)|"
        rf"\bmost (?:of (?:the|these|those|our|all|them)\b|(?:[\w’-]+ ){{0,2}}?{PEOPLE}\b)",
        "majority|half| all|bulk|lion|most",
    ),
    (
        Says.MOST,
        rf"\b(?:more than|over|just over|well over|at least) {PART}\b",
        "half|third|quarter|fifth|tenth",
    ),
    (
        Says.FEW,
        rf"\b(?:less than|fewer than|under|just under|at most) {PART}\b|"
        r"\b(?:a|the) (?:small |tiny )?minority\b|\b(?:hardly|barely) any\b|\bvery few\b|"
        r"\bonly a (?:few|handful)\b",
        "half|third|quarter|fifth|tenth|minority| any|few|handful",
    ),
    (
        Says.HIGHEST,
        rf"{NO_ORDINAL}\b(?:highest|largest|greatest|biggest){SCOPE}",
        "highest|largest|greatest|biggest",
    ),
    (Says.LOWEST, rf"{NO_ORDINAL}\b(?:lowest|smallest|fewest){SCOPE}", "lowest|smallest|fewest"),
    (
        Says.IMPROVED,
        r"\b(?:(?:has|have|had|also|significantly|greatly|slightly|much) )*improved"
        r"(?=[.,;:)]|$| (?:in|by|from|to|on|since|over|during|at|across|this|again|further|year|"
        r"and|"
        r"but|while|the|significantly|slightly|greatly|markedly|considerably|steadily)\b)"
        r"(?: (?:significantly|slightly|greatly|markedly))?|"
        rf"\b(?:{DETERMINER}+)improvements? (?:in|on|from|since)\b|"
        r"\b(?:is|are|was|were|been) improving\b|"
        r"\b(?:got|gotten|getting|became|become|is|are|was|were|much|significantly|slightly) better"
        r"\b(?! (?:at|for)\b)",
        "improv|better",
    ),
    (
        Says.WORSENED,
        r"\b(?:(?:has|have|had|significantly|slightly) )*(?:worsened|deteriorated|slipped)\b|"
        r"\b(?:is|are|was|were|been) (?:worsening|deteriorating)\b|"
        rf"\b(?:{DETERMINER}+)(?:deterioration|worsening) (?:in|of|on)\b|"
        r"\b(?:got|gotten|getting|became|become|is|are|was|were|much|significantly|slightly) "
        r"worse\b",
        "worse|deteriorat|slipped",
    ),
    (
        Says.WORST,
        r"\bworst(?:[- ]performing)?(?= (?:[\w’-]+ ){0,4}?(?:in|of|among|across|nationally)\b)",
        "worst",
    ),
    (
        Says.BEST,
        r"\bbest(?:[- ]performing)?(?= (?:[\w’-]+ ){0,2}?(?:in|of|among|across) the\b)",
        "best",
    ),
    (
        Says.ALL,
        rf"\b(?:all (?:of )?(?:the|our|these)|every(?: one of the)?) (?:\w+ )?{PEOPLE}",
        "all|every",
    ),
    (
        Says.MUCH,
        r"\b(?:gap|difference|disparity|inequalit(?:y|ies))\b[^.,;]{0,40}\b(?:widened|narrowed|"
        r"closed)\b",
        "gap|difference|disparity|inequalit",
    ),
    (
        Says.WORSENED,
        r"\b(?:waits?|waiting (?:times?|lists?)|delays?|queues?|stays?) (?:\w+ ){1,2}longer\b",
        "longer",
    ),
    (
        Says.IMPROVED,
        r"\b(?:waits?|waiting (?:times?|lists?)|delays?|queues?|stays?) (?:\w+ ){1,2}shorter\b",
        "shorter",
    ),
    (
        Says.MUCH,
        r"\ba (?:significant|substantial|large|high|considerable|sizeable|growing|small|low|tiny) "
        r"(?:proportion|number|share|percentage|amount|volume)\b",
        "proportion|number|share|percentage|amount|volume",
    ),
    (
        Says.HIGHEST,
        r"\b(?:(?:record|all-time|\w+[- ](?:year|month|week)|new) high\b(?! risk)|peaked|"
        r"at (?:its|their) (?:highest|peak))\b",
        "high|peak",
    ),
    (
        Says.LOWEST,
        r"\b(?:(?:record|all-time|\w+[- ](?:year|month|week)|new) low|at (?:its|their) lowest)\b",
        "low",
    ),
    (
        Says.ROSE,
        rf"\b(?:is|are|was|were|been) {PERCENT} (?:higher|greater)\b|"
        r"\b(?:is|are|was|were|become|became) (?:much |far )?more (?:common|frequent|numerous)\b|"
        r"\btrending up(?:wards?)?\b|"
        r"\b(?:a growing|an increasing) (?:problem|issue|challenge)\b",
        "higher|greater|more |trending|problem|issue|challenge",
    ),
    (
        Says.FELL,
        rf"\b(?:is|are|was|were|been) {PERCENT} lower\b|"
        r"\b(?:is|are|was|were|become|became) (?:much |far )?(?:less (?:common|frequent)|rarer)\b|"
        r"\btrending down(?:wards?)?\b|\b(?:in|one of) decline\b",
        "lower|less |rarer|trending|decline",
    ),
    (
        Says.ROSE,
        r"\b(?:(?:managed to|helped(?: to)?) increase|(?:succeeded in|led to) increasing)\b|"
        r"^\W*(?:rises?|increases?) in\b",
        "increas|rise",
    ),
    (
        Says.FELL,
        r"\b(?:(?:managed to|helped(?: to)?) (?:reduce|lower|cut)|(?:succeeded in|led to) "
        r"(?:reducing|lowering|cutting))\b|^\W*(?:reductions?|decreases?|falls?|drops?) in\b",
        "reduc|lower|cut|decrease|fall|drop",
    ),
    (Says.ROSE, r"\bon the (?:rise|increase|up)\b", "on the "),
    (Says.FELL, r"\bon the (?:decline|decrease|wane)\b", "on the "),
    (
        Says.ABOVE,
        rf"\b(?:is|are|was|were|remains?|remained|stayed|still) {VERY}?high\b{NOT_A_NAME}",
        "high",
    ),
    (
        Says.BELOW,
        rf"\b(?:is|are|was|were|remains?|remained|stayed|still) {VERY}?low\b{NOT_A_NAME}",
        "low",
    ),
    (
        Says.ROSE,
        r"\b(?:is|are|was|were|been) (?:slightly |much |significantly |considerably |far )?"
        r"(?:higher|greater)\b(?= (?:this|in|again|overall|for|by|during)\b|[.,;]|$)",
        "higher|greater",
    ),
    (
        Says.FELL,
        r"\b(?:is|are|was|were|been) (?:slightly |much |significantly |considerably |far )?"
        r"lower\b(?= (?:this|in|again|overall|for|by|during)\b|[.,;]|$)",
        "lower",
    ),
    (
        Says.IMPROVED,
        r"\b(?:more quickly|more promptly|faster|quicker|sooner|more timely)\b(?! (?:access|"
        r"help|rate|pace|growth|than))",
        "more |faster|quicker|sooner",
    ),
    (
        Says.WORSENED,
        r"\b(?:more slowly|slower|less quickly|less promptly|less timely)\b",
        "slow|less ",
    ),
    (Says.ROSE, verbs(UP_PAST, UP_GOING, UP_BASE), UP_VERB_NEEDS),
    (Says.FELL, verbs(DOWN_PAST, DOWN_GOING, DOWN_BASE), DOWN_VERB_NEEDS),
    (Says.ROSE, rf"{IS}up{BIT}{HOW_FAR}", "up"),
    (Says.FELL, rf"{IS}down{BIT}{HOW_FAR}", "down"),
    (
        Says.ROSE,
        r"\b(?:trend|trajectory|direction)\b[^.;]{0,60}?\b(?:is|was|has been|remains) "
        r"(?:still |now |clearly )?upwards?\b",
        "trend|trajectory|direction",
    ),
    (
        Says.FELL,
        r"\b(?:trend|trajectory|direction)\b[^.;]{0,60}?\b(?:is|was|has been|remains) "
        r"(?:still |now |clearly )?downwards?\b",
        "trend|trajectory|direction",
    ),
    (Says.ROSE, nouns(UP_NOUN, UP_GOING, "upward|increased|higher"), UP_NOUN_NEEDS),
    (Says.FELL, nouns(DOWN_NOUN, DOWN_GOING, "downward|decreased|reduced|lower"), DOWN_NOUN_NEEDS),
    (Says.ROSE, FEW_OR_MORE.format(which="more", plain="{1,6}"), "more"),
    (Says.FELL, FEW_OR_MORE.format(which="(?:fewer|less)", plain="{1,6}"), "fewer|less"),
)  # fmt: skip
