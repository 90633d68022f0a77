"""How the kernels of a batch are reached: over files, where the system can."""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.manager import AsyncKernelManager


class LocalKernelManager(AsyncKernelManager):
    """A kernel manager that speaks over sockets in the file system, but on Windows.

    The protocol carries figures unencrypted; a socket file is open to its owner alone,
    a TCP port to everyone on the machine. Two kernels cannot be given one port either.
    """

    def __init__(self, **settings: Any) -> None:
        if os.name != "nt":
            settings.setdefault("transport", "ipc")
        super().__init__(**settings)
