"""The questions that a return leaves open, in words that can be sent back to its agency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bcssp_lib.model.characters import quote_text

_LONGEST = 200  # letters of an answer that are quoted
_MOST_EMPTY = 40


@dataclass(frozen=True)
class Question:
    """What to ask an agency of one cell of its return. Without ``wrote`` the cell is empty."""

    agency: str
    row: int
    what: str
    wrote: str
    ask: str

    def __str__(self) -> str:
        wrote = self.wrote if len(self.wrote) <= _LONGEST else f"{self.wrote[:_LONGEST]} …"
        said = f"you wrote {quote_text(wrote)}" if self.wrote else "there is no answer"
        return f"Row {self.row}, '{self.what}': {said}. {self.ask}".rstrip()


@dataclass(frozen=True)
class Questions:
    """What a return leaves open: answers that are not certain, and cells without an answer."""

    title: str
    asked: tuple[Question, ...] = ()
    unanswered: tuple[Question, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.asked or self.unanswered)

    def lines(self) -> Iterator[str]:
        """What to print: each question with its agency, and how many cells are empty."""
        for each in self.asked:
            yield f"{each.agency}: {each}" if each.agency else str(each)
        if self.unanswered:
            yield f"Not answered yet: {len(self.unanswered):,}"

    def markdown(self) -> str:
        """A letter to each agency, as text that an e-mail can hold."""
        agencies = dict.fromkeys(each.agency for each in (*self.asked, *self.unanswered))
        return "\n".join(
            [f"# Questions about a return: {self.title}", *map(self._letter, agencies), ""]
        )

    def _letter(self, agency: str) -> str:
        asked = [each for each in self.asked if each.agency == agency]
        empty = [each for each in self.unanswered if each.agency == agency]
        parts = [f"\n## {agency}" if agency else "", "\nThank you for your return."]
        if asked:
            parts.append("Please answer these, in the workbook or in your reply:\n")
            parts += [f"- {each}" for each in asked]
        if empty:
            parts.append("\nThese have no answer yet. If one does not apply to you, write N/A:\n")
            parts += _list_empty(empty)
        return "\n".join(parts)


def _list_empty(empty: Sequence[Question]) -> Iterable[str]:
    yield from (f"- Row {each.row}, '{each.what}'" for each in empty[:_MOST_EMPTY])
    if len(empty) > _MOST_EMPTY:
        yield f"- and {len(empty) - _MOST_EMPTY} more"
