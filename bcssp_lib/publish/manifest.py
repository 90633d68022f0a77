"""The manifest beside rendered files: their hashes, the facts in them, bound and raw text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path

from bcssp_lib.publish.compose import Composed
from bcssp_lib.version import VERSION


def manifest_text(composed: Composed, files: Iterable[Path]) -> str:
    """Say in JSON what was rendered, from which facts, and which text used which fact."""
    content = {
        "toolkit": VERSION,
        **composed.stamp,
        "synthetic": composed.synthetic,
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)
        },
        "facts": [fact.model_dump(mode="json") for fact in composed.facts],
        "narrative": [
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
        ],
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
