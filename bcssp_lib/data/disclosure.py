"""Disclosure control: which figures are hidden, before anything sees them.

Small counts under a policy are hidden, and so are enough other figures that nobody can work them
out from all that is published together: the figures of an area, of the other areas of its police
force area, and of the force area itself, and what was published of them before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.figure_names import name_of
from bcssp_lib.data.published_figures import Publication, ShownFigure
from bcssp_lib.data.reads import read_cached
from bcssp_lib.files.fingerprints import digest, text_digest
from bcssp_lib.files.folders import put_bytes
from bcssp_lib.files.packages import toolkit_digest
from bcssp_lib.files.secret import read_secret
from bcssp_lib.model.disclosure_policy import DisclosurePolicy, Protection
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.value import Observation, Reason, missing

if TYPE_CHECKING:  # it imports scipy's optimisation, which few processes need
    from bcssp_lib.data.disclosure_report import HiddenFigure
    from bcssp_lib.data.linked_counts import LinkedCounts


from collections.abc import Iterator

from bcssp_lib.data.disclosure_audit import Reader
from bcssp_lib.data.figure_links import FigureLinks, Members, weigh_by_size
from bcssp_lib.data.figure_names import key_of
from bcssp_lib.data.linked_counts import Count, LinkedCounts, Range, Sum
from bcssp_lib.data.policy_ranges import hidden_range, shown_range


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
            if self._publication.roundings.get(key_of(each), 1) > 1:
                self.held.pop(name_of(each), None)

    def _count(self, observation: Observation) -> Count:
        policy, amount = self._policy(observation), observation.value.amount
        key = name_of(observation)
        if amount is None:
            return Count(key, None, hidden_range(policy))
        base = self._publication.roundings.get(key_of(observation), 1)
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


@dataclass(frozen=True)
class Together:
    """All that is published together, and where it is read from.

    ``members`` are the areas that each larger area consists of. ``kept`` is the file in which what
    was found is kept: names of figures, and no numbers.
    """

    figures: Callable[[], Iterable[Observation]]
    members: Callable[[], Mapping[str, Sequence[str]]] = dict
    earlier: Callable[[], Sequence[Publication]] = tuple
    folders: tuple[Path, ...] = ()
    kept: Path | None = None


def _put(text: str, kept: Path) -> None:
    try:
        put_bytes(text.encode(), kept)
    except OSError as error:
        raise UserError(
            f"{kept} cannot be written ({error.strerror}): expected a file, or none. It keeps "
            "which figures are hidden. Move away what is in its place, or allow writing there."
        ) from error


class Disclosure:
    """What is hidden of the figures that are published together.

    It is worked out when a figure is first asked for that a policy concerns, unless it was kept
    before; and it holds while nothing changes in the folders that the figures were read from.
    """

    def __init__(self, catalogue: Catalogue, together: Together) -> None:
        self._catalogue = catalogue
        self._together = together

    @property
    def kept(self) -> Path | None:
        """Where it is kept what is hidden; the same for all that is published together."""
        return self._together.kept

    def protect(self, observation: Observation) -> Observation:
        """One of the figures as it may be shown."""
        policy = self._policy(observation)
        if policy.published:
            return observation
        if name_of(observation) in self.protection.hidden:
            return replace(observation, value=missing(Reason.SUPPRESSED), note="")
        if self._catalogue.indicators[observation.indicator].unit is not Unit.COUNT:
            return observation
        return replace(observation, value=policy.rounded_value(observation.value))

    def _policy(self, observation: Observation) -> DisclosurePolicy:
        indicator = self._catalogue.indicators[observation.indicator]
        return self._catalogue.disclosure_policy(indicator.disclosure, observation.source)

    @cached_property
    def protection(self) -> Protection:
        """What is hidden, and what of it can be worked out all the same."""
        if not self._concerned:
            return Protection()
        if not self._together.folders:
            return self._find()
        return read_cached(self._together.folders, self._catalogue, self._read_or_find)

    def prepare(self) -> None:
        """Read now what is hidden, or work it out."""
        _ = self.protection

    def prove(self) -> Protection:
        """What is hidden, worked out anew, whatever was kept."""
        kept, folders = self._together.kept, self._together.folders
        if kept is None:
            return self.protection
        return read_cached((*folders, kept), self._catalogue, self._find)

    def keep(self) -> None:
        """Work out what is hidden, and keep it for other processes, if it is not kept yet."""
        kept = self._together.kept
        if kept is None or not self._concerned or self._read() is not None:
            return
        before = self._made_from()
        names = {name: sorted(keys) for name, keys in vars(self.protection).items()}
        same = load_catalogue(self._catalogue.project) == self._catalogue
        if same and self._made_from() == before:  # nobody wrote to them meanwhile
            content = {"seal": self._seal(before, names), **names}
            _put(json.dumps(content, indent=1, ensure_ascii=False), kept)

    def _read_or_find(self) -> Protection:
        return self._read() or self._find()

    def _read(self) -> Protection | None:
        """What was found before of the same figures, by the same toolkit, to the letter."""
        kept = self._together.kept
        if kept is None or not kept.is_file():  # to open a pipe could wait for ever
            return None
        try:
            names = json.loads(kept.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(names, dict) or not (seal := names.pop("seal", "")):
            return None
        if seal != self._seal(self._made_from(), names):
            return None
        return Protection(**{name: frozenset(keys) for name, keys in names.items()})

    def _made_from(self) -> str:
        """A hash of all that it is made from."""
        paths = (path for folder in self._together.folders for path in folder.rglob("*.*"))
        return text_digest(toolkit_digest(), digest(paths))

    def _seal(self, made_from: str, names: Mapping[str, object]) -> str:
        """A keyed hash of it and of what it is made from; without a secret, never the same again.

        A name that was taken out of the file by hand would otherwise be shown.
        """
        plain = text_digest(made_from, json.dumps(names, sort_keys=True))
        return read_secret(self._catalogue.project).seal(plain)

    @cached_property
    def _concerned(self) -> frozenset[str]:
        """The indicators whose small counts are hidden, and those that are linked to them."""
        indicators = self._catalogue.indicators.values()
        concerned = {each.id for each in indicators if not self._is_published(each)}
        groups = [
            {each.id, *(name for names in each.linked.values() for name in names)}
            for each in indicators
        ]
        while True:
            linked = {name for group in groups if group & concerned for name in group}
            if linked <= concerned:
                return frozenset(concerned)
            concerned |= linked

    def _is_published(self, indicator: Indicator) -> bool:
        """Whether an indicator's figures are shown as they are, whatever their source."""
        policies = self._catalogue.policies
        named = [*indicator.disclosure.values()]
        return bool(named) and all(policies[name].published for name in named)

    def linked(self) -> LinkedCounts:
        """The counts that a policy concerns, and what ties them to each other."""
        from bcssp_lib.data.disclosure import link_figures

        together = self._together
        figures = [each for each in together.figures() if each.indicator in self._concerned]
        return link_figures(self._catalogue, figures, together.members(), together.earlier())

    def audit(self, areas: Iterable[str]) -> list[HiddenFigure]:
        """A row for each hidden figure of some areas, with what a reader could work out of it."""
        from bcssp_lib.data.disclosure_report import audit_hidden

        wanted = frozenset(areas)
        held = {name_of(each) for each in self._together.figures() if each.area in wanted}
        return list(audit_hidden(self.linked(), self.protection, held))

    def _find(self) -> Protection:
        from bcssp_lib.data.secondary_suppression import choose_hidden

        found, held = choose_hidden(self.linked()), set(map(name_of, self._together.figures()))
        return Protection(found.hidden & held, found.unprotected)

    def shown(self, areas: Iterable[str]) -> list[ShownFigure]:
        """The figures of some areas that a policy concerns, as they are shown or hidden.

        None, where all of them are shown as they are.
        """
        wanted = frozenset(areas)
        figures = [
            (self.protect(each), self._policy(each))
            for each in self._together.figures()
            if each.indicator in self._concerned and each.area in wanted
        ]
        if all(policy.published for _, policy in figures):
            return []
        return [
            ShownFigure(figure, 1 if policy.published else policy.round_to)
            for figure, policy in figures
            if figure.known or figure.value.reason is Reason.SUPPRESSED
        ]
