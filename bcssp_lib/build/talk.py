"""Talking with a kernel of one's own: one question after the other, in one plain loop.

The usual client watches each channel, and the kernel's life, in tasks of their own that begin
and end with each cell; a batch has no need of that.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import zmq
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from bcssp_lib.build.kernels import LocalKernelManager
from bcssp_lib.build.memory import stands_at_its_limit
from bcssp_lib.model.errors import BcsspError, SectionFailedError

_LOOK_SECONDS = 0.2  # how often a kernel that says nothing is looked at: does it live?
_FULL_LOOKS = 5  # in a row, after which one that stands at its memory limit is given up
Message = dict[str, Any]


class KernelSilentError(SectionFailedError):
    """A kernel that was begun, and was not heard in time."""


class KernelFullError(BcsspError):
    """A kernel that has used up its memory, and cannot even say so."""


class Talk:
    """A kernel that runs, and the channels to ask it and to hear it."""

    def __init__(self, manager: LocalKernelManager) -> None:
        provisioner: Any = manager.provisioner
        self._process = provisioner.process
        self.client: Any = manager.client()
        self.client.start_channels(stdin=False, hb=False, control=False)
        self._channels = {
            channel.socket: channel
            for channel in (self.client.iopub_channel, self.client.shell_channel)
        }
        self._full_looks = 0
        self._poller = zmq.Poller()
        for one in self._channels:
            self._poller.register(one, zmq.POLLIN)

    def hear_first(self, seconds: float) -> None:
        """Wait until the kernel is heard: what it shows before would be lost.

        It welcomes whoever begins to listen, but for one who does so in the moment in which it
        says something else. Who is not welcomed asks for something that all are told of.
        """
        until = time.monotonic() + seconds
        try:
            while not any(one is self.client.iopub_channel for one, _ in self._heard(until)):
                self.client.kernel_info()
        except CellTimeoutError as error:
            raise KernelSilentError(
                f"the kernel was not heard within {seconds:g} seconds of its start"
            ) from error

    def reply(self, asked: str, seconds: float, show: Callable[[Message], None]) -> Message:
        """What a kernel replies to a question, once it has also shown all that belongs to it."""
        until = time.monotonic() + seconds
        reply: Message | None = None
        idle = False
        while reply is None or not idle:
            for channel, message in self._heard(until):
                if message["parent_header"].get("msg_id") != asked:
                    continue
                if channel is self.client.shell_channel:
                    reply = message["content"]
                    continue
                show(message)
                idle = idle or _is_end(message)
        return reply

    def _heard(self, until: float) -> Iterator[tuple[Any, Message]]:
        """What is heard next, with the channels that it came by; nothing, if it is quiet."""
        left = until - time.monotonic()
        if left <= 0:
            raise CellTimeoutError("the kernel did not answer in time")
        ended = self._process.poll() is not None  # what it said before can still be heard
        ready = self._poller.poll(0 if ended else int(1000 * min(left, _LOOK_SECONDS)))
        for socket, _ in ready:
            channel = self._channels[socket]
            yield channel, channel.get_msg(timeout=0)
        if ended and not ready:
            raise DeadKernelError("the kernel died")
        self._look_at_memory(quiet=not ready)

    def _look_at_memory(self, *, quiet: bool) -> None:
        full = quiet and stands_at_its_limit(self._process.pid)
        self._full_looks = self._full_looks + 1 if full else 0
        if self._full_looks >= _FULL_LOOKS:
            raise KernelFullError("the kernel has no memory left")


def _is_end(message: Message) -> bool:
    return bool(message["content"].get("execution_state") == "idle")


@contextmanager
def talk_with_kernel(name: str, start_seconds: float) -> Iterator[Talk]:
    """A kernel to talk with, which is ended afterwards."""
    manager = LocalKernelManager(kernel_name=name)
    manager.start_kernel()
    try:
        talk = Talk(manager)
        try:
            talk.hear_first(start_seconds)
            yield talk
        finally:
            talk.client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
