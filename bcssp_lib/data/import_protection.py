"""What a source has suppressed stays so: an import holds nothing that gives it away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.figure_links import FigureLinks
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range
from bcssp_lib.data.secondary_suppression import choose_hidden
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.period import Period, PeriodKind
from bcssp_lib.model.value import Observation, Reason, missing

_GIVES_AWAY = "together with what is imported it would give away what the source has suppressed"
_NO_TIES = ("rate", "margin_of_error")  # what these name is about other people, or another thing
_TWO_NUMBERS = Range(1, 2)  # of which a reader must not be able to rule out either


class ImportLinks(FigureLinks):
    """What ties the figures of a source, any of which may be left out."""

    def _count(self, observation: Observation) -> Count:
        amount = observation.value.amount
        shown = None if amount is None else Range(int(amount), int(amount))
        secret = _TWO_NUMBERS if amount is None else None
        weight = self._weight(observation)
        return Count(observation.name, shown, Range(1), secret, amount == 0, weight)

    def linked(self) -> LinkedCounts:
        """What has been added; percentages may be left out too."""
        linked = super().linked()
        return replace(
            linked, statements=tuple(replace(each, fixed=False) for each in linked.statements)
        )


def protect_import(
    catalogue: Catalogue, figures: Sequence[Observation], held: Sequence[Observation]
) -> tuple[list[Observation], int, list[Problem]]:
    """The figures of a source without those that give away what it has suppressed.

    Returns them, how many of them were suppressed, and the ``held`` figures that would have to be
    suppressed too: an import changes no others than its own.
    """
    imported = {each.name for each in figures}
    others = [each for each in held if each.name not in imported]
    hidden = {
        name
        for listed in _tied_figures(catalogue, [*figures, *others])
        for name in find_what_gives_away(catalogue, listed)
    }
    given_up = hidden & imported
    protected = [
        replace(each, value=missing(Reason.SUPPRESSED)) if each.name in given_up else each
        for each in figures
    ]
    problems = [
        Problem(each.file, each.row, "value", _GIVES_AWAY, "c in that row, then import again")
        for each in others
        if each.name in hidden
    ]
    return protected, len(given_up), problems


def _tied_figures(
    catalogue: Catalogue, figures: Sequence[Observation]
) -> Iterator[list[Observation]]:
    """The figures that are tied to one that is suppressed, of each area and, if that can be, year.

    Most indicators are tied to none, categories without their total to nothing, and of most
    areas nothing is suppressed: none of these is looked at. Nor is one that is only part of
    others: that it is not more than they are leaves every small number possible.
    """
    exact, linked = _linked_indicators(catalogue)
    groups_of: dict[bool, set[tuple[str, str, Period]]] = {False: set(), True: set()}
    for each in figures:
        groups_of[bool(each.category)].add((each.indicator, each.area, each.period))
    broken_down = groups_of[False] & groups_of[True]
    kinds: dict[str, set[PeriodKind]] = defaultdict(set)
    for each in figures:
        kinds[each.indicator].add(each.period.kind)
    over_time = any(
        len(found) > 1 or catalogue.indicators[name].change_of for name, found in kinds.items()
    )
    groups: dict[tuple[str, date | None], dict[str, Observation]] = defaultdict(dict)
    exposed: set[tuple[str, date | None]] = set()
    for each in figures:
        group = (each.area, None if over_time else each.period.end)
        is_summed = (
            each.indicator in exact
            or len(kinds[each.indicator]) > 1
            or (each.indicator, each.area, each.period) in broken_down
        )
        if is_summed or each.indicator in linked:
            groups[group].setdefault(each.name, each)
        if is_summed and each.value.reason is Reason.SUPPRESSED:
            exposed.add(group)
    yield from (list(tied.values()) for group, tied in groups.items() if group in exposed)


def _linked_indicators(catalogue: Catalogue) -> tuple[set[str], set[str]]:
    """Indicators that can be worked out from others, and those that are tied to any."""
    exact: set[str] = set()
    linked: set[str] = set()
    for each in catalogue.indicators.values():
        for field, names in each.linked.items():
            if field not in _NO_TIES:
                linked |= {each.id, *filter(None, names)}
                exact |= {each.id, *filter(None, names)} if field != "part_of" else set()
    return exact, linked


def find_what_gives_away(catalogue: Catalogue, observations: Sequence[Observation]) -> set[str]:
    """The names of figures of a source that give away what it has suppressed.

    Files that are each safe may not be so together: counts by how many days something took, and
    the percentage that took up to 15.
    """
    links = ImportLinks(catalogue, observations, {})
    links.add_all()
    hidden = choose_hidden(links.linked()).hidden
    return {each.name for each in observations if each.known and each.name in hidden}
