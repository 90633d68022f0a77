"""What was read from folders of params/ and data/, kept for as long as nothing in them changes.

The sections of a report all read the same folders; a process reads and checks them once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from bcssp_lib.data.reads import toolkit_reads
from bcssp_lib.files.fingerprints import FolderState, folder_state

Found = TypeVar("Found")
_Files = dict[str, FolderState | None]
_MOST = 24  # a report reads params/, its area's figures, the country's, and those of each peer


@dataclass(frozen=True)
class _CachedRead:
    """What was read, and what from: how the files looked, and what they were read by."""

    files: _Files
    by: object
    found: Any


_cache: dict[tuple[Path, ...], _CachedRead] = {}


def read_cached(folders: tuple[Path, ...], by: object, read: Callable[[], Found]) -> Found:
    """What ``read`` finds in these folders; it is asked only if anything is not as it was.

    ``by`` is what else that depends on, such as the catalogue. What has a fault is not kept,
    since ``read`` raises.
    """
    with toolkit_reads():
        return _read_unless_cached(folders, by, read)


def _read_unless_cached(folders: tuple[Path, ...], by: object, read: Callable[[], Found]) -> Found:
    files = _files(folders)
    before = _cache.pop(folders, None)
    if before is not None and before.files == files and before.by == by:
        _cache[folders] = before  # the last to be forgotten
        content: Found = before.found
        return content
    content = read()
    if _files(folders) == files:  # nobody wrote to them meanwhile
        _cache[folders] = _CachedRead(files, by, content)
        while len(_cache) > _MOST:
            del _cache[next(iter(_cache))]
    return content


def _files(folders: tuple[Path, ...]) -> _Files:
    """How the folders look from outside: a file that is written to looks different at once."""
    return {path: look for folder in folders for path, look in folder_state(folder).items()}
