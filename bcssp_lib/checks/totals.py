"""Totals, their parts and what is left of them, as a text tells them and its numbers make them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, pairwise, takewhile

from bcssp_lib.checks.numbered import (
    A_PAIR,
    NUMBER,
    WORD,
    NumberedSentence,
    are_in_digits,
    counts_of,
    have_shares_of,
)
from bcssp_lib.checks.numbers import Form, Mention
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.slips import differs_as_slips_do
from bcssp_lib.model.finding import Finding, Kind, Severity, wrong_if
from bcssp_lib.stats.wording import number_text

_ADDED = (Form.COUNT, Form.POUNDS)
_SUMMED = {*_ADDED, Form.PERCENT}
_A_RUN, _MOST_PARTS, _LONGEST_LIST = 3, 3, 12
_LITTLE, _NEAR_TOTAL = Decimal(2), Decimal("0.1")
_FAR_FROM_SUM = Decimal(12)  # percentage points


def check_totals(numbered: NumberedSentence) -> Iterator[Finding]:
    """Sums, and what is left of a whole, that the numbers beside them contradict."""
    yield from _check_told_totals(numbered)
    yield from _check_rests(numbered)
    yield from _check_sums(numbered.context)


# A total that the text calls so

_TOTALS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{NUMBER} (?:in (?:all|total)|altogether|over the (?:year|(?:three|four) quarters))\b",
        rf",? so (?:that )?{NUMBER} (?:of|together)\b",
        rf"\bplus (?:the )?#\d+#[^#.;]{{0,20}}? (?:makes?|is|gives?|made|gave|comes to) {NUMBER}",
        rf"\b[Tt]ogether (?:had|were|took|saw|cost|made|received) {NUMBER}",
        r"\b[Tt]ogether (?:the (?:\w+|#\d+#) |they |these )?(?:makes?|total) "
        rf"(?:the |a total of )?{NUMBER}",
        r"\b(?:total(?:led|ling)?|[Tt]otal:|[Tt]ogether these|(?:giving|making) (?:a|an overall) "
        r"total of|[Tt]ogether (?:came|come|made|make|amount(?:ed)?) to|[Ii]n (?:all|total)|"
        rf"[Aa]ltogether|that is,),? {WORD}{{0,4}}(?<!\bfrom )(?<!\bthan ){NUMBER}",
        r"^(?:In all|In total|Altogether|Total|All told|(?:Those|These|The) (?:two|three|four)"
        r"[^#.;]*(?:make|come to|total|add up to)|(?:These|Those|They) (?:sum|add up|come) to)\b"
        rf"[^#.;]{{0,40}}?{NUMBER}",
    )
)
_OF_SHARES = re.compile(
    r"\b(?:[Tt]ogether|[Cc]ombined|[Bb]etween them|[Ii]n all)\b[^#]{0,50}" + NUMBER
)
_MAKES = re.compile(
    r"\b(?:making|which makes|that makes|that is) $|\bso (?:that )?$|together these"
)
_SOME_MORE = re.compile(r"(?:[;,] |\band )(?:the )?(?:others?|rest|remainder)\b[^#]*$")


def _check_told_totals(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "192, 241, 215 and 146, 784 in all", where no numbers before it make the total."""
    for pattern in (*_TOTALS, _OF_SHARES):
        for match in pattern.finditer(numbered.text):
            (total,) = numbered.named(match)
            if (total.form is Form.PERCENT) is (pattern is _OF_SHARES):
                yield from _judge_total(numbered, total, [*_list_parts(numbered, match, total)])


def _judge_total(
    numbered: NumberedSentence, total: Mention, possible: Sequence[Sequence[Mention]]
) -> Iterator[Finding]:
    """A total that nothing makes which it may be the sum of, and something nearly does."""
    if any(_begins_with(parts, total.amount) for parts in possible):
        return
    sums = [_add_up(numbered.context, parts, total.amount) for parts in possible]
    near = [pair for pair in zip(possible, sums, strict=True) if _nearly_makes(pair[1], total)]
    if near and not any(_makes(each, total) for each in sums):
        parts, made = near[0]
        yield _sum_finding(numbered.context, parts, made, total)


def _begins_with(parts: Sequence[Mention], total: Decimal) -> bool:
    """Whether the first of some numbers make a total, so that the others are of something else."""
    return total in accumulate(each.amount for each in parts)


def _makes(its_sum: Decimal, total: Mention) -> bool:
    return abs(its_sum - total.amount) <= (1 if total.form is Form.PERCENT else 0)


def _nearly_makes(its_sum: Decimal, total: Mention) -> bool:
    """Whether a sum is so near to a total that it is a mistake for it."""
    if total.form is Form.PERCENT:
        return abs(its_sum - total.amount) <= _FAR_FROM_SUM
    return abs(its_sum - total.amount) <= max(Decimal(1), its_sum * _NEAR_SUM)


_NEAR_SUM = Decimal("0.35")


def _list_parts(
    numbered: NumberedSentence, match: re.Match[str], total: Mention
) -> Iterator[Sequence[Mention]]:
    """What a text may add up to a total: numbers of its sentence, or of those before."""
    if _SOME_MORE.search(numbered.text[: match.start()]) or total.form not in _SUMMED:
        return  # "87 from the hospital; other sources made it 379 in all"
    own = _list_addends(numbered.context, total.form)
    before = [each for each in own if each.end < total.start]
    parts = before if len(before) >= A_PAIR else [each for each in own if each is not total]
    if total.form is Form.PERCENT:
        shares = before or [each for each in numbered.figures_before if each.form is total.form]
        yield from [shares] if len(shares) >= A_PAIR else []
    elif len(parts) >= A_PAIR:
        made = _MAKES.search(f"{numbered.text[: match.start()]}{match[0].partition('#')[0]}")
        plain = not numbered.movements and len(parts) >= (A_PAIR if made else _A_RUN)
        yield from [parts] if plain or are_listed(numbered, parts) else []
    elif not before:
        yield from _list_parts_before(numbered, total)


def _list_parts_before(numbered: NumberedSentence, total: Mention) -> Iterator[Sequence[Mention]]:
    """The numbers of a list or of the sentence before, and the lines of a table."""
    lines = _listed_before(numbered, total.form)
    listed = lines or [each for each in numbered.figures_before if each.form is total.form]
    if len(listed) > A_PAIR and listed[0].amount > _sum(listed[1:]):
        listed = listed[1:]  # "of the 1,603, 343 and 673 …"
    near = abs(_sum(listed) - total.amount) <= max(Decimal(1), _sum(listed) * _NEAR_TOTAL)
    if A_PAIR <= len(listed) <= _LONGEST_LIST and (near or not lines):
        yield listed
    for line in _lines_of_table_before(numbered):
        if _sum(line) == total.amount or differs_as_slips_do(_sum(line), total.amount):
            yield line


def _sum(parts: Sequence[Mention]) -> Decimal:
    return sum((each.amount for each in parts), Decimal(0))


_MORE = re.compile(r" (?:more|fewer|less)\b")  # "in other words, a million more"


def _list_addends(context: SentenceContext, form: Form) -> list[Mention]:
    """The figures of one form that may be a total or its parts: no change, and no tally."""
    figures = [each for each in context.figures if each.form is form]
    figures = [each for each in figures if not _MORE.match(context.typed[each.end :])]
    return _without_tallies(context, figures)


def _without_tallies(context: SentenceContext, figures: Sequence[Mention]) -> list[Mention]:
    """Those that are not how many follow, as in "in one of three groups: 39, 13 and 8"."""
    typed, kept = context.typed, list[Mention]()
    for at, figure in enumerate(figures):
        after = figures[at + 1 :]
        leads = bool(after) and ":" in typed[figure.end : after[0].start]
        how_many = {len(after), len(after) - 1} if leads else {_count_listed(typed, after)}
        if figure.amount not in how_many:
            kept.append(figure)
        elif kept and typed[kept[-1].start : figure.start].lower() == "one of ":
            kept.pop()
    return kept


def _count_listed(typed: str, figures: Sequence[Mention]) -> int:
    """How many figures stand in one list, as in "drew 12, 9 and 14 people"; 0 if too few."""
    gaps = [typed[one.end : other.start] for one, other in pairwise(figures)]
    listed = 1 + sum(1 for _ in takewhile(_BARE_GAP.fullmatch, gaps))
    return listed if listed >= _A_RUN else 0


_BARE_GAP = re.compile(r", |,? and ")
_ONE = re.compile(r"\bone\b", re.IGNORECASE)


def _add_up(context: SentenceContext, parts: Sequence[Mention], total: Decimal) -> Decimal:
    """The sum of parts; the total, if each "one" that is counted among them makes up for it."""
    made = _sum(parts)
    own = parts[0] in context.figures
    between = context.typed[parts[0].start :] if own else ""
    ones = len(_ONE.findall(between)) - sum(part.text.lower() == "one" for part in parts)
    return total if 0 <= total - made <= ones else made


_VERB = re.compile(
    r"\b(?:was|were|is|are|had|has|have|felt|rose|fell|said|compared|against|than|from|to|also|"
    r"target|average|above|below|up|down|more|fewer|less|before|when|while|who|whom|which|so|(?!integrated)\w+ed)\b",
    re.IGNORECASE,
)

_WERE = re.compile(r"^ (?:were|was|are|is) ")


def are_listed(numbered: NumberedSentence, parts: Sequence[Mention]) -> bool:
    """Whether figures stand next to each other as a list."""
    typed = numbered.context.typed
    gaps = [typed[one.end : other.start] for one, other in pairwise(parts)]
    gaps = [_WERE.sub(" ", gap, count=1) for gap in gaps]  # "640 were of homes, 392 of hospitals"
    return all(len(gap.split()) <= _LISTED_WORDS and not _VERB.search(gap) for gap in gaps)


_LISTED_WORDS = 6


def _listed_before(numbered: NumberedSentence, form: Form) -> list[Mention]:
    """The figures of the sentences before, as far back as each has just one, of this form."""
    listed: list[Mention] = []
    before = numbered.context.previous
    while before is not None and [each.form for each in before.figures] == [form]:
        listed.append(before.figures[0])
        before = before.previous
    return listed[::-1] if len(listed) > 1 else []


_SOON_AFTER = 3  # sentences


def _lines_of_table_before(numbered: NumberedSentence) -> list[list[Mention]]:
    """The counts of each row and column of the table just before a sentence."""
    before = numbered.context.previous
    for _ in range(_SOON_AFTER):
        if before is not None and before.sentence.kind == "sentence":
            before = before.previous
    lines: dict[tuple[int, str], list[Mention]] = defaultdict(list)
    while before is not None and before.sentence.kind == "cell":
        count = counts_of(before.figures)[:1]
        for across, head in enumerate(before.sentence.head or (before.sentence.text,)):
            lines[across, head] += count  # the first cell of a row has no head, and is one
        before = before.previous
    return [line[::-1] for line in lines.values() if len(line) >= _A_RUN]


# What is left of a whole

_IS_LEFT = re.compile(
    rf"\b(?:[Tt]he (?:other|remaining)|[Rr]emaining) {NUMBER}|"
    rf"^{NUMBER} [^#.;]{{1,40}}?\b(?:(?:have|has) yet to|(?:have|has|did|do|does)(?: not|n[’']t) "
    r"(?:yet )?(?:repl|respon|return|answer)|(?:are|is|remain) (?:still )?outstanding)"
)
_LEAVES = re.compile(
    rf"{NUMBER}[^#;.]{{0,30}}? leav(?:es?|ing) {NUMBER} of (?:the )?{WORD}{{0,3}}{NUMBER}"
)


def _check_rests(numbered: NumberedSentence) -> Iterator[Finding]:
    """As in "seventy came … eight were charged; the other 64 were not"."""
    for match in _LEAVES.finditer(numbered.text):
        part, rest, whole = numbered.named(match)
        if part.form is rest.form is whole.form is Form.COUNT and part.amount < whole.amount:
            yield from _judge_rest(numbered, rest, whole, part)
    for match in _IS_LEFT.finditer(numbered.text):
        (rest,) = numbered.named(match)
        typed = numbered.context.typed
        own = [
            each
            for each in numbered.figures
            if each.end < rest.start and not typed[: each.start].endswith("at least ")
        ]
        shares = [e for e in own or numbered.figures_before if e.form is Form.PERCENT]
        counts = counts_of([*numbered.figures_before, *own])[-_MOST_PARTS:]
        if any(each.amount != int(each.amount) for each in counts):
            continue
        if rest.form is Form.PERCENT and shares:
            yield from _judge_rest(numbered, rest, _ALL, *shares, far=_FAR_FROM_SUM)
        elif of_which := _OF_WHICH.search(numbered.text[: match.end()]):
            whole, part = numbered.named(of_which)
            if part.form is rest.form is whole.form is Form.COUNT:
                yield from _judge_rest(numbered, rest, whole, part)
        elif rest.form is Form.COUNT and len(counts) >= A_PAIR:
            far = _FEW_APART if match.start() == 0 else _LITTLE
            yield from _judge_rest(numbered, rest, *counts, far=far)


# "148 interviews, of which 121 were accepted; the remaining 27"
_OF_WHICH = re.compile(rf"^[^#]*{NUMBER}[^#;.]*,? of (?:which|whom) {NUMBER}[^#.]*#\d+#$")
_ALL = Mention(0, 0, "100%", Decimal(100), Form.PERCENT)
_FEW_APART = Decimal(5)


def _judge_rest(
    numbered: NumberedSentence,
    rest: Mention,
    *numbers: Mention,
    far: Decimal | None = None,
) -> Iterator[Finding]:
    """A rest of a whole, which is the first number, less its parts; or of the last two numbers.

    It is wrong if it is none of these, and no farther from one than mistakes are.
    """
    last = (_ALL, numbers[-1]) if numbers[0] is _ALL else numbers[-A_PAIR:]
    pairs = [numbers, last]
    lefts = [whole.amount - _sum(parts) for whole, *parts in pairs]
    percent = rest.form is Form.PERCENT
    apart = [abs(rest.amount - left) for left in lefts]
    near = far is None or any(
        one <= max(far, 0 if percent else left * _NEAR_TOTAL)
        for one, left in zip(apart, lefts, strict=True)
    )
    slip = any(differs_as_slips_do(left, rest.amount) for left in lefts)
    if lefts[-1] > 0 and (near or slip) and min(apart) > percent:
        less = " less ".join(f"“{each.text}”" for each in pairs[-1])
        yield numbered.finding(
            f"“{rest.text}” are said to remain, and {less} are {number_text(lefts[-1])}",
            _AGREE,
            _weigh_sum(lefts[-1], rest, pairs[-1]),
        )


# A whole before its parts

_WHOLE_FIRST = re.compile(
    r"\b(?:made up of|compris(?:es?|ing|ed)(?: of)?|"
    r"consist(?:s|ed|ing) of|(?:was |were |is |are )?(?:split|"
    r"divided|broken down|shared (?:out|between|among))\b|namely)|:(?=\s)",
    re.IGNORECASE,
)
# "Of the 240", but no "income of £240", and no "16th out of 21".
_OF_WHOLE = re.compile(
    r"(?:(?:^|[,;:(] ?)of|\b(?:out of|among|total of|of (?:the|these|those|all|our)))"
    r"(?: (?:the|these|those|all|our))* $",
    re.IGNORECASE,
)
_RANK = re.compile(r"\b\d+(?:st|nd|rd|th)\b[^.;]{0,40}$")
_REST = re.compile(r"\b(?:the rest|remaining|remainder|others? (?:were|was) not)\b", re.IGNORECASE)
_BETWEEN_PARTS = re.compile(r"^(?:[^.;]*?)(?:,|\band\b|;|\))(?:[^.;]*)$", re.IGNORECASE | re.DOTALL)
OVERLAP = re.compile(
    r"\b(?:more than one|also|as well|each|including|of (?:whom|those|them|these)(?! [\d#])|"
    r"of which|both|"
    r"respectively|all that appl\w+|at least)\b",
    re.IGNORECASE,
)
_MOST_OVER = Decimal("1.35")
_BEFORE_OTHER = re.compile(
    r"\b(?:from|compared|against|than|to|year before|previous)\s*$", re.IGNORECASE
)


def _check_sums(context: SentenceContext) -> Iterator[Finding]:
    """What does not add up within one sentence, of which the first number is the whole."""
    for form in _ADDED:
        figures = _list_addends(context, form)
        if len(figures) > A_PAIR and _are_parts(context, figures[1:]):
            yield from _check_parts(context, figures[0], figures[1:])


def _are_parts(context: SentenceContext, parts: Sequence[Mention]) -> bool:
    """Whether figures are a list of parts: joined as one, with no change, and no overlap."""
    gaps = [context.typed[part.end : other.start] for part, other in pairwise(parts)]
    listed = all(_BETWEEN_PARTS.match(gap) and not _BEFORE_OTHER.search(gap) for gap in gaps)
    before = {each.mention for each in context.matched if each.reading.says_before}
    told = context.typed[: parts[-1].end + _AFTER_PARTS]
    return listed and before.isdisjoint(parts) and not OVERLAP.search(told)


_AFTER_PARTS = 30  # letters in which an overlap is told: "…, and 12 of both"


def _check_parts(
    context: SentenceContext, total: Mention, parts: Sequence[Mention]
) -> Iterator[Finding]:
    """A total and the parts that the sentence gives for it: all of them, or some."""
    between = context.typed[total.end : parts[0].start]
    rough = {each.mention for each in context.matched if each.reading.rough}
    if context.typed[: total.start].endswith("(") or total in rough:
        return  # a target, as "Exploitation (80): 72, 25", or "just under 200"
    divided = _WHOLE_FIRST.search(between) and ";" not in between
    whole = _OF_WHOLE.search(context.typed[: total.start])
    if not divided and (not whole or _RANK.search(context.typed[: whole.start()])):
        return
    made = _add_up(context, parts, total.amount)
    too_many = made > total.amount * _MOST_OVER or _begins_with(parts, total.amount)
    if too_many or have_shares_of(total, parts, context.figures):
        return  # they are no parts of it, or overlap
    complete = divided and not _REST.search(context.typed)
    if made > total.amount or (complete and made < total.amount):
        yield _sum_finding(context, parts, made, total)


_AGREE = "Parts and total must agree, or the text must say why they do not."


def _sum_finding(
    context: SentenceContext,
    parts: Sequence[Mention],
    made: Decimal,
    total: Mention,
    severity: Severity | None = None,
) -> Finding:
    """Parts that do not make their total; without a severity, as certain as it is."""
    listed = " + ".join(f"“{part.text}”" for part in parts)
    exact = max(0, -int(made.as_tuple().exponent))
    what = f"{listed} make {number_text(made, exact)}, and the total is “{total.text}”"
    severity = severity or _weigh_sum(made, total, parts)
    return context.finding(Kind.CONSISTENCY, what, _AGREE, severity=severity)


def _weigh_sum(made: Decimal, total: Mention, parts: Sequence[Mention]) -> Severity:
    """How certain it is that parts were to make a total.

    Wrong where all stand in digits, and where the total is a slip of what they make (decision 88).
    """
    slip = differs_as_slips_do(made, total.amount, fewest=1)
    return wrong_if(slip and are_in_digits(total, *parts))


# Tables

_TOTAL = re.compile(r"\b(?:total|all|whole year|year)\s*$|^total\b", re.IGNORECASE)
_FEWEST_CELLS = 3
_TABLE_REACH = Decimal("0.2")  # of a total, for its row to be its parts


def check_tables(contexts: Sequence[SentenceContext]) -> Iterator[Finding]:
    """Rows and columns of a table that do not make the total at their end."""
    for across in (0, 1):
        lines: dict[tuple[str, str, str], list[SentenceContext]] = defaultdict(list)
        for context in contexts:
            if len(context.sentence.head) > 1:
                prose, head = context.prose, context.sentence.head
                lines[prose.section, prose.block.id, head[across]].append(context)
        for cells in lines.values():
            yield from _check_line(cells, 1 - across)


def _check_line(cells: Sequence[SentenceContext], along: int) -> Iterator[Finding]:
    """A row or column of counts whose last cell is called a total."""
    counts = [count for cell in cells if (count := _only_count(cell))]
    heads = [cell.sentence.head[along] for cell in cells]
    if len(cells) < _FEWEST_CELLS or not _TOTAL.search(heads[-1]) or len({*heads}) < len(heads):
        return
    if len(counts) < len(cells):
        return
    *parts, total = counts
    made = _sum(parts)
    if 0 < abs(made - total.amount) <= total.amount * _TABLE_REACH:
        yield _sum_finding(cells[-1], parts, made, total, Severity.WRONG)


def _only_count(cell: SentenceContext) -> Mention | None:
    """The count that a cell is, if it is one and no more."""
    figures = cell.figures
    alone = len(figures) == 1 and figures[0].text == cell.sentence.text.strip()
    return figures[0] if alone and figures[0].form is Form.COUNT else None
