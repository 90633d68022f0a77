"""A section that takes too much is stopped, and told which limit it hit, in which cell."""

from __future__ import annotations

import sys

import pytest

from tests.build.runs import LIMITS, OPEN, cell_of, says, shown_by
from tests.projects import code, processes_for, sampled

SHORT = LIMITS.model_copy(update={"cell_seconds": 2})
linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux alone limits memory")


def assert_stopped(run, tmp_path, result, words):
    """The section failed by name, nothing of it runs on, and the next one is well."""
    assert result.error.startswith("cell 'bad'")
    assert words in result.error
    assert (result.ok, result.cell, result.notebook) == (False, "bad", "")
    assert not processes_for(tmp_path)
    assert run(code("one", "one = 1")).ok


OPENED = "figure, axes = section.figure()\naxes.plot([1, 2]);"
SHOWN = (
    "import pandas\nsection.chart('T', axes, pandas.DataFrame({'a': ['x'], 'n': [1]}), alt='W.')"
)
LOST = {
    "a semicolon": [code("bad", OPENED)],
    "another figure": [code("bad", OPENED), code("good", f"{OPENED}\n{SHOWN}")],
}
NOT_LOST = {
    "shown later": [code("early", OPENED), code("good", SHOWN)],
    "nothing drawn": [code("early", "figure, axes = section.figure()")],
    "for the analyst": [code("early", OPENED, ["working"])],
}


@pytest.mark.parametrize("how", LOST)
def test_a_figure_that_no_chart_shows_fails_its_cell(run, how):
    result = run(code("open", OPEN), *LOST[how])
    assert result.error.startswith("cell 'bad' opened a figure with section.figure()")
    assert (result.ok, result.cell) == (False, "bad")


@pytest.mark.parametrize("how", NOT_LOST)
def test_a_figure_that_is_shown_or_empty_or_for_the_analyst_passes(run, how):
    assert run(code("open", OPEN), *NOT_LOST[how]).error == ""


ENDLESS = {
    "asleep": "import time\ntime.sleep(600)",
    "in a circle": "while True:\n    pass",
    "in C": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "deaf to signals": (
        "import signal, time\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\ntime.sleep(600)"
    ),
    "deaf to exceptions": (
        "import time\nwhile True:\n    try:\n        time.sleep(600)\n"
        "    except BaseException:\n        pass"
    ),
}
HUNGRY = {
    "numpy": "import numpy\nnumpy.ones(10**9)",
    "at once": "bytearray(10**10)",
    "little by little": "held = []\nwhile True:\n    held.append(bytearray(10**7))",
    "to the last byte": "held, at = {}, 0\nwhile True:\n    held[at] = str(at)\n    at += 1",
    "pandas": "import pandas\npandas.DataFrame({'a': range(10**9)}).astype('float64')",
}


@pytest.mark.parametrize("how", sampled(ENDLESS, {"in C", "deaf to exceptions"}))
def test_a_cell_past_its_time_limit_is_stopped_and_its_process_with_it(run, tmp_path, how):
    result = run(code("early", "early = 1"), code("bad", ENDLESS[how]), limits=SHORT)
    words = "ran longer than 2 seconds and was stopped (the limit is cell_seconds in params/"
    assert_stopped(run, tmp_path, result, words)


@linux
@pytest.mark.parametrize("how", sampled(HUNGRY, {"at once", "to the last byte"}))
def test_a_section_that_needs_too_much_memory_fails(run, tmp_path, how):
    words = "needed more than 512 MB of memory (the limit is section_megabytes in params/"
    assert_stopped(run, tmp_path, run(code("bad", HUNGRY[how])), words)


@pytest.mark.parametrize(
    "text",
    [
        "print('x' * 100_000_000)",
        pytest.param("for _ in range(1_000_000):\n    print('x' * 100)", marks=pytest.mark.soak),
        "from IPython.display import HTML\nHTML('x' * 100_000_000)",
        "import sys\nsys.stderr.write('x' * 100_000_000)",
    ],
    ids=["at once", "line by line", "shown", "to stderr"],
)
def test_a_cell_that_shows_too_much_is_stopped(run, tmp_path, text):
    words = "showed more than 2 MB of output and was stopped (the limit is output_megabytes in"
    assert_stopped(run, tmp_path, run(code("bad", text)), words)


def test_a_cell_that_shows_too_many_things_is_stopped(run, tmp_path):
    text = "from IPython.display import display\nfor number in range(10_000):\n    display(number)"
    words = "showed more than 50 outputs and was stopped (the limit is outputs in params/"
    assert_stopped(run, tmp_path, run(code("bad", text)), words)


def test_what_keeps_within_the_limits_is_whole(run):
    text = says("'x' * 1_000_000")
    result = run(*(code(f"cell-{number}", text) for number in range(4)))
    assert result.error == ""
    for number in range(4):
        assert len(shown_by(cell_of(result, f"cell-{number}"))) == 1_000_000


@linux
def test_memory_that_was_given_back_may_be_taken_again(run):
    text = "for _ in range(3):\n    held = bytearray(200 * 2**20)\n    del held"
    assert run(code("one", text), code("two", text)).error == ""


def test_a_cell_that_asks_for_input_is_told_that_nobody_types(run):
    result = run(code("asks", "answer = input('Which area?')"))
    assert result.error.startswith("cell 'asks': EOFError")
