"""Tables of register entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.period import long_date
from bcssp_lib.model.register import STANDING, Entry, RegisterColumn, RegisterSchema
from bcssp_lib.model.register import Cell as Found
from bcssp_lib.section.table_kit import Cell, Column, Table, table
from bcssp_lib.stats.rounding import number_text

_TONES = ("green", "amber", "red")


def entries_table(
    title: str,
    schema: RegisterSchema,
    columns: Sequence[str],
    entries: Sequence[Entry],
    standings: Sequence[Cell] = (),
) -> Table:
    """A row an entry, with the columns named (all but the period, where none is named).

    ``standings`` say of each entry where it stands, for the column ``standing``.
    """
    known = (*schema.columns, STANDING) if standings else tuple(schema.columns)
    for name in columns:
        if name not in known:
            raise not_known(f"column of '{schema.id}'", name, known)
    shown = columns or tuple(name for name in schema.columns if name != "period")
    heads = [
        Column("Where it stands") if name == STANDING else _heading(schema.columns[name])
        for name in shown
    ]
    rows = [
        [
            standings[place] if name == STANDING else _cell(entry[name], name, schema)
            for name in shown
        ]
        for place, entry in enumerate(entries)
    ]
    return table(title, heads, rows)


def _heading(column: RegisterColumn) -> Column:
    return Column(column.title, figures=column.type in ("integer", "pounds"))


def _cell(found: Found, name: str, schema: RegisterSchema) -> Cell:
    column = schema.columns[name]
    if found is None:
        return Cell("not yet" if name in schema.date_order else "none recorded")
    if isinstance(found, date):
        return Cell(long_date(found))
    if column.type == "pounds":
        return Cell(f"£{number_text(Decimal(found))}")
    if isinstance(found, int):
        return Cell(number_text(Decimal(found)))
    text = str(found)
    if column.type == "choice" and text in _TONES:
        return Cell(f"{text[0].upper()} {text.capitalize()}", tone=text)
    return Cell(text[:1].upper() + text[1:] if column.type == "choice" else text)
