"""What lies in a folder: files by their exact ending, and what editors and systems leave behind."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path

# Locks, copies and marks of Emacs, vi, Office, macOS, Windows, git, Jupyter, and ours.
_LEFTOVER = re.compile(
    r"\.#.*|#.*#|\..*\.sw[a-z]|.*~|~\$.*|\.~.*|~lock.*#|\._.*|\.DS_Store|\.AppleDouble|\.Trash.*"
    r"|Thumbs\.db|desktop\.ini|\.directory|\.nfs.*|\.fuse_hidden.*|\.git(?:keep|ignore|attributes)"
    r"|\.ipynb_checkpoints|__pycache__|\..*-(?:new|before)|\.\w*\.?lock|\.building-.*",
    re.IGNORECASE,
)


def list_entries(folder: Path) -> list[Path]:
    """What a folder holds, by name, without leftovers; nothing where there is no such folder.

    Names are as the folder has them, also where the system takes capitals for small letters.
    """
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return []
        raise
    return [folder / name for name in names if not _LEFTOVER.fullmatch(name)]


def list_files(folder: Path, ending: str) -> list[Path]:
    """What a folder holds with just this ending, in small letters as it is given."""
    return [path for path in list_entries(folder) if path.name.endswith(ending)]


def walk_files(folder: Path) -> Iterator[Path]:
    """The files of a folder, however deep; none that an editor or a system has left behind."""
    for path in list_entries(folder):
        if path.is_dir():
            yield from walk_files(path)
        else:
            yield path


def is_empty(folder: Path) -> bool:
    """Whether a folder holds nothing but leftovers, however deep."""
    return not any(not path.is_dir() or not is_empty(path) for path in list_entries(folder))


def suggest_name(name: str, known: Iterable[str]) -> str:
    """What a name should probably have been: one of those known, or empty.

    Capitals, further endings and blanks do not count: ``police.CSV``, ``police.csv.txt``; nor does
    what is put after the name of a copy: ``police - Copy.csv``.
    """
    by_key = {_key(each): each for each in known}
    near = get_close_matches(_key(name), by_key, n=1, cutoff=0.75)
    if near:
        return by_key[near[0]]
    copied = [key for key in by_key if key and re.match(rf"{re.escape(key)}\b", _key(name))]
    return by_key[max(copied, key=len)] if copied else ""


def _key(name: str) -> str:
    return re.sub(r"[\s_-]+", "-", name.split(".")[0].strip()).casefold()
