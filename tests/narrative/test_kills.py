"""A save that is killed at any moment loses nothing, and the next one ends what it began."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time

import pytest

from bcssp_lib.narrative.blocks import read_blocks
from bcssp_lib.narrative.desk import Desk
from bcssp_lib.narrative.history import list_versions
from bcssp_lib.narrative.saving import save_all
from tests.narrative.pictures import paste, picture
from tests.projects import BCSSP, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are forked, and killed")
TRIALS = 40


def saved_and_killed(desk: Desk, seconds: float) -> bool:
    """Save in a process of its own, and kill it after some seconds; whether it was done by then."""
    child = os.fork()
    if child == 0:
        save_all([desk])
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def texts(desk: Desk) -> dict[str, str]:
    return {block.id: block.source for block in read_blocks(desk.narrative, "police.md")}


def test_whenever_a_save_is_killed_every_word_is_there_and_the_next_one_takes_it_home(desk):
    colours = [picture(name) for name in ("teal", "tan", "pink")]
    chance = random.Random(5)
    assert saved_and_killed(desk, 3) is True
    usual = 0.03  # of a save that writes: found out as it goes
    cut = 0
    before = ""
    for number in range(TRIALS):
        paste(
            desk.working, "what-changed", f"Text {number}. ![A box](attachment:a.png)",
            a=colours[number % 3],
        )  # fmt: skip
        held = desk.working.read_bytes()
        done = saved_and_killed(desk, chance.random() * usual)
        cut += not done
        usual = usual * (0.97 if done else 1.03)
        found = texts(desk).get("what-changed", "")
        assert found == before or found.startswith(f"Text {number}.")
        (saved,) = save_all([desk])
        assert not saved.stopped
        assert desk.working.read_bytes() == held
        found = texts(desk)["what-changed"]
        assert found.startswith(f"Text {number}. ![A box](images/")
        name = found.partition("images/")[2].rstrip(")")
        assert (desk.pictures / name).read_bytes() == colours[number % 3]
        if before:
            assert before in list_versions(desk.history)[-1].path.read_text("utf-8")
        before = found
    assert cut > TRIALS / 6, "the moments must lie within the saving"
    assert len(list_versions(desk.history)) == TRIALS - 1


def test_the_command_too_may_be_killed(desk):
    """The same through the installed command, from its first moment to its last."""
    for number in range(4):
        notebook = json.loads(desk.working.read_text("utf-8"))
        (cell,) = (one for one in notebook["cells"] if one["id"] == "what-changed")
        cell["source"] = f"Text {number}."
        desk.working.write_text(json.dumps(notebook), "utf-8")
        process = subprocess.Popen(
            [str(BCSSP), "save"], env=environment(desk.project), cwd=desk.project.root,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(0.4 * number)
        process.kill()
        process.wait(60)
        save_all([desk])
        assert texts(desk)["what-changed"] == f"Text {number}."
