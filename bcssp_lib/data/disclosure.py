"""Disclosure control: which figures are hidden, before anything sees them.

Small counts under a policy are hidden, and so are enough other figures that nobody can work them
out from all that is published together: the figures of an area, of the other areas of its police
force area, and of the force area itself, and what was published of them before.

What each publication has shown is kept with its report, since readers have it for ever: a file for
each, ``reports/<area>/<period>/published/<edition>-<number>.csv``, holds the figures that a policy
concerns, as they were shown. It tells nothing that was hidden, and is kept in git.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.data.csv_tables import csv_text, plain_number, read_table
from bcssp_lib.data.reads import read_cached
from bcssp_lib.files.fingerprints import digest, read_secret, text_digest
from bcssp_lib.files.folders import put_bytes
from bcssp_lib.files.packages import toolkit_digest
from bcssp_lib.files.project import Project, ReportPaths
from bcssp_lib.model.disclosure_policy import Protection
from bcssp_lib.model.errors import Problem, UserError, raise_problems
from bcssp_lib.model.indicator import Indicator, Unit
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.model.value import Key, Observation, Reason, known, missing

_COLUMNS = ("indicator", "area", "period", "category", "value", "rounded_to")
_HIDDEN = str(Reason.SUPPRESSED)


@dataclass(frozen=True)
class ShownFigure:
    """A figure as a publication showed it, or hid it, and what it was rounded to."""

    observation: Observation
    rounded_to: int = 1

    @property
    def cells(self) -> list[str]:
        """Its row in the file."""
        one = self.observation
        value = _HIDDEN if one.value.amount is None else f"{one.value.amount:f}"
        return [*one.key, value, str(self.rounded_to)]


@dataclass(frozen=True)
class Publication:
    """What one publication showed; ``name`` is that of its file, for messages."""

    name: str
    figures: tuple[ShownFigure, ...]

    def figures_of(self, indicators: Container[str]) -> list[Observation]:
        """The figures of indicators that there still are."""
        shown = [figure.observation for figure in self.figures]
        return [each for each in shown if each.indicator in indicators]

    @cached_property
    def roundings(self) -> Mapping[Key, int]:
        """What each figure was rounded to."""
        return {each.observation.key: each.rounded_to for each in self.figures}


def publication_folders(project: Project, areas: Iterable[str]) -> tuple[Path, ...]:
    """The folders with what publications of these areas showed."""
    found = (path for area in areas for path in project.reports.glob(f"{area}/*/published"))
    return tuple(sorted(found))


def read_publications(project: Project, areas: Iterable[str]) -> tuple[Publication, ...]:
    """What was published of these areas before; what several reports showed alike is there once.

    Raises ``InputProblemsError`` for a file that is not as it was written: what it says is needed.
    """
    problems: list[Problem] = []
    publications = tuple(
        _read_publication(path, project.shown(path), problems)
        for folder in publication_folders(project, areas)
        for path in sorted(folder.glob("*.csv"))
    )
    raise_problems(problems)
    return tuple({each.figures: each for each in publications}.values())


def _read_publication(path: Path, shown: str, problems: list[Problem]) -> Publication:
    table = read_table(path, shown, _COLUMNS, problems)
    figures = []
    for line, cells in table.rows if table else ():
        try:
            figures.append(_parse_shown(cells))
        except (PeriodError, ValueError) as error:
            allowed = "the file as it was written by a publication; take it from git again"
            problems.append(Problem(shown, line, "", str(error), allowed))
    return Publication(shown, tuple(figures))


def _parse_shown(cells: Mapping[str, str]) -> ShownFigure:
    amount = plain_number(cells["value"])
    if amount is None and cells["value"] != _HIDDEN:
        raise ValueError(f"'{cells['value']}' is neither a number nor {_HIDDEN}")
    observation = Observation(
        cells["indicator"],
        cells["area"],
        parse_period(cells["period"]),
        missing(Reason.SUPPRESSED) if amount is None else known(amount),
        category=cells["category"],
    )
    rounded_to = plain_number(cells["rounded_to"])
    if rounded_to is None or rounded_to < 1 or rounded_to != int(rounded_to):
        raise ValueError(f"'{cells['rounded_to']}' in rounded_to is not a whole number from 1")
    return ShownFigure(observation, int(rounded_to))


def record_publication(paths: ReportPaths, figures: Iterable[ShownFigure]) -> Path | None:
    """Keep what a publication shows, unless there is nothing to keep or it showed the same before.

    A file is never written over.
    """
    rows = sorted(figure.cells for figure in figures)
    content = csv_text(_COLUMNS, rows).encode()
    earlier = sorted(paths.published.glob(f"{paths.report.edition}-*.csv"))
    if not rows or any(path.is_file() and path.read_bytes() == content for path in earlier):
        return None
    numbers = (plain_number(path.stem.rpartition("-")[2]) for path in earlier)  # none of a copy
    number = 1 + int(max((each for each in numbers if each is not None), default=0))
    place = paths.published / f"{paths.report.edition}-{number}.csv"
    put_bytes(content, place)
    return place


if TYPE_CHECKING:  # it imports scipy's optimisation, which few processes need
    from bcssp_lib.data.disclosure_audit import HiddenFigure
    from bcssp_lib.data.linked_counts import LinkedCounts


def _put(text: str, kept: Path) -> None:
    try:
        put_bytes(text.encode(), kept)
    except OSError as error:
        raise UserError(
            f"{kept} cannot be written ({error.strerror}): expected a file, or none. It keeps "
            "which figures are hidden. Move away what is in its place, or allow writing there."
        ) from error


@dataclass(frozen=True, eq=False)
class Disclosure:
    """What is hidden of the figures that are published together.

    It is worked out when a figure is first asked for that a policy concerns, unless it was kept
    before; and it holds while nothing changes in the folders that the figures were read from.
    ``members`` are the areas that each larger area consists of. ``kept`` is the file in which what
    was found is kept, names of figures and no numbers: the same for all that is published together.
    """

    catalogue: Catalogue
    figures: Callable[[], Iterable[Observation]]
    members: Callable[[], Mapping[str, Sequence[str]]] = dict
    earlier: Callable[[], Sequence[Publication]] = tuple
    folders: tuple[Path, ...] = ()
    kept: Path | None = None

    def protect(self, observation: Observation) -> Observation:
        """One of the figures as it may be shown."""
        policy = self.catalogue.policy_of(observation)
        if policy.published:
            return observation
        if observation.name in self.protection.hidden:
            return replace(observation, value=missing(Reason.SUPPRESSED), note="")
        if self.catalogue.indicators[observation.indicator].unit is not Unit.COUNT:
            return observation
        return replace(observation, value=policy.rounded_value(observation.value))

    @cached_property
    def protection(self) -> Protection:
        """What is hidden, and what of it can be worked out all the same."""
        if not self._concerned:
            return Protection()
        if not self.folders:
            return self._find()
        return read_cached(self.folders, self.catalogue, lambda: self._read() or self.prove())

    def prove(self) -> Protection:
        """What is hidden as this process has worked it out, whatever was kept."""
        if self.kept is None:
            return self.protection
        return read_cached(self.folders, self.catalogue, self._find, "proof")

    def keep(self) -> None:
        """Work out what is hidden, and keep it for other processes, if it is not kept yet."""
        if self.kept is None or not self._concerned or self._read() is not None:
            return
        before = self._made_from()
        names = {name: sorted(keys) for name, keys in vars(self.protection).items()}
        same = load_catalogue(self.catalogue.project) == self.catalogue
        if same and self._made_from() == before:  # nobody wrote to them meanwhile
            content = {"seal": self._seal(before, names), **names}
            _put(json.dumps(content, indent=1, ensure_ascii=False), self.kept)

    def _read(self) -> Protection | None:
        """What was found before of the same figures, by the same toolkit, to the letter."""
        if self.kept is None or not self.kept.is_file():  # to open a pipe could wait for ever
            return None
        try:
            names = json.loads(self.kept.read_bytes())
        except (OSError, ValueError, RecursionError):
            return None
        if not isinstance(names, dict) or not (seal := names.pop("seal", "")):
            return None
        if seal != self._seal(self._made_from(), names):
            return None
        return Protection(**{name: frozenset(keys) for name, keys in names.items()})

    def _made_from(self) -> str:
        """A hash of all that it is made from."""
        paths = (path for folder in self.folders for path in folder.rglob("*.*"))
        return text_digest(toolkit_digest(), digest(paths))

    def _seal(self, made_from: str, names: Mapping[str, object]) -> str:
        """A keyed hash of it and of what it is made from; without a secret, never the same again.

        A name that was taken out of the file by hand would otherwise be shown.
        """
        plain = text_digest(made_from, json.dumps(names, sort_keys=True))
        return read_secret(self.catalogue.project).seal(plain)

    @cached_property
    def _concerned(self) -> frozenset[str]:
        """The indicators whose small counts are hidden, and those that are linked to them."""
        indicators = self.catalogue.indicators.values()
        return self.catalogue.linked_to(
            each.id for each in indicators if not self._is_published(each)
        )

    def _is_published(self, indicator: Indicator) -> bool:
        """Whether an indicator's figures are shown as they are, whatever their source."""
        policies = self.catalogue.policies
        named = [*indicator.disclosure.values()]
        return bool(named) and all(policies[name].published for name in named)

    def linked(self) -> LinkedCounts:
        """The counts that a policy concerns, and what ties them to each other."""
        from bcssp_lib.data.earlier_links import link_figures

        figures = [each for each in self.figures() if each.indicator in self._concerned]
        return link_figures(self.catalogue, figures, self.members(), self.earlier())

    def audit(self, areas: Iterable[str]) -> list[HiddenFigure]:
        """A row for each hidden figure of some areas, with what a reader could work out of it."""
        from bcssp_lib.data.disclosure_audit import audit_hidden

        wanted = frozenset(areas)
        held = {each.name for each in self.figures() if each.area in wanted}
        if not held & self.protection.hidden:
            return []
        return list(audit_hidden(self.linked(), self.protection, held))

    def _find(self) -> Protection:
        from bcssp_lib.data.secondary_suppression import choose_hidden

        found, held = choose_hidden(self.linked()), {each.name for each in self.figures()}
        return Protection(found.hidden & held, found.unprotected, found.by_source & held)

    def shown(self, areas: Iterable[str]) -> list[ShownFigure]:
        """The figures of some areas that a policy concerns, as they are shown or hidden.

        None, where all of them are shown as they are.
        """
        wanted = frozenset(areas)
        figures = [
            (self.protect(each), self.catalogue.policy_of(each))
            for each in self.figures()
            if each.indicator in self._concerned and each.area in wanted
        ]
        if all(policy.published for _, policy in figures):
            return []
        return [
            ShownFigure(figure, 1 if policy.published else policy.round_to)
            for figure, policy in figures
            if figure.known or figure.value.reason is Reason.SUPPRESSED
        ]
