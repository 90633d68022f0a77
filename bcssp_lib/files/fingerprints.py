"""Marks of files: enough to notice that one was changed, cut short or removed since."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from bcssp_lib.files.secret import Secret
from bcssp_lib.model.records import Record

_LETTERS = 16
FolderState = tuple[int, ...]


class FileFingerprint(Record):
    """A file as it was put in place: its size, when it was written, and its sealed hash."""

    size: int
    written: int
    digest: str


def take_fingerprint(path: Path, secret: Secret) -> FileFingerprint:
    """The mark of a file that is there."""
    stat, sealed = path.stat(), secret.seal(file_digest(path))
    return FileFingerprint(size=stat.st_size, written=stat.st_mtime_ns, digest=sealed)


def is_unchanged(
    mark: FileFingerprint, path: Path, secret: Secret, *, by_content: bool = False
) -> bool:
    """Whether a file is as it was marked; it is only read if it was written to since.

    ``by_content``: it is read in any case, since a file can be changed and say that it was not.
    """
    try:
        stat = path.stat()
    except OSError:  # there is none, or a link that leads nowhere or to itself
        return False
    if stat.st_size != mark.size:
        return False
    as_written = stat.st_mtime_ns == mark.written and not by_content
    return as_written or secret.seal(file_digest(path)) == mark.digest


def file_digest(path: Path) -> str:
    """A hash of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digest(paths: Iterable[Path]) -> str:
    """A short hash of files: their names, folders and bytes. Missing ones do not count."""
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        if path.is_file():
            content = path.read_bytes()
            total.update(f"{path.parent.name}/{path.name} {len(content)} ".encode())
            total.update(content)
    return total.hexdigest()[:_LETTERS]


def text_digest(*parts: str) -> str:
    """A short hash of texts, in their order."""
    total = hashlib.sha256()
    for part in parts:
        total.update(f"{len(part)} {part}".encode())
    return total.hexdigest()[:_LETTERS]


def folder_state(folder: Path) -> dict[str, FolderState | None]:
    """How a folder, and everything in it, looks from outside: no file need be read for it."""
    return {path: _look(path) for path in map(str, (folder, *folder.rglob("*")))}


def is_state_unchanged(looks: Mapping[str, FolderState | None]) -> bool:
    """Whether nothing was written, added or removed since; a written file may be as before."""
    return all(_look(path) == look for path, look in looks.items())


def list_changed(looks: Mapping[str, FolderState | None]) -> list[Path]:
    """What was written to, added to or removed since."""
    return [Path(path) for path, look in looks.items() if _look(path) != look]


def _look(path: str) -> FolderState | None:
    """Which file is at a path, and when it was written; None if none does."""
    try:
        stat = os.stat(path)
    except OSError:  # there is none, or a link that leads nowhere or to itself
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns
