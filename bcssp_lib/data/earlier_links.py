"""How figures are tied to each other and to what was published of them before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.disclosure import Publication
from bcssp_lib.data.disclosure_audit import Reader
from bcssp_lib.data.figure_links import FigureLinks, Members, weigh_by_size
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Sum, hidden_range, shown_range
from bcssp_lib.model.value import Observation


def link_figures(
    catalogue: Catalogue,
    observations: Sequence[Observation],
    members: Members,
    earlier: Sequence[Publication] = (),
) -> LinkedCounts:
    """The counts among some observations, and what ties them to each other.

    ``members`` are the areas that each larger area consists of. ``earlier`` publications say what
    was shown of them before, and stay in readers' hands.
    """
    links = FigureLinks(catalogue, observations, members)
    links.add_all()
    linked = links.linked()
    for publication in earlier:
        before = EarlierLinks(catalogue, publication, members, links.held)
        before.add_all()
        linked = _link_to(linked, before.linked(), publication.name, links.held)
    return weigh_by_size(linked, observations)


class EarlierLinks(FigureLinks):
    """What ties the figures of an earlier publication: nothing of it can be hidden any more."""

    all_fixed = True

    def __init__(
        self,
        catalogue: Catalogue,
        publication: Publication,
        members: Members,
        held_now: Mapping[str, int],
    ) -> None:
        super().__init__(catalogue, publication.figures_of(catalogue.indicators), members)
        self._publication = publication
        self._held_now = held_now

    def add_counts(self) -> None:
        """The counts as they were shown: what was rounded is not held as it was."""
        super().add_counts()
        for each in self._observations:
            if self._publication.roundings.get(each.key, 1) > 1:
                self.held.pop(each.name, None)

    def _count(self, observation: Observation) -> Count:
        policy, amount = self._catalogue.policy_of(observation), observation.value.amount
        key = observation.name
        if amount is None:
            return Count(key, None, hidden_range(policy))
        base = self._publication.roundings.get(observation.key, 1)
        as_then = policy.model_copy(update={"round_to": base, "published": base == 1})
        shown = shown_range(int(amount), as_then)
        whatever = shown_range(int(amount), as_then.model_copy(update={"threshold": None}))
        lower_then = self._held_now.get(key, -1) in whatever and self._held_now[key] not in shown
        empty = shown.lowest > shown.highest
        return Count(key, whatever if lower_then or empty else shown, Range(0), fixed=True)


def _link_to(
    linked: LinkedCounts, before: LinkedCounts, name: str, held: dict[str, int]
) -> LinkedCounts:
    """Figures with those of an earlier publication, and the ties of those still the same."""
    old = before.renamed(f" in {name}")
    same = [
        Sum(count.key, (was.key,))
        for count, was in zip(before.counts, old.counts, strict=True)
        if count.key in linked.places
    ]
    known = set(_find_known(linked, old, same, held))
    together = LinkedCounts(
        (*(_forget(each) if each.key in known else each for each in linked.counts), *old.counts),
        (*linked.sums, *old.sums),
        (*linked.statements, *old.statements),
    )
    return replace(together, sums=(*together.sums, *_unrevised(together, same, held)))


def _find_known(
    linked: LinkedCounts, old: LinkedCounts, same: Sequence[Sum], held: Mapping[str, int]
) -> Iterator[str]:
    """The sensitive counts that an earlier publication has given away by itself.

    What was revised since is a secret of its own, whatever it was.
    """
    reader = Reader(old, old.always_hidden())
    for tie in same:
        if tie.total in linked.secrets:
            possible = reader.range_of(tie.parts[0])
            if possible.lowest == possible.highest == held.get(tie.total, possible.lowest):
                yield tie.total


def _forget(count: Count) -> Count:
    """A number that everybody could read before is no secret, though it is not shown again."""
    return replace(count, shown=None, secret=None) if count.secret else count


def _unrevised(linked: LinkedCounts, same: Sequence[Sum], held: dict[str, int]) -> list[Sum]:
    """The ties between counts now and then that can be true; what was revised since has none."""
    counts = tuple(
        replace(each, shown=Range(held[each.key], held[each.key])) if each.key in held else each
        for each in linked.counts
    )
    true = replace(linked, counts=counts)

    def fit(ties: Sequence[Sum]) -> bool:
        return Reader(replace(true, sums=(*true.sums, *ties)), frozenset()).is_possible()

    if fit(same):
        return list(same)
    kept: list[Sum] = []
    for tie in same:
        if fit([*kept, tie]):
            kept.append(tie)
    return kept
