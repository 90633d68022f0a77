"""Patterns that would run for ever are found before they are used."""

import subprocess
import time

import pytest

from bcssp_lib.data import pattern_trial
from bcssp_lib.data.pattern_trial import TriedPattern, find_slow, make_hard_texts, try_patterns
from bcssp_lib.model.checking import AllowedPattern
from bcssp_lib.model.errors import InputProblemsError
from tests.projects import sampled

RUNS_ON = [
    r"(a+)+$",
    r"target (a+)+$",
    r"(?:foo|bar) (\w+\s?)*$",
    r"(aa?)+$",
    r"(a|b|ab)*c",
    r"([a-z]+)*\d",
    r"(x+x+)+y",
    r"(?:[^.]+)+\.",
    r"(?P<n>\d+,?)+%",
]


@pytest.mark.parametrize("pattern", sampled(RUNS_ON, RUNS_ON[1::3]))
def test_a_pattern_that_runs_on_is_ended_and_named(pattern, monkeypatch):
    monkeypatch.setattr("bcssp_lib.data.pattern_trial.SECONDS", 0.5)
    fine = TriedPattern("claims.yaml", "nouns", r"\brise\b")
    slow = TriedPattern("claims.yaml", "patterns.1.find", pattern)
    began = time.monotonic()
    assert find_slow((fine, slow, fine)) == slow
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "pattern", [r"^(\w+ )*\w+:$", r"(?:\.\d+)*", r"a{3}", r"[]\]]+x", "(?i:b)+"]
)
def test_an_ordinary_pattern_passes(pattern):
    assert find_slow((TriedPattern("claims.yaml", "nouns", pattern),)) is None


def test_a_hard_text_repeats_what_the_pattern_does_after_what_comes_before_it():
    assert any(text.startswith("target aaaa") for text in make_hard_texts("target (a+)+$"))
    assert any(text.startswith("ababab") for text in make_hard_texts("(a|b|ab)*c"))


def test_the_patterns_of_the_project_pass(catalogue):
    try_patterns(catalogue.checks)


def test_the_message_names_the_file_and_the_pattern(catalogue, monkeypatch):
    monkeypatch.setattr("bcssp_lib.data.pattern_trial.SECONDS", 0.5)
    slow = AllowedPattern(pattern="page (<number>,?)+$", reason="A test")
    words = catalogue.checks.claim_words.model_copy(update={"patterns": (), "degrees": {}})
    others = {"claims": (), "claim_words": words}
    rules = catalogue.checks.model_copy(update={"figures": (slow,), **others})
    with pytest.raises(InputProblemsError) as refused:
        try_patterns(rules)
    (problem,) = refused.value.problems
    assert problem.file == "params/checking/figures.yaml"
    assert problem.column == "figures.0.pattern"
    assert r"page (\d+,?)+$" in problem.wrong


def test_a_trial_that_begins_late_is_asked_all_the_same(monkeypatch):
    """On a busy machine its process may read what it is asked long after it was started."""
    late = f"import time; time.sleep(0.5)\n{pattern_trial._TRIAL}"
    monkeypatch.setattr(pattern_trial, "_TRIAL", late)
    monkeypatch.setattr(pattern_trial, "_LOOK_SECONDS", 0.1)
    patterns = tuple(TriedPattern("c.yaml", f"nouns.{number}", "a+ b+ c+") for number in range(200))
    assert find_slow(patterns) is None


def test_what_a_trial_says_that_is_cut_off_is_no_message_of_the_command(monkeypatch, capfd):
    """At a terminal Ctrl-C ends the trial as well, which then has a traceback of its own."""
    monkeypatch.setattr("bcssp_lib.data.pattern_trial._TRIAL", "raise KeyboardInterrupt")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        find_slow((TriedPattern("claims.yaml", "nouns", r"\brise\b"),))
    assert "KeyboardInterrupt" in "".join(failed.value.__notes__)
    assert capfd.readouterr().err == ""
