"""What serves a browser, in a process of its own: the explorer, or JupyterLab.

It ends with the command that started it, however that ends, and takes its folder with it.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

TOKEN_VARIABLE = "BCSSP_EXPLORER_TOKEN"  # noqa: S105 - its name; arguments can be seen by others
EXPLORER, LAB = "explorer", "lab"
_LOOK_SECONDS = 0.5
_MOST_KERNELS = 8
_IDLE_SECONDS = 120  # since nobody looks at its page
_FOREIGN = r"(?!(localhost|127\.0\.0\.1|\[::1\])$).*"  # names of others that lead to this machine


def main(arguments: Sequence[str]) -> None:
    """Serve: what, for which process, with which folder, and what else that is given."""
    what, parent, folder, *others = arguments
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    if what == LAB:
        from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]

        LabApp.launch_instance(others)
    else:
        notebook, port = others
        _serve_explorer(Path(folder), notebook, int(port))


def _end_with(parent: int) -> None:
    """End this server, and with it its kernels, once a process has ended."""
    while _is_there(parent):
        time.sleep(_LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)


def _is_there(parent: int) -> bool:
    """Whether our parent runs; where a dead one is not replaced, whether any process is it."""
    return os.getppid() == parent if os.name == "posix" else psutil.pid_exists(parent)


def _serve_explorer(folder: Path, notebook: str, port: int) -> None:
    """Run Voilà: for those who have the token, under the names of this machine alone."""
    from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager
    from tornado.web import HTTPError, RequestHandler
    from traitlets.config import Config
    from voila.app import Voila  # type: ignore[import-untyped]

    class FewKernels(AsyncMappingKernelManager):
        """Refuses to start more kernels than a machine bears."""

        starting = 0

        async def start_kernel(self, **settings: Any) -> str:  # type: ignore[override]
            if len(self) + self.starting >= _MOST_KERNELS:
                why = f"{_MOST_KERNELS} pages are open: close one, and try again in two minutes"
                raise HTTPError(503, reason=why)
            self.starting += 1
            try:
                return str(await super().start_kernel(**settings))
            finally:
                self.starting -= 1

    class Refuse(RequestHandler):
        """Answers a page of another site that has made its name lead here."""

        def prepare(self) -> None:
            self.send_error(403)

    class Explorer(Voila):  # type: ignore[misc]
        """Voilà, which answers to any name by itself."""

        def init_handlers(self) -> Any:
            self.app.add_handlers(_FOREIGN, [(".*", Refuse)])  # before Voilà adds its own
            return super().init_handlers()

    settings = Config()
    settings.Voila.ip, settings.Voila.port, settings.Voila.port_retries = "127.0.0.1", port, 0
    settings.Voila.open_browser = False
    settings.Voila.token = os.environ.pop(TOKEN_VARIABLE)
    settings.Voila.connection_dir_root = str(folder)
    settings.Voila.tornado_settings = {
        "allow_remote_access": False,
        "log_function": lambda _: None,  # addresses hold the token
    }
    settings.VoilaConfiguration.template = "bcssp"
    settings.VoilaConfiguration.theme = "light"
    settings.VoilaConfiguration.show_tracebacks = True
    settings.VoilaConfiguration.multi_kernel_manager_class = FewKernels
    settings.MappingKernelManager.cull_idle_timeout = _IDLE_SECONDS
    settings.MappingKernelManager.cull_interval = _IDLE_SECONDS // 8
    Explorer.launch_instance([notebook], config=settings)


if __name__ == "__main__":
    main(sys.argv[1:])
