"""Which findings of a check are meant: those of some sections, blocks and kinds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bcssp_lib.model.errors import not_known
from bcssp_lib.model.finding import ACCEPTED, NO_FIGURES, Finding, Kind, Severity

KINDS = (*map(str, Kind), *map(str, Severity), ACCEPTED, NO_FIGURES)


@dataclass(frozen=True)
class FindingFilter:
    """Findings of any of the sections, of any of the blocks, and of any of the kinds.

    An empty field means all. The weights (wrong, typed, doubtful) are kinds too; so are
    ``accepted`` and ``no figures``.
    """

    sections: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.sections or self.kinds or self.blocks)

    def holds(self, finding: Finding) -> bool:
        """Whether a finding is one of those meant."""
        return (
            (not self.sections or finding.section in self.sections)
            and (not self.blocks or finding.block in self.blocks)
            and (not self.kinds or finding.kind in self.kinds or finding.state in self.kinds)
        )

    def refuse_unknown(self, sections: Iterable[str], blocks: Iterable[str]) -> None:
        """Raise ``NotKnownError``, with the nearest names, for one that reports do not have."""
        known = {"section": (self.sections, sections), "kind of finding": (self.kinds, KINDS)}
        for kind, (names, all_names) in (known | {"block": (self.blocks, blocks)}).items():
            existing = set(all_names)
            for name in names:
                if name not in existing:
                    raise not_known(kind, name, existing)


def read_kind(text: str) -> str:
    """A kind as it is typed: in any case, and with hyphens for blanks."""
    return text.strip().lower().replace("-", " ")
