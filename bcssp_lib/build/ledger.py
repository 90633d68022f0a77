"""The ledger: a true account of every run and every report, whenever it is looked at.

It is an SQLite database in the output folder, with a write-ahead log. A run is entered as
running before it begins, and as ended only after its result is in place; so a kill at any
moment leaves at most runs that are said to be running and are not, and those count as
never done. One process writes, the one that holds the output folder's lock.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

from pydantic import AfterValidator, TypeAdapter

from bcssp_lib.build.request import SectionResult
from bcssp_lib.files.fingerprints import FileFingerprint
from bcssp_lib.model.errors import OutputError, ReadOnlyError
from bcssp_lib.model.finding import Tally
from bcssp_lib.model.records import Record
from bcssp_lib.model.report_id import ReportId

FILE = ".ledger.sqlite"
KEPT_RUNS = 20  # of each section; older ones are pruned when a build ends
_VERSION = 4  # earlier ones count findings otherwise, or have hashes that are not keyed
_PATIENCE_SECONDS = 30  # with another process that is writing

_PRIMARY = 0xFF  # the part of SQLite's codes that says which kind of error it is
_NOT_WRITTEN = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM)

_TABLES = """
CREATE TABLE builds (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '',
    request TEXT NOT NULL
);
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, build INTEGER NOT NULL,
    area TEXT NOT NULL, period TEXT NOT NULL, edition TEXT NOT NULL, section TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'cut off', 'ok', 'failed')),
    started TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '', seconds REAL NOT NULL DEFAULT 0,
    worker TEXT NOT NULL DEFAULT '', cell TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT '', log TEXT NOT NULL DEFAULT '',
    rough TEXT NOT NULL DEFAULT '', made_from TEXT NOT NULL DEFAULT '',
    reads TEXT NOT NULL DEFAULT '{}', output TEXT NOT NULL DEFAULT ''
);
CREATE INDEX latest_run ON runs (area, period, edition, section, id);
CREATE TABLE reports (
    area TEXT NOT NULL, period TEXT NOT NULL, edition TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (area, period, edition)
);
CREATE TABLE checked (name TEXT PRIMARY KEY, inputs TEXT NOT NULL);
CREATE TABLE supplied (folder TEXT PRIMARY KEY, inputs TEXT NOT NULL, rows TEXT NOT NULL);
"""


def _check_moment(text: str) -> str:
    if text:
        datetime.fromisoformat(text)
    return text


_Moment = Annotated[str, AfterValidator(_check_moment)]  # as `time_now` writes it, or empty


class LedgerDamagedError(OutputError):
    """A ledger that cannot be read, or a row of it: a build sets it aside and begins another."""


class RunInputs(Record):
    """What a run was made from, besides what it read."""

    code: str
    library: str
    packages: dict[str, str]


class RunRecord(Record):
    """One run of a section."""

    id: int
    build: int
    section: str
    state: str
    started: _Moment
    ended: _Moment
    seconds: float
    worker: str
    cell: str
    error: str
    log: str
    rough: str
    output: FileFingerprint | None

    @property
    def ok(self) -> bool:
        """Whether every cell verifiably ran, and the result was put in place."""
        return self.state == "ok"


class FactChange(Record):
    """A fact that has changed: its value before and now, and where in data/ the new one is."""

    section: str
    title: str
    before: str
    now: str
    place: str = ""

    def __str__(self) -> str:
        place = f" ({self.place})" if self.place else ""
        return f"{self.title}: {self.before} → {self.now}{place}"


class _Overview(Record):
    """What an overview of all reports says of one, as its record has it."""

    review: str = ""
    error: str = ""
    found: Tally = Tally()
    publication: dict[str, str] = {}
    draft: int = 0
    mark: str = ""
    published_mark: str = ""


class ReportRow(_Overview):
    """A report in an overview of all."""

    area: str
    period: str
    edition: str


class ReportRecord(_Overview):
    """How one report was last composed and rendered, and from what.

    ``made_from`` and ``published_from`` are hashes of what the review copy and the
    publication were made from, ``files`` and ``published_files`` the marks of their files,
    by the place in the report's folder. ``found`` counts the findings of its check. ``facts``
    are those that had a figure in the last good copy, by section; ``changes`` are the facts
    that the build of ``changed`` showed otherwise than the one before it. ``draft`` and ``mark``
    are the number and the version mark of the review copy, ``published_mark`` that of the
    publication.
    """

    built: str
    made_from: str = ""
    published_from: str = ""
    engine: str = ""
    warnings: tuple[str, ...] = ()
    files: dict[str, FileFingerprint] = {}
    published_files: dict[str, FileFingerprint] = {}
    facts: dict[str, tuple[str, ...]] = {}
    changed: str = ""
    changes: tuple[FactChange, ...] = ()


class _Supplied(Record):
    """The rows of each file of a folder of data/, as the last build had them."""

    inputs: str
    rows: dict[str, int]


class Build(Record):
    """One build: what was asked for, and when it ended, if it did."""

    id: int
    started: _Moment
    ended: _Moment
    request: dict[str, Any]


_RUN_COLUMNS = ", ".join(RunRecord.model_fields)  # and not what it read, which is large


class Ledger:
    """An open ledger; a reader's changes nothing."""

    def __init__(self, connection: sqlite3.Connection, place: str, *, reader: bool = False) -> None:
        self._connection = connection
        self._place = place
        self._reader = reader

    def cut_off(self) -> None:
        """Enter what a killed build has left running as cut off; its lock is free by then."""
        self._write("UPDATE runs SET state = 'cut off' WHERE state = 'running'")

    def begin_build(self, request: Mapping[str, object]) -> int:
        """Enter a build as begun."""
        return self._write(
            "INSERT INTO builds (started, request) VALUES (?, ?)", time_now(), json.dumps(request)
        )

    def end_build(self, build: int) -> None:
        """Enter a build as ended, and prune what is no longer kept.

        Of each section the last runs are kept, and what was read by the last of them.
        """
        self._write("UPDATE builds SET ended = ? WHERE id = ?", time_now(), build)
        newer = (
            "(SELECT count(*) FROM runs AS newer WHERE newer.area = runs.area AND newer.period = "
            "runs.period AND newer.edition = runs.edition AND newer.section = runs.section AND "
            "newer.id > runs.id)"
        )
        mine = "(area, period, edition) IN (SELECT area, period, edition FROM runs WHERE build = ?)"
        self._write(f"DELETE FROM runs WHERE {mine} AND {newer} >= ?", build, KEPT_RUNS)
        self._write(
            f"UPDATE runs SET reads = '{{}}', made_from = '' WHERE {mine} AND reads != '{{}}' "
            f"AND {newer} >= 1",
            build,
        )
        self._write("DELETE FROM builds WHERE id < ? AND id NOT IN (SELECT build FROM runs)", build)

    def withdraw_build(self, build: int) -> None:
        """Enter that a build was refused before it ran anything."""
        self._write("DELETE FROM builds WHERE id = ?", build)

    def last_build(self) -> Build | None:
        """The build that was begun last."""
        row = self._row("SELECT * FROM builds ORDER BY id DESC LIMIT 1")
        if row is None:
            return None
        with self._damage_named("builds"):
            return Build(**{**dict(row), "request": json.loads(row["request"])})

    def begin_run(self, build: int, report: ReportId, section: str) -> int:
        """Enter a run as running, before it begins; return its number."""
        return self._write(
            "INSERT INTO runs (build, area, period, edition, section, state, started) "
            "VALUES (?, ?, ?, ?, ?, 'running', ?)",
            build,
            *_key(report),
            section,
            time_now(),
        )

    def end_run(
        self,
        run: int,
        result: SectionResult,
        output: FileFingerprint | None = None,
        rough: str = "",
        source: RunInputs | None = None,
    ) -> None:
        """Enter a run as ended, well or not, after its result or its log is in place.

        ``output`` is the mark of its executed notebook, ``rough`` and ``source`` what that was
        made from; there is none of these for a run that failed.
        """
        values = {
            "state": "ok" if result.ok else "failed",
            "ended": time_now(),
            "seconds": round(result.seconds, 3),
            "worker": result.worker,
            "cell": result.cell,
            "error": result.error,
            "log": result.log,
            "rough": rough,
            "made_from": source.model_dump_json() if source else "",
            "reads": json.dumps(result.account.reads if result.account else {}),
            "output": output.model_dump_json() if output else "",
        }
        columns = ", ".join(f"{name} = ?" for name in values)
        self._write(f"UPDATE runs SET {columns} WHERE id = ?", *values.values(), run)

    def last_runs(self, report: ReportId) -> dict[str, RunRecord]:
        """The last run of each section of a report."""
        rows = self._rows(
            f"SELECT {_RUN_COLUMNS} FROM runs WHERE id IN (SELECT max(id) FROM runs "
            "WHERE area = ? AND period = ? AND edition = ? GROUP BY section)",
            *_key(report),
        )
        with self._damage_named("runs"):
            return {row["section"]: _run_record(row) for row in rows}

    def source(self, run: RunRecord) -> tuple[RunInputs, dict[str, str]] | None:
        """What a run was made from and what it read; kept of the last run of a section."""
        row = self._row("SELECT made_from, reads FROM runs WHERE id = ?", run.id)
        if row is None or not row["made_from"]:
            return None
        with self._damage_named("runs"):
            reads = TypeAdapter(dict[str, str]).validate_json(row["reads"])
            return RunInputs.model_validate_json(row["made_from"]), reads

    def still_made_from(self, run: RunRecord, rough: str) -> None:
        """Enter that what a run read is unchanged, though something else near it is not."""
        self._write("UPDATE runs SET rough = ? WHERE id = ?", rough, run.id)

    def usual_seconds(self) -> dict[str, float]:
        """How long the runs of each section have taken, on average."""
        rows = self._rows(
            "SELECT section, avg(seconds) AS seconds FROM runs WHERE state = 'ok' GROUP BY section"
        )
        return {row["section"]: row["seconds"] for row in rows}

    def enter_report(self, report: ReportId, record: ReportRecord) -> None:
        """Enter how a report was rendered, in place of what was entered before."""
        self._write(
            "INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?)",
            *_key(report),
            record.model_dump_json(),
        )

    def report(self, report: ReportId) -> ReportRecord | None:
        """How a report was last rendered; None if it never was."""
        row = self._row(
            "SELECT content FROM reports WHERE area = ? AND period = ? AND edition = ?",
            *_key(report),
        )
        if row is None:
            return None
        with self._damage_named("reports"):
            return ReportRecord.model_validate_json(row["content"])

    def list_reports(self) -> list[ReportRow]:
        """What an overview says of each report that was ever rendered.

        Only that is taken from the records: they hold much more, and there may be thousands.
        """
        fields = ", ".join(
            f"json_extract(content, '$.{name}') AS {name}" for name in _Overview.model_fields
        )
        rows = self._rows(f"SELECT area, period, edition, {fields} FROM reports")
        with self._damage_named("reports"):
            return [_report_row(row) for row in rows]

    def enter_checked(self, name: str, inputs: str) -> None:
        """Enter that an area's figures, or a notebook, have no fault as they are."""
        self._write("INSERT OR REPLACE INTO checked VALUES (?, ?)", name, inputs)

    def is_checked(self, name: str, inputs: str) -> bool:
        """Whether these inputs were checked, and had no fault."""
        return (
            self._row("SELECT 1 FROM checked WHERE name = ? AND inputs = ?", name, inputs)
            is not None
        )

    def enter_supplied(self, folder: str, inputs: str, rows: Mapping[str, int]) -> None:
        """Enter the rows of each file of a folder of data/."""
        self._write(
            "INSERT OR REPLACE INTO supplied VALUES (?, ?, ?)", folder, inputs, json.dumps(rows)
        )

    def supplied(self, folder: str) -> _Supplied | None:
        """The rows of each file of a folder in the last build; None if there was none."""
        row = self._row("SELECT inputs, rows FROM supplied WHERE folder = ?", folder)
        if row is None:
            return None
        with self._damage_named("supplied"):
            return _Supplied(inputs=row["inputs"], rows=json.loads(row["rows"]))

    @contextmanager
    def _damage_named(self, table: str) -> Iterator[None]:
        """Take a row that says nothing that can be read for what it is: damage."""
        try:
            yield
        except (ValueError, TypeError) as error:
            reason = str(error).splitlines()[0]
            raise _damaged(self._place, f"a row of {table} cannot be read: {reason}") from error

    def _rows(self, statement: str, *values: object) -> list[sqlite3.Row]:
        try:
            return self._connection.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._trouble(error, "read") from error

    def _trouble(self, error: sqlite3.DatabaseError, verb: str) -> OutputError:
        """What is wrong: the ledger itself, or the place where it is."""
        if _is_damage(error):
            return _damaged(self._place, str(error))
        return _place_error(self._place, error, verb)

    def _row(self, statement: str, *values: object) -> sqlite3.Row | None:
        return next(iter(self._rows(statement, *values)), None)

    def _write(self, statement: str, *values: object) -> int:
        """Write in one step, unless for a reader; return the number of the row that was added."""
        if self._reader:
            return 0
        try:
            with self._connection:
                return self._connection.execute(statement, values).lastrowid or 0
        except sqlite3.IntegrityError:  # a fault of ours, and not of the ledger
            raise
        except sqlite3.DatabaseError as error:
            raise self._trouble(error, "written") from error


def _damaged(place: str, reason: str) -> LedgerDamagedError:
    return LedgerDamagedError(
        f"The ledger {place} cannot be read ({reason}). Run bcssp build to start again."
    )


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    """Whether it is the file that is wrong, and not the disk, its rights or another process."""
    if not isinstance(error, sqlite3.OperationalError):
        return True
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) == sqlite3.SQLITE_ERROR


@contextmanager
def open_ledger(out: Path, on_message: Callable[[str], None]) -> Iterator[Ledger]:
    """Open the ledger of an output folder, or begin one.

    One that cannot be read is set aside with a message: every section is run again.
    """
    path = _ledger_of(out)
    damage = _damage(path) if path.exists() else ""
    if damage:
        on_message(set_aside(out, damage))
    if not path.exists():
        _begin(path)
    with _is_usable(path), _connect(path) as connection:
        yield Ledger(connection, str(path))


@contextmanager
def read_ledger(out: Path) -> Iterator[Ledger]:
    """Open the ledger of an output folder to read it; an empty one, if nothing was built."""
    path = _ledger_of(out)
    if not path.exists():
        with _connect(Path(":memory:")) as connection:
            connection.executescript(_TABLES)
            yield Ledger(connection, str(path), reader=True)
        return
    with _readable_place(path) as place:
        if damage := _damage(place):
            raise _damaged(str(path), damage)
        with _connect(place) as connection:
            yield Ledger(connection, str(path), reader=True)


def _ledger_of(out: Path) -> Path:
    """Where the ledger of an output folder is, or is to be."""
    path = out / FILE
    if path.exists() and not path.is_file():
        raise OutputError(f"The ledger {path} is no file. Move it away, and run the command again.")
    return path


@contextmanager
def _readable_place(path: Path) -> Iterator[Path]:
    """Where a ledger can be read: in a folder that may only be read, SQLite needs a copy."""
    try:
        with _connect(path) as connection:
            connection.execute("SELECT name FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        with TemporaryDirectory(prefix="bcssp-", ignore_cleanup_errors=True) as folder:
            copy = Path(folder, path.name)
            for name in (f"{path.name}-wal", path.name):  # what was not yet merged comes first
                if path.with_name(name).exists():
                    shutil.copyfile(path.with_name(name), copy.with_name(name))
            yield copy
        return
    except sqlite3.DatabaseError:
        pass  # damage, which is told with its reason
    yield path


def _damage(path: Path) -> str:
    """Why a ledger cannot be read; empty where it can."""
    try:
        with _is_usable(path), _connect(path) as connection:
            verdict = str(connection.execute("PRAGMA quick_check").fetchone()[0])
            version = connection.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)
    if verdict != "ok":
        return verdict
    return "" if version == _VERSION else f"it is of version {version}, and not {_VERSION}"


def set_aside(out: Path, damage: str) -> str:
    """Move a ledger that cannot be read out of the way; return what to tell the user."""
    path = out / FILE
    aside = path.with_name(f"{path.name}.set-aside")
    path.replace(aside)
    for extra in ("-wal", "-shm"):
        path.with_name(f"{path.name}{extra}").unlink(missing_ok=True)
    return (
        f"The ledger could not be read ({damage}). It was moved to {aside.name}, and every "
        "section is run again."
    )


def _begin(path: Path) -> None:
    """Put an empty ledger in place, whole, so that a reader never finds half of one."""
    made = path.with_name(f"{path.name}.new")
    made.unlink(missing_ok=True)
    try:
        with _is_usable(path), _connect(made) as connection:
            connection.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {_VERSION}; COMMIT;")
            connection.execute("PRAGMA journal_mode = WAL")  # once all is in the file itself
        made.replace(path)
    finally:
        made.unlink(missing_ok=True)


@contextmanager
def _connect(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, timeout=_PATIENCE_SECONDS)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = NORMAL")
        yield connection


@contextmanager
def _is_usable(path: Path) -> Iterator[None]:
    """Turn the errors of a full or closed disk into messages for the user."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _place_error(path, error, "used") from error


def _place_error(place: Path | str, error: sqlite3.DatabaseError, verb: str) -> OutputError:
    """The message of a full or closed disk, or of a folder that may only be read."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    kind = ReadOnlyError if code in _NOT_WRITTEN else OutputError
    return kind(
        f"The ledger {place} cannot be {verb}: {error}. Free some space, or allow "
        "writing there, then run the command again; what was done is done."
    )


def _key(report: ReportId) -> tuple[str, ...]:
    """A report as its rows name it: area, period, edition."""
    return tuple(report.stamp().values())


def _report_row(row: sqlite3.Row) -> ReportRow:
    content = {name: row[name] for name in row.keys() if row[name] is not None}  # noqa: SIM118
    for name in ("found", "publication"):
        content[name] = json.loads(content.get(name, "{}"))
    return ReportRow.model_validate(content)


def _run_record(row: sqlite3.Row) -> RunRecord:
    output = FileFingerprint.model_validate_json(row["output"]) if row["output"] else None
    return RunRecord(**{**dict(row), "output": output})


def time_now() -> str:
    """The time now, as the ledger writes it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def minute_text(moment: str) -> str:
    """A time of the ledger, as people see it; nothing of no time."""
    return f"{moment[:10]} {moment[11:16]} UTC" if moment else ""
