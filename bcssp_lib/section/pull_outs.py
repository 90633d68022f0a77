"""What people said in their own words, what was done, and the difference it made: pull-outs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bcssp_lib.model.register import Entry
from bcssp_lib.section.outputs import PULL_OUTS_TYPE
from bcssp_lib.section.table_kit import PlainTable, templates
from bcssp_lib.stats.wording import capitalise

_HEADINGS = ("Who", "In their own words", "What we did", "The difference it made")
_QUOTATION_MARKS = "\"'“”‘’ "


@dataclass(frozen=True)
class PullOut:
    """A quotation with who said it and how it was heard, what was done, and what that changed."""

    words: str
    who: str
    did: str
    difference: str


@dataclass(frozen=True)
class PullOuts:
    """Some quotations, one below the other."""

    title: str
    pull_outs: tuple[PullOut, ...]

    def to_html(self) -> str:
        """As HTML without any style of its own; every text is escaped."""
        return templates.get_template("pull_outs.html").render(pull_outs=self.pull_outs)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        rows = [[each.who, each.words, each.did, each.difference] for each in self.pull_outs]
        plain = PlainTable(self.title, list(_HEADINGS), [False] * len(_HEADINGS), rows, [])
        html = self.to_html()
        content = {"html": html, "plain": asdict(plain)}
        return {PULL_OUTS_TYPE: content, "text/html": html, "text/plain": self.title}


def make_pull_outs(title: str, entries: Sequence[Entry], most: int) -> PullOuts | None:
    """The first entries that have somebody's own words; those that made a difference come first.

    None without any.
    """
    quoted = [entry for entry in entries if entry["quote"]]
    by_difference = sorted(quoted, key=lambda entry: not entry["difference"])
    made = tuple(map(_make_pull_out, by_difference[:most]))
    return PullOuts(title, made) if made else None


def _make_pull_out(entry: Entry) -> PullOut:
    return PullOut(
        words=str(entry["quote"]).strip(_QUOTATION_MARKS),
        who=f"{capitalise(str(entry['who']))}. {entry['how']}",
        did=str(entry["response"]),
        difference=str(entry["difference"] or ""),
    )
