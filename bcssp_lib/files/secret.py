"""The project's secret, with which every hash that is kept is keyed.

A plain hash lets whoever holds it try the few numbers that a hidden figure may be. A keyed one
tells them nothing, as long as they do not hold the secret.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError

SECRET_FILE = ".bcssp-secret"  # noqa: S105 - its name, and not what it holds
_BYTES = 32
_HASH_BYTES, _MARK_BYTES = 12, 4


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
