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

from bcssp_lib.run.kernels import LocalKernelManager

_LOOK_SECONDS = 0.2  # how often a kernel that says nothing is looked at: does it live?
_WELCOME = "iopub_welcome"  # what a kernel says first to whoever listens
Message = dict[str, Any]


class Talk:
    """A kernel that runs, and the channels to ask it and to hear it."""

    def __init__(self, manager: LocalKernelManager, start_seconds: float) -> None:
        provisioner: Any = manager.provisioner
        self._process = provisioner.process
        self.client: Any = manager.client()
        self.client.start_channels(stdin=False, hb=False, control=False)
        self._channels = {
            channel.socket: channel
            for channel in (self.client.iopub_channel, self.client.shell_channel)
        }
        self._poller = zmq.Poller()
        for one in self._channels:
            self._poller.register(one, zmq.POLLIN)
        until = time.monotonic() + start_seconds
        while all(message["msg_type"] != _WELCOME for _, message in self._heard(until)):
            pass

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
        """The next messages, with the channels that they came by."""
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise CellTimeoutError("the kernel did not answer in time")
            ended = self._process.poll() is not None  # what it said before can still be heard
            ready = self._poller.poll(0 if ended else int(1000 * min(left, _LOOK_SECONDS)))
            for socket, _ in ready:
                channel = self._channels[socket]
                yield channel, channel.get_msg(timeout=0)
            if ready:
                return
            if ended:
                raise DeadKernelError("the kernel died")


def _is_end(message: Message) -> bool:
    return bool(message["content"].get("execution_state") == "idle")


@contextmanager
def talk_with_kernel(name: str, start_seconds: float) -> Iterator[Talk]:
    """A kernel to talk with, which is ended afterwards."""
    manager = LocalKernelManager(kernel_name=name)
    manager.start_kernel()
    try:
        talk = Talk(manager, start_seconds)
        try:
            yield talk
        finally:
            talk.client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)
