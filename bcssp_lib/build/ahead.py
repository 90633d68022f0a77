"""Kernels that are started ahead, for systems that cannot fork: a provisioner, too.

While one section runs, the next kernel already imports what sections use, and waits for
its request on its standard input. It serves one run, and ends; one that is never asked
ends when whoever started it does.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo

from bcssp_lib.build.forked import PromptProvisioner, request_of
from bcssp_lib.build.template_process import own_environment
from bcssp_lib.build.warm import KernelRequest, become_kernel, prepare
from bcssp_lib.model.errors import BcsspError

STARTED_AHEAD = "bcssp-started-ahead"
_ANSWER = b"here\n"

_waiting: deque[subprocess.Popen[bytes]] = deque()


class AheadError(BcsspError):
    """A kernel that was started ahead has ended before it was asked."""


def start_one_ahead() -> None:
    """Start a kernel that this process will want soon."""
    _waiting.append(
        subprocess.Popen(
            [sys.executable, "-m", "bcssp_lib.build.ahead"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=own_environment(),
            cwd=Path(sys.executable).parent,  # the folder of a run is gone when it has ended
            start_new_session=True,
        )
    )


class AheadProvisioner(PromptProvisioner):
    """Provisions kernels that were started ahead."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Ask the kernel that has waited longest, and start another ahead."""
        request = request_of(cmd, kwargs)  # before a kernel is taken, which would be lost
        if not _waiting:
            start_one_ahead()
        process = _waiting.popleft()
        start_one_ahead()
        _ask(process, request)
        self.process = process
        self.pid = self.pgid = process.pid
        return self.connection_info


def _ask(process: subprocess.Popen[bytes], request: KernelRequest) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(json.dumps(asdict(request)).encode() + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
    except OSError as error:
        raise AheadError(f"a kernel that was started ahead has ended ({error})") from error
    if answer != _ANSWER:
        raise AheadError(f"a kernel that was started ahead has ended (code {process.wait()})")


def _wait_to_be_asked() -> None:
    """Import, wait for the request, and be a kernel."""
    kernel = prepare()
    line = sys.stdin.readline()
    if not line:
        return
    answers = os.dup(1)

    def answer() -> None:
        os.write(answers, _ANSWER)
        os.close(answers)

    become_kernel(kernel, KernelRequest(**json.loads(line)), answer)


if __name__ == "__main__":
    _wait_to_be_asked()
