"""Talking with a kernel that does not begin as kernels do."""

from __future__ import annotations

import time

import pytest
from bcssp_lib.build.jobs import KERNELS_VARIABLE
from bcssp_lib.build.talk import KernelSilentError, talk_with_kernel

NO_WELCOME = (
    "from ipykernel.iostream import IOPubThread\n"
    "IOPubThread._send_welcome_message = lambda *_: None\n"
)
DEAF = "import time\ntime.sleep(600)\n"


@pytest.fixture
def kernels_begin_with(tmp_path, monkeypatch):
    """Have the kernels that this process begins run something before all else."""
    monkeypatch.chdir(tmp_path)  # where a kernel's sockets are
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.delenv(KERNELS_VARIABLE, raising=False)
    return (tmp_path / "sitecustomize.py").write_text


def test_a_kernel_that_does_not_welcome_is_heard_all_the_same(kernels_begin_with):
    kernels_begin_with(NO_WELCOME)
    shown = []
    with talk_with_kernel("python3", 60) as talk:
        reply = talk.reply(talk.client.execute("print('early')"), 60, shown.append)
    assert reply["status"] == "ok"
    assert [one["content"]["text"] for one in shown if one["msg_type"] == "stream"] == ["early\n"]


def test_a_kernel_that_is_not_heard_is_given_up_in_time(kernels_begin_with):
    kernels_begin_with(DEAF)
    started = time.monotonic()
    words = "not heard within 1 seconds of its start"
    with pytest.raises(KernelSilentError, match=words), talk_with_kernel("python3", 1):
        pass
    assert time.monotonic() - started < 20
