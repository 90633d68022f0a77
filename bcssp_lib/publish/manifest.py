"""The manifest next to rendered files: their hashes, facts and texts.

Those of drafts are kept, so that a later draft can be compared with them.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bcssp_lib.files.fingerprints import file_digest
from bcssp_lib.files.folders import UNREADABLE, put_bytes
from bcssp_lib.files.project import MANIFEST
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.report_id import Stamp
from bcssp_lib.publish.compose import Composed, Shown
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.version import VERSION

KEPT_DRAFTS = 20  # of a report; the oldest go first
_DRAFT = re.compile(r"(\d{4,})-([0-9a-f]{8})\.json\.gz")
INPUTS_ENDING = ".inputs.json"  # of what says from what a publication was made
_NO_MANIFEST: tuple[type[Exception], ...] = (*UNREADABLE, EOFError)
_LISTS = ("facts", "narrative", "shown")


@dataclass(frozen=True)
class Manifest:
    """What a rendered copy says: ``head`` is the report, its mark and files; then lists of records.

    ``facts`` are those of the report, ``narrative`` its blocks, ``shown`` its tables and charts.
    """

    head: Mapping[str, Any]
    facts: Sequence[Mapping[str, Any]] = ()
    narrative: Sequence[Mapping[str, Any]] = ()
    shown: Sequence[Mapping[str, Any]] = ()

    @property
    def mark(self) -> str:
        """The version mark that the copy bears."""
        return str(self.head.get("mark", ""))

    @property
    def draft(self) -> int:
        """The number of the draft; 0 of a publication."""
        return int(self.head.get("draft", 0))

    @property
    def stamp(self) -> Stamp:
        """The report that it is of."""
        return {name: str(self.head.get(name, "")) for name in ("area", "period", "edition")}

    @property
    def name(self) -> str:
        """The copy as messages call it."""
        return f"draft {self.draft}" if self.draft else f"the publication {self.mark}"

    def to_text(self, **more: Any) -> str:
        """The manifest as JSON, with more about its files.

        Each record has a line of its own: an indented text takes ten times as long.
        """
        head = {**self.head, **more}
        parts = [f"{_json(name)}: {_json(content)}" for name, content in head.items()]
        for name in _LISTS:
            lines = ",\n".join(map(_json, getattr(self, name)))
            parts.append(f"{_json(name)}: [\n{lines}\n]")
        return "{\n" + ",\n".join(parts) + "\n}\n"


def make_manifest(composed: Composed, draft: int = 0) -> Manifest:
    """What a copy says: from which facts, which text used which fact, and what it shows."""
    head = {
        "toolkit": VERSION,
        "mark": composed.mark,
        **composed.report.stamp(),
        **({"draft": draft} if draft else {}),
        "synthetic": composed.synthetic,
        "failed": [chapter.name for chapter in composed.chapters if chapter.failed],
    }
    facts = [
        {"text": FactWords(fact).text, **fact.model_dump(mode="json")} for fact in composed.facts
    ]
    narrative = [
        {
            "section": chapter.name,
            "block": bound.block.id,
            "from": bound.block.file,
            "default": bound.block.default,
            "raw": bound.block.text,
            "bound": bound.text,
            "facts": bound.facts,
        }
        for chapter in composed.chapters
        for bound in chapter.bound
    ]
    shown = [
        {
            "section": chapter.name,
            "id": each.anchor,
            "title": each.table.title,
            "headings": each.table.headings,
            "rows": each.table.rows,
            "look": each.look,
            **_picture(each, draft),
        }
        for chapter in composed.chapters
        for each in chapter.shown
    ]
    return Manifest(head, facts, narrative, shown)


def _picture(shown: Shown, draft: int) -> dict[str, str]:
    """The picture of a chart, which drafts keep to be compared with."""
    if not (draft and shown.picture):
        return {}
    return {"picture": shown.picture, "alternative": shown.alternative}


def hash_files(files: Iterable[Path]) -> dict[str, str]:
    """The hash of each file by its name."""
    return {path.name: file_digest(path) for path in sorted(files)}


def read_manifest(path: Path) -> Manifest:
    """Read a manifest, or that of a folder; ``UserError`` if it is none."""
    place = path / MANIFEST if path.is_dir() else path
    if place.name.endswith(INPUTS_ENDING):
        named = place.name.removesuffix(INPUTS_ENDING)
        raise UserError(
            f"{place} says what a publication was made from. Name its manifest, {named}.json."
        )
    try:
        content = place.read_bytes()
        text = gzip.decompress(content) if place.suffix == ".gz" else content
        read = json.loads(text)
        lists = {name: [dict(record) for record in read.pop(name, ())] for name in _LISTS}
        _check(read, lists)
    except FileNotFoundError as error:
        raise UserError(
            f"{place} is not there. Name a manifest.json, the folder that holds one, the number "
            f"of a draft or a version mark.{_list_manifests(path)}"
        ) from error
    except _NO_MANIFEST as error:
        raise UserError(
            f"{place} is no manifest of a report ({type(error).__name__}). Name a manifest.json "
            "as bcssp build writes it, or the folder that holds one."
        ) from error
    return Manifest(read, **lists)


def _list_manifests(folder: Path) -> str:
    """A sentence on the manifests in a folder of drafts or publications; empty without any."""
    names = sorted(path.name for path in folder.glob("*-*.json*"))
    kept = [name for name in names if not name.endswith(INPUTS_ENDING)]
    return f" In that folder: {', '.join(kept)}." if kept else ""


def _check(head: Mapping[str, Any], lists: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Raise ``KeyError`` or ``TypeError`` for what a manifest must have and does not."""
    needed = {
        "facts": ("section", "name", "title", "text", "value"),
        "narrative": ("section", "block", "bound", "facts"),
        "shown": ("section", "id", "title", "headings", "rows", "look"),
    }
    for name in ("mark", "area", "period", "edition"):
        if not isinstance(head[name], str):
            raise TypeError(name)
    for name, keys in needed.items():
        for record in lists[name]:
            for key in keys:
                _ = record[key]


def list_drafts(folder: Path) -> dict[int, Path]:
    """The manifests of the drafts that are kept, by number, the oldest first."""
    found = ((_DRAFT.fullmatch(path.name), path) for path in folder.glob("*.json.gz"))
    return dict(sorted((int(match[1]), path) for match, path in found if match))


def draft_mark(path: Path) -> str:
    """The version mark of a kept draft, by its name."""
    match = _DRAFT.fullmatch(path.name)
    return match[2] if match else ""


def keep_draft(folder: Path, manifest: Path) -> None:
    """Keep the manifest of a review copy as that of its draft; the oldest beyond some go."""
    read = read_manifest(manifest)
    place = folder / f"{read.draft:04}-{read.mark}.json.gz"
    put_bytes(gzip.compress(manifest.read_bytes(), mtime=0), place)
    for path in list(list_drafts(folder).values())[:-KEPT_DRAFTS]:
        path.unlink()


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)
