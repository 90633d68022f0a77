"""Screening tables for data about one person: their cells, their headings, and what a row is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bcssp_lib.data.person_data import find_person_data, is_date, is_of_person, read_label
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.person_data import PersonRule, Screening, may_hold_person_data

Rows = Sequence[tuple[int, Sequence[str]]]  # the line of each row, and its cells
_ALLOWED = (
    "nothing about one person. Take it out; false alarms and published contacts are listed in "
    "params/checking/person_data.yaml"
)
_JOINED_ID = re.compile("(?:case|child|person|pupil|client|patient)(?:id|no|ref)")
_RULER = re.compile(":?-+:?")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _word_set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_PEOPLE = _word_set(
    "child childs pupil patient client adult victim suspect perpetrator offender mother "
    "father parent carer guardian sibling person learner student attendee delegate "
    "participant staff worker practitioner officer teacher witness complainant applicant "
    "tenant relative employee resident subject user individual customer contact"
)
_PART_OF_NAME = _word_set("first last full given middle preferred maiden family birth known legal")
_WHOLE_NAMES = _word_set("forename forenames surname surnames firstname lastname fullname")
_SYSTEMS = _word_set(
    "case mosaic liquidlogic lcs eclipse carefirst crime custody hospital nhs upn ni nino"
)
_IDS = _word_set("id ids identifier number no num ref reference key")
_NUMBERS_OF_PEOPLE = _word_set("nhs upn ni nino")  # their cells say more than this
# What a name, an address or a number may be of that is no person.
_THINGS = _word_set(
    "organisation organization org school team hub agency board group subgroup review "
    "course indicator measure area ward la authority region country plan protection "
    "category type file field column project programme centre provider trust council "
    "department risk action theme audit population per rate website web page pages url "
    "site ip email mail venue office count pct percent"
)
_TRAITS = (
    _word_set("age ages"),
    _word_set("sex gender"),
    _word_set("ethnic ethnicity"),
    _word_set("disability disabled sen"),
    _word_set("religion faith"),
    _word_set("nationality language"),
)
_COUNTS = _word_set(
    "count number num n total value percent percentage pct pc share rate per children "
    "people persons adults pupils cases referrals contacts episodes plans enquiries "
    "concerns admissions population denominator numerator frequency sum headcount"
)


@dataclass(frozen=True)
class Refusal:
    """Where a table holds something of a person, and which rule says so; never what."""

    rule: PersonRule
    row: int
    column: str

    def problem(self, shown: str) -> Problem:
        """It as a problem of a file."""
        wrong = f"it holds {self.rule.wording} ({self.rule})"
        return Problem(shown, self.row, self.column, wrong, _ALLOWED)


def screen_table(
    shown: str, rows: Rows, allowed: Screening, *, cells_alone: bool = False
) -> tuple[Refusal, ...]:
    """What a table with a heading holds of persons; ``shown`` is its file, as alarms name it.

    With ``cells_alone`` nothing is concluded from rows and headings: the cells may be some of
    a table whose start was looked at as a whole.
    """
    if not rows:
        return ()
    line, header = rows[0]
    # A heading that is itself of a person is called by its number.
    names = [
        f"column {number}" if find_person_data(cell, allowed) or not cell.strip() else cell
        for number, cell in enumerate(header, start=1)
    ]
    width = max(len(cells) for _, cells in rows)
    names += [f"column {number}" for number in range(len(names) + 1, width + 1)]
    refusals: list[Refusal] = []
    for index, name in enumerate(names):
        cells = [(row, cells[index]) for row, cells in rows if index < len(cells)]
        found = list(_screen_cells(name, cells, allowed))
        rule = _screen_heading(name, bool(found), [cell for _, cell in cells[1:]])
        rule = None if cells_alone else rule
        refusals += [Refusal(rule, line, name)] if rule else []
        refusals += found
    if not cells_alone and _is_one_row_a_person(names, [cells for _, cells in rows[1:]]):
        refusals.append(Refusal(PersonRule.ONE_ROW_A_PERSON, line, ""))
    return tuple(
        refusal
        for refusal in refusals
        if not allowed.is_false_alarm(shown, refusal.column, refusal.rule)
    )


@lru_cache(maxsize=512)
def screen_text(shown: str, text: str, allowed: Screening) -> tuple[Problem, ...]:
    """What the lines of a file of text hold of persons; the same text is looked at once."""
    if not may_hold_person_data(text):
        return ()
    return tuple(
        Refusal(datum.rule, number, "").problem(shown)
        for number, line in enumerate(text.split("\n"), start=1)
        for datum in find_person_data(line, allowed, shown)
    )


def find_markdown_tables(text: str) -> Iterator[Rows]:
    """The pipe tables of a text, without the line below their headings."""
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if "|" in line:
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if not all(_RULER.fullmatch(cell) for cell in cells):
                rows.append((number, cells))
        elif rows:
            yield rows
            rows = []


def _screen_cells(
    name: str, cells: Iterable[tuple[int, str]], allowed: Screening
) -> Iterator[Refusal]:
    label = read_label(name)
    known: dict[str, tuple[PersonRule, ...]] = {}
    for row, cell in cells:
        if cell not in known:
            rules = tuple(dict.fromkeys(one.rule for one in find_person_data(cell, allowed)))
            if not rules and label and is_of_person(cell, label):
                rules = (label,)
            known[cell] = rules
        for rule in known[cell]:
            yield Refusal(rule, row, name)


def _words(heading: str) -> list[str]:
    plain = heading.replace("'s", "").replace("\N{RIGHT SINGLE QUOTATION MARK}s", "")
    return [word.casefold() for word in _WORD.findall(plain)]


def _screen_heading(heading: str, found: bool, cells: Sequence[str]) -> PersonRule | None:
    words = set(_words(heading))
    if words & _WHOLE_NAMES:
        return PersonRule.NAME_COLUMN
    if words & _THINGS:
        return None
    people = words & _PEOPLE
    if words & {"name", "names"} and (people or words & _PART_OF_NAME):
        return PersonRule.NAME_COLUMN
    if words & {"address", "addr"} or words in ({"street"}, {"house", "number"}):
        return PersonRule.ADDRESS_COLUMN
    return PersonRule.CASE_COLUMN if _is_case_column(heading, words, found, cells) else None


def _is_case_column(heading: str, words: set[str], found: bool, cells: Sequence[str]) -> bool:
    if words & _NUMBERS_OF_PEOPLE:  # under which "98.4" may say how many have one
        return not found and any(sum(map(str.isdigit, cell)) > 5 for cell in cells)
    joined = _JOINED_ID.fullmatch(heading.lower())
    named = words & _IDS and words & (_PEOPLE | _SYSTEMS) and "of" not in words
    return bool(joined or named)


def _is_one_row_a_person(names: Sequence[str], rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows have the traits of one person each, and count nobody."""
    words = [set(_words(name)) for name in names]
    traits = sum(any(own & trait for own in words) for trait in _TRAITS)
    traits += any({"year", "group"} <= own for own in words)
    if traits < 2 or not rows:
        return False
    columns = [[row[index] for row in rows if index < len(row)] for index in range(len(names))]
    counts = [cells for own, cells in zip(words, columns, strict=True) if own & _COUNTS]
    if counts:
        return traits > 2 and all(set(cells) == {"1"} for cells in counts)
    return any(map(_tells_persons_apart, words, columns))


def _tells_persons_apart(words: set[str], cells: Sequence[str]) -> bool:
    """Ages in years, days that differ, and ids that are used once."""
    if words & _TRAITS[0]:
        return all(cell.isdigit() for cell in cells if cell)
    different = len(set(cells)) == len(cells)
    is_id = bool(words & (_IDS | {"episode"}))
    return different and (is_id or any(map(is_date, cells)))
