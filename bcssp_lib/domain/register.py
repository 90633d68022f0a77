"""Registers: lists of reviews, actions, questions and the like, one record a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from bcssp_lib.domain.observation import Source
from bcssp_lib.domain.records import Record

Cell = str | int | Decimal | date | None


class RegisterColumn(Record):
    """One column of a register: its heading, type, and what it may hold."""

    title: str
    type: Literal["text", "choice", "date", "integer", "pounds", "period"]
    required: bool = True
    unique: bool = False
    choices: tuple[str, ...] = ()


class RegisterSchema(Record):
    """What a register file must look like: see params/registers/.

    ``date_order`` names date columns, each of which may not come before the one to its
    left, so that counts made from the register cannot contradict one another.
    """

    id: str
    title: str
    records: str
    columns: dict[str, RegisterColumn]
    date_order: tuple[str, ...] = ()


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
