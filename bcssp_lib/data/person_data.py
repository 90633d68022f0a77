"""Finding data about one person in a text: numbers of people, contact details, dates of birth.

Check digits are those of python-stdnum. The patterns are linear: none has a choice between two
ways to read the same letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from html import unescape

from bcssp_lib.model.person_data import NOTHING_ALLOWED, PersonRule, Screening, may_hold_person_data

HIDDEN = "\N{FULL BLOCK}" * 5
_SHORT_NUMBER = re.compile(r"-?\d{0,8}(?:\.\d{1,9})?")  # most cells are one
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}|\d{{1,2}}[-/. ]\d{{1,2}}[-/. ](?:\d{{4}}|\d\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -](?:\d{{4}}|\d\d)"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})(?!\d)"
)
_BIRTH = r"(?:date[ _]of[ _]birth|birth[ _-]?dates?|birthday|\bd\.? ?o\.? ?b\b\.?)"
# "between", "from" and the like give the days within which many people were born.
_TO_DATE = r"[^\w\n]{0,6}(?:(?:is|was|of|on|as|recorded|given|the|\w+day)[^\w\n]{1,4}){0,4}"
_BORN = r"\bborn(?: (?:in|at|to) [^\d\n.;]{1,40}?)?,?(?: (?:on|\w+day|the)){0,3}[ ,(:]{1,3}"
_AREAS = (
    "AB AL B BA BB BD BF BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT "
    "DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD "
    "LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK "
    "SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)

# Numbers of books and addresses of pages: no rule reads these.
_NO_PERSONS = (
    r"https?://\S+|\bwww\.\S+|\b10\.\d{4,9}/\S+"
    r"|\bISBN(?:-1[03])?:? ?[\dXx -]{9,20}|\b97[89][ -]?(?:\d[ -]?){9}\d\b"
)
_PATTERNS = {
    PersonRule.EMAIL: r"(?<![\w.+-])\w[\w.+'-]{0,63}(?<!\.)@[\w-]{1,63}(?:\.[\w-]{2,63})+",
    PersonRule.TELEPHONE: r"(?<![\w+.,£$€-])"
    r"(?:(?:(?:\+|00)44|44(?=[ -]?7))[ -]?(?:\(0\))?[ -]?|\(?0)[1-9]\d{1,4}\)?"
    r"(?:[ .-]{0,2}\d{2,8}){1,4}(?!\w)",
    PersonRule.NHS: r"(?<![^\W_])(?<![£$€])(?<![£$€] )(?<!\d[.,-])"
    r"\d{3}[ ./_-]{0,2}\d{3}[ ./_-]{0,2}\d{4}(?!\.0*[1-9]|-?\d|[^\W_]|,\d{3})"
    r"|(?i:(?<![^\W_])NHS(?![A-Z]))[^\d\n.]{0,25}(?:\d[ ./_-]?){9}\d(?!\d)",
    PersonRule.NATIONAL_INSURANCE: r"(?i:(?<![^\W_])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z]"
    r"[A-CEGHJ-NPR-TW-Z](?:[ -]?\d\d){3}[ -]?[A-D](?![^\W_]))",
    PersonRule.PUPIL: r"(?i:(?<![^\W_])[A-HJ-NP-RT-Z](?:[ -]?\d){11}[ -]?[\dA-HJ-NP-RT-Z]"
    r"(?![^\W_]))",
    PersonRule.POSTCODE: rf"(?i:(?<![^\W_])(?:{'|'.join(_AREAS.split())})\d[\dA-Z]? {{0,2}}"
    r"\d[ABD-HJLNP-UW-Z]{2}(?![^\W_]))",
    PersonRule.BIRTH: rf"(?i:(?:\b{_BIRTH}{_TO_DATE}|{_BORN}|\(b\.? ?){_DATE}"
    rf"|{_DATE}[ ,]{{0,2}}\(?{_BIRTH})",
}
_NHS_LABEL = re.compile(r"(?i)\bNHS\b.{0,3}\bn(?:o|r|um\w*)\b")
_DASHES = {ord(dash): "-" for dash in "\u2010\u2011\u2012\u2013\u2212"}
_ESCAPED = re.compile(r"\\(?=[^\w\s])")
_WRAPPED = re.compile(r"(?<=[\w-])\r?\n(?=\w)")  # a line end within a paragraph


@cache
def _finders() -> tuple[re.Pattern[str], dict[PersonRule, re.Pattern[str]]]:
    """What no rule reads, and the rules; most commands meet no text that needs them."""
    rules = {rule: re.compile(pattern) for rule, pattern in _PATTERNS.items()}
    return re.compile(_NO_PERSONS), rules


@dataclass(frozen=True)
class PersonDatum:
    """Where in a text there is something of a person, and which rule says so; never what."""

    rule: PersonRule
    start: int
    end: int


def find_person_data(text: str, allowed: Screening, file: str = "") -> tuple[PersonDatum, ...]:
    """What a text holds of a person, in its order; ``file`` is where false alarms are known."""
    if _SHORT_NUMBER.fullmatch(text) or not may_hold_person_data(text):
        return ()
    plain = _plain_letters(text)
    taken = bytearray(len(plain))
    others, finders = _finders()
    for match in others.finditer(plain):
        _take(taken, match)
    found = []
    for rule, finder in finders.items():
        for match in finder.finditer(plain):
            free = rule is PersonRule.EMAIL or not any(taken[match.start() : match.end()])
            if free and _CONFIRM.get(rule, bool)(match[0]):
                _take(taken, match)
                published = rule in _CONTACTS and allowed.allows_contact(match[0])
                if not published and not allowed.is_false_alarm(file, "", rule):
                    found.append(PersonDatum(rule, *match.span()))
    return tuple(sorted(found, key=lambda datum: datum.start))


def _take(taken: bytearray, match: re.Match[str]) -> None:
    start, end = match.span()
    taken[start:end] = b"x" * (end - start)


def hide_person_data(
    text: str, allowed: Screening, file: str = ""
) -> tuple[str, tuple[PersonDatum, ...]]:
    """A text with what it holds of a person hidden, and what that was.

    What only Markdown's escapes and entities spell hides the whole text.
    """
    found = find_person_data(_join_lines(text), allowed, file)
    shown = hide_found(text, found)
    spelt = unescape(_ESCAPED.sub("", shown))
    if spelt != shown and (more := find_person_data(_join_lines(spelt), allowed, file)):
        return HIDDEN, (*found, *more)
    return shown, found


def hide_persons(text: str) -> str:
    """A text without what it may say of one person, whatever a project lets through."""
    return hide_person_data(text, NOTHING_ALLOWED)[0]


def hide_found(text: str, found: Iterable[PersonDatum]) -> str:
    """A text with what was found in it hidden."""
    parts, begins = [], 0
    for datum in found:
        if datum.start >= begins:
            parts += [text[begins : datum.start], HIDDEN]
        begins = max(begins, datum.end)
    return "".join((*parts, text[begins:]))


def _join_lines(text: str) -> str:
    """The same text, letter for letter, with the lines of a paragraph on one."""
    return _WRAPPED.sub(lambda ends: " " * len(ends[0]), text)


def _plain_letters(text: str) -> str:
    """The same text, letter for letter, with plain blanks, dashes and digits."""
    if text.isascii():
        return text
    return "".join(map(_plain_letter, text.translate(_DASHES)))


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter.isspace():
        return " "
    digit = unicodedata.digit(letter, None)
    return letter if digit is None else str(digit)


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdigit())


def _is_nhs_number(text: str) -> bool:
    """Ten digits that are said to be its number are one, mistyped or not."""
    from stdnum.gb import nhs  # slow to import, and seldom needed

    return _NHS_LABEL.search(text) is not None or nhs.is_valid(_digits(text))


def _is_pupil_number(text: str) -> bool:
    """The check letter alone decides: authorities come and go."""
    from stdnum.gb import upn

    number = upn.compact(text.replace("-", ""))
    return upn.calc_check_digit(number[1:]) == number[0]


def _is_private_telephone(text: str) -> bool:
    """A whole number of a land line or mobile; 03, 08 and 09 are numbers of organisations."""
    digits = _digits(text)
    national = digits.removeprefix("00").removeprefix("44").removeprefix("0")
    return len(national) in (9, 10) and national[0] in "1257"


def _is_postcode(text: str) -> bool:
    """What ends like an ordinal ("S11 2nd") is none, while "S11 2ND" may be one."""
    return re.search(r"\d(?:st|nd|rd|th)$", text) is None


_CONFIRM: dict[PersonRule, Callable[[str], bool]] = {
    PersonRule.NHS: _is_nhs_number,
    PersonRule.PUPIL: _is_pupil_number,
    PersonRule.TELEPHONE: _is_private_telephone,
    PersonRule.POSTCODE: _is_postcode,
}
_CONTACTS = (PersonRule.EMAIL, PersonRule.TELEPHONE, PersonRule.POSTCODE)
_LABELS = {
    PersonRule.BIRTH: re.compile(_BIRTH, re.IGNORECASE),
    PersonRule.TELEPHONE: re.compile(r"(?i)mobile|phone|\btel\b|\bcontact n(?:o|umber)\b"),
    PersonRule.NHS: _NHS_LABEL,
}


@cache
def _date() -> re.Pattern[str]:
    return re.compile(rf"{_DATE}(?:[ T]\d\d:\d\d(?::\d\d)?)?", re.IGNORECASE)


def is_date(cell: str) -> bool:
    """Whether a cell holds a day, in one of the ways in which days are written."""
    return _date().fullmatch(cell) is not None


def read_label(heading: str) -> PersonRule | None:
    """What the heading of a column says of the plain dates and numbers below it."""
    words = heading.replace("_", " ")
    return next((rule for rule, label in _LABELS.items() if label.search(words)), None)


def is_of_person(cell: str, label: PersonRule | None) -> bool:
    """Whether a cell is what its heading says: a date of birth, or a number as Excel keeps it."""
    plain = _plain_letters(cell).strip(" '=\"")
    if label is PersonRule.BIRTH:
        return is_date(plain)
    digits = _digits(plain.removesuffix(".0"))
    return len(digits) == 10 and (label is PersonRule.NHS or digits[0] in "127")
