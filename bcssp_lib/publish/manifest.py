"""The manifest next to rendered files: hashes, facts, texts; and the dates of rendered files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx

from bcssp_lib.publish.compose import Composed
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.version import VERSION

_SOURCE_DATE = "SOURCE_DATE_EPOCH"  # pandoc, Typst and Quarto all heed it


def manifest_text(composed: Composed, files: Iterable[Path]) -> str:
    """Say in JSON what was rendered, from which facts, and which text used which fact.

    Each fact and each block has a line of its own: an indented text takes ten times as long.
    """
    head = {
        "toolkit": VERSION,
        **composed.report.stamp(),
        "synthetic": composed.synthetic,
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)
        },
    }
    lists = {
        "facts": (
            {"text": FactWords(fact).text, **fact.model_dump(mode="json")}
            for fact in composed.facts
        ),
        "narrative": (
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
        ),
    }
    parts = [f"{_json(name)}: {_json(content)}" for name, content in head.items()]
    for name, listed in lists.items():
        lines = ",\n".join(map(_json, listed))
        parts.append(f"{_json(name)}: [\n{lines}\n]")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _json(content: Any) -> str:
    return json.dumps(content, ensure_ascii=False)


def report_date(composed: Composed) -> datetime:
    """The last day that the report's figures tell of."""
    return datetime.combine(composed.report.period.end, time(), UTC)


def date_environment(composed: Composed) -> dict[str, str]:
    """The environment in which a renderer writes the report's date into what it makes."""
    return {_SOURCE_DATE: str(int(report_date(composed).timestamp()))}


def date_word(path: Path, composed: Composed) -> None:
    """Write the report's date into a Word document, and into the archive that it is."""
    date = report_date(composed)
    document = docx.Document(str(path))
    document.core_properties.created = document.core_properties.modified = date
    document.save(str(path))
    with ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with ZipFile(path, "w") as archive:
        for name, content in members:
            archive.writestr(ZipInfo(name, date.timetuple()[:6]), content, ZIP_DEFLATED)
