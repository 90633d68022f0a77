"""What a partner's answer is: a figure, nil, not applicable, to be confirmed, or unclear."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bcssp_lib.data.csv_tables import CellError, parse_value
from bcssp_lib.data.importers.changes import value_text
from bcssp_lib.data.importers.figure_reading import NumberStyle, read_cell
from bcssp_lib.data.importers.times import period_of, read_stretch
from bcssp_lib.model.characters import fold_text
from bcssp_lib.model.import_format import PeriodColumns
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.register import RegisterColumn, RoughDate
from bcssp_lib.model.value import Reason, Value, known, missing
from bcssp_lib.stats.wording import capitalise


class AnswerKind(StrEnum):
    """What an answer is. Only the first three are definite."""

    GIVEN = "given"
    NIL = "nil"
    NOT_APPLICABLE = "not applicable"
    TO_BE_CONFIRMED = "to be confirmed"
    UNCLEAR = "unclear"
    EMPTY = "empty"


@dataclass(frozen=True)
class Answer:
    """An answer: what data/ would hold of it, or what to ask about it.

    ``text`` is the cell of data/, ``value`` that of a figure; ``note`` says how it was read
    differently from what stands there; ``ask`` is the question that it leaves open.
    """

    kind: AnswerKind
    text: str = ""
    value: Value | None = None
    note: str = ""
    ask: str = ""


EMPTY = Answer(AnswerKind.EMPTY)
_END = r"(?:\s*[-\u2013:;,.(]\s*(?P<rest>.*?)\)?)?"
_NIL = re.compile(r"(?:0+|nil|none|zero|nought)(?: return)?\.?")
_NOT_APPLICABLE = re.compile(
    rf"(?:n ?/ ?a|n\. ?a\.?|na|not applicable|does(?: not|n['\u2019]t) apply(?: to us)?){_END}",
    re.IGNORECASE,
)
_TO_BE_CONFIRMED = re.compile(
    r"(?:t\.?b\.?[cda]\.?|to be (?:confirmed|advised|decided)|to follow|pending|await(?:ing|ed)"
    r"|waiting for|not (?:yet )?(?:known|available) yet|not yet (?:known|available))\b.*|\?+"
)
_HIDDEN = re.compile(r"(?:<|under|fewer than|less than) ?(?P<number>[0-9]{1,2})")
_DASH = re.compile(r"[-\u2010-\u2015\u2212/.]+")
_DASH_ASK = "Is it none (0), does it not apply (N/A), or do you not know it yet (TBC)?"
_DAY_FIRST = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")  # as a form shows and asks for dates
_TBC_ASK = "Please send it when you have it."


_ERROR = re.compile(r"#(?:N/A|[A-Z0-9/_]+[!?])")
_FORMULA = re.compile(r"=[^=>\s].*", re.DOTALL)
_ERROR_ASK = "That is an error of Excel: the formula has no result. Please write the answer itself."
_FORMULA_ASK = (
    "The formula was saved without its result. Please write the answer itself, or open the "
    "workbook in Excel, save it and send it again."
)


def ask_of_formula(text: str) -> str:
    """The question about a formula that has no result; empty for any other answer.

    >>> ask_of_formula("#REF!").partition(":")[0]
    'That is an error of Excel'
    """
    if _ERROR.fullmatch(text.strip()):
        return _ERROR_ASK
    return _FORMULA_ASK if _FORMULA.fullmatch(text.strip()) else ""


def _unclear(ask: str) -> Answer:
    return Answer(AnswerKind.UNCLEAR, ask=ask)


def sort_answer(text: str) -> AnswerKind:
    """What the words of an answer say, before a figure is looked for in it.

    >>> [str(sort_answer(each)) for each in ("n/a - no such staff", "Awaiting HR", "nil")]
    ['not applicable', 'to be confirmed', 'nil']
    """
    folded = fold_text(text)
    if not folded:
        return AnswerKind.EMPTY
    if _NIL.fullmatch(folded):
        return AnswerKind.NIL
    if _NOT_APPLICABLE.fullmatch(folded):
        return AnswerKind.NOT_APPLICABLE
    if _TO_BE_CONFIRMED.fullmatch(folded):
        return AnswerKind.TO_BE_CONFIRMED
    return AnswerKind.GIVEN


def reason_given(text: str) -> str:
    """What follows the words "not applicable" in an answer, as its writer spelt it."""
    match = _NOT_APPLICABLE.fullmatch(" ".join(text.split()))
    return (match["rest"] if match else "") or ""


def read_figure(text: str, indicator: Indicator) -> Answer:
    """Read the answer for an indicator; what is not certain is a question."""
    if ask := ask_of_formula(text):
        return _unclear(f"{ask} {_question(indicator)}")
    kind = sort_answer(text)
    if kind is AnswerKind.EMPTY:
        return EMPTY
    if kind is AnswerKind.NIL:
        note = "" if text.strip() == "0" else "was read as 0"
        return Answer(kind, value=known(0), note=note)
    if kind is AnswerKind.NOT_APPLICABLE:
        return Answer(kind, value=_not_applicable(indicator))
    if kind is AnswerKind.TO_BE_CONFIRMED:
        return Answer(kind, ask=_TBC_ASK)
    return _read_amount(text, indicator)


def _not_applicable(indicator: Indicator) -> Value:
    """The reason, with the symbol that the indicator's source prints for it, if there is one."""
    printed = [
        symbol for symbol, each in indicator.symbols.items() if each.reason is Reason.NOT_APPLICABLE
    ]
    return missing(Reason.NOT_APPLICABLE, printed=printed[0] if printed else "")


def _read_amount(text: str, indicator: Indicator) -> Answer:
    if _DASH.fullmatch(text.strip()):
        return _unclear(_DASH_ASK)
    if _HIDDEN.fullmatch(fold_text(text)):
        note = "was read as c: it is small, and you keep it to yourselves"
        return Answer(AnswerKind.GIVEN, value=missing(Reason.SUPPRESSED), note=note)
    percent = indicator.unit is Unit.PERCENT
    try:
        read = read_cell(text, NumberStyle({}, (indicator.unit,)))
    except CellError as error:
        comma = error.allowed.startswith("a point")
        wanted = f"If it has a decimal comma, please write {error.allowed}." if comma else ""
        return _unclear(wanted or _question(indicator))
    try:
        value = parse_value(value_text(read.value), indicator)
    except CellError as error:
        return _unclear(f"{capitalise(error.wrong)}, which cannot be. {_question(indicator)}")
    if percent and "%" not in text and value.amount is not None and 0 < value.amount <= 1:
        other = value_text(known(value.amount * 100))
        return _unclear(f"Is it {other}% or {value_text(value)}%? Please write the sign with it.")
    note = "" if text.strip() == f"{value_text(value)}%" else read.note  # as forms ask for it
    return Answer(AnswerKind.GIVEN, value=value, note=note)


def _question(indicator: Indicator) -> str:
    return {
        Unit.PERCENT: "What percentage was it, from 0 to 100?",
        Unit.POUNDS: "How much was it, in pounds?",
        Unit.COUNT: "How many was it?",
        Unit.RATE: "What rate was it?",
    }[indicator.unit]


def read_entry(text: str, column: RegisterColumn) -> Answer:
    """Read a cell of a register; what is not certain is a question."""
    if ask := ask_of_formula(text):
        return _unclear(ask)
    kind = sort_answer(text)
    if column.type == "choice" and kind is not AnswerKind.EMPTY:
        match = {fold_text(each): each for each in column.choices}.get(fold_text(text), "")
        if match:
            return _given(match, text)
    if kind is AnswerKind.EMPTY:
        return EMPTY
    if kind is AnswerKind.TO_BE_CONFIRMED:
        return Answer(kind, ask=_TBC_ASK)
    if kind is AnswerKind.NIL and column.type in ("integer", "pounds"):
        return Answer(kind, "0", note="" if text.strip() == "0" else "was read as 0")
    if kind in (AnswerKind.NIL, AnswerKind.NOT_APPLICABLE):
        return Answer(kind, note="the cell stays empty")
    return _READERS[column.type](text, column)


def _given(text: str, was: str) -> Answer:
    note = "" if text == was.strip() else f"was read as {text}"
    return Answer(AnswerKind.GIVEN, text, note=note)


def _read_text(text: str, _: RegisterColumn) -> Answer:
    if _DASH.fullmatch(text.strip()):
        return EMPTY
    return Answer(AnswerKind.GIVEN, " ".join(text.split()))


def _read_choice(_: str, column: RegisterColumn) -> Answer:
    return _unclear(f"Which of these is it: {', '.join(column.choices)}?")


def _read_number(text: str, column: RegisterColumn) -> Answer:
    pounds = column.type == "pounds"
    question = "How much was it, in pounds?" if pounds else "How many was it?"
    try:
        value = read_cell(text, NumberStyle({}, (Unit.POUNDS,) if pounds else ())).value
    except CellError:
        return _unclear(question)
    whole = value.amount is not None and value.amount == value.amount.to_integral_value()
    if value.amount is None or value.amount < 0 or not (whole or pounds):
        return _unclear(question)
    return _given(value_text(value), text)


def _read_period(text: str, _: RegisterColumn) -> Answer:
    try:
        stretch = read_stretch(text, None, PeriodColumns(column="period"))
        return _given(period_of(stretch, PeriodKind.YEAR).label, text)
    except CellError:
        return _unclear("Which year was it, as in 2023-24?")


def _read_date(text: str, _: RegisterColumn) -> Answer:
    question = "Which day was it, as in 31/03/2024? A month or a year will do."
    try:
        day = _date_text(text)
    except ValueError:
        return _unclear(question)
    as_asked = _DAY_FIRST.fullmatch(text.strip())
    return Answer(AnswerKind.GIVEN, day) if as_asked else _given(day, text)


def _date_text(text: str) -> str:
    """A date as registers hold it, or raise ``ValueError``."""
    folded = fold_text(text)
    if folded == "unknown" or folded.startswith("before "):
        RoughDate.parse(folded)
        return folded
    stretch = read_stretch(text, None, PeriodColumns(column="date"))
    if stretch.length == "day":
        return stretch.end.isoformat()
    return period_of(stretch, PeriodKind(stretch.length)).label


_READERS = {
    "text": _read_text,
    "choice": _read_choice,
    "integer": _read_number,
    "pounds": _read_number,
    "date": _read_date,
    "period": _read_period,
}
