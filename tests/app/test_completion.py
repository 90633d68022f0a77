"""What Tab offers, asked of the installed program as each shell asks it."""

from __future__ import annotations

import os
import subprocess

import pytest

from tests.projects import BCSSP


def offered(folder, *words: str, shell: str = "bash") -> list[str]:
    """What a shell is told to offer for the last of the words after ``bcssp``."""
    line = " ".join(["bcssp", *words])
    asked = {
        "bash": {"COMP_WORDS": line, "COMP_CWORD": str(len(words))},
        "powershell": {
            "_TYPER_COMPLETE_ARGS": line,
            "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
        },
    }[shell]
    done = subprocess.run(
        [BCSSP],
        env={**os.environ, **asked, "_BCSSP_COMPLETE": f"complete_{shell}"},
        cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=60,
    )  # fmt: skip
    assert done.stderr == ""
    return [row.split(":::")[0] for row in done.stdout.split("\n") if row]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("build", "salt"), ["saltmere"]),
        (("build", "saltmere", "fairp"), ["fairport"]),
        (("explain", "saltmere", "pol"), ["police"]),
        (("build", "--section", "pol"), ["police"]),
        (("build", "--edition", "ann"), ["annex", "annual"]),
        (("build", "-p", "2023"), ["2023-24"]),
        (("template", "att"), ["attendance"]),
        (("status", "--period", "2023"), ["2023-24"]),
        (("build", "nowhere"), []),
        (("expl",), ["explain", "explore"]),
    ],
)
def test_bash_offers_what_the_project_has(example_project, words, expected):
    assert offered(example_project.root, *words) == expected


def test_powershell_is_offered_the_same(example_project):
    assert offered(example_project.root, "build", "salt", shell="powershell") == ["saltmere"]


def test_outside_a_project_and_in_a_broken_one_nothing_is_offered(tmp_path, small):
    assert offered(tmp_path, "build", "b") == []
    (small.params / "periods.yaml").write_text("periods: [", "utf-8")
    assert offered(small.root, "build", "b") == []
