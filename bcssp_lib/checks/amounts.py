"""All amounts in a sentence, typed or bound, in the order in which they stand."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.figure_findings import unbound_mentions
from bcssp_lib.checks.forms import number_alone
from bcssp_lib.checks.known import Known
from bcssp_lib.checks.mentions import Form
from bcssp_lib.checks.reading import Read


@dataclass(frozen=True)
class Amount:
    """A number where it stands; ``typed`` if no fact holds it."""

    start: int
    end: int
    amount: Decimal
    form: Form
    typed: bool
    text: str


def amounts_in(read: Read, known: Known) -> list[Amount]:
    """The figures of a sentence; what is listed as no figure is left out."""
    found = [
        Amount(one.start, one.end, one.amount, one.form, typed=True, text=one.text)
        for one in unbound_mentions(read, known)
    ]
    for span in read.sentence.spans:
        number = number_alone(span)
        if number is not None:
            text = span.span.words
            amount, form = number.amount, number.form
            found.append(Amount(span.start, span.end, amount, form, typed=False, text=text))
    return sorted(found, key=lambda one: one.start)
