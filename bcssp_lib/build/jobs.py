"""How many sections run at once, and in what kernels."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path

KERNELS_VARIABLE = "BCSSP_KERNELS"


class Kernels(StrEnum):
    """Where kernels come from: forked from a warm template, or started afresh, ahead."""

    WARM = "warm"
    FRESH = "fresh"


def can_fork() -> bool:
    """Whether this system can fork kernels from a template: Linux can."""
    return sys.platform == "linux"


def default_kernels() -> Kernels:
    """Warm kernels where the system can fork them."""
    return Kernels.WARM if can_fork() else Kernels.FRESH


def kernel_variables(kernels: Kernels, folder: Path) -> dict[str, str]:
    """The environment of whoever begins kernels: where from, and a folder for their sockets."""
    return {
        KERNELS_VARIABLE: kernels.value,
        "JUPYTER_RUNTIME_DIR": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),  # nobody's own settings and startup files
    }


def cores() -> int:
    """As many cores as this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def default_jobs(kernels: Kernels) -> int:
    """A job for each core, and one more of forked kernels.

    A job waits a tenth of its time, for a kernel to begin or to end; another runs meanwhile.
    """
    return cores() + (kernels is Kernels.WARM)
