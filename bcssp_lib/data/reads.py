"""What a section has read, as records; and which files its cells may open.

The toolkit itself reads ``data/`` while a section runs, so it says when it does
(``toolkit_reads``); whoever listens to what Python opens can tell the two apart.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TypeVar

from bcssp_lib.files.fingerprints import SECRET_FILE, FolderState, file_digest, folder_state
from bcssp_lib.files.project import Project

FILE = "file"
Reads = dict[str, str]  # by what was asked for, as JSON: a hash of the answer

# Files of Python, its packages and the system: they belong to no section.
_SYSTEM = ("/proc", "/sys", "/dev", "/etc", "/usr", "/lib", "/opt")
_PROGRAM = {".py", ".pyc", ".pyi", ".so", ".pyd", ".dll", ".ttf", ".otf", ".mplstyle"}
_PROGRAM_FOLDERS = tuple(
    Path(folder).resolve()
    for folder in (sys.prefix, sys.base_prefix, Path(__file__).parents[1], *_SYSTEM)
)
_toolkit_reads: ContextVar[bool] = ContextVar("toolkit_reads", default=False)
Found = TypeVar("Found")
_Files = dict[str, FolderState | None]
_MOST = 24  # a report reads params/, its area's figures, the country's, and those of each peer


class FileReads:
    """The files that the cells of one notebook have read, each with a hash of its content."""

    def __init__(self, project: Project, own_folder: Path) -> None:
        self._project = project
        self._own_folder = own_folder.resolve()
        self.reads: Reads = {}

    def judge_read(self, path: Path) -> str:
        """Record a file that is about to be read; or say why it may not be, and what to write.

        The section is run again when the content of a recorded file changes. Files of the run's
        own folder, of Python and of the system are passed over; so is what is no file.
        """
        if _toolkit_reads.get():
            return ""
        whole, project = self._whole_path(path), self._project
        if whole == project.root / SECRET_FILE:
            return f"a section notebook may not read {SECRET_FILE}, the project's secret"
        if whole.is_relative_to(project.data.resolve()):
            return (
                f"a section notebook may not read {project.shown(whole)} itself: the figures there "
                'are not protected. Write for example section.data(group="training"), which gives '
                "a DataFrame of protected figures"
            )
        no_input = map(whole.is_relative_to, (self._own_folder, *_PROGRAM_FOLDERS))
        if whole.suffix not in _PROGRAM and not any(no_input) and whole.is_file():
            key = record_key(FILE, project.shown(whole))
            if key not in self.reads:
                self.reads[key] = ""  # reading it for its hash is no reading of its own
                self.reads[key] = file_hash(whole)
        return ""

    def _whole_path(self, path: Path) -> Path:
        """A path from its root on; of a file of data/ also where it was typed from elsewhere.

        A build runs a notebook in a folder of its own, JupyterLab where the notebook is.
        """
        whole = path.resolve()
        if whole.exists():
            return whole
        data = self._project.data.resolve()
        for folder in (self._project.root, self._project.notebooks):
            meant = (folder / path).resolve()
            if meant.is_relative_to(data) and meant.is_file():
                return meant
        return whole


@contextmanager
def toolkit_reads() -> Iterator[None]:
    """While this lasts, it is the toolkit that reads, and not a cell."""
    token = _toolkit_reads.set(True)
    try:
        yield
    finally:
        _toolkit_reads.reset(token)


def reads_files(reads: Reads) -> bool:
    """Whether files are among what a section read: they lie in no folder that a plan looks at."""
    return any(json.loads(key)[0] == FILE for key in reads)


def record_key(kind: str, *names: str) -> str:
    """What a read is recorded by."""
    return json.dumps([kind, *names])


def file_hash(path: Path) -> str:
    """A hash of a file's content; empty if it cannot be read."""
    try:
        return file_digest(path)
    except OSError:
        return ""


# What was read of folders, and what from: how their files looked, and what they were read by.
_cache: dict[tuple[str, tuple[Path, ...]], tuple[_Files, object, Any]] = {}


def read_cached(
    folders: tuple[Path, ...], by: object, read: Callable[[], Found], what: str = ""
) -> Found:
    """What ``read`` finds in these folders; it is asked only if anything is not as it was.

    ``by`` is what else that depends on, such as the catalogue. ``what`` tells apart what is
    found in the same folders. What has a fault is not kept, since ``read`` raises.
    """
    with toolkit_reads():
        files = _files(folders)
        before = _cache.pop((what, folders), None)
        if before is not None and before[:2] == (files, by):
            _cache[what, folders] = before  # the last to be forgotten
            content: Found = before[2]
            return content
        content = read()
        if _files(folders) == files:  # nobody wrote to them meanwhile
            _cache[what, folders] = (files, by, content)
            while len(_cache) > _MOST:
                del _cache[next(iter(_cache))]
        return content


def _files(folders: tuple[Path, ...]) -> _Files:
    """How the folders look from outside: a file that is written to looks different at once."""
    return {path: look for folder in folders for path, look in folder_state(folder).items()}
