"""What a source has suppressed stays so: an import holds nothing that gives it away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.figure_links import FigureLinks
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range
from bcssp_lib.data.loader import name_of
from bcssp_lib.data.secondary_suppression import choose_hidden
from bcssp_lib.model.value import Observation, Reason, missing

_TWO_NUMBERS = Range(1, 2)  # of which a reader must not be able to rule out either


class ImportLinks(FigureLinks):
    """What ties the figures of a source, any of which may be left out."""

    def _count(self, observation: Observation) -> Count:
        amount = observation.value.amount
        shown = None if amount is None else Range(int(amount), int(amount))
        secret = _TWO_NUMBERS if amount is None else None
        weight = self._weight(observation)
        return Count(name_of(observation), shown, Range(1), secret, amount == 0, weight)

    def linked(self) -> LinkedCounts:
        """What has been added; percentages may be left out too."""
        linked = super().linked()
        return replace(
            linked, statements=tuple(replace(each, fixed=False) for each in linked.statements)
        )


def hide_what_gives_away(
    catalogue: Catalogue, observations: Sequence[Observation]
) -> tuple[list[Observation], int]:
    """The figures of a source without those that give away what it has suppressed.

    Files that are each safe may not be so together: counts by how many days something took, and
    the percentage that took up to 15. Returns the figures, and how many of them were suppressed.
    """
    links = ImportLinks(catalogue, observations, {})
    links.add_all()
    hidden = choose_hidden(links.linked()).hidden
    given_up = [each for each in observations if each.known and name_of(each) in hidden]
    suppressed = set(map(name_of, given_up))
    figures = [
        replace(each, value=missing(Reason.SUPPRESSED)) if name_of(each) in suppressed else each
        for each in observations
    ]
    return figures, len(given_up)
