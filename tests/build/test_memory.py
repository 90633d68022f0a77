"""The memory that a kernel may take, seen from outside."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bcssp_lib.build.memory import give_room, stands_at_its_limit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone limits memory")
LIMITED = (
    "from bcssp_lib.build.memory import give_room, limit_memory\n"
    "limit_memory(40)\n"
    "held = []\n"
    "for step in ('full', 'room'):\n"
    "    try:\n"
    "        while True:\n"
    "            held.append(bytearray(1 << 20))\n"
    "    except MemoryError:\n"
    "        print(len(held), flush=True)\n"
    "    input()\n"
    "    give_room()\n"
    "    print('given', flush=True)\n"
    "    input()\n"
)


def test_a_process_that_has_used_up_its_memory_is_seen_and_has_room_to_say_so():
    command = [sys.executable, "-c", LIMITED]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def next_step() -> str:
            process.stdin.write("\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        held = int(process.stdout.readline())
        assert 36 <= held <= 40
        assert stands_at_its_limit(process.pid)
        assert next_step() == "given"
        assert not stands_at_its_limit(process.pid)
        assert 60 <= int(next_step()) - held <= 64
        assert stands_at_its_limit(process.pid)
        process.kill()
        process.wait()
        assert not stands_at_its_limit(process.pid)


def test_a_process_without_a_limit_does_not_stand_at_it():
    give_room()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        assert not stands_at_its_limit(process.pid)
