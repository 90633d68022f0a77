"""Where a report's files are, and putting them there in one step."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from bcssp_lib.model.errors import OutputError
from bcssp_lib.model.period import Period

MAIN_EDITION = "annual"
REVIEW, MANIFEST = "report.html", "manifest.json"  # the files in the folder of a review copy
_WORKING = ".building-"
_NOTE = "temporary"  # in a working folder: the names of temporary folders elsewhere
_ELSEWHERE = "Choose another folder with --out, or allow it"
_NOT_WRITTEN = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.EISDIR,
    errno.ENAMETOOLONG,
)
_TEMPORARY = ("bcssp-", "pymp-")  # those of a build, and of multiprocessing


@dataclass(frozen=True)
class ReportFolder:
    """The folder of one report, ``reports/<area>/<period>/``, and what lies in it.

    Editions other than the annual report have folders of their own beside its.
    """

    path: Path
    edition: str

    @property
    def sections(self) -> Path:
        """Executed notebooks, one a section."""
        return self.path / f"sections{self._suffix}"

    @property
    def review(self) -> Path:
        """The review copy."""
        return self.path / f"review{self._suffix}"

    @property
    def publication(self) -> Path:
        """The publication: Quarto's project, or what stands for it."""
        return self.path / f"publication{self._suffix}"

    @property
    def logs(self) -> Path:
        """The whole errors of sections that failed."""
        return self.path / f"logs{self._suffix}"

    @property
    def _suffix(self) -> str:
        return "" if self.edition == MAIN_EDITION else f"-{self.edition}"


def report_folder(out: Path, area: str, period: Period, edition: str) -> ReportFolder:
    """The folder of one area's report for one period."""
    return ReportFolder(out / area / period.slug, edition)


@contextmanager
def output_errors(path: Path, mend: str = _ELSEWHERE) -> Iterator[None]:
    """Turn the errors of a full, closed or missing disk into messages for the user.

    ``mend`` says what to do about a folder that cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            wrong, mend = "the disk is full", "Free some space"
        elif error.errno in _NOT_WRITTEN:
            wrong = "it cannot be written"
        else:
            raise
        raise OutputError(
            f"The output folder {path} cannot be used: {wrong} ({error.strerror}). "
            f"{mend}, then run the command again. Nothing half-written was left in place."
        ) from error


@contextmanager
def build_lock(out: Path) -> Iterator[None]:
    """Hold an output folder for one build; a second build is refused."""
    with output_errors(out):
        _make(out)
        lock = FileLock(out / ".lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as error:
            raise OutputError(
                f"Another build is writing to {out}. Wait until it has ended, or choose "
                "another folder with --out. Nothing was changed."
            ) from error
    try:
        yield
    finally:
        lock.release()


def _make(out: Path) -> None:
    """Make an output folder; some systems say "not found" of a place where none can be made."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError as error:
        raise NotADirectoryError(errno.ENOTDIR, "no folder can be made there") from error


@contextmanager
def working_folder(out: Path) -> Iterator[Path]:
    """A temporary folder on the same disk as the output, removed afterwards.

    The caller holds the output folder's lock, so any other such folder was left behind by
    a build that was killed; it is removed first.
    """
    with output_errors(out):
        for left in out.glob(f"{_WORKING}*"):
            _remove_temporary(left)
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=_WORKING, dir=out))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def temporary_folder(work: Path, *others: Path) -> Iterator[Path]:
    """A folder elsewhere, since a socket's path may have no more than a hundred letters.

    Its name, and those of ``others``, are noted in the working folder before it is there;
    so it is removed even if the build is killed, at the latest by the next build.
    """
    folder = Path(tempfile.gettempdir(), f"{_TEMPORARY[0]}{secrets.token_hex(6)}")
    with output_errors(work):
        names = "".join(f"{one.name}\n" for one in (folder, *others))
        (work / _NOTE).write_text(names, "utf-8")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_temporary(work: Path) -> None:
    """Remove the temporary folders of a build that was killed."""
    note = work / _NOTE
    for name in note.read_text("utf-8").splitlines() if note.is_file() else ():
        if name.startswith(_TEMPORARY) and name == Path(name).name:
            shutil.rmtree(Path(tempfile.gettempdir(), name), ignore_errors=True)


def put_file(made: Path, place: Path) -> None:
    """Put a finished file in its place in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(made, place)


def put_text(text: str, place: Path, work: Path) -> None:
    """Write a text file in the working folder, and put it in its place in one step."""
    made = work / place.name
    made.write_text(text, "utf-8", newline="\n")
    put_file(made, place)


def put_bytes(content: bytes, place: Path) -> None:
    """Write a file beside its place and put it there in one step, with all that it holds."""
    os.replace(write_beside(content, place), place)


def write_beside(content: bytes, place: Path) -> Path:
    """Write a file, with all that it holds, beside the place where it is to be put."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f".{place.name}-new")
    with made.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return made


def put_folder(made: Path, place: Path) -> None:
    """Put a finished folder in the place of the one there, which is kept until it is."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f".{place.name}-before")
    shutil.rmtree(aside, ignore_errors=True)
    if place.exists():
        os.rename(place, aside)
    try:
        os.rename(made, place)
    except OSError:
        if aside.exists():
            os.rename(aside, place)
        raise
    shutil.rmtree(aside, ignore_errors=True)
