"""A Jupyter kernel that is made in two steps: most of it before a fork, the rest after it.

Making the shell and its kernel takes longer than a small section does, and needs neither
sockets nor threads nor a process number; so it is done once, in the template.
"""

from __future__ import annotations

import logging
import uuid
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from IPython.core.application import BaseIPythonApplication

# Nobody reads the log, and no history of what was typed is kept: nobody types.
_SETTINGS = ["--IPKernelApp.log_level=CRITICAL", "--HistoryManager.enabled=False"]
_LINKS = (
    "session", "shell_stream", "control_stream", "debugpy_stream", "debug_shell_socket",
    "control_thread", "shell_channel_thread", "iopub_thread", "iopub_socket", "stdin_socket",
)  # fmt: skip


class TwoStepKernel(IPythonKernel):
    """IPython's kernel, which may be made before there is anything to connect it to."""

    @classmethod
    def instance(cls, **settings: Any) -> TwoStepKernel:
        """The one kernel of this process, connected to what is given of its links."""
        links = {name: settings.pop(name) for name in _LINKS if name in settings}
        kernel: TwoStepKernel = super().instance(**settings)
        if links:
            kernel._connect(links)
        return kernel

    def _connect(self, links: dict[str, Any]) -> None:
        """Take sockets and threads on, and hand them to the parts that hold their own."""
        for name, link in links.items():
            setattr(self, name, link)
        self.ident = str(uuid.uuid4())
        shell: Any = self.shell
        for part in (shell.displayhook, shell.display_pub):
            part.session, part.pub_socket = self.session, self.iopub_socket
        shell.displayhook.topic = self._topic("execute_result")  # type: ignore[no-untyped-call]


class TwoStepApp(IPKernelApp):
    """The application around a kernel, whose official steps are taken in two goes."""

    kernel_class = TwoStepKernel

    def make(self) -> None:
        """Make what needs no socket, no thread and no process of its own."""
        app: Any = self
        BaseIPythonApplication.initialize(app, _SETTINGS)  # type: ignore[no-untyped-call]
        app.log.setLevel(logging.CRITICAL)  # its own setting has each record made, and dropped
        app.init_pdb()
        app.kernel = TwoStepKernel.instance(
            parent=app, log=app.log, profile_dir=app.profile_dir, user_ns=app.user_ns
        )
        app.init_path()
        app.init_shell()
        app.init_gui_pylab()
        app.init_extensions()
        app.init_code()

    def connect(self, connection_file: str) -> None:
        """Make the rest: sockets, threads, streams."""
        app: Any = self
        app.connection_file = connection_file
        app.init_connection_file()
        app.init_sockets()
        app.init_heartbeat()
        app.init_io()
        app.init_signal()
        app.init_kernel()
