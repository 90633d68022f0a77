"""A file of an older release than what is held is told."""

from __future__ import annotations

from tests.data.importers.files import BANES, ENGLAND, ROWS, bring_in, plan, row, write_file

FILE = "data/banes/dfe_children_in_need.csv"


def test_a_file_that_ends_earlier_is_an_older_release(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    older = [row(BANES, 2022, 119), row(BANES, 2021, 99), row(ENGLAND, 2022, 50920)]
    planned = plan(small_project, write_file(tmp_path, *older))
    assert planned.older[0] == (
        f"{FILE} holds a newer release (reporting year 2023), with figures to 31 March 2023; this "
        "file (reporting year 2022) ends at 31 March 2022."
    )
    assert len(planned.older) == 2


def test_a_release_that_names_an_earlier_year_is_older(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path), vintage="published October 2024")
    other = [each.replace(",121", ",122") for each in ROWS]
    path = write_file(tmp_path, *other)
    assert plan(small_project, path, vintage="published October 2023").older
    assert not plan(small_project, path, vintage="published November 2024").older
    assert not plan(small_project, path, vintage="as first published").older
    assert not plan(small_project, path, vintage="to 2023").older  # named in another way


def test_a_newer_file_and_the_same_file_are_not(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    assert plan(small_project, write_file(tmp_path)).older == ()
    newer = write_file(tmp_path, *ROWS, row(BANES, 2025, 150), row(ENGLAND, 2025, 49420))
    assert plan(small_project, newer).older == ()
