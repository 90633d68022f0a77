"""A save that is killed at any moment loses nothing, and the next one ends what it began."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time

import pytest

from bcssp_lib.narrative.author_files import AuthorFiles
from bcssp_lib.narrative.blocks import read_blocks
from bcssp_lib.narrative.saving import save_all
from tests.narrative.pictures import paste, picture
from tests.projects import BCSSP, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="processes are forked, and killed")
TRIALS = 40


def saved_and_killed(files: AuthorFiles, seconds: float) -> bool:
    """Save in a process of its own, and kill it after some seconds; whether it was done by then."""
    child = os.fork()
    if child == 0:
        save_all([files])
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def texts(files: AuthorFiles) -> dict[str, str]:
    return {block.id: block.source for block in read_blocks(files.narrative, "police.md")}


def test_whenever_a_save_is_killed_every_word_is_there_and_the_next_one_takes_it_home(files):
    colours = [picture(name) for name in ("teal", "tan", "pink")]
    chance = random.Random(5)
    assert saved_and_killed(files, 3) is True
    usual = 0.03  # of a save that writes: found out as it goes
    cut = 0
    before = ""
    for number in range(TRIALS):
        paste(
            files.working, "what-changed", f"Text {number}. ![A box](attachment:a.png)",
            a=colours[number % 3],
        )  # fmt: skip
        held = files.working.read_bytes()
        done = saved_and_killed(files, chance.random() * usual)
        cut += not done
        usual = usual * (0.97 if done else 1.03)
        found = texts(files).get("what-changed", "")
        assert found == before or found.startswith(f"Text {number}.")
        (saved,) = save_all([files])
        assert not saved.stopped
        assert files.working.read_bytes() == held
        found = texts(files)["what-changed"]
        assert found.startswith(f"Text {number}. ![A box](images/")
        name = found.partition("images/")[2].rstrip(")")
        assert (files.pictures / name).read_bytes() == colours[number % 3]
        if before:
            assert before in files.list_versions()[-1].path.read_text("utf-8")
        before = found
    assert cut > TRIALS / 6, "the moments must lie within the saving"
    assert len(files.list_versions()) == TRIALS - 1


def test_the_command_too_may_be_killed(files):
    """The same through the installed command, from its first moment to its last."""
    for number in range(4):
        notebook = json.loads(files.working.read_text("utf-8"))
        (cell,) = (one for one in notebook["cells"] if one["id"] == "what-changed")
        cell["source"] = f"Text {number}."
        files.working.write_text(json.dumps(notebook), "utf-8")
        process = subprocess.Popen(
            [str(BCSSP), "save"], env=environment(files.project), cwd=files.project.root,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(0.4 * number)
        process.kill()
        process.wait(60)
        save_all([files])
        assert texts(files)["what-changed"] == f"Text {number}."
