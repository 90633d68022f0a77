"""Figures that were protected where they are kept, so that they may go to another machine.

There, the figures that made others hidden are not known, so disclosure control cannot be done
again: what arrives is shown as it is.
"""

from __future__ import annotations

from dataclasses import dataclass

from bcssp_lib.data.comparators import National
from bcssp_lib.data.loader import Figures
from bcssp_lib.model.value import Observation


@dataclass(frozen=True)
class ProtectedFigures:
    """All that the sections of one area may read; only ``DataStore.protect_all`` makes it."""

    area: str
    own: Figures
    peers: Figures
    country: National

    def protect(self, observation: Observation) -> Observation:
        """The figure itself: it is protected."""
        return observation

    def prepare(self) -> None:
        """Nothing is left to work out."""


_received: list[ProtectedFigures] = []


def receive_figures(figures: ProtectedFigures) -> None:
    """From now on, the sections of this process read these figures, and no files."""
    _received[:] = [figures]


def received_figures(area: str) -> ProtectedFigures | None:
    """The figures that this process was given, if it was.

    Raises ``ValueError`` for another area than theirs.
    """
    if not _received:
        return None
    (figures,) = _received
    if figures.area != area:
        raise ValueError(f"this section was given the figures of {figures.area}, not of {area}")
    return figures
