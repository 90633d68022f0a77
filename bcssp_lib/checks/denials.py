"""Checks what is denied: "no reviews were published", "none", "has been eliminated"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bcssp_lib.checks.claimed_facts import find_named_measure
from bcssp_lib.checks.fact_index import binding_expression
from bcssp_lib.checks.measures import Words
from bcssp_lib.checks.prose import Stretch, lies_within
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.subjects import list_stems
from bcssp_lib.model.checking import BOUND
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.stats.fact_wording import FactWords

_NOTHING_OF = (
    r"(?!\w* ?(?:figures?|change|difference|evidence|significant|clear|real|one|doubt|longer|"
    r"further|other|more|new)\b)"
)
_NONE = re.compile(
    rf"(?<!if )(?<!where )\bno {_NOTHING_OF}(?:(?:[\w’-]+ ){{1,5}}?(?:was|were|had been|have been|"
    rf"has been|took place)\b|(?<=were no )[\w’ -]+|(?<=was no )[\w’ -]+|(?<=is no )[\w’ -]+|"
    rf"(?<=are no )[\w’ -]+)|\bnone (?:was|were|of)\b|"
    r"\b(?:has|have|had) (?:now )?been (?:eliminated|eradicated|wiped out)\b|"
    r"\b(?:has|have) (?:all but )?(?:disappeared|gone)(?: from\b|[.;,])",
    re.IGNORECASE,
)

_PLAINLY = 0.7  # of a measure's words


def check_denials(context: SentenceContext) -> Iterator[Finding]:
    """What a sentence says that there is none of, where the data hold some."""
    for match in _NONE.finditer(context.typed):
        fact = _find_denied(match.span(), context)
        if fact is not None:
            words = FactWords(fact)
            yield context.finding(
                Kind.FIGURE,
                f"“{match[0].strip()}” is said, where “{fact.title}” is {words.text}",
                f"{fact.title}, {words.when}: {words.text}.",
                binding_expression(fact),
            )


def _find_denied(place: Stretch, context: SentenceContext) -> Fact | None:
    """The fact that these words deny, though its figure is above zero."""
    clause = context.clause_at(place[0])
    counted = BOUND in clause.text or context.unbound_in(clause)
    if counted or lies_within(*place, context.quoted):
        return None
    key = find_named_measure(clause, context)
    words = Words(frozenset(list_stems(clause.text)))
    plain = key is not None and context.index.held.score(key, words) >= _PLAINLY
    fact = context.index.held.measures[key].fact if key and plain else None
    return fact if fact is not None and (fact.amount or 0) > 0 else None
