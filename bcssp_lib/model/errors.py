"""Exceptions, grouped by who must fix the problem.

A ``UserError`` is something that the user can mend: its message says what was
expected, what was found, where, and what to do. It is shown without a traceback.
Anything else that reaches the top is our bug, and shows its traceback.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

_MOST_SHOWN = 200
_FEW_ROWS = 3  # rows with the same problem that are told one by one


class BcsspError(Exception):
    """The root of every exception that the toolkit raises on purpose."""


class UserError(BcsspError):
    """Something the user must fix (exit code 1)."""

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows for it: the message alone, since the traceback is ours."""
        return [f"{type(self).__name__}: {self}"]


class NotKnownError(UserError):
    """A name (area, period, section, indicator, fact …) that is not known."""


class NotebookError(UserError):
    """A section notebook that breaks the contract; found before anything runs."""


class NarrativeError(UserError):
    """Narrative text that cannot be read or bound."""


class OutputError(UserError):
    """The output folder cannot be written, is full, or is in use by another build."""


class ReadOnlyError(OutputError):
    """The output folder may be read, but not written."""


class RenderError(UserError):
    """A renderer (pandoc, Typst, Quarto) did not make what was asked of it."""


class LeakError(RenderError):
    """Hidden figures in files that were about to be published; ``files`` names these."""

    def __init__(self, message: str, files: tuple[str, ...]) -> None:
        super().__init__(message)
        self.files = files


class SyntheticFiguresError(UserError):
    """A publication was asked of figures that are made up."""


class SectionFailedError(BcsspError):
    """A section notebook that did not verifiably run to its end, and the cell that is to blame."""

    def __init__(self, message: str, cell: str = "") -> None:
        super().__init__(message)
        self.cell = cell


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: where, what was found, and what is allowed.

    ``row`` is the line of the file, counted from 1 as an editor counts it.
    """

    file: str
    row: int | None
    column: str
    wrong: str
    allowed: str

    def __str__(self) -> str:
        where = self.file if self.row is None else f"{self.file}:{self.row}"
        column = f" [{self.column}]" if self.column else ""
        return f"{where}{column}: {self.wrong}; allowed: {self.allowed}"


@dataclass(frozen=True)
class ProblemGroup:
    """The same thing wrong with many rows, told once; or one problem alone."""

    problems: tuple[Problem, ...]

    @property
    def first(self) -> Problem:
        """The first of them, which says what is wrong and what is allowed."""
        return self.problems[0]

    @property
    def file(self) -> str:
        """The file that they are in, or the first and how many more."""
        more = len({problem.file for problem in self.problems}) - 1
        return f"{self.first.file}{f' and {more} more' if more else ''}"

    @property
    def rows(self) -> str:
        """The row, the first and the last, or how many there are; empty of a whole file."""
        if len(self.problems) == 1:
            return "" if self.first.row is None else str(self.first.row)
        return f"{len(self.problems):,} rows from {self.first.row}"

    def __str__(self) -> str:
        if len(self.problems) == 1:
            return str(self.first)
        column = f" [{self.first.column}]" if self.first.column else ""
        told = f"{self.first.wrong}; allowed: {self.first.allowed}"
        return f"{self.file}: {self.rows}{column}: {told}"


class InputProblemsError(UserError):
    """Every problem found in params/ or data/, reported together.

    What may cause others (a file, its heading, a declaration) comes first. What is wrong in the
    same way with many rows is told once, in ``shown``, of which there are no more than anybody
    can read; ``more`` counts the rest.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=_is_effect))
        groups = _group(self.problems)
        self.shown = groups[:_MOST_SHOWN]
        noun = "problem" if len(self.problems) == 1 else "problems"
        self.summary = (
            f"{len(self.problems):,} {noun} in the input; nothing was loaded. "
            "Correct the lines named and run the command again."
        )
        rest = sum(len(group.problems) for group in groups[_MOST_SHOWN:])
        self.more = f"And {rest:,} more; correct these first." if rest else ""
        lines = [f"  {group}" for group in self.shown] + ([self.more] if rest else [])
        super().__init__("\n".join([self.summary, *lines]))


def raise_problems(problems: Collection[Problem]) -> None:
    """Refuse what has a problem, with all of them together."""
    if problems:
        raise InputProblemsError(problems)


def _group(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Problems that many rows share as one, in the place of the first; others alone."""
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        alike.setdefault((problem.column, problem.wrong, problem.allowed), []).append(problem)
    groups: list[ProblemGroup] = []
    for same in alike.values():
        together = len(same) > _FEW_ROWS and all(problem.row is not None for problem in same)
        groups += (
            [ProblemGroup(tuple(same))] if together else [ProblemGroup((each,)) for each in same]
        )
    return sorted(groups, key=lambda group: _is_effect(group.first))


def _is_effect(problem: Problem) -> int:
    """How likely a problem comes of another: a row of figures more than its heading or a file."""
    if problem.row is None or not problem.file.endswith(".csv"):
        return 0
    return 1 if problem.row == 1 else 2


def find_unknown(
    file: str,
    row: int | None,
    column: str,
    kind: str,
    names: Iterable[str],
    known: Collection[str],
    allowed: str = "",
) -> Iterator[Problem]:
    """A problem for each name that is not one of those known, which are allowed."""
    for name in names:
        if name not in known:
            wrong = f"there is no {kind} '{name}'"
            yield Problem(file, row, column, wrong, allowed or ", ".join(known))


def not_known(kind: str, name: str, known: Iterable[str], hint: str = "") -> NotKnownError:
    """Return the error for an unknown name, with the nearest known ones."""
    names = sorted(known)
    near = get_close_matches(name, names, n=3, cutoff=0.5)
    shown = near or names[:12]
    label = "nearest" if near else "known"
    listing = ", ".join(shown) if shown else "none"
    tail = f" {hint}" if hint else ""
    return NotKnownError(f"There is no {kind} '{name}' ({label}: {listing}).{tail}")
