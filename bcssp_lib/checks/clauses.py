"""Splitting a sentence into clauses, each of which says one thing of one subject."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

_JOIN = re.compile(
    r"\s*[;:–—]\s+|,? (?:but|while|whilst|whereas|although|though|yet|however)\b|"
    r", (?:and|so|which|with|where|or|as)\b|(?<=\w), (?=\w+ (?:rose|fell|increased|decreased)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Clause:
    """A stretch of a sentence: ``text`` is ``sentence[start:end]``."""

    start: int
    end: int
    text: str


def clauses(text: str) -> list[Clause]:
    """The clauses of a sentence, in order; joining words open the clause that they begin."""
    cuts = [found.start() for found in _JOIN.finditer(text) if found.start() > 0]
    edges = [0, *cuts, len(text)]
    pairs = pairwise(edges)
    return [Clause(start, end, text[start:end]) for start, end in pairs if text[start:end].strip()]


def clause_at(place: int, found: list[Clause]) -> Clause:
    """The clause in which a place of the sentence lies."""
    return next((one for one in found if one.start <= place < one.end), found[-1])
