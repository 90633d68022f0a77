"""Which figures are hidden, by keys without amounts, and what they are."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bcssp_lib.data import hidden_figures
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.data_store import open_data_store
from bcssp_lib.data.hidden_figures import read_hidden
from bcssp_lib.files.project import Project
from bcssp_lib.model.disclosure_policy import Protection
from bcssp_lib.model.value import Key, Reason
from tests.projects import make_small_project, read_csv

AREA = "fairport"


@pytest.fixture
def project(tmp_path) -> Project:
    return make_small_project(tmp_path / "project", (AREA,))


def hidden_by_store(project: Project) -> set[Key]:
    """The same, asked of the data store for each row of the files."""
    store = open_data_store(load_catalogue(project), AREA)
    found = set()
    for path in (project.data / AREA).glob("*.csv"):
        for row in read_csv(path):
            names = row["indicator"], AREA, row["period"]
            figures = (store.observation(*names), *store.breakdown(*names))
            found |= {
                (*names, figure.category)
                for figure in figures
                if figure.value.reason is Reason.SUPPRESSED
                and figure.category == row["category"]
                and row["value"] != Reason.SUPPRESSED
            }
    return found


def test_they_are_what_sections_are_not_shown_with_those_that_share_a_name(project):
    figures = read_hidden(load_catalogue(project), AREA)
    keys = [(one.indicator, one.area, one.period.label, one.category) for one in figures.hidden]
    assert keys
    assert set(keys) == hidden_by_store(project)
    assert len(keys) == len(set(keys))
    rows = read_csv(project.data / AREA / "equalities.csv")
    for figure in (*figures.hidden, *figures.shown):
        if figure.file.endswith("equalities.csv"):
            row = rows[figure.row - 2]
            assert (row["indicator"], row["category"]) == (figure.indicator, figure.category)
            assert Decimal(row["value"]) == figure.amount
    names = {name for indicator, _, _, category in keys for name in (indicator, category)}
    assert all({figure.indicator, figure.category} & names for figure in figures.shown)


def test_where_nothing_is_hidden_nothing_is_read(project, monkeypatch):
    monkeypatch.setattr(hidden_figures, "read_protection", lambda *_, **__: Protection())
    figures = read_hidden(load_catalogue(project), AREA)
    assert figures.hidden == figures.shown == ()
