"""Whether the sections of a report are signed as they are, and what has changed since.

A signature holds as long as its section says what was signed: each text, figure, table and chart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bcssp_lib.model.period import long_date
from bcssp_lib.narrative.review_record import SectionReview, Signature, text_hash
from bcssp_lib.publish.manifest import Manifest
from bcssp_lib.stats.wording import count_phrase, join_words

_FEW = 4  # of what has changed


@dataclass(frozen=True)
class SignOff:
    """A section: who has signed it as it is, and why the signatures of others hold no longer."""

    section: str
    signed: tuple[Signature, ...] = ()
    lapsed: tuple[tuple[Signature, str], ...] = ()

    @property
    def is_signed(self) -> bool:
        """Whether somebody has signed the section as it is."""
        return bool(self.signed)

    @property
    def words(self) -> str:
        """Who has signed; who no longer has, and why; or that nobody has."""
        texts = [f"signed by {each.by} on {long_date(each.on)}" for each in self.signed]
        texts += [
            f"{each.by} signed on {long_date(each.on)}, and since then {why}"
            for each, why in self.lapsed
        ]
        return "; ".join(texts) or "not signed"


def list_seen(manifest: Manifest, section: str) -> dict[str, str]:
    """Hashes of what readers see of a section, by what it is.

    Example: ``{"text missing": "0a1b…", "figure missing_reports": "2c3d…", "table tbl-…": "…"}``
    """
    return dict(_seen(manifest, section))


def _seen(manifest: Manifest, section: str) -> Iterator[tuple[str, str]]:
    for text in _of(manifest.narrative, section):
        yield f"text {text['block']}", text_hash(str(text["bound"]))
    for fact in _of(manifest.facts, section):
        yield f"figure {fact['name']}", text_hash(str(fact["text"]))
    for shown in _of(manifest.shown, section):
        kind = "chart" if str(shown["id"]).startswith("fig") else "table"
        rows = json.dumps([shown["title"], shown["headings"], shown["rows"]])
        yield f"{kind} {shown['id']}", text_hash(rows)


def _of(entries: Sequence[Mapping[str, Any]], section: str) -> Iterator[Mapping[str, Any]]:
    return (entry for entry in entries if entry["section"] == section)


def list_sign_offs(
    manifest: Manifest, reviews: Mapping[str, SectionReview], sections: Sequence[str]
) -> tuple[SignOff, ...]:
    """The state of each section of a report as its manifest has it."""
    return tuple(_sign_off(manifest, name, reviews.get(name)) for name in sections)


def _sign_off(manifest: Manifest, section: str, review: SectionReview | None) -> SignOff:
    now = list_seen(manifest, section)
    signatures = review.signed if review else ()
    return SignOff(
        section,
        tuple(each for each in signatures if each.seen == now),
        tuple((each, _what_changed(each.seen, now)) for each in signatures if each.seen != now),
    )


def _what_changed(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What of a section is other than it was: "the text missing and 3 figures changed"."""
    names = dict.fromkeys([*now, *before])
    changed = [name for name in names if before.get(name) != now.get(name)]
    figures = [name for name in changed if name.startswith("figure ")]
    others = [f"the {name}" for name in changed if name not in figures]
    if len(others) > _FEW:
        others = [*others[:_FEW], f"{len(others) - _FEW} more"]
    counted = [count_phrase(str(len(figures)), "figure", "figures")] if figures else []
    return f"{join_words([*others, *counted])} changed"
