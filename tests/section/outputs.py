"""Reading what a section shows, as a notebook gets it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from bcssp_lib.model.fact import Fact
from bcssp_lib.section.outputs import FACTS_TYPE, MESSAGE_TYPE, SectionOutput
from bcssp_lib.stats.fact_wording import FactWords


def bundle(shown: SectionOutput) -> dict[str, Any]:
    return shown._repr_mimebundle_()


def facts(shown: SectionOutput) -> dict[str, Fact]:
    return {one["name"]: Fact(**one) for one in bundle(shown)[FACTS_TYPE]["facts"]}


def fact(shown: SectionOutput) -> Fact:
    (found,) = facts(shown).values()
    return found


def words(shown: SectionOutput) -> FactWords:
    return FactWords(fact(shown))


def message(shown: SectionOutput) -> tuple[str, str]:
    found = bundle(shown)[MESSAGE_TYPE]
    return found["kind"], found["text"]


def rows(shown: SectionOutput) -> list[list[str]]:
    """The table's rows of text, its headings first."""
    found = re.findall(r"<tr>(.*?)</tr>", bundle(shown)["text/html"], re.DOTALL)
    return [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
        for row in found
    ]


def column(shown: SectionOutput, heading: str) -> dict[str, str]:
    """One column of a table, by the names of its rows."""
    heads, *found = rows(shown)
    return {row[0]: row[heads.index(heading)] for row in found}


def notes(shown: SectionOutput) -> list[str]:
    return [unescape(note) for note in re.findall("<p>(.*?)</p>", bundle(shown)["text/html"])]
