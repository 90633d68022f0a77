"""How the kernels of a batch are begun and reached."""

from __future__ import annotations

import os
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager

from bcssp_lib.build.ahead import STARTED_AHEAD
from bcssp_lib.build.forked import FORKED
from bcssp_lib.build.jobs import KERNELS_VARIABLE, Kernels

_PROVISIONERS = {Kernels.WARM: FORKED, Kernels.FRESH: STARTED_AHEAD}


class LocalKernelManager(KernelManager):
    """Begins kernels where ``BCSSP_KERNELS`` says, and speaks over files, but on Windows.

    The protocol carries figures unencrypted; a socket file is open to its owner alone,
    a TCP port to everyone on the machine. Two kernels cannot be given one port either.
    """

    def __init__(self, **settings: Any) -> None:
        if os.name != "nt":
            settings.setdefault("transport", "ipc")
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
