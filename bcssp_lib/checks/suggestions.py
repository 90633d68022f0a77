"""The expression that shows a held number, for whoever typed it."""

from __future__ import annotations

from bcssp_lib.checks.fact_index import binding_expression
from bcssp_lib.checks.held_numbers import HeldNumber, Role
from bcssp_lib.checks.mention_reading import Whose
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import PeriodKind
from bcssp_lib.model.verdicts import Against
from bcssp_lib.stats.fact_wording import WHOM

_WORD_FOR = {whom: word for word, whom in reversed(WHOM.items())}  # the first of them
_NO_EXPRESSION = {Role.SHARE, Role.MET, Role.MISSED, Role.RETURNED}


def binding_of(held: HeldNumber) -> str:
    """The expression that shows a held number; empty where none can.

    For example ``{{ of("police.missing_reports", "force", "percent change") }}``.
    """
    fact = held.fact
    year_of_quarters = fact.period.kind is PeriodKind.QUARTER is not held.period.kind
    if held.role in _NO_EXPRESSION or held.is_of_years or year_of_quarters:
        return ""
    names = [name for name in _names(held) if name]
    return binding_expression(fact, _helper(held) if names else "", *names)


def _names(held: HeldNumber) -> tuple[str, ...]:
    """What comes after the fact, the name that the helper needs first."""
    place = _WORD_FOR[held.whose] if held.whose else ""
    now = held.fact.period
    period = "" if held.period == now else held.period.label
    if held.period == now.previous():
        period = Against.PREVIOUS.value
    role = "" if held.role is Role.VALUE else held.role.value
    return held.category, place, period, role


def _helper(held: HeldNumber) -> str:
    if held.category:
        return "category"
    if held.whose:
        return "of"
    return "amount" if held.period == held.fact.period else "at"


def show_others(fact: Fact, whose: Whose) -> str:
    """The expression that shows a fact's figure of others; empty where it has none of these."""
    if whose is None or whose == "other":
        return ""
    return f'{{{{ of("{fact.full_name}", "{_WORD_FOR[whose]}") }}}}'


def describe(held: HeldNumber) -> str:
    """What a held number is, in words: "Missing children reports, change, 2023-24"."""
    fact = held.fact
    role = "" if held.role is Role.VALUE else held.role.value.replace("_", " from the ")
    whose = held.whose.value.replace("_", " ") if held.whose else ""
    return ", ".join(filter(None, (fact.title, held.category, role, whose, held.period.label)))
