"""What a section's notebook may not do is refused, named, and does no harm."""

from __future__ import annotations

import json
import os
from pathlib import Path
from textwrap import indent

import pytest

from bcssp_lib.build.limits import where_to_change
from bcssp_lib.build.runners import LocalRunners
from bcssp_lib.model.records import Limits
from tests.build.runs import LIMITS, cell_of, says, section_run, shown_by
from tests.projects import code, processes_for


class Attempts(dict[str, str]):
    """What each refused cell was told, and the folder outside that all of them aimed at."""

    def __init__(self, told: dict[str, str], outside: Path) -> None:
        super().__init__(told)
        self.outside = outside


@pytest.fixture(scope="module")
def attempts(runners: LocalRunners, tmp_path_factory: pytest.TempPathFactory) -> Attempts:
    """Everything that is not allowed, tried in one notebook whose cells survive it."""
    folder = tmp_path_factory.mktemp("guard")
    outside = folder / "outside"
    outside.mkdir()
    old = outside / "old"
    old.write_text("before", "utf-8")
    old.chmod(0o644)
    os.utime(old, (1, 1))
    places = {"there": str(outside / "new"), "old": str(old), "folder": str(outside)}
    texts = [
        *(PROCESSES | LIBRARIES | SIGNALS | FOLDERS).values(),
        *(one.format(**places) for one in WRITES.values()),
    ]
    cells = [
        code(f"attempt-{number}", f"try:\n{indent(text, '    ')}\n{TOLD}")
        for number, text in enumerate(texts)
    ]
    result = runners.submit(section_run(folder, *cells)).result()
    assert result.error == ""
    names = [*PROCESSES, *LIBRARIES, *SIGNALS, *FOLDERS, *WRITES]
    told = {name: shown_by(cell_of(result, f"attempt-{n}")) for n, name in enumerate(names)}
    return Attempts(told, outside)


TOLD = (
    "except Exception as error:\n    import sys\n"
    "    print(f'{type(error).__name__}: {error}', file=sys.stderr)"
)
PROCESSES = {
    "fork": "import os\nos.fork()",
    "subprocess": "import subprocess\nsubprocess.run(['true'])",
    "system": "import os\nos.system('true')",
    "popen": "import os\nos.popen('true')",
    "posix_spawn": "import os\nos.posix_spawn('/bin/true', ['true'], {})",
    "exec": "import os\nos.execv('/bin/true', ['true'])",
    "a line for the shell": "!true",
    "asyncio": "import asyncio\nawait asyncio.create_subprocess_exec('true')",
    "multiprocessing": "import multiprocessing as m\nm.Process(target=print).start()",
    "multiprocessing that spawns": (
        "import multiprocessing as m\nm.get_context('spawn').Process(target=print).start()"
    ),
    "a server that forks": (
        "import multiprocessing as m\nm.get_context('forkserver').Process(target=print).start()"
    ),
}


@pytest.mark.parametrize("name", PROCESSES)
def test_no_process_is_started(attempts, name):
    if name in {"multiprocessing", "a server that forks"}:  # refused its socket, before that
        assert attempts[name].startswith("NotWritableError: a section notebook may not write")
        return
    assert attempts[name].startswith("NotAllowedError: a section notebook may not start a process")
    assert "put what it finds into data/" in attempts[name]


LIBRARIES = {
    "a daemon": (
        "import ctypes\nlibrary = ctypes.CDLL(None)\n"
        "if library.fork() == 0:\n    library.setsid()\n"
        "    if library.fork() == 0:\n        library.sleep(1000)\n    library._exit(0)"
    ),
    "by way of Python's own": "import ctypes\nctypes.pythonapi.fork()",
    "a sleep that nothing wakes": "import ctypes\nctypes.CDLL(None).sleep(1000)",
}


@pytest.mark.parametrize("name", LIBRARIES)
def test_the_libraries_of_the_system_are_not_called(attempts, name):
    assert attempts[name].startswith("NotAllowedError: a section notebook may not call")


SIGNALS = {
    "to the template": "import os\nos.kill(os.getppid(), 9)",
    "to its group": "import os\nos.killpg(os.getppid(), 9)",
}


@pytest.mark.parametrize("name", SIGNALS)
def test_other_processes_are_not_signalled(attempts, name):
    assert attempts[name].startswith("NotAllowedError: a section notebook may not signal")


FOLDERS = {"change the folder": "import os\nos.chdir('/')", "a line that does": "%cd /"}


@pytest.mark.parametrize("name", FOLDERS)
def test_the_working_folder_is_not_changed(attempts, name):
    assert attempts[name].startswith("NotAllowedError: a section notebook may not change")


WRITES = {
    "open": "open({there!r}, 'w')",
    "append": "open({there!r}, 'a')",
    "open in both ways": "open({old!r}, 'r+')",
    "by number": "import os\nos.open({there!r}, os.O_CREAT | os.O_WRONLY)",
    "bytes": "open({there!r}.encode(), 'w')",
    "pathlib": "import pathlib\npathlib.Path({there!r}).write_text('x')",
    "pandas": "import pandas\npandas.DataFrame().to_csv({there!r})",
    "matplotlib": "from matplotlib.figure import Figure\nFigure().savefig({there!r})",
    "sqlite": "import sqlite3\nsqlite3.connect({there!r})",
    "rename": "import os\nopen('own', 'w').close()\nos.rename('own', {there!r})",
    "take away": "import os\nos.rename({old!r}, 'own')",
    "replace": "import os\nopen('own', 'w').close()\nos.replace('own', {old!r})",
    "copy": "import shutil\nopen('own', 'w').close()\nshutil.copy('own', {there!r})",
    "move": "import shutil\nopen('own', 'w').close()\nshutil.move('own', {there!r})",
    "remove": "import os\nos.remove({old!r})",
    "remove a folder": "import shutil\nshutil.rmtree({folder!r})",
    "make a folder": "import os\nos.mkdir({there!r})",
    "cut short": "import os\nos.truncate({old!r}, 0)",
    "permissions": "import os\nos.chmod({old!r}, 0o600)",
    "times": "import os\nos.utime({old!r})",
    "a link from outside": "import os\nos.symlink('own', {there!r})",
    "through a link": "import os\nos.symlink({folder!r}, 'in')\nopen('in/new', 'w')",
    "step by step": "open('../new', 'w')",
    "shared memory": "open('/dev/shm/new', 'w')",
}


@pytest.mark.parametrize("name", WRITES)
def test_nothing_is_written_outside_the_folder_of_the_run(attempts, name):
    assert attempts[name].startswith("NotWritableError: a section notebook may not write outside")


def test_all_is_outside_as_it_was(attempts):
    found = {one.name: one.read_text("utf-8") for one in attempts.outside.iterdir()}
    assert found == {"old": "before"}
    old = (attempts.outside / "old").stat()
    assert (old.st_mode & 0o777, old.st_mtime) == (0o644, 1)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import os\nos.fork()", "may not start a process (os.fork)"),
        ("import subprocess\nsubprocess.run(['true'])", "start a process (subprocess.Popen)"),
        ("import os\nos.system('true')", "may not start a process (os.system)"),
        ("import os\nos.chdir('/')", "may not change its working folder (os.chdir)"),
        ("open('../new', 'w')", "may not write outside its own folder"),
        (LIBRARIES["a daemon"], "may not call the system's libraries (ctypes.dlopen)"),
    ],
)
def test_a_section_that_does_it_fails_by_name_and_the_next_is_well(run, tmp_path, text, words):
    result = run(code("early", "early = 1"), code("bad", text), code("after", "after = 1"))
    assert result.error.startswith("cell 'bad': Not")
    assert words in result.error
    assert (result.ok, result.cell, result.notebook) == (False, "bad", "")
    assert run(code("one", "one = 1")).ok
    assert not processes_for(tmp_path)


def test_a_library_that_only_keeps_a_cache_goes_on(run):
    text = "import pathlib\npathlib.Path('..').mkdir(exist_ok=True)\n" + says("'went on'")
    assert shown_by(cell_of(run(code("cache", text)), "cache")) == "went on"


TELLS = "import functools, sys\nprint = functools.partial(print, file=sys.stderr)"
ALLOWED = {
    "writing a file of its own": (
        "import os, pathlib, shutil\n"
        "pathlib.Path('own.txt').write_text(area)\nos.mkdir('deep')\n"
        "os.rename('own.txt', 'deep/own.txt')\nprint(open('deep/own.txt').read())\n"
        "shutil.rmtree('deep')"
    ),
    "temporary files": (
        "import os, tempfile\n"
        "with tempfile.NamedTemporaryFile('w+') as file, tempfile.TemporaryDirectory() as folder:\n"
        "    print(file.write('banes') and os.path.dirname(folder) == os.getcwd() and area)"
    ),
    "reading the project": (
        "import os, pathlib\n"
        "root = pathlib.Path(os.environ['BCSSP_ROOT'])\n"
        "print(area if '2023-24' in (root / 'params/periods.yaml').read_text() else '')"
    ),
    "drawing": (
        "import matplotlib.pyplot as p, seaborn\n"
        "axes = seaborn.lineplot(x=[1, 2], y=[3, 4])\np.savefig('own.png')\np.close()\nprint(area)"
    ),
    "threads that are joined": (
        "import threading\n"
        "one = threading.Thread(target=print, args=(area,))\none.start()\none.join()"
    ),
    "a pool of threads": (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as pool:\n    print(*pool.map(str, [area]))"
    ),
    "writing nowhere": "import os\nopen(os.devnull, 'w').write('x')\nprint(area)",
    "a database in memory": (
        "import sqlite3\nprint(*sqlite3.connect(':memory:').execute('select ?', [area]).fetchone())"
    ),
    "Python's own functions": "import ctypes\nctypes.pythonapi.Py_IsInitialized()\nprint(area)",
}


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_what_a_section_has_need_of_is_allowed(run, text):
    result = run(code("good", f"{TELLS}\n{text}"))
    assert result.error == ""
    assert shown_by(cell_of(result, "good")) == "banes"


def test_a_cell_may_not_read_the_figures_past_the_section(run):
    reads = (
        "import os, pandas\npandas.read_csv(os.environ['BCSSP_ROOT'] + '/data/banes/police.csv')"
    )
    result = run(code("reads", reads))
    assert result.error.startswith("cell 'reads': NotAllowedError: a section notebook may not read")
    assert 'Write for example section.data(group="training")' in result.error


def test_a_file_that_a_cell_reads_is_recorded(run):
    reads = "import os\ntext = open(os.environ['BCSSP_ROOT'] + '/README.md').read()"
    notes = [json.loads(note) for note in run(code("reads", reads)).account.reads]
    assert notes == [["file", "README.md"]]


@pytest.mark.parametrize("name", Limits.model_fields)
@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_that_nothing_could_keep_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        Limits(**{**LIMITS.model_dump(), name: value})


def test_where_a_limit_is_set_is_told():
    assert where_to_change("outputs") == "the limit is outputs in params/settings.yaml"
