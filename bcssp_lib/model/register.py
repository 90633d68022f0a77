"""Registers: lists of reviews, actions and the like, one record a row, and their rough dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Self

from bcssp_lib.model.disclosure_policy import PolicyNames
from bcssp_lib.model.errors import not_known
from bcssp_lib.model.period import Period, PeriodError, PeriodKind, parse_period
from bcssp_lib.model.records import Flag, Name, Positive, Record
from bcssp_lib.model.value import Source

ROUGH_FORMS = "2024-03-31, March 2024, 2023-24, before 2023-24, unknown"
_UNKNOWN = "unknown"
_BEFORE = "before "
_LONG_AGO = date(1900, 1, 1)  # before whatever a report tells of


class RoughDate(date):
    """A date that is known only roughly; it compares as the last day that it can be.

    ``first`` is the first day that it can be, and ``text`` what a reader sees.

    >>> day = RoughDate.parse("March 2024")
    >>> day.first, day == date(2024, 3, 31), day.text
    (datetime.date(2024, 3, 1), True, 'March 2024')
    """

    first: date
    text: str

    def __new__(cls, first: date, last: date, text: str) -> Self:
        """A date from the first to the last day that it can be, with the text for readers."""
        made = super().__new__(cls, last.year, last.month, last.day)
        made.first = first
        made.text = text
        return made

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read one of ``ROUGH_FORMS`` but the first; anything else is a ``ValueError``."""
        if text == _UNKNOWN:
            return cls(_LONG_AGO, _LONG_AGO, "date not known")
        period = _parse_stretch(text.removeprefix(_BEFORE))
        if text.startswith(_BEFORE):
            return cls(_LONG_AGO, date.fromordinal(period.start.toordinal() - 1), text)
        return cls(period.start, period.end, text)

    def __repr__(self) -> str:
        return f"RoughDate({self.text!r})"

    def __reduce__(self) -> tuple[Any, ...]:
        return RoughDate, (self.first, date(self.year, self.month, self.day), self.text)


def _parse_stretch(text: str) -> Period:
    try:
        period = parse_period(text)
    except PeriodError as error:
        raise ValueError(f"a date: {ROUGH_FORMS}") from error
    if period.kind not in {PeriodKind.YEAR, PeriodKind.MONTH, PeriodKind.QUARTER}:
        raise ValueError(f"a date: {ROUGH_FORMS}")
    return period


def first_day(day: date) -> date:
    """The first day that a date can be."""
    return day.first if isinstance(day, RoughDate) else day


Cell = str | int | Decimal | date | None

# A column that no file has: the progress of an entry when a period ends.
STANDING = "standing"

LONGEST_TEXT = 32_767  # letters, as Excel counts them: more than that its cells cut off


class RegisterColumn(Record):
    """One column of a register: its heading, type, and what it may hold.

    Without ``absent_is_zero``, a choice that no row has was not counted: a register may list only
    the kinds of review of which there were any. A ``board`` is one of the area's boards; where it
    has several, rows may say whose they are. An ``optional`` column a file may lack.
    """

    title: str
    type: Literal["text", "choice", "date", "integer", "pounds", "period", "board"]
    required: Flag = True
    optional: Flag = False
    unique: Flag = False
    choices: tuple[str, ...] = ()
    absent_is_zero: Flag = True


class Done(Record):
    """What says that an entry is done: a date, or one of these values, in a column."""

    column: str
    values: tuple[str, ...] = ()


class DueAfter(Record):
    """How many months after the date in a column an entry is due."""

    column: str
    months: Positive


class FollowUp(Record):
    """How the entries of a register are followed from period to period until they are done.

    The fields name columns. Rows with the same ``reference`` are of one thing, year by year.
    ``period_done`` holds the period in which an entry was done; in reports of earlier periods it is
    still open, with the values of ``until_done`` in those columns (an empty one for no value),
    and without what was ``set_when_done``.
    ``section`` shows the register. With ``answer_expected``, whatever is open is called for,
    due or not.
    """

    section: str
    reference: str
    what: str
    done: Done
    owner: str = ""
    due: str = ""
    due_after: DueAfter | None = None
    done_in: str = ""
    until_done: dict[str, str] = {}
    set_when_done: tuple[str, ...] = ()
    answer_expected: Flag = False

    @property
    def named(self) -> dict[str, str]:
        """The columns that its fields name, by field."""
        named = {"reference": self.reference, "what": self.what, "done.column": self.done.column}
        named |= {"owner": self.owner, "due": self.due, "done_in": self.done_in}
        if self.due_after:
            named["due_after.column"] = self.due_after.column
        named |= {f"until_done.{name}": name for name in self.until_done}
        named |= {f"set_when_done.{name}": name for name in self.set_when_done}
        return {field: column for field, column in named.items() if column}


class ReturnForm(Record):
    """How partners fill in a register: ``bcssp template`` makes a workbook of it.

    ``agency`` names the column that says whose row it is; without one nobody's rows are told
    apart. ``known_by`` are the columns by which a row is known (with the period, where the register
    has one): the form has a row for each that is held, and these cells and those of ``given`` are
    not for partners to change. Without ``known_by``, a return holds all rows of its agency.
    ``offered`` are columns for which the words used so far are offered in a list.
    """

    agency: str = ""
    known_by: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[tuple[str, str], ...]:
        """Each column that a field of it names, after the field."""
        agency = (("agency", self.agency),) if self.agency else ()
        lists = {"known_by": self.known_by, "given": self.given, "offered": self.offered}
        return (*agency, *((field, name) for field, names in lists.items() for name in names))


class RegisterSchema(Record):
    """What a register file must look like: see params/registers/.

    ``date_order`` names date columns, each of which may not come before the one to its
    left, so that counts made from the register cannot contradict one another.
    """

    id: Name
    title: str
    records: str
    disclosure: PolicyNames = {}
    columns: dict[str, RegisterColumn]
    date_order: tuple[str, ...] = ()
    follow_up: FollowUp | None = None
    form: ReturnForm | None = None

    def with_boards(self, boards: tuple[str, ...]) -> Self:
        """The register of an area: a column of boards is a choice among the area's."""
        columns = {
            name: column.model_copy(update={"type": "choice", "choices": boards})
            if column.type == "board"
            else column
            for name, column in self.columns.items()
        }
        return self.model_copy(update={"columns": columns})

    def check_columns(self, names: Iterable[str], also: Sequence[str] = ()) -> None:
        """Refuse a name that is neither a column of the register nor one of ``also``."""
        known = (*self.columns, *also)
        for name in names:
            if name not in known:
                raise not_known(f"column of '{self.id}'", name, known)


@dataclass(frozen=True)
class Entry:
    """One row of a register."""

    register: str
    cells: dict[str, Cell]
    source: Source
    file: str
    row: int

    def __getitem__(self, column: str) -> Cell:
        return self.cells[column]
