"""How a file of figures is read: what params/imports/ and an analyst's own map declare."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bcssp_lib.model.period import PeriodError, PeriodKind, parse_period
from bcssp_lib.model.records import Flag, Name, Record
from bcssp_lib.model.value import Reason

_LEAP_YEAR = "2024"  # so that 29 February is read as a day, and refused by what follows
ASKED = "asked"  # of an indicator: the file does not say it, so that a person must
UNDECIDED = "?"  # what a drafted map holds where a person must decide


def _read_day(text: Any) -> Any:
    """A day of every year, such as "31 March", as month and day."""
    if not isinstance(text, str):
        return text
    try:
        day = datetime.strptime(f"{text} {_LEAP_YEAR}", "%d %B %Y").date()  # noqa: DTZ007
        date(2023, day.month, day.day)
    except ValueError as error:
        raise ValueError("a day of every year, such as 31 March") from error
    return (day.month, day.day)


def _check_period(text: str) -> str:
    try:
        return parse_period(text).label if text else text
    except PeriodError as error:
        raise ValueError(str(error)) from error


PeriodLabel = Annotated[str, AfterValidator(_check_period)]
_DayOfYear = Annotated[tuple[int, int], BeforeValidator(_read_day)]
Wanted = str | tuple[str, ...]


class SourceOfFormat(Record):
    """The source that figures of a format come from; ``{latest}`` is their latest period."""

    id: Name
    title: str
    publisher: str
    licence: str = ""
    vintage: str = ""
    note: str = ""
    synthetic: Flag = False


class PlaceColumns(Record):
    """The columns that say of which area a row is; places are joined by their codes alone.

    ``all`` is the one area that the whole file is of. ``level`` names a column whose cells are
    those of ``levels``; without one, every row is of an authority. ``codes`` is a column of the
    official codes of authorities, regions and the nation alike. Of files that have no codes,
    ``areas`` gives the area of each text of the column ``text``, and ``own_names`` is the column
    whose cells are names: rows of the project's own areas are taken, and others left out.
    """

    all: str = ""
    level: str = ""
    levels: dict[str, Literal["nation", "region", "authority", "left out"]] = {
        "National": "nation",
        "Regional": "region",
        "Local authority": "authority",
    }
    department_code: str = ""
    code: str = ""
    codes: str = ""
    name: str = ""
    region_code: str = ""
    region: str = ""
    nation_code: str = ""
    nation: str = ""
    text: str = ""
    areas: dict[str, str] = {}
    own_names: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it names."""
        named = (self.level, self.department_code, self.code, self.codes, self.name,
                 self.region_code, self.region, self.nation_code, self.nation, self.text,
                 self.own_names)  # fmt: skip
        return tuple(name for name in named if name)

    @property
    def names_own_areas_alone(self) -> bool:
        """Whether every place is one of the project's own areas: others are found by their codes.

        Such a file says nothing of the country.
        """
        return bool(self.all or self.text or self.own_names)

    @model_validator(mode="after")
    def _says_where(self) -> Self:
        ways = (self.all, self.department_code, self.code, self.codes, self.text, self.own_names)
        if not any(ways):
            named = "'all', 'department_code', 'code', 'codes', 'own_names'"
            raise ValueError(f"give {named}, or 'text' with 'areas'")
        if bool(self.text) != bool(self.areas):
            raise ValueError("'text' and 'areas' go together")
        return self


class PeriodColumns(Record):
    """The columns that say of which period a row is, or the one period of the whole file.

    ``year_ends`` is the day on which a year of the file ends; a year that ends on another is
    refused. ``bare_years`` says what "2024" alone is: the year that ends in it or begins in it.
    ``quarter`` is a column that holds the quarter of the year: 1 to 4, or Q1 to Q4.

    Where no column says it, ``given_by`` says who does: a ``title`` above the heading, or a person
    with --period. ``in_headings``: each year has a column of its own, whose name it is.
    """

    all: PeriodLabel = ""
    column: str = ""
    identifier: str = ""
    quarter: str = ""
    given_by: Literal["title", "person", ""] = ""
    in_headings: Flag = False
    year_ends: _DayOfYear = (3, 31)
    bare_years: Literal["end", "begin", ""] = ""

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        ways = (self.all, self.column, self.given_by, self.in_headings)
        if sum(map(bool, ways)) != 1:
            ways_named = "'column', 'all' for the one period of the file, 'given_by', 'in_headings'"
            raise ValueError(f"give one of: {ways_named}")
        if self.quarter and not self.column:
            raise ValueError("'quarter' needs 'column', which says of which year it is")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it names."""
        return tuple(filter(None, (self.column, self.identifier, self.quarter)))


class FigureColumn(Record):
    """A column of figures: of which indicator, and of which kind of period.

    Where a file does not say what it measures, the indicator is ``asked``: --indicator names it.
    ``where`` chooses rows by their cells. ``category`` is the column's own, or that of the cell
    in ``category_column``, by ``categories`` if these are given. ``at`` is the period of the whole
    column, as data/ writes it, where each year has a column. ``times`` is what its numbers are
    multiplied by, ``decimals`` to how many places they are rounded. ``adds`` names the column in
    which the rows differ that are added up to a figure (ages, kinds of offences); where ``where``
    lists its cells, each must be there. With ``of_others: false`` figures of other authorities are
    left out; without its column, one that is ``optional`` is.
    """

    column: str = ""
    indicator: Name
    period: PeriodKind
    at: PeriodLabel = ""
    where: dict[str, Wanted] = {}
    category: str = ""
    category_column: str = ""
    categories: dict[str, str] = {}
    times: Decimal = Decimal(1)
    decimals: int | None = Field(default=None, ge=0, le=9, strict=True)
    adds: str = ""
    mark_column: str = ""
    of_others: Flag = True
    optional: Flag = False

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it needs."""
        named = (self.column, self.category_column, self.mark_column, self.adds)
        return tuple(name for name in (*named, *self.where) if name)


class NeighbourColumns(Record):
    """The columns of a file of statistical neighbours; each row is of one authority."""

    model: str
    department_code: str
    name: str
    region: str
    neighbours: tuple[str, ...] = Field(min_length=1)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that it names."""
        return (self.department_code, self.name, self.region, *self.neighbours)


class ImportFormat(Record):
    """The form of a file: its columns, its source and its symbols.

    Where a heading has several rows, ``heading_rows``, a column is named by all of them: "Plans /
    2023-24". A name that is there again is followed by its number: "Percent #2".

    A column without a name is called by its letter: "column A".

    ``always`` are cells that every row must have; ``other_rows`` says whether a row that no
    figure chooses is refused or left out. ``every_sheet``: all sheets of this form are read, with
    those of other such formats of the same source. ``other_periods: stay``: each file holds one
    period, and figures of others are not lost with it. ``mailboxes``, by their domains, are those
    of the publisher's that such files print; ``names_of_places`` are columns of names that are no
    person's.
    """

    id: str
    title: str
    source: SourceOfFormat | None = None
    sheet: str = ""
    areas: PlaceColumns | None = None
    periods: PeriodColumns | None = None
    always: dict[str, Wanted] = {}
    figures: tuple[FigureColumn, ...] = ()
    heading_rows: int = Field(default=1, ge=1, le=6)
    other_rows: Literal["refused", "left out"] = "refused"
    other_periods: Literal["lost", "stay"] = "lost"
    every_sheet: Flag = False
    symbols: dict[str, Reason] = {}
    mailboxes: dict[str, str] = {}
    names_of_places: tuple[str, ...] = ()
    neighbours: NeighbourColumns | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        named = bool(self.periods and self.periods.in_headings)
        if any(bool(each.column) == named for each in self.figures):
            raise ValueError("a figure has 'column', unless periods are 'in_headings'")
        timed = self.periods or all(each.at for each in self.figures)
        whole = self.source and self.areas and timed and self.figures
        if bool(whole) == bool(self.neighbours):
            raise ValueError("give source, areas, periods and figures; or neighbours alone")
        return self

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that a file of this form must have, each once."""
        if self.neighbours:
            return self.neighbours.columns
        areas = self.areas.columns if self.areas else ()
        periods = self.periods.columns if self.periods else ()
        figures = [name for each in self.figures if not each.optional for name in each.columns]
        return tuple(dict.fromkeys(filter(None, (*areas, *periods, *self.always, *figures))))

    @property
    def optional_columns(self) -> tuple[str, ...]:
        """Columns that a file of this form may have."""
        names = [name for each in self.figures if each.optional for name in each.columns]
        return tuple(dict.fromkeys(name for name in names if name not in self.columns))
