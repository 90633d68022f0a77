"""What a form asks partners for: its columns, the rows that are known, and whose it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.characters import fold_text
from bcssp_lib.model.errors import not_known
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import Period
from bcssp_lib.model.register import ROUGH_FORMS, RegisterColumn, RegisterSchema, ReturnForm

KPI = "kpi"
KPI_TITLE = "Indicators by agency"
VERSION = 1  # of the forms: raised when columns are read differently
AGENCY = "agency"  # the breakdown of indicators that agencies return

_IDENTITY = re.compile(
    r"\[bcssp\s+(?P<kind>\w+)\s+(?P<version>\d+)\s*\|\s*(?P<area>[^|\]]+?)\s*\|"
    r"\s*(?P<period>[^|\]]+?)\s*\|\s*(?P<agency>[^|\]]*?)\s*\]"
)


@dataclass(frozen=True)
class Identity:
    """What a form says of itself, in a line that stays with it.

    >>> Identity.find("[bcssp kpi 1 | saltmere | 2024-25 | Police]").agency
    'Police'
    """

    kind: str
    area: str
    period: str
    agency: str = ""
    version: int = VERSION

    @classmethod
    def find(cls, text: str) -> Self | None:
        """The identity that a cell holds, if it holds one."""
        match = _IDENTITY.search(text)
        if match is None:
            return None
        named = match.groupdict()
        return cls(
            named["kind"], named["area"], named["period"], named["agency"], int(named["version"])
        )

    @property
    def text(self) -> str:
        """It as a cell holds it."""
        parts = (f"bcssp {self.kind} {self.version}", self.area, self.period, self.agency)
        return f"[{' | '.join(parts)}]"


@dataclass(frozen=True)
class FormColumn:
    """A column of a form. ``name`` is a column of data/; one without a name is only shown.

    ``choices`` are the words for its cells; with ``open_list`` others may be written too.
    """

    name: str
    heading: str
    choices: tuple[str, ...] = ()
    open_list: bool = False
    hint: str = ""
    width: int = 18
    required: bool = False


@dataclass(frozen=True)
class FormRow:
    """A row to fill in: its cells by heading, and the headings of those that stay as they are."""

    cells: dict[str, str]
    fixed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """A form to send out."""

    identity: Identity
    title: str
    columns: tuple[FormColumn, ...]
    rows: tuple[FormRow, ...]
    last_year: tuple[dict[str, str], ...] = ()  # rows for reference, by heading
    last_period: str = ""


def form_titles(catalogue: Catalogue) -> dict[str, str]:
    """Each kind of form that the project has, with its title."""
    registers = {each.id: each.title for each in catalogue.registers.values() if each.form}
    return {KPI: KPI_TITLE, **registers}


def check_kind(kind: str, catalogue: Catalogue) -> str:
    """The kind as params/ writes it, or an error with the nearest ones."""
    titles = form_titles(catalogue)
    wanted = fold_text(kind).replace("-", "_").replace(" ", "_")
    if wanted in titles:
        return wanted
    hint = "A register has one if 'form' of params/registers/ says how."
    raise not_known("form", kind, titles, hint)


def kpi_indicators(catalogue: Catalogue, period: Period) -> list[Indicator]:
    """The indicators that agencies return for such a period."""
    return [
        each
        for each in catalogue.indicators.values()
        if each.breakdown == AGENCY and period.kind in each.periods
    ]


def number_of(indicator: Indicator) -> str:
    """What a form calls an indicator: its number, or its id where it has none."""
    return indicator.code or indicator.id


def form_of(schema: RegisterSchema) -> ReturnForm:
    """How a register is filled in; only registers with a form are asked."""
    assert schema.form is not None
    return schema.form


def filled_columns(schema: RegisterSchema) -> tuple[str, ...]:
    """The columns of a register that partners fill in, in rows that are known."""
    form = form_of(schema)
    stays = {"period", *form.known_by, *form.given}
    return tuple(name for name in schema.columns if name not in stays)


def area_register(catalogue: Catalogue, kind: str, area: str) -> RegisterSchema:
    """A register as an area fills it in."""
    return catalogue.register(kind).with_boards(catalogue.areas[area].known_boards)


def form_columns(
    catalogue: Catalogue, kind: str, area: str, period: Period, agencies: Sequence[str] = ()
) -> tuple[FormColumn, ...]:
    """The columns of a form for a period, in their order; boards only where there are several."""
    if kind == KPI:
        return _kpi_columns(catalogue, period, agencies)
    has_boards = len(catalogue.areas[area].known_boards) > 1
    hidden = {
        name
        for name, column in catalogue.register(kind).columns.items()
        if column.type == "board" and not has_boards
    }
    schema = area_register(catalogue, kind, area)
    columns = _register_columns(schema, period, agencies)
    return tuple(each for each in columns if each.name not in hidden)


def _kpi_columns(
    catalogue: Catalogue, period: Period, agencies: Sequence[str]
) -> tuple[FormColumn, ...]:
    numbers = tuple(number_of(each) for each in kpi_indicators(catalogue, period))
    wanted = "A number; N/A if it does not apply to you; TBC if you cannot know it yet."
    return (
        FormColumn("agency", "Agency", tuple(agencies), width=24),
        FormColumn("number", "No.", numbers, width=8),
        FormColumn("title", "Indicator", width=34),
        FormColumn("", "What is counted", width=50),
        FormColumn("", "Target", width=10),
        FormColumn("", answer_heading(period.previous()), width=16),
        FormColumn("value", answer_heading(period), hint=wanted, width=18, required=True),
        FormColumn("note", "Note", hint="What readers should know of this answer.", width=40),
    )


def answer_heading(period: Period) -> str:
    """The heading of the answers for a period."""
    return f"Answer for {period.label}"


def _register_columns(
    schema: RegisterSchema, period: Period, agencies: Sequence[str]
) -> Iterator[FormColumn]:
    form = form_of(schema)
    filled = filled_columns(schema)
    for name, column in schema.columns.items():
        if name == "period":
            continue
        choices = tuple(agencies) if name == form.agency else column.choices
        yield FormColumn(
            name,
            column.title,
            choices,
            open_list=name in form.offered,
            hint=_hint(column),
            width=_WIDTHS.get(column.type, 20),
            required=column.required,
        )
        if form.known_by and "period" in schema.columns and name in filled:
            yield FormColumn("", f"{column.title}, {period.previous().label}", width=18)


_WIDTHS = {"text": 36, "integer": 12, "pounds": 14, "date": 16}
_HINTS = {
    "date": f"A day, as in 31/03/2024, or what is known of it: {ROUGH_FORMS.partition(', ')[2]}.",
    "integer": "A whole number. None is 0.",
    "pounds": "An amount in pounds. None is 0.",
    "period": "A year, as in 2023-24.",
    "choice": "One of the words in the list.",
    "text": "A sentence or two. No names, and nothing that shows who somebody is.",
}


def _hint(column: RegisterColumn) -> str:
    end = "" if column.required else " It may stay empty."
    return _HINTS[column.type] + end


def unit_words(indicator: Indicator) -> str:
    """What an answer for an indicator is, in a few words."""
    return {
        Unit.PERCENT: "percent, from 0 to 100",
        Unit.POUNDS: "pounds",
        Unit.COUNT: f"a number of {indicator.counts}",
        Unit.RATE: "a rate",
    }[indicator.unit]


def match_name(name: str, known: Iterable[str]) -> str:
    """The name among those known that differs in case and blanks alone; empty if there is none."""
    folded = fold_text(name)
    return next((each for each in known if fold_text(each) == folded), "")
