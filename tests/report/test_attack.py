"""An attack on the built files of a report of planted small counts: none is got back.

The same attack on the same figures, published as they are, gets them all, in each way.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.build.build import build
from bcssp_lib.build.request import Options, Request
from tests.projects import Quiet, made_once
from tests.publish.texts import quarto_is
from tests.report.attack import Knowledge, measure_all, read_all, work_out
from tests.report.small_counts import AREA, Key, make_project, planted

THRESHOLD = 5
SMALL = {
    key: int(amount)
    for key, amount in planted().items()
    if amount.isdigit() and 0 < int(amount) < THRESHOLD
}


def publish(factory: pytest.TempPathFactory, policy: str) -> Path:
    def make(folder: Path) -> None:
        project = make_project(folder / "project", policy)
        with quarto_is(None):
            (outcome,) = build(
                project, Request((AREA,)), Options(jobs=1, publish=True, allow_synthetic=True),
                Quiet(),
            )  # fmt: skip
        assert outcome.publication, outcome.error

    name = f"attacked-{policy.replace(' ', '-')}"
    return made_once(factory, name, make) / "project/reports" / AREA / "2023-24"


@pytest.fixture(scope="session")
def protected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory, "small numbers")


@pytest.fixture(scope="session")
def unprotected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish(tmp_path_factory, "as published")


@pytest.fixture(scope="session")
def read_from_protected(protected: Path) -> Knowledge:
    return read_all(protected)


@pytest.fixture(scope="session")
def read_from_unprotected(unprotected: Path) -> Knowledge:
    return read_all(unprotected)


def test_there_is_much_to_protect_and_much_is_still_shown(read_from_protected):
    assert len(SMALL) > 12
    shown = read_from_protected.single()
    truth = {key: int(amount) for key, amount in planted().items() if amount.isdigit()}
    assert shown == {key: truth[key] for key in shown}
    assert len(shown) > 40


def test_no_small_count_can_be_read(read_from_protected, read_from_unprotected):
    read = {key: list(found) for key, found in read_from_unprotected.counts.items() if key in SMALL}
    assert read == {key: [SMALL[key]] for key in read}
    assert len(read) > 12
    found = {key: read_from_protected.counts.get(key) for key in SMALL}
    assert not {key: places for key, places in found.items() if places}


def test_no_small_count_is_a_total_less_what_is_shown(read_from_protected, read_from_unprotected):
    assert not work_out(read_from_protected, SMALL, by_shares=False)
    counts = read_from_unprotected.counts
    told = Knowledge({key: found for key, found in counts.items() if key not in SMALL})
    found = work_out(told, SMALL, by_shares=False)
    assert found == {key: SMALL[key] for key in found}
    assert len(found) > 6


def test_no_small_count_follows_from_percentages(read_from_protected, read_from_unprotected):
    assert not work_out(read_from_protected, SMALL, by_shares=True)
    age: Key = ("harmed", "2023-24", "5 to 9")
    total: Key = ("harmed", "2023-24", "")
    counts = read_from_unprotected.counts
    kept = {key: found for key, found in counts.items() if key == total or 0 in found}
    told = Knowledge(kept, read_from_unprotected.shares)
    assert work_out(told, [age], by_shares=True) == {age: 3}


def test_no_small_count_can_be_measured_in_a_chart(
    protected, unprotected, read_from_protected, read_from_unprotected
):
    measured = measure_all(unprotected, read_from_unprotected)
    ages = {key for key in SMALL if key[2] == "5 to 9" and "Q" in key[1]}
    assert {key: measured.get(key) for key in ages} == {key: {SMALL[key]} for key in ages}
    assert 3 in measured["harmed", "2023-24", "5 to 9"]
    assert (
        SMALL["harmed_by_need", "2023-24", "Hearing"]
        in measured["harmed_by_need", "2023-24", "Hearing"]
    )
    found = measure_all(protected, read_from_protected)
    assert not {key: found[key] for key in SMALL if key in found}
