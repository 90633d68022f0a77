"""Marks of files: enough to notice that one was changed, cut short or removed since.

Every hash that is kept is keyed with the project's secret: a plain one lets whoever holds it try
the few numbers that a hidden figure may be. A keyed one tells them nothing, as long as they do not
hold the secret.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.records import Record

SECRET_FILE = ".bcssp-secret"  # noqa: S105 - its name, and not what it holds
_BYTES = 32
_HASH_BYTES, _MARK_BYTES = 12, 4
_RECORD = ".made.json"
_NOT_OURS = {"book", ".quarto", "_freeze"}  # what Quarto makes of the files, also by hand
_LETTERS = 16
FolderState = tuple[int, ...]


@dataclass(frozen=True)
class Secret:
    """A key; what it seals says by its first letters with which key it was sealed."""

    key: bytes = field(repr=False)

    def seal(self, digest: str) -> str:
        """A keyed hash of a hash, fit to be kept."""
        return f"{self._hash('', _MARK_BYTES)}-{self._hash(digest, _HASH_BYTES)}"

    def has_sealed(self, sealed: str) -> bool:
        """Whether this key, and not another or none, has made a hash."""
        return sealed.startswith(f"{self._hash('', _MARK_BYTES)}-")

    def _hash(self, text: str, size: int) -> str:
        return hashlib.blake2b(text.encode(), key=self.key, digest_size=size).hexdigest()


def read_secret(project: Project) -> Secret:
    """The secret of a project; where there is none, one that has sealed nothing.

    Raises ``UserError`` for one that is damaged or may not be read.
    """
    place = project.root / SECRET_FILE
    try:
        key = place.read_bytes()
    except FileNotFoundError:
        return Secret(secrets.token_bytes(_BYTES))
    except OSError as error:
        raise UserError(
            f"The project's secret {place} cannot be read ({error.strerror}). It must be a file "
            f"that you may read: see docs/security.md."
        ) from error
    if len(key) != _BYTES:
        raise UserError(
            f"The project's secret {place} is damaged: expected {_BYTES} bytes, found {len(key)}. "
            "Put it back from a copy, or delete it: then every section is run again."
        )
    return Secret(key)


def make_secret(project: Project) -> str:
    """See that a project has a secret; return what to tell the user if it cannot be kept.

    Of two commands that make one at the same moment, both use the one that was first in place.
    """
    place = project.root / SECRET_FILE
    if place.exists():
        return ""
    try:
        _put_first(secrets.token_bytes(_BYTES), place)
    except OSError as error:
        return (
            f"No secret can be kept in {place} ({error.strerror}), so that nothing built now will "
            "count as up to date. Allow writing there once: see docs/security.md."
        )
    return ""


def _put_first(key: bytes, place: Path) -> None:
    """Put a secret in its place whole, unless another is there by then."""
    number, name = tempfile.mkstemp(prefix=f"{SECRET_FILE}-", dir=place.parent)  # ours alone
    made = Path(name)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            _link(made, place)
    finally:
        made.unlink()


def _link(made: Path, place: Path) -> None:
    """Give a file a second name, or copy it where the disk knows no such names."""
    try:
        os.link(made, place)
    except OSError:
        number = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as file:
            file.write(made.read_bytes())


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


def record_made(folder: Path) -> None:
    """Note what a build has made in a folder, so that it can be told later what was edited."""
    hashes = {path.relative_to(folder).as_posix(): file_digest(path) for path in _files(folder)}
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
    edited = [name for name, path in sorted(files.items()) if made.get(name) != file_digest(path)]
    if not edited:
        return None
    aside = _free_place(folder)
    for name in edited:
        (aside / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(files[name], aside / name)
    return aside, tuple(edited)


def _free_place(folder: Path) -> Path:
    places = (folder.with_name(f"{folder.name}-edited-{number}") for number in count(1))
    return next(place for place in places if not place.exists())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        left_by_word = path.name.startswith("~$")
        if path.is_file() and inside.parts[0] not in {*_NOT_OURS, _RECORD} and not left_by_word:
            yield path
