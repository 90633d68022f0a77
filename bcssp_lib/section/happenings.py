"""Known events on a chart through time: a dotted line with a letter, explained below the chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from bcssp_lib.section.style import INK


@dataclass(frozen=True)
class Happening:
    """A known event, at the place of the first point that it concerns.

    ``stops_line``: what came before may not be joined with what came since.
    """

    place: int
    text: str
    stops_line: bool


def line_stops(happenings: Sequence[Happening]) -> list[int]:
    """The places before which a line ends."""
    return [one.place for one in happenings if one.stops_line]


def draw_happenings(axes: Axes, happenings: Sequence[Happening]) -> None:
    """Mark each place with a dotted line, and the letters of its events above it."""
    letters: dict[int, list[str]] = {}
    for number, one in enumerate(happenings):
        letters.setdefault(one.place, []).append(letter(number))
    for place, names in letters.items():
        axes.axvline(place - 0.5, color=INK, linewidth=1, linestyle=(0, (1, 2)))
        axes.annotate(
            ", ".join(names), (place - 0.5, 1), xycoords=("data", "axes fraction"),
            xytext=(0, 3), textcoords="offset points", ha="center", va="bottom", weight="bold",
        )  # fmt: skip


def notes_of_happenings(happenings: Sequence[Happening]) -> tuple[str, ...]:
    """What each letter stands for."""
    return tuple(f"{letter(number)}: {one.text}." for number, one in enumerate(happenings))


def happenings_at(happenings: Sequence[Happening], place: int) -> list[str]:
    """The events that begin with the point at a place, with their letters."""
    return [
        f"{letter(number)}: {one.text}"
        for number, one in enumerate(happenings)
        if one.place == place
    ]


def letter(number: int) -> str:
    """The letter of an event: A for the first."""
    return chr(ord("A") + number % 26)
