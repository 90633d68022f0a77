"""Kernels begin from the same clean state every time, wherever they come from."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import chdir
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

import psutil
import pytest
from bcssp_lib.build.forked import TemplateError
from bcssp_lib.build.jobs import Kernels, can_fork
from bcssp_lib.build.kernels import LocalKernelManager
from bcssp_lib.build.runner import run_section
from bcssp_lib.build.template_process import TEMPLATE_VARIABLE, Template
from bcssp_lib.build.warm import KernelRequest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from tests.build.runs import kernels_of, section_run, shown_by, template_process
from tests.projects import KERNEL, ROOT, code, processes_for

forks = pytest.mark.skipif(not can_fork(), reason="this system forks no kernels")
KINDS = [pytest.param(Kernels.WARM, marks=forks), Kernels.FRESH]
PATIENCE = 20


class Leak(NamedTuple):
    does: str
    looks: str
    clean: str = "False"


LEAKS = {
    "a variable": Leak("leaked = 1", "'leaked' in globals()"),
    "an import": Leak("import turtledemo", "import sys; 'turtledemo' in sys.modules"),
    "a change to a module": Leak(
        "import bcssp_lib; bcssp_lib.leaked = 1", "import bcssp_lib; hasattr(bcssp_lib, 'leaked')"
    ),
    "the environment": Leak(
        "import os; os.environ['LEAKED'] = '1'", "import os; 'LEAKED' in os.environ"
    ),
    "an open figure": Leak(
        "import matplotlib.pyplot as p; _ = p.figure()",
        "import matplotlib.pyplot as p; p.get_fignums()",
        "[]",
    ),
    "a drawing setting": Leak(
        "import matplotlib as m; m.rcParams['font.size'] = 99",
        "import matplotlib as m; m.rcParams['font.size'] == 99",
    ),
    "an option of pandas": Leak(
        "import pandas as p; p.set_option('display.precision', 13)",
        "import pandas as p; p.get_option('display.precision') == 13",
    ),
    "the working folder": Leak("import os; os.chdir('/')", "import os; os.getcwd() == '/'"),
    "the random state": Leak(
        "import random; random.seed(1)",
        "import random; random.getstate() == random.Random(1).getstate()",
    ),
    "the random state of numpy": Leak(
        "import numpy; numpy.random.seed(1)",
        "import numpy; int(numpy.random.get_state()[1][0]) == 1",
    ),
}


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest) -> Iterator[Kernels]:
    with kernels_of(request.param):
        yield request.param


@pytest.fixture(scope="module")
def warm() -> Iterator[Path]:
    with kernels_of(Kernels.WARM) as folder:
        yield folder


def run(folder: Path, *sources: str) -> list[str]:
    """Run cells in a kernel of their own; return what each has shown as text."""
    cells = [new_code_cell(source) for source in sources]
    notebook = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    client = NotebookClient(
        notebook,
        kernel_manager_class=LocalKernelManager,
        resources={"metadata": {"path": str(folder)}},
        shutdown_kernel="immediate",
        startup_timeout=PATIENCE,
        timeout=PATIENCE,
    )
    with chdir(folder):  # as papermill does: the kernel's sockets are in its folder
        return [shown_by(cell) for cell in client.execute().cells]


@pytest.fixture(scope="module")
def looks(kind: Kernels, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, str]]:
    """What is seen after every leak in its own kernel, and then in the next one."""
    folder = tmp_path_factory.mktemp("leaks")
    does, sees = ([leak[place] for leak in LEAKS.values()] for place in (0, 1))
    own, following = run(folder, *does, *sees)[len(does) :], run(folder, *sees)
    return [dict(zip(LEAKS, found, strict=True)) for found in (own, following)]


@pytest.mark.parametrize("name", LEAKS)
def test_nothing_leaks_from_one_run_to_the_next(looks, name):
    own, following = looks
    assert own[name] != LEAKS[name].clean
    assert following[name] == LEAKS[name].clean


def test_a_kernel_has_what_sections_use_imported_already(kind, tmp_path):
    shown = run(tmp_path, "import sys; all(n in sys.modules for n in ('pandas', 'bcssp_lib'))")
    assert shown == ["True"]


def test_no_two_kernels_draw_the_same_random_numbers(kind, tmp_path):
    draw = "import numpy, random; random.random(), float(numpy.random.random())"
    assert run(tmp_path, draw) != run(tmp_path, draw)


def test_a_kernel_runs_in_the_folder_that_it_is_given(kind, tmp_path):
    assert run(tmp_path, "import os; print(os.getcwd())") == [str(tmp_path)]


def test_a_kernel_shows_rich_output_and_widgets(kind, tmp_path):
    shown = run(
        tmp_path,
        "from IPython.display import HTML, display; display(HTML('<b>rich</b>'))",
        "import ipywidgets; ipywidgets.IntSlider(value=7)",
    )
    assert "HTML" in shown[0]
    assert "IntSlider(value=7" in shown[1]


def test_a_kernel_can_be_interrupted_and_goes_on(kind, tmp_path):
    manager = LocalKernelManager(kernel_name="python3")
    with chdir(tmp_path):
        manager.start_kernel(cwd=str(tmp_path))
        client = manager.client()
        client.start_channels()
        try:
            client.wait_for_ready(timeout=PATIENCE)
            client.execute(
                "import time\nprint('begun', flush=True)\ntime.sleep(600)", stop_on_error=False
            )
            while client.get_iopub_msg(timeout=PATIENCE)["msg_type"] != "stream":
                pass
            manager.interrupt_kernel()
            first = client.get_shell_msg(timeout=PATIENCE)["content"]
            client.execute("1")
            second = client.get_shell_msg(timeout=PATIENCE)["content"]
        finally:
            client.stop_channels()
            manager.shutdown_kernel(now=True)
    assert (first["ename"], second["status"]) == ("KeyboardInterrupt", "ok")


def test_a_kernel_is_gone_when_its_run_has_ended(kind, tmp_path):
    run(tmp_path, "1")
    assert not processes_for(tmp_path)


def test_a_kernel_that_is_made_ahead_takes_no_arguments(kind, tmp_path):
    manager = LocalKernelManager(kernel_name="python3")
    with chdir(tmp_path), pytest.raises(TemplateError, match="heeds no arguments"):
        manager.start_kernel(extra_arguments=["--IPKernelApp.log_level=DEBUG"])


def test_a_cell_may_wait_for_something(kind, tmp_path):
    assert run(tmp_path, "import asyncio; await asyncio.sleep(0.01); print(1)") == ["1"]


@forks
def test_the_template_has_started_no_thread(warm):
    assert template_process(warm).num_threads() == 1


@forks
def test_what_a_kernel_leaves_running_ends_with_it(warm, tmp_path):
    daemon = (
        "import os, time\n"
        "if os.fork() == 0:\n"
        "    os.setsid()\n"
        "    if os.fork() == 0:\n"
        "        open('begun', 'w').write(str(os.getpid()))\n"
        "        time.sleep(600)\n"
        "    os._exit(0)\n"
        "while not os.path.exists('begun') or not open('begun').read():\n"
        "    time.sleep(0.01)"
    )
    run(tmp_path, daemon)
    begun = int((tmp_path / "begun").read_text("utf-8"))
    wait_until(lambda: not psutil.pid_exists(begun))


@forks
def test_a_kernel_ends_when_whoever_asked_hangs_up(warm, tmp_path):
    with asked(warm / "kernels/template", tmp_path) as connection:
        kernel = psutil.Process(int(connection.recv(32)))
        assert kernel.cwd() == str(tmp_path)
    wait_until(lambda: not kernel.is_running())


@forks
def test_the_end_of_a_kernel_is_told_with_its_signal(warm, tmp_path):
    with asked(warm / "kernels/template", tmp_path) as connection:
        os.kill(int(connection.recv(32)), signal.SIGKILL)
        assert connection.recv(32).split() == [b"ended", b"-9"]


@forks
@pytest.mark.parametrize("request_line", [b"", b"nonsense\n", b"{}\n", b'{"arguments": 1}\n'])
def test_a_template_goes_on_after_a_request_that_makes_no_sense(warm, tmp_path, request_line):
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(warm / "kernels/template"))
        connection.sendall(request_line)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(32) == b""
    assert run(tmp_path, "print(1)") == ["1"]


@forks
def test_the_template_ends_with_the_process_that_began_it(tmp_path):
    begin = (
        "import os, pathlib, signal\n"
        "from bcssp_lib.build.template_process import Template\n"
        f"template = Template(pathlib.Path({str(tmp_path)!r}, 'kernels'), pathlib.Path('.'))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", begin], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    wait_until(lambda: not processes_for(tmp_path))
    assert not (tmp_path / "kernels").exists()


@forks
def test_a_template_that_is_gone_is_said_to_be_gone(warm, tmp_path, monkeypatch):
    monkeypatch.setenv(TEMPLATE_VARIABLE, str(tmp_path / "nothing"))
    result = run_section(section_run(tmp_path, code("one", "1")))
    assert "the kernel template does not answer" in result.error
    assert result.lost


@forks
def test_a_template_that_was_killed_is_started_again(tmp_path, monkeypatch):
    template = Template(tmp_path / "kernels", ROOT)
    try:
        monkeypatch.setenv("BCSSP_KERNELS", Kernels.WARM)
        monkeypatch.setenv(TEMPLATE_VARIABLE, template.variables[TEMPLATE_VARIABLE])
        assert template.check() == 1
        killed = template_process(tmp_path)
        killed.kill()
        psutil.wait_procs([killed], timeout=PATIENCE)
        assert template.check() == 2
        assert run(tmp_path, "print(1)") == ["1"]
    finally:
        template.end()
    assert not processes_for(tmp_path)


def asked(template: Path, folder: Path) -> socket.socket:
    """A connection on which a kernel was asked for."""
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(PATIENCE)
    connection.connect(str(template))
    request = KernelRequest(str(folder / "kernel.json"), dict(os.environ), str(folder))
    connection.sendall(json.dumps(asdict(request)).encode() + b"\n")
    return connection


def wait_until(holds: Callable[[], Any]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.02)
