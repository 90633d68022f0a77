"""How the kernels of a batch are begun and reached."""

from __future__ import annotations

import os
import time
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import DeadKernelError

from bcssp_lib.run.ahead import STARTED_AHEAD
from bcssp_lib.run.forked import FORKED
from bcssp_lib.run.jobs import Kernels

KERNELS_VARIABLE = "BCSSP_KERNELS"
_REPLY_SECONDS = 1.0
_ECHO_SECONDS = 0.2
_PROVISIONERS = {Kernels.WARM: FORKED, Kernels.FRESH: STARTED_AHEAD}


def kernel_variables(kernels: Kernels, folder: Path) -> dict[str, str]:
    """The environment of whoever begins kernels: where from, and a folder for their sockets."""
    return {
        KERNELS_VARIABLE: kernels.value,
        "JUPYTER_RUNTIME_DIR": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),  # nobody's own settings and startup files
    }


class PromptClient(AsyncKernelClient):
    """A client that goes on as soon as its kernel is ready.

    The usual one then listens for a fifth of a second for messages of other clients, which
    a kernel of its own does not have.
    """

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until the kernel answers, and its output is heard."""
        until = time.monotonic() + (timeout or float("inf"))
        while not await self._answered():
            if not await self._async_is_alive():
                raise DeadKernelError("the kernel died before it answered")
            if time.monotonic() > until:
                raise DeadKernelError(f"the kernel did not answer in {timeout} seconds")

    async def _answered(self) -> bool:
        """Whether a question was answered, and its end heard where output comes."""
        asked = self.kernel_info()
        try:
            reply = await self.shell_channel.get_msg(timeout=_REPLY_SECONDS)
            heard: dict[str, Any] = {}
            while not _is_end_of(heard, asked):
                heard = await self.iopub_channel.get_msg(timeout=_ECHO_SECONDS)
        except Empty:
            return False
        self._handle_kernel_info_reply(reply)
        return True


def _is_end_of(message: dict[str, Any], asked: str) -> bool:
    state = message.get("content", {}).get("execution_state")
    return bool(state == "idle" and message["parent_header"].get("msg_id") == asked)


class LocalKernelManager(AsyncKernelManager):
    """Begins kernels where ``BCSSP_KERNELS`` says, and speaks over files, but on Windows.

    The protocol carries figures unencrypted; a socket file is open to its owner alone,
    a TCP port to everyone on the machine. Two kernels cannot be given one port either.
    """

    def __init__(self, **settings: Any) -> None:
        if os.name != "nt":
            settings.setdefault("transport", "ipc")
        settings.setdefault("client_factory", PromptClient)
        super().__init__(**settings)

    @property
    def kernel_spec(self) -> KernelSpec | None:
        """The kernel's specification, naming the provisioner that was chosen."""
        found: KernelSpec | None = super().kernel_spec
        chosen = os.environ.get(KERNELS_VARIABLE)
        if found is not None and chosen:
            provisioner = {"provisioner_name": _PROVISIONERS[Kernels(chosen)]}
            found.metadata = {**found.metadata, "kernel_provisioner": provisioner}
        return found
