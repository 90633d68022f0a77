"""Percent and percentage points are kept apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bcssp_lib.checks.amounts import Amount
from bcssp_lib.checks.clauses import clause_at, clauses
from bcssp_lib.checks.figure_findings import spoken_of
from bcssp_lib.checks.forms import binding
from bcssp_lib.checks.known import Known
from bcssp_lib.checks.mentions import Form
from bcssp_lib.checks.movement import movement_of
from bcssp_lib.checks.reading import Read
from bcssp_lib.checks.sums import points_finding
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.model.indicator import Unit
from bcssp_lib.stats.fact_wording import FactWords

_CHANGED_BY = re.compile(
    r"\b(?:rose|risen|fell|fallen|increased?|decreased?|dropped?|grew|grown|declined?|reduced|"
    r"improved|up|down|rise|increase|fall|drop|decrease|reduction|change)\b[^.;,]{0,30}"
    r"\b(?:by|of)\W*(?:\w+\W+)?$",
    re.IGNORECASE,
)


def points_findings(read: Read, amounts: Sequence[Amount], known: Known) -> Iterator[Finding]:
    """Changes whose unit is not that of the fact that they are changes of."""
    parts = clauses(read.typed)
    for one in amounts:
        if one.form not in {Form.PERCENT, Form.POINTS} or not one.typed:
            continue
        if not _CHANGED_BY.search(read.typed[: one.start]):
            continue
        spoken = [each.fact for each in spoken_of(read, clause_at(one.start, parts), known)]
        bound = [span.fact for span in read.sentence.spans]
        fact = next(iter([*spoken, *bound]), None)
        if fact is None or not fact.known:
            continue
        percentage = fact.unit is Unit.PERCENT
        if one.form is Form.POINTS and not percentage:
            yield _points_of_count(read, one, fact)
        elif one.form is Form.PERCENT and percentage and movement_of(fact).points:
            yield points_finding(read, one.text, f"{fact.title} {FactWords(fact).change_phrase}")


def _points_of_count(read: Read, one: Amount, fact: Fact) -> Finding:
    return read.finding(
        Kind.CONSISTENCY,
        f"“{one.text}” is said of “{fact.title}”, which is no percentage",
        f"{fact.title} counts {fact.counts}; only a percentage changes by percentage points.",
        binding(fact, "change"),
    )
