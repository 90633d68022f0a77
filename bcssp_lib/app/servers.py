"""What opens in a browser: JupyterLab with the panel for authors, and the explorer by Voilà.

The panel of JupyterLab is put into a folder for as long as that runs; nothing is installed. Voilà
runs the notebook of the explorer, and shows no code.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import psutil

from bcssp_lib.app.served import EXPLORER, LAB, TOKEN_VARIABLE
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.version import VERSION

_EXTENSION = "bcssp-panel"
# It asks about news, and looks for a newer version of JupyterLab over the network.
_NEWS = "@jupyterlab/apputils-extension:announcements"
_NOTEBOOK = "explore.ipynb"
_HOST = "127.0.0.1"  # this machine alone can reach it
_THIS_MACHINE = (f"--ServerApp.ip={_HOST}", "--ServerApp.allow_remote_access=False")
_FOLDERS = "bcssp-"
_PATIENCE_SECONDS = 60
_ENDING_SECONDS = 10
_TEMPLATE = "bcssp"
_LAST_LINES = 3


@contextmanager
def lab_command(
    opened: Path, options: Sequence[str] = (), root: Path | None = None
) -> Iterator[list[str]]:
    """The command that opens JupyterLab on a notebook; it holds within the context.

    It serves the folder ``root``, or that of the notebook.
    """
    with _own_folder("lab") as folder:
        _write_extension(folder / _EXTENSION)
        extra = f"--LabApp.extra_labextensions_path={folder}"
        served = f"--ServerApp.root_dir={root or opened.parent}"
        yield [*_served(LAB, folder), str(opened), *_THIS_MACHINE, served, extra, *options]


def open_lab(opened: Path, root: Path | None = None) -> int:
    """Open JupyterLab on a notebook, and wait until it ends; returns its exit code.

    Raises ``UserError`` if it is not installed.
    """
    if find_spec("jupyterlab") is None:
        raise UserError(
            "JupyterLab is not installed. Install what requirements.lock lists, or write in Word: "
            "bcssp send AREA SECTION."
        )
    with lab_command(opened, root=root) as command:
        return subprocess.run(command, check=False).returncode


def _write_extension(folder: Path) -> None:
    """The extension as JupyterLab wants it; its name changes with it, so that none is stale."""
    script = files("bcssp_lib.app").joinpath("templates/panel.js").read_bytes()
    load = f"static/panel.{hashlib.sha256(script).hexdigest()[:8]}.js"
    described = {
        "name": _EXTENSION,
        "version": VERSION,
        "description": "The facts of a report, and its text as it is typed",
        "jupyterlab": {
            "extension": True,
            "disabledExtensions": [_NEWS],
            "_build": {"load": load, "extension": "./extension"},
        },
    }
    (folder / "static").mkdir(parents=True)
    (folder / load).write_bytes(script)
    (folder / "package.json").write_text(json.dumps(described), "utf-8")


def serve_explorer(
    project: Project, port: int, ready: Callable[[str], None], *, open_browser: bool
) -> None:
    """Serve the explorer until Ctrl-C; ``ready`` is called with the address once it answers.

    Port 0 means any that is free. Raises ``UserError`` if it cannot be served.
    """
    notebook = project.notebooks / _NOTEBOOK
    if not notebook.is_file():
        raise UserError(
            f"{project.shown(notebook)} is missing: it is the notebook of the explorer. Take it "
            "from git again."
        )
    port = _free(port)
    address, token = f"http://{_HOST}:{port}/", secrets.token_urlsafe(32)
    with _own_folder("explore") as folder:
        _write_template(folder / "voila" / "templates" / _TEMPLATE)
        log = folder / "voila.log"
        command = [*_served(EXPLORER, folder), str(notebook), str(port)]
        with _run_server(command, project, folder, log, token) as server:
            _wait_for(address, server, log)
            if open_browser:
                ready(address)
                webbrowser.open(_way_in(folder, f"{address}?token={token}"))
            else:
                ready(f"{address}?token={token}")
            code = server.wait()
            raise UserError(
                f"The explorer ended by itself, with code {code}. Start it again. "
                f"{_last_lines(log)}"
            )


def _write_template(folder: Path) -> None:
    folder.mkdir(parents=True)
    page = files("bcssp_lib.app").joinpath("templates/voila.html.j2").read_text("utf-8")
    (folder / "index.html.j2").write_text(page, "utf-8")
    (folder / "conf.json").write_text(json.dumps({"base_template": "lab"}), "utf-8")


def _served(what: str, folder: Path) -> list[str]:
    """The command of a server that ends with this process."""
    return [sys.executable, "-m", "bcssp_lib.app.served", what, str(os.getpid()), str(folder)]


@contextmanager
def _own_folder(name: str) -> Iterator[Path]:
    """A folder of a server; those of commands that were killed with their servers are removed."""
    for left in Path(gettempdir()).glob(f"{_FOLDERS}{name}-*-*"):
        if not psutil.pid_exists(int(left.name.split("-")[-2])):
            shutil.rmtree(left, ignore_errors=True)
    prefix = f"{_FOLDERS}{name}-{os.getpid()}-"
    with TemporaryDirectory(prefix=prefix, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _way_in(folder: Path, address: str) -> str:
    """A page that leads on: the browser's arguments, which others see, do not hold the token."""
    page = folder / "open.html"
    page.write_text(f'<meta http-equiv="refresh" content="0; url={address}">', "utf-8")
    return page.as_uri()


@contextmanager
def _run_server(
    command: list[str], project: Project, templates: Path, log: Path, token: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run Voilà for as long as the context lasts; on Ctrl-C it is let to end its kernels."""
    paths = [str(templates), *filter(None, [os.environ.get("JUPYTER_PATH")])]
    environment = {
        **os.environ,
        ROOT_VARIABLE: str(project.root),
        "JUPYTER_PATH": os.pathsep.join(paths),
        TOKEN_VARIABLE: token,
    }
    with log.open("wb") as output:
        server = subprocess.Popen(
            command, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield server
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        try:
            server.wait(_ENDING_SECONDS)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free(port: int) -> int:
    """The port if nothing listens to it, or any free one for 0."""
    with closing(socket.socket()) as tried:
        if os.name == "posix":  # a port is free as soon as the server before has ended
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((_HOST, port))
        except OSError as error:
            raise UserError(
                f"The explorer cannot use the port {port} ({error.strerror}). Choose another with "
                "--port, or leave it out."
            ) from error
        free_port: int = tried.getsockname()[1]
        return free_port


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + _PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < ends:
        try:
            urllib.request.urlopen(f"{address}static/", timeout=1).close()  # noqa: S310
        except urllib.error.HTTPError:  # it answers, if only that there is no such page
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise UserError(
        f"The explorer did not start within {_PATIENCE_SECONDS} seconds. Try again, or open "
        f"notebooks/{_NOTEBOOK} in JupyterLab. {_last_lines(log)}"
    )


def _last_lines(log: Path) -> str:
    """The last words of Voilà, which say why it ended."""
    lines = log.read_text("utf-8", "replace").splitlines()
    return f"Voilà said: {' / '.join(lines[-_LAST_LINES:]) or 'nothing'}"
