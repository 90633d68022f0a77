"""The manifest next to rendered files: their hashes, facts and texts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bcssp_lib.publish.compose import Composed
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.version import VERSION


def manifest_text(composed: Composed, files: Iterable[Path]) -> str:
    """Say in JSON what was rendered, from which facts, and which text used which fact.

    Each fact and each block has a line of its own: an indented text takes ten times as long.
    """
    head = {
        "toolkit": VERSION,
        "mark": composed.mark,
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
