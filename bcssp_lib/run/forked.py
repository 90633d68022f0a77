"""A kernel provisioner that asks the template for a kernel, registered by entry point."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from bcssp_lib.errors import BcsspError
from bcssp_lib.run.template import READY

PROVISIONER = "bcssp-fork-provisioner"
TEMPLATE_VARIABLE = "BCSSP_TEMPLATE"
_DEFAULT_PROVISIONER_VARIABLE = "JUPYTER_DEFAULT_PROVISIONER_NAME"
_LAUNCHER = "ipykernel_launcher"


class TemplateError(BcsspError):
    """The template did not start, or does not answer."""


def can_fork() -> bool:
    """Whether this system can fork kernels from a template."""
    return hasattr(os, "fork") and hasattr(socket, "recv_fds") and sys.platform != "darwin"


@contextlib.contextmanager
def template() -> Iterator[dict[str, str]]:
    """Run a template; yield the environment by which workers' kernels come from it."""
    with tempfile.TemporaryDirectory(prefix="bcssp-", ignore_cleanup_errors=True) as folder:
        path = str(Path(folder) / "template")
        process = subprocess.Popen(
            [sys.executable, "-m", "bcssp_lib.run.template", path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        try:
            assert process.stdout is not None
            if process.stdout.readline() != READY:
                raise TemplateError(
                    f"the kernel template ended with code {process.wait()} before it was ready; "
                    "try --kernels fresh"
                )
            yield {TEMPLATE_VARIABLE: path, _DEFAULT_PROVISIONER_VARIABLE: PROVISIONER}
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


class ForkedProcess:
    """A kernel that the template forked, as ``LocalProvisioner`` wants a process to look.

    It is nobody's child here, so its end is seen from a pipe that only it holds open.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, alive: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._alive = alive

    def poll(self) -> int | None:
        """None while the kernel runs, then 0."""
        if self.returncode is None and select.select([self._alive], [], [], 0)[0]:
            os.close(self._alive)
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the kernel's end."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            select.select([self._alive], [], [], 0.05)
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return 0

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the kernel has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)


class ForkProvisioner(LocalProvisioner):
    """Provisions kernels that are forked from the template of ``BCSSP_TEMPLATE``."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask the template for a kernel with this command's arguments."""
        arguments = cmd[cmd.index(_LAUNCHER) + 1 :]
        environment = dict(kwargs.get("env") or os.environ)
        folder = str(kwargs.get("cwd") or os.getcwd())
        process = _ask(arguments, environment, folder)
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        return self.connection_info


def _ask(arguments: list[str], environment: dict[str, str], folder: str) -> ForkedProcess:
    request = {"arguments": arguments, "environment": environment, "folder": folder}
    alive, held = os.pipe()
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(environment[TEMPLATE_VARIABLE])
            socket.send_fds(connection, [json.dumps(request).encode()], [held])
            connection.shutdown(socket.SHUT_WR)
            pid = connection.recv(32)
    except OSError as error:
        os.close(alive)
        raise TemplateError(f"the kernel template does not answer ({error})") from error
    finally:
        os.close(held)
    if not pid:
        os.close(alive)
        raise TemplateError("the kernel template ended before it made a kernel")
    return ForkedProcess(int(pid), alive)
