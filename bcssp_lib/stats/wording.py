"""Plain British English for numbers and for what may be said of them.

Prose, tables, charts and the check all round and word a number here: half up, as statistics
publications do, where Python rounds half to even. ``stats/fact_wording.py`` puts the words of one
fact together.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal

from bcssp_lib.model.fact import (
    Change,
    FactComparison,
    FactRank,
    FactTrend,
    Interval,
    Quantity,
    Rank,
)
from bcssp_lib.model.indicator import Unit
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Lack, Value
from bcssp_lib.model.verdicts import Answer, Direction, Signal, Variation

MINUS = "\N{MINUS SIGN}"


def round_half_up(amount: Decimal, decimals: int = 0) -> Decimal:
    """Round to a number of decimals (negative: tens, hundreds), halves away from zero."""
    rounded = amount.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return Decimal(f"{rounded:f}")


def number_text(amount: Decimal, decimals: int = 0) -> str:
    """A number with thousands separators and a true minus sign: "1,603", "−37.9"."""
    rounded = round_half_up(amount, decimals)
    sign = MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{max(decimals, 0)}f}"


def own_decimals(amount: Decimal) -> int:
    """How many decimals an amount was written with, without zeros at its end: 97.50 has one."""
    exponent = amount.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # amounts are finite
    return max(0, -exponent)


def exact_text(amount: Decimal) -> str:
    """A number as it was written, nothing rounded away: "1,603", "97.5"."""
    return number_text(amount, own_decimals(amount))


def signed_text(amount: Decimal, decimals: int = 0) -> str:
    """A change with its sign: "+104", "−57"; no change is "0"."""
    text = number_text(amount, decimals)
    return f"+{text}" if round_half_up(amount, decimals) > 0 else text


def amount_text(amount: Decimal, unit: Unit, decimals: int = 0) -> str:
    """An amount in its unit: "282", "21.4%", "£1,200"."""
    number = number_text(amount, decimals)
    if unit is Unit.PERCENT:
        return f"{number}%"
    if unit is Unit.POUNDS:
        return f"{MINUS}£{number[1:]}" if number.startswith(MINUS) else f"£{number}"
    return number


def value_text(value: Value, unit: Unit, decimals: int = 0) -> str:
    """A value as a reader sees it: its amount, its printed symbol, or its reason."""
    if value.amount is not None:
        return amount_text(value.amount, unit, decimals)
    return value.printed or value.why_none


PERCENT_DECIMALS = 1
_FEW = 3  # periods that a sentence lists
TOO_FEW = "too few"
IN_POINTS = "in points"  # a change of a percentage, which has none in percent
# Below each number, how many places an easy read text rounds away: 282 is "about 280".
_ABOUT = ((20, 0), (1_000, 1), (10_000, 2))
_MOST_ROUNDED = 3
_TENTH = 10  # percent: below it, "1 in every 10" could be nearly twice as many
NO_INTERVAL = "no interval can be given, since we do not have the counts behind this area's figure"
_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_TREND_PHRASES = {
    None: "is within its usual range",
    Signal.OUTSIDE: "is outside its usual range, {side} it",
    Signal.SHIFT: "has been {side} its average for seven or more periods in a row",
    Signal.TREND: "has {way} six or more times in a row",
    Signal.NEAR: (
        "has been near its {limit} limit, or past it, in at least two of the last three periods"
    ),
}
# What the latest figure is called, and what it is called as part of a trend, wherever it lies.
_VARIATIONS = {
    Variation.COMMON: "usual variation",
    Variation.IMPROVING: "better than usual",
    Variation.WORSENING: "worse than usual",
    Variation.HIGHER: "higher than usual",
    Variation.LOWER: "lower than usual",
    Variation.UNKNOWN: "no limits yet",
}
_VARIATIONS_OF_TRENDS = {
    Variation.IMPROVING: "improving",
    Variation.WORSENING: "worsening",
    Variation.HIGHER: "rising",
    Variation.LOWER: "falling",
}


def capitalise(text: str) -> str:
    """A text with a capital letter at its beginning; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def about_text(amount: Decimal, unit: Unit, *, fine: bool = False) -> str:
    """A number for an easy read text, rounded until it can be kept in mind: "about 280".

    A percentage is how many of ten: "about 8 in every 10"; of a hundred where it is below ten,
    or is to be ``fine``.
    """
    if unit is Unit.PERCENT:
        return _about_share(amount, 100 if fine or amount < _TENTH else 10)
    size = next((places for limit, places in _ABOUT if abs(amount) < limit), _MOST_ROUNDED)
    rounded = round_half_up(amount, -size)
    text = amount_text(rounded, unit)
    return text if rounded == amount else f"about {text}"


def _about_share(percent: Decimal, of: int) -> str:
    """A percentage as a whole number of so many: "half", "about 8 in every 10"."""
    exact = percent * of / 100
    some = int(round_half_up(exact))
    about = "" if some == exact else "about "
    if 2 * some == of:
        return f"{about}half"
    if some in {0, of}:
        word = "all" if some else "none"
        return f"almost {word}" if about else word
    return f"{about}{some} in every {of}"


def join_words(items: Sequence[str]) -> str:
    """Items as a phrase: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def join_few(items: Sequence[str]) -> str:
    """Items as a phrase; of many, how many there are and the last: "9 periods, last 2023-24"."""
    return join_words(items) if len(items) <= _FEW else f"{len(items)} periods, last {items[-1]}"


def absence_sentences(lacks: Iterable[Lack]) -> Iterator[str]:
    """Why there is no number of some figures, a sentence for each reason.

    "No figure was supplied for hours. The figure for repeats is not shown, to protect people …"
    """
    for reason, alike in group_by(dict.fromkeys(lacks), lambda lack: lack.reason).items():
        names, several = join_words([lack.title for lack in alike]), len(alike) > 1
        if not alike[0].supplied:
            noun = "figures were" if several else "figure was"
            yield f"No {noun} supplied for {names}."
        elif several:
            yield f"The figures for {names} are {reason.plural_wording}."
        else:
            yield f"The figure for {names} is {reason.wording}."


def count_phrase(amount_text_: str, singular: str, plural: str) -> str:
    """A number with the noun that it counts: "1 review", "2 reviews"."""
    return f"{amount_text_} {singular if amount_text_ == '1' else plural}"


def ordinal_text(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th …"""
    ending = "th" if 10 <= number % 100 <= 20 else _ENDINGS.get(number % 10, "th")
    return f"{number:,}{ending}"


def period_phrase(period: Period) -> str:
    """When something was counted: "in 2023-24", "from January to March 2024"."""
    if period.kind is PeriodKind.QUARTER:
        return f"from {period.wording}"
    if period.kind is PeriodKind.SNAPSHOT:
        return period.wording
    return f"in {period.wording}"


def quantity_text(quantity: Quantity) -> str:
    """A quantity as a reader sees it: "282", "21.4%", "38.6 per 10,000"."""
    text = value_text(quantity.value, quantity.unit, quantity.decimals)
    if quantity.per is None or not quantity.value.known:
        return text
    return f"{text} per {number_text(Decimal(quantity.per))}"


def target_text(target: Decimal, unit: Unit, decimals: int) -> str:
    """A target as a reader sees it, nothing rounded away: "100%", "97.5%"."""
    return amount_text(target, unit, max(decimals, own_decimals(target)))


def interval_text(interval: Interval, unit: Unit = Unit.COUNT, decimals: int = 0) -> str:
    """The limits as a reader sees them: "32.5 to 45.5", "or more" where there is no upper."""
    lower = amount_text(Decimal(interval.lower), unit, decimals)
    if math.isinf(interval.upper):
        return f"{lower} or more"
    return f"{lower} to {amount_text(Decimal(interval.upper), unit, decimals)}"


# Change


def change_text(change: Change, unit: Unit, decimals: int = 0) -> str:
    """The difference with its sign: "+104", "+15 points", "−£1,200"; else why there is none."""
    if change.amount is None:
        return change.why_none
    text = signed_text(change.amount, decimals)
    if unit is Unit.POUNDS:
        digits = text.lstrip("+" + MINUS)
        return f"{text.removesuffix(digits)}£{digits}"
    if unit is not Unit.PERCENT:
        return text
    return f"{text} {'point' if text.strip('+' + MINUS) == '1' else 'points'}"


def percent_text(change: Change, unit: Unit, previous: Value) -> str:
    """The percent change with its sign: "+58.4%", or why there is none.

    "+33.3%" said of six and eight would be true, and mislead.
    """
    if change.percent is not None:
        return TOO_FEW if change.few else signed_percent(change.percent)
    if change.amount is None:
        return change.why_none
    if unit is Unit.PERCENT:
        return IN_POINTS
    below = "below " if (previous.amount or 0) < 0 else ""
    return f"no percent change from {below}zero"


def signed_percent(percent: Decimal) -> str:
    """A percent change with its sign: "+58.4%"."""
    return f"{signed_text(percent, PERCENT_DECIMALS)}%"


def change_interval_text(change: Change, unit: Unit) -> str:
    """The interval of a change: "−19% to +43%", or "−1.2 to +3.4 points"; empty without one."""
    interval = change.interval
    if interval is None:
        return ""
    if unit is Unit.PERCENT:
        ends = (signed_text(Decimal(limit), 1) for limit in (interval.lower, interval.upper))
        return f"{' to '.join(ends)} points"
    lower = f"{signed_text(Decimal(interval.lower))}%"
    if math.isinf(interval.upper):
        return f"{lower} or more"
    return f"{lower} to {signed_text(Decimal(interval.upper))}%"


def change_phrase(
    change: Change, previous: Value, current: Value, unit: Unit, decimals: int = 0
) -> str:
    """A change as prose: "rose by 104 (58.4%) to 282".

    With a count below 10 there is no percentage: "rose from 6 to 8, too few to tell a real
    change from chance". With larger ones, a change whose 95% interval holds no change at all
    is called one "small enough to be down to chance".
    """
    if change.direction is None:
        return f"cannot be compared with the year before, because {change.why_none}"
    now = value_text(current, unit, decimals)
    if change.direction in {Direction.SAME, Direction.HARDLY}:
        return f"{change.direction}, at {now}"
    if change.few:
        before = value_text(previous, unit, decimals)
        unsure = ", too few to tell a real change from chance" if change.chance else ""
        return f"{change.direction} from {before} to {now}{unsure}"
    unsure = ", a change small enough to be down to chance" if change.chance else ""
    return f"{change.direction} by {_size(change, unit, decimals)} to {now}{unsure}"


def _size(change: Change, unit: Unit, decimals: int) -> str:
    assert change.amount is not None
    size = change_size(change.amount, unit, decimals)
    if unit is Unit.PERCENT or change.percent is None:
        return size
    return f"{size} ({number_text(abs(change.percent), PERCENT_DECIMALS)}%)"


def change_size(amount: Decimal, unit: Unit, decimals: int = 0) -> str:
    """A change without its sign: "189", "£1,200", "4.2 percentage points"."""
    size = number_text(abs(amount), decimals)
    if unit is Unit.PERCENT:
        return f"{size} percentage {'point' if size == '1' else 'points'}"
    return f"£{size}" if unit is Unit.POUNDS else size


# Compared with others, with a target, and with its own past


def compare_phrase(own: Quantity, comparison: FactComparison) -> str:
    """A comparison as prose: "is higher than the England average (38.6 against 35.0)"."""
    label, why, other = comparison.label, comparison.why_none, comparison.other
    if comparison.verdict is None and why != NO_INTERVAL:
        return f"cannot be compared with {label}, because {why}"
    alike = own.per is not None and own.per == other.per  # then the other names the unit
    shown = value_text(own.value, own.unit, own.decimals) if alike else quantity_text(own)
    figures = f"{shown} against {quantity_text(other)}"
    if comparison.verdict is None:
        return f"cannot be called higher or lower than {label} ({figures}), because {why}"
    return f"is {comparison.verdict} {label} ({figures})"


def rank_text(rank: Rank) -> str:
    """The rank from its nearer end: "3rd highest of 151", "joint lowest of 151"."""
    if rank.why_none:
        return rank.why_none
    high = rank.highest <= rank.lowest
    place, end = (rank.highest, "highest") if high else (rank.lowest, "lowest")
    joint = "joint " if rank.tied else ""
    which = end if place == 1 else f"{ordinal_text(place)} {end}"
    return f"{joint}{which} of {rank.of}"


def rank_phrase(rank: Rank, period: str, source: str, difference: str = "") -> str:
    """A rank as prose: "is 4th highest of 151 authorities with a figure (2023-24, source)".

    ``difference``, of the figure that is ranked and the area's own, is named with the source.
    """
    if rank.why_none:
        return f"cannot be ranked, because {rank.why_none}"
    where = "; ".join(filter(None, (f"{period}, {source}", difference)))
    return f"is {rank_text(rank)} authorities with a figure ({where})"


def ranked_difference(ranked: Quantity, own: Quantity) -> str:
    """That the published figure is ranked: "ranked by the published 22.9%, not our own 19.2%"."""
    return f"ranked by the published {quantity_text(ranked)}, not our own {quantity_text(own)}"


def worst_sentence(ranked: FactRank, title: str, period: str, difference: str = "") -> str:
    """The answer to "is this area the worst in the country on this measure?", as a sentence."""
    rank, answer = ranked.rank, ranked.worst
    where = "; ".join(filter(None, (period, ranked.source, difference)))
    if rank.why_none:
        return f"{answer}: {title}: {rank.why_none} ({where})."
    standing = f"{title}: {ranked.area} is {rank_text(rank)} authorities with a figure ({where})."
    absent = _absent_words(rank.without_figure)
    if answer is Answer.UNKNOWN:
        return f"{answer}: neither a high nor a low figure is better here. {standing}{absent}"
    shared = " It shares that place." if answer is Answer.YES and rank.tied else ""
    return f"{answer}. {standing}{shared}{absent}"


def _absent_words(count: int) -> str:
    if count == 0:
        return ""
    return " One other has no figure." if count == 1 else f" {count} others have no figure."


def variation_text(kind: Variation, *, of_trend: bool = False) -> str:
    """What a figure of a series is called: "worse than usual"; of a trend, "worsening"."""
    return _VARIATIONS_OF_TRENDS[kind] if of_trend else _VARIATIONS[kind]


def trend_phrase(trend: FactTrend) -> str:
    """The latest figures as prose: "is within its usual range" …"""
    if trend.why_none:
        return f"cannot be judged yet: there are {trend.why_none}"
    words = {
        "side": "above" if trend.high else "below",
        "way": "risen" if trend.high else "fallen",
        "limit": "upper" if trend.high else "lower",
    }
    trial = " (of fewer than 12 figures only a large change stands out)" if trend.trial else ""
    return f"{_TREND_PHRASES[trend.signal].format(**words)}{trial}"
