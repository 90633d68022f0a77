"""Duties: what a report is asked to hold, by whom, and where it is to be found."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from bcssp_lib.model.records import Record

Place = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z0-9][a-z0-9_-]*$")]


class Requirement(Record):
    """One duty of a body: its words, whether they were checked against the source, its places.

    ``blocks`` are texts (``section.block``) and ``facts`` figures (``section.fact``) that
    cover it.
    """

    id: str
    body: str
    requirement: str
    checked: bool
    source: str
    blocks: tuple[Place, ...] = ()
    facts: tuple[Place, ...] = ()

    @model_validator(mode="after")
    def _somewhere(self) -> Requirement:
        if not (self.blocks or self.facts):
            raise ValueError("a duty names the blocks or facts that cover it")
        return self

    @property
    def home(self) -> tuple[str, str]:
        """The section and block where its text belongs; the block is empty if it has none."""
        section, _, name = (self.blocks or self.facts)[0].partition(".")
        return section, name if self.blocks else ""
