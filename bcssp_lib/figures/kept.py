"""What was read from folders of data/, kept for as long as nothing in them changes.

The sections of a report all read the same folders; a process reads and checks them once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bcssp_lib.figures.catalogue import Catalogue

Found = TypeVar("Found")
_Files = dict[Path, bytes]
_MOST = 8


@dataclass(frozen=True)
class _Kept:
    """What was read, and what from: the hashes of the files, and the catalogue."""

    files: _Files
    catalogue: Catalogue
    found: Any


_kept: dict[tuple[Path, ...], _Kept] = {}


def kept(folders: tuple[Path, ...], catalogue: Catalogue, read: Callable[[], Found]) -> Found:
    """What ``read`` finds in these folders; it is asked only if anything is not as it was.

    What has a fault is not kept, since ``read`` raises.
    """
    files = _files(folders)
    before = _kept.get(folders)
    if before is not None and before.files == files and before.catalogue == catalogue:
        found: Found = before.found
        return found
    found = read()
    if _files(folders) == files:  # nobody wrote to them meanwhile
        _kept.pop(folders, None)
        _kept[folders] = _Kept(files, catalogue, found)
        while len(_kept) > _MOST:
            del _kept[next(iter(_kept))]
    return found


def _files(folders: tuple[Path, ...]) -> _Files:
    return {
        path: hashlib.sha256(path.read_bytes()).digest()
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
