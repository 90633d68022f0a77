"""Kernels that the template forks: a provisioner, registered by entry point."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import time
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from bcssp_lib.build.template import ENDED
from bcssp_lib.build.template_process import TEMPLATE_VARIABLE
from bcssp_lib.build.warm import KernelRequest
from bcssp_lib.model.errors import BcsspError

FORKED = "bcssp-forked"
LAUNCHER = "ipykernel_launcher"
_HISTORY = "--HistoryManager."  # of which a kernel made ahead keeps none


class TemplateError(BcsspError):
    """The template did not start, or does not answer."""


class ForkedProcess:
    """A kernel that the template forked, as ``LocalProvisioner`` wants a process to look.

    It is nobody's child here; the template tells on the connection how it ended.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, connection: socket.socket, told: bytes = b"") -> None:
        self.pid = pid
        self.returncode: int | None = _exit_code(told) if told else None
        self._connection = connection

    def poll(self) -> int | None:
        """None while the kernel runs, then its exit code, negative for a signal."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            told = self._connection.recv(32)
            self._connection.close()
            self.returncode = _exit_code(told)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the kernel's end."""
        until = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
            select.select([self._connection], [], [], left)
        assert self.returncode is not None
        return self.returncode

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


class PromptProvisioner(LocalProvisioner):
    """Provisions kernels that are seen to end at once."""

    async def kill(self, restart: bool = False) -> None:
        """End the kernel, and see it ended: no client need ask again a tenth of a second on."""
        await super().kill(restart)
        if self.process is not None:
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)


class ForkProvisioner(PromptProvisioner):
    """Provisions kernels that are forked from the template of ``BCSSP_TEMPLATE``."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask the template for a kernel with this command's arguments."""
        process = _ask(request_of(cmd, kwargs))
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        return self.connection_info


def request_of(command: list[str], settings: dict[str, Any]) -> KernelRequest:
    """What a kernel manager's command asks a kernel to be.

    It is made before it is asked for, so there is nothing else to tell it.
    """
    _, file, *others = command[command.index(LAUNCHER) + 1 :]
    unheeded = [one for one in others if not one.startswith(_HISTORY)]
    if unheeded:
        raise TemplateError(f"a kernel that is made ahead heeds no arguments, such as {unheeded}")
    return KernelRequest(
        connection_file=file,
        environment=dict(settings.get("env") or os.environ),
        folder=str(settings.get("cwd") or os.getcwd()),
    )


def _ask(request: KernelRequest) -> ForkedProcess:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(request.environment[TEMPLATE_VARIABLE])
        connection.sendall(json.dumps(asdict(request)).encode() + b"\n")
        answer = connection.recv(32)
    except OSError as error:
        connection.close()
        raise TemplateError(f"the kernel template does not answer ({error})") from error
    pid, _, told = answer.partition(b"\n")
    if not pid.isdigit():
        connection.close()
        who = "kernel" if answer.startswith(ENDED) else "kernel template"
        raise TemplateError(f"the {who} ended before the kernel answered (was it killed?)")
    return ForkedProcess(int(pid), connection, told)


def _exit_code(told: bytes) -> int:
    """The exit code that the template told; it tells nothing if it was killed itself."""
    return int(told.removeprefix(ENDED)) if told else -signal.SIGKILL
