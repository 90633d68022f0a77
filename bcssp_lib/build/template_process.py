"""The template as a build sees it: a process to start, to look after and to end.

What forks kernels is in ``template``, and what asks for them in ``forked``. They are slow to
import, and this process can start before whoever will ask has imported them.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

from bcssp_lib.files.project import ROOT_VARIABLE

TEMPLATE_VARIABLE = "BCSSP_TEMPLATE"
_END_SECONDS = 1
_SERVER = "JPY_PARENT_PID"


class Template:
    """The template process of a build, which is started again if it was killed.

    It removes ``folder`` when it ends, even if it ends because this process was killed.
    """

    def __init__(self, folder: Path, root: Path) -> None:
        self._path = folder / "template"
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._starts = 0
        self._lock = threading.Lock()
        self._start()

    @property
    def variables(self) -> dict[str, str]:
        """The environment by which workers find the template."""
        return {TEMPLATE_VARIABLE: str(self._path)}

    def check(self, patience: float = 0) -> int:
        """Start the template again if it has ended; return how often it was started.

        What hung on it may be seen to end a moment before it does: so much patience.
        """
        with self._lock:
            assert self._process is not None
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(patience)
                self.end()
                self._start()
            return self._starts

    def end(self) -> None:
        """End the template, and with it every kernel that it forked."""
        process = self._process
        if process is None:
            return
        assert process.stdin is not None
        process.stdin.close()
        try:
            process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:  # it still imports; kernels end with it too
            process.kill()
            process.wait()
        self._process = None

    def _start(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._starts += 1
        self._path.unlink(missing_ok=True)  # of a template that was killed
        with socket.socket(socket.AF_UNIX) as listener:  # there before anybody can ask
            listener.bind(str(self._path))
            listener.listen(64)
            handle = listener.fileno()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "bcssp_lib.build.template", str(self._path), str(handle)],
                stdin=subprocess.PIPE,
                env={
                    **own_environment(),
                    ROOT_VARIABLE: str(self._root),
                    "IPYTHONDIR": str(self._path.with_name("ipython")),  # nobody's own
                },
                pass_fds=[handle],
                start_new_session=True,
            )


def own_environment() -> dict[str, str]:
    """The environment of processes that become kernels.

    It names no Jupyter server that this command was begun from, has libraries start no
    threads when they are imported, and keeps the debugger's remarks to itself.
    """
    own = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    own["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"
    return {**{name: value for name, value in os.environ.items() if name != _SERVER}, **own}
