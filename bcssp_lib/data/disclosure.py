"""Disclosure control: which figures are hidden, before anything sees them.

Small counts under a policy are hidden, and so are enough other figures that nobody can work them
out from all that is published together: the figures of an area, of the other areas of its police
force area, and of the force area itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.reads import read_cached
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.indicator import DisclosurePolicy
from bcssp_lib.model.value import Observation, Reason, missing


class DisclosureError(UserError):
    """A small count that can be worked out from what is published as it is."""


class Disclosure:
    """What is hidden of the figures that are published together.

    It is worked out when a figure is first asked for that a policy concerns, and is kept while
    nothing changes in the ``folders`` that the figures were read from.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        published: Callable[[], Iterable[Observation]],
        folders: tuple[Path, ...] = (),
    ) -> None:
        self._catalogue = catalogue
        self._published = published
        self._folders = folders

    def protect(self, observation: Observation) -> Observation:
        """One of the figures as it may be shown.

        Raises ``DisclosureError`` if another figure gives a small count away and may not be
        hidden, because its indicator's figures are published as they are.
        """
        policy = self._catalogue.indicators[observation.indicator].disclosure
        if policy is not DisclosurePolicy.SMALL_NUMBERS:
            return observation
        from bcssp_lib.data.figure_links import name_of

        if name_of(observation) not in self._hidden:
            return observation
        return replace(observation, value=missing(Reason.SUPPRESSED), note="")

    def prepare(self) -> None:
        """Work out now what is hidden, if a policy concerns anything."""
        if self._concerned():
            _ = self._hidden

    @cached_property
    def _hidden(self) -> frozenset[str]:
        if self._folders:
            return read_cached(self._folders, self._catalogue, self._find_hidden)
        return self._find_hidden()

    def _concerned(self) -> set[str]:
        """The indicators whose small counts are hidden, and those that are linked to them."""
        indicators = self._catalogue.indicators.values()
        concerned = {
            each.id for each in indicators if each.disclosure is DisclosurePolicy.SMALL_NUMBERS
        }
        groups = [
            {each.id, *(name for names in each.linked.values() for name in names)}
            for each in indicators
        ]
        while True:
            linked = {name for group in groups if group & concerned for name in group}
            if linked <= concerned:
                return concerned
            concerned |= linked

    def _find_hidden(self) -> frozenset[str]:
        # What follows imports scipy's optimisation, which few processes need.
        from bcssp_lib.data.disclosure_audit import NotProtectedError
        from bcssp_lib.data.figure_links import link_figures
        from bcssp_lib.data.secondary_suppression import choose_hidden

        concerned = self._concerned()
        observations = [each for each in self._published() if each.indicator in concerned]
        try:
            return choose_hidden(link_figures(self._catalogue, observations))
        except NotProtectedError as error:
            names = "; ".join(key.replace("|", ", ").strip(", ") for key in error.keys)
            raise DisclosureError(
                f"These small counts can be worked out from figures that are published as they "
                f"are: {names}. Change the disclosure policy of the figures they are linked to "
                "(docs/data.md), or leave them out."
            ) from error
