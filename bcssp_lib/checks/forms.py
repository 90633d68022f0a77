"""Every number that a fact holds, and how prose would be bound to it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from bcssp_lib.checks.mentions import Form, Mention
from bcssp_lib.section.facts import Fact

_NUMBER = re.compile(r"([+−-]?)(£?)(\d[\d,]*(?:\.\d+)?)(%| (?:percentage )?points?\b)?")


@dataclass(frozen=True)
class FactNumber:
    """One number of a fact: its size, what it is, and the expression that shows it.

    ``what`` names it: "the value", "the year before", "the change" and so on.
    """

    fact: Fact
    amount: Decimal
    form: Form
    binding: str
    what: str
    text: str

    def equals(self, mention: Mention) -> bool:
        """Whether a typed number is this one, its sign apart."""
        like = mention.form is self.form or {mention.form, self.form} == {Form.PERCENT, Form.POINTS}
        return like and abs(mention.amount) == abs(self.amount)


def full_name(fact: Fact) -> str:
    """A fact's name as it can be used in any section."""
    return f"{fact.section}.{fact.name}"


def binding(fact: Fact, helper: str = "", *more: str) -> str:
    """The expression that shows a fact, by itself or through a helper."""
    name = full_name(fact)
    if not helper:
        return f"{{{{ {name} }}}}"
    names = ", ".join(f'"{one}"' for one in (name, *more))
    return f"{{{{ {helper}({names}) }}}}"


def numbers_of(fact: Fact) -> Iterator[FactNumber]:
    """Every number that a fact holds, the value first."""
    for text, helper, more, what in _texts(fact):
        found = _NUMBER.search(text)
        if found is not None:
            yield FactNumber(
                fact, _amount(found), _form(found, text), binding(fact, helper, *more), what, text
            )


def first_number(text: str) -> Decimal | None:
    """The first number in a text that a fact holds, with its sign; none, if there is none."""
    found = _NUMBER.search(text)
    return _amount(found) if found else None


def all_numbers(text: str) -> list[Decimal]:
    """All numbers in a text that a fact holds, each with its sign."""
    return [_amount(found) for found in _NUMBER.finditer(text)]


class FactNumbers:
    """All numbers of a report's facts, by their size."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._by_size: dict[Decimal, list[FactNumber]] = defaultdict(list)
        self._by_fact: dict[tuple[str, str], list[FactNumber]] = {}
        for fact in facts:
            own = list(numbers_of(fact)) if fact.known else []
            self._by_fact[fact.section, fact.name] = own
            for number in own:
                self._by_size[abs(number.amount)].append(number)

    def equal_to(self, mention: Mention) -> list[FactNumber]:
        """The numbers that a typed one equals."""
        return [one for one in self._by_size.get(abs(mention.amount), ()) if one.equals(mention)]

    def of(self, fact: Fact) -> list[FactNumber]:
        """The numbers of one fact, the value first."""
        return self._by_fact.get((fact.section, fact.name), [])


def _texts(fact: Fact) -> Iterator[tuple[str, str, tuple[str, ...], str]]:
    yield fact.text, "", (), "the value"
    yield fact.previous_text, "previous", (), "the year before"
    yield fact.change_text, "change", (), "the change"
    yield fact.percent_text, "change", (), "the change in percent"
    yield fact.target_text, "target", (), "the target"
    yield fact.comparator_text, "comparator", (), "the change across the police force area"
    yield fact.rate_text, "rate", (), "the rate"
    for one in fact.comparisons:
        yield one.text, "compare", (one.against.value,), f"the figure of {one.label}"
    yield fact.rank_phrase, "rank", (), "the rank"
    for end in fact.interval_text.split(" to "):
        yield end, "interval", (), "an end of the interval"


def _amount(found: re.Match[str]) -> Decimal:
    amount = Decimal(found[3].replace(",", ""))
    return -amount if found[1] in {"−", "-"} else amount


def _form(found: re.Match[str], text: str) -> Form:
    if found[2]:
        return Form.POUNDS
    if (found[4] or "").strip() == "%":
        return Form.PERCENT
    if found[4]:
        return Form.POINTS
    return Form.PLACE if re.match(r"\D*\d+(?:st|nd|rd|th) ", text) else Form.COUNT
