"""What a figure is known by."""

from __future__ import annotations

from bcssp_lib.model.value import Observation

Key = tuple[str, str, str, str]  # indicator, area, the period's label, category


def key_of(observation: Observation) -> Key:
    """What a figure is known by: its indicator, area, period and category."""
    period = observation.period.label
    return observation.indicator, observation.area, period, observation.category


def figure_key(indicator: str, area: str, period: str, category: str = "") -> str:
    """The name of a figure, in one text.

    >>> figure_key("cp_plans", "banes", "at 2024-03-31")
    'cp_plans|banes|at 2024-03-31|'
    """
    return "|".join((indicator, area, period, category))


def name_of(observation: Observation) -> str:
    """The name of an observation's figure."""
    return figure_key(*key_of(observation))


def key_in(name: str) -> Key:
    """What the figure of a name is known by."""
    indicator, area, period, category = name.split("|", 3)
    return indicator, area, period, category


def words_of(name: str) -> str:
    """The name of a figure as messages have it.

    >>> words_of("cp_plans|banes|at 2024-03-31|")
    'cp_plans, banes, at 2024-03-31'
    """
    return ", ".join(part for part in name.split("|") if part)
