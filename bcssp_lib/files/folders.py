"""Folders: what lies in them, putting finished files in their places in one step, and locks."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
import tempfile
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from filelock import FileLock, Timeout

from bcssp_lib.model.errors import OutputError, Problem, ReadOnlyError, UserError

_WORKING = ".building-"
_ELSEWHERE = "Choose another folder with --out, or allow it"
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # the last: the largest file that is allowed
_TOO_MANY_FILES = (errno.EMFILE, errno.ENFILE)
_NOT_WRITTEN = (
    errno.EACCES,
    errno.EPERM,
    errno.EROFS,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.EISDIR,
    errno.ENAMETOOLONG,
)
_MARKS = {
    b"\xef\xbb\xbf": "UTF-8 with a byte order mark",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
# What reading JSON raises for a file that is another one than it should be, or is no file.
UNREADABLE: tuple[type[Exception], ...] = (
    OSError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    RecursionError,
)
_LARGEST = 50_000_000  # bytes: what is larger is no file of figures or text
# Locks, copies and marks of Emacs, vi, Office, macOS, Windows, git, Jupyter, and ours.
_LEFTOVER = re.compile(
    r"\.#.*|#.*#|\..*\.sw[a-z]|.*~|~\$.*|\.~.*|~lock.*#|\._.*|\.DS_Store|\.AppleDouble|\.Trash.*"
    r"|Thumbs\.db|desktop\.ini|\.directory|\.nfs.*|\.fuse_hidden.*|\.git(?:keep|ignore|attributes)"
    r"|\.ipynb_checkpoints|__pycache__|\..*-(?:new|before)|\.\w*\.?lock|\.building-.*",
    re.IGNORECASE,
)
_UTF8 = "UTF-8 without a byte order mark"


@contextmanager
def output_errors(path: Path, mend: str = _ELSEWHERE) -> Iterator[None]:
    """Turn the errors of a full, closed or missing disk into messages for the user.

    ``mend`` says what to do about a folder that cannot be written.
    """
    try:
        yield
    except OSError as error:
        kind = OutputError
        if error.errno in _FULL:
            wrong, mend = "the disk is full", "Free some space"
        elif error.errno in _TOO_MANY_FILES:
            wrong, mend = "too many files are open", "Allow more (ulimit -n 1024), or fewer --jobs"
        elif error.errno in _NOT_WRITTEN:
            kind, wrong = ReadOnlyError, "it cannot be written"
        else:
            raise
        raise kind(
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
            shutil.rmtree(left)
        folder = Path(tempfile.mkdtemp(prefix=_WORKING, dir=out))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_file(made: Path, place: Path) -> None:
    """Put a finished file in its place in one step."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with _in_use(place):
        os.replace(made, place)


@contextmanager
def _in_use(place: Path) -> Iterator[None]:
    """Say that a place may be open in another program: Windows then lets nobody replace it."""
    try:
        yield
    except PermissionError as error:
        raise OutputError(
            f"{place} cannot be replaced ({error.strerror}). It may be open in another program, "
            "such as Word or a browser: close it, or allow writing there, then run the command "
            "again. What was there is as it was."
        ) from error


def put_text(text: str, place: Path, work: Path) -> None:
    """Write a text file in the working folder, and put it in its place in one step."""
    made = work / place.name
    made.write_text(text, "utf-8", newline="\n")
    put_file(made, place)


def put_bytes(content: bytes, place: Path) -> None:
    """Write a file next to its place and put it there in one step, with all that it holds.

    A file that is reached by a link stays where it is, and keeps its rights.
    """
    place = place.resolve() if place.is_symlink() else place
    made = write_next_to(content, place)
    if place.exists():
        shutil.copymode(place, made)
    os.replace(made, place)


def write_next_to(content: bytes, place: Path) -> Path:
    """Write a file, with all that it holds, next to the place where it is to be put."""
    place.parent.mkdir(parents=True, exist_ok=True)
    made = place.with_name(f".{place.name}-new")
    with made.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return made


def rewrite_archive(archive: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """A zip archive with each member as ``change`` makes it of its name and its content."""
    made = io.BytesIO()
    with ZipFile(io.BytesIO(archive)) as before, ZipFile(made, "w", ZIP_DEFLATED) as after:
        for member in before.infolist():
            after.writestr(member, change(member.filename, before.read(member)))
    return made.getvalue()


def put_folder(made: Path, place: Path) -> None:
    """Put a finished folder in the place of the one there, which is kept until it is."""
    place.parent.mkdir(parents=True, exist_ok=True)
    aside = place.with_name(f".{place.name}-before")
    shutil.rmtree(aside, ignore_errors=True)
    if place.exists():
        with _in_use(place):
            os.rename(place, aside)
    try:
        os.rename(made, place)
    except OSError:
        if aside.exists():
            os.rename(aside, place)
        raise
    shutil.rmtree(aside, ignore_errors=True)


@contextmanager
def built_file(path: Path, *more: type[Exception]) -> Iterator[None]:
    """Say of a built file that it is not as it was built; ``more`` are its reader's own errors.

    A build looks whether it is; commands that only read do not.
    """
    try:
        yield
    except UNREADABLE + more as error:
        line = " ".join(str(error).split())[:200]
        raise UserError(
            f"{path} is not as it was built, and cannot be read ({type(error).__name__}: {line}). "
            "Run bcssp build again, which writes it anew."
        ) from error


def read_utf8(
    path: Path, shown: str, largest: int = _LARGEST, *, marked: bool = False
) -> str | Problem:
    """Return the text of a UTF-8 file of at most so many bytes, or what is wrong with it.

    One that is ``marked`` may begin with a byte order mark, which is left out. Only an ordinary
    file is opened: to open a pipe could wait for ever.
    """
    if not path.is_file():
        wrong = "it is a folder, a pipe, a device, or a link to what is not there"
        return Problem(shown, None, "", wrong, "an ordinary file")
    size = path.stat().st_size
    if size > largest:
        return Problem(shown, None, "", f"the file has {size:,} bytes", f"{largest:,} at most")
    raw = path.read_bytes()
    raw = raw.removeprefix(BOM_UTF8) if marked else raw
    figures = path.suffix == ".csv"
    mend = "bcssp import FILE puts it right" if figures else "save it as UTF-8 in an editor"
    allowed = f"{_UTF8} ({mend})"
    for mark, name in _MARKS.items():
        if raw.startswith(mark):
            return Problem(shown, 1, "", f"the file is {name}", allowed)
    if b"\0" in raw:
        return Problem(shown, 1, "", "the file is not text, or is UTF-16", allowed)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        wrong = f"byte 0x{raw[error.start]:02x} is not UTF-8; the file looks like Windows-1252"
        return Problem(shown, line, "", wrong, allowed)
    if not text.strip():
        return Problem(shown, None, "", "the file is empty", "a file with its content")
    return text


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
