"""The explorer's server as strangers meet it: who is let in, how much it bears, what is left."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest

from bcssp_lib.app import servers
from bcssp_lib.files.project import Project
from tests.projects import BCSSP, command_line, environment, make_small_project, write_cells

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are looked at")


@dataclass
class Server:
    """A server that runs: the command, its address, and its folder for temporary files."""

    command: subprocess.Popen[str]
    port: int
    token: str
    temporary: Path

    def get(self, path: str, host: str = "") -> tuple[int, str, str]:
        """Ask for a page: the status, the cookies and the text of the answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Host": host or f"127.0.0.1:{self.port}"}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        found = answer.status, answer.getheader("Set-Cookie") or "", answer.read().decode()
        connection.close()
        return found

    @property
    def kernels(self) -> list[psutil.Process]:
        below = psutil.Process(self.command.pid).children(recursive=True)
        return [one for one in below if "ipykernel" in " ".join(command_line(one))]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project whose explorer takes no time to show."""
    project = make_small_project(tmp_path_factory.mktemp("explored") / "project")
    write_cells(project.notebooks / "explore.ipynb")
    return project


@pytest.fixture(scope="module")
def server(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serve(project, tmp_path_factory.mktemp("temporary")) as found:
        yield found


@contextmanager
def serve(project: Project, temporary: Path) -> Iterator[Server]:
    command = subprocess.Popen(
        [str(BCSSP), "explore", "--no-open"],
        env={**environment(project), "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert command.stdout is not None
    told = command.stdout.readline()
    address = urllib.parse.urlsplit(told.split()[-1])
    assert address.hostname == "127.0.0.1"
    assert address.port
    token = urllib.parse.parse_qs(address.query)["token"][0]
    try:
        yield Server(command, address.port, token, temporary)
    finally:
        if command.poll() is None:
            command.send_signal(signal.SIGINT)
        command.communicate(timeout=30)


def until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.1)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2):
        return True
    return False


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_nobody_is_shown_a_figure_without_the_token(server):
    for path in ("/", "/?token=", "/?token=guess", "/voila/render/explore.ipynb"):
        status, _, text = server.get(path)
        assert status in (302, 403, 404), path
        assert "data-voila" not in text
    assert not server.kernels
    status, cookie, _ = server.get(f"/?token={server.token}")
    assert status == 200
    assert len(server.kernels) == 1
    kernel = "/api/kernels/12345678-1234-1234-1234-123456789012/channels"
    assert server.get(kernel)[0] == 403
    assert len(server.token) >= 32
    assert "HttpOnly" in cookie


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "10.0.0.1",
          "127.0.0.1.nip.io:{port}", "0.0.0.0:{port}", "[::2]:{port}"])  # fmt: skip
@pytest.mark.parametrize("path", ["/", "/?token={token}", "/voila/static/main.js", "/login"])
def test_another_name_that_leads_here_is_refused(server, host, path):
    path = path.format(token=server.token)
    assert server.get(path, host.format(port=server.port))[0] == 403


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
@pytest.mark.parametrize("port", ["", ":{port}"])
def test_the_names_of_this_machine_are_answered(server, host, port):
    host += port.format(port=server.port)
    assert server.get(f"/login?token={server.token}", host)[0] in (200, 302)


def test_only_this_machine_can_reach_it(server):
    below = psutil.Process(server.command.pid).children(recursive=True)
    listening = [
        one.laddr
        for process in below
        for one in process.net_connections("inet")
        if one.status == psutil.CONN_LISTEN
    ]
    assert server.port in {address.port for address in listening}
    assert {address.ip for address in listening} == {"127.0.0.1"}
    with pytest.raises(OSError), socket.create_connection(("::1", server.port), timeout=2):  # noqa: PT011
        pass


def test_the_token_is_in_no_log_file_or_list_of_processes(server):
    server.get(f"/?token={server.token}")
    processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
    assert not [one for one in processes if server.token in " ".join(command_line(one))]
    files = [path for path in server.temporary.rglob("*") if path.is_file()]
    assert [path for path in files if path.name == "voila.log"]
    assert not [path for path in files if server.token.encode() in path.read_bytes()]


def test_a_browser_is_led_to_it_by_a_page_that_nobody_else_can_read(tmp_path):
    with servers._own_folder("trial") as folder:
        assert folder.stat().st_mode & 0o077 == 0
        page = servers._way_in(folder, "http://127.0.0.1:1/?token=secret")
        assert "secret" not in page
        assert 'url=http://127.0.0.1:1/?token=secret"' in (folder / "open.html").read_text()


@pytest.mark.soak  # eight kernels take a quarter of a minute to start
def test_more_kernels_than_a_machine_bears_are_refused(project, tmp_path):
    with serve(project, tmp_path) as server:
        answers = [server.get(f"/?token={server.token}") for _ in range(9)]
        assert [status for status, _, _ in answers] == [200] * 8 + [503]
        assert len(server.kernels) == 8
        assert "8 pages are open" in answers[-1][2]


def test_nothing_is_left_when_the_command_is_killed(project, tmp_path):
    with serve(project, tmp_path) as server:
        server.get(f"/?token={server.token}")
        begun = psutil.Process(server.command.pid).children(recursive=True)
        assert len(begun) >= 2
        assert list(tmp_path.glob("bcssp-explore-*"))
        server.command.kill()
        until(lambda: not any(map(is_alive, begun)))
        assert not list(tmp_path.glob("bcssp-*"))
        assert not list(tmp_path.glob("voila_*"))


@pytest.mark.soak  # the test above kills the command, with which the server ends
def test_kernels_end_with_a_server_that_is_killed(project, tmp_path):
    with serve(project, tmp_path) as server:
        server.get(f"/?token={server.token}")
        kernels = server.kernels
        served = next(
            one
            for one in psutil.Process(server.command.pid).children()
            if "bcssp_lib.app.served" in " ".join(command_line(one))
        )
        served.kill()
        assert server.command.wait(20) == 1
        until(lambda: not any(map(is_alive, kernels)))
    assert not list(tmp_path.glob("bcssp-explore-*"))


def test_what_a_killed_command_left_is_removed_at_the_next_start(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left = tmp_path / f"bcssp-trial-{ended.pid}-abc"
    running = tmp_path / f"bcssp-trial-{os.getpid()}-abc"
    for folder in (left, running):
        folder.mkdir()
    with servers._own_folder("trial") as folder:
        assert re.fullmatch(rf"bcssp-trial-{os.getpid()}-\w+", folder.name)
        assert not left.exists()
        assert running.exists()
    assert not folder.exists()


def test_jupyterlab_is_reached_from_this_machine_alone_and_ends_with_the_command(project, tmp_path):
    notebook = project.notebooks / "01_police.ipynb"
    program = (
        "import subprocess, sys\nfrom pathlib import Path\n"
        "from bcssp_lib.app.servers import lab_command\n"
        "with lab_command(Path(sys.argv[1]), ('--no-browser', *sys.argv[2:])) as lab:\n"
        "    subprocess.run(lab)\n"
    )
    kept = {name: text for name, text in os.environ.items() if not name.startswith("JUPYTER")}
    folders = {"TMPDIR": str(tmp_path), "JUPYTER_RUNTIME_DIR": str(tmp_path / "run")}
    log = tmp_path / "lab.log"
    with log.open("wb") as told:
        command = subprocess.Popen(
            [sys.executable, "-c", program, str(notebook), "--allow-root", "--ServerApp.port=0"],
            env={**kept, **folders},
            stdout=told,
            stderr=told,
        )
    until(lambda: bool(re.search(r"http://127\.0\.0\.1:\d+/lab", log.read_text())))
    begun = psutil.Process(command.pid).children(recursive=True)
    port = int(re.findall(r"http://127\.0\.0\.1:(\d+)/lab", log.read_text())[0])
    lab = Server(command, port, "", tmp_path)  # type: ignore[arg-type]
    until(lambda: listens(port))  # it tells its address a moment before
    assert lab.get("/api/contents")[0] == 403  # there is a token
    assert lab.get("/lab", "evil.example")[0] == 403
    command.kill()
    command.wait()
    until(lambda: not any(map(is_alive, begun)))
    assert not list(tmp_path.glob("bcssp-lab-*"))
