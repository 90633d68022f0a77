"""Files that were edited by hand where a build puts its own: noticed, and kept aside."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

_RECORD = ".made.json"
_NOT_OURS = {"book", ".quarto", "_freeze"}  # what Quarto makes of the files, also by hand


def record_made(folder: Path) -> None:
    """Note what a build has made in a folder, so that it can be told later what was edited."""
    hashes = {path.relative_to(folder).as_posix(): _hash(path) for path in _files(folder)}
    (folder / _RECORD).write_text(json.dumps(hashes, indent=1), "utf-8", newline="\n")


def keep_hand_edits(folder: Path) -> tuple[Path, tuple[str, ...]] | None:
    """Copy what was edited or added by hand in a folder to one next to it.

    Returns that folder and the names of the files; none if nothing was, or if an earlier version
    of the toolkit made the folder, which noted nothing.
    """
    record = folder / _RECORD
    if not record.is_file():
        return None
    made: dict[str, str] = json.loads(record.read_text("utf-8"))
    files = {path.relative_to(folder).as_posix(): path for path in _files(folder)}
    edited = [name for name, path in sorted(files.items()) if made.get(name) != _hash(path)]
    if not edited:
        return None
    aside = _free_place(folder)
    for name in edited:
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[name], aside / name)
    return aside, tuple(edited)


def _free_place(folder: Path) -> Path:
    number = 1
    while (place := folder.with_name(f"{folder.name}-edited-{number}")).exists():
        number += 1
    return place


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        left_by_word = path.name.startswith("~$")
        if path.is_file() and inside.parts[0] not in {*_NOT_OURS, _RECORD} and not left_by_word:
            yield path


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
