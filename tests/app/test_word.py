"""``bcssp send`` and ``bcssp take`` as an author's colleague types them."""

from __future__ import annotations

import pytest

from tests.projects import bcssp
from tests.publish.word_files import change, control, type_over


def told(done):
    return " ".join((done.stdout + done.stderr).split())


def test_there_and_back(built):
    done = bcssp(built, "send", "banes", "police", "--to", "out")
    assert done.returncode == 0
    word = built.root / done.stdout.splitlines()[0]
    assert word.name == "banes-2023-24-annual-police.docx"
    assert done.stdout.endswith(f"bcssp take {done.stdout.splitlines()[0]}\n")

    done = bcssp(built, "take", str(word))
    assert (done.returncode, done.stdout) == (0, "Nothing was changed.\n")

    change(word, lambda root: type_over(root, "Reports of missing", "Our reports of missing"))
    narrative = built.reports / "banes/2023-24/narrative/police.md"
    done = bcssp(built, "take", str(word))  # nobody answers
    assert (done.returncode, "Nothing was written." in done.stdout) == (0, True)
    lines = done.stdout.splitlines()
    assert lines[0] == "police, what-changed"
    assert lines[1:3] == [
        '-Reports of missing children {{ change("missing_reports") }}.',
        '+Our reports of missing children {{ change("missing_reports") }}.',
    ]
    assert not narrative.exists()

    done = bcssp(built, "take", str(word), "--yes")
    assert (done.returncode, f"Written: {narrative}" in done.stdout) == (0, True)
    assert "Our reports of missing" in narrative.read_text("utf-8")
    assert bcssp(built, "take", str(word)).stdout == "Nothing was changed.\n"


def test_a_conflict_and_a_figure_are_named(built):
    assert bcssp(built, "send", "banes", "--to", ".").returncode == 0
    word = built.root / "banes-2023-24-annual.docx"

    def edit(root):
        type_over(root, "Reports of missing", "Our reports of missing")
        type_over(control(root, "{{ area }}"), "Bath and North East Somerset", "Bath")

    change(word, edit)
    narrative = built.reports / "banes/2023-24/narrative/police.md"
    narrative.parent.mkdir(exist_ok=True)
    narrative.write_text("::: {#what-changed}\nTheirs.\n:::\n", "utf-8")
    done = bcssp(built, "take", word.name, "--yes")
    assert done.returncode == 3
    for words in (
        "“Bath and North East Somerset” was changed to “Bath” in Word; it is {{ area }}",
        "was changed in Word and in the narrative since it was sent",
        "In the narrative: Theirs.",
        "In Word: Our reports of missing",
        "--word police/what-changed",
    ):
        assert words in told(done)
    assert narrative.read_text("utf-8") == "::: {#what-changed}\nTheirs.\n:::\n"
    done = bcssp(built, "take", word.name, "--yes", "--word", "police/what-changed")
    assert "Our reports" in narrative.read_text("utf-8")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("send", "bans"), "no area 'bans' (nearest: banes"),
        (("send", "banes", "polise"), "no section 'polise' (nearest: police"),
        (("send", "banes", "--period", "2033-34"), "no period '2033-34'"),
        (("send", "banes", "--edition", "x"), "no edition 'x'"),
        (("take", "no.docx"), "no.docx is not a Word file that can be read: there is no such file"),
        (("take", "params/periods.yaml"), "it is of another kind, whatever its name says"),
    ],
)
def test_a_mistake_is_named(built, command, words):
    done = bcssp(built, *command)
    assert done.returncode == 1
    assert words in told(done)
    assert "Traceback" not in told(done)
