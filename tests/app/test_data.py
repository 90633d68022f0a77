"""``bcssp disclosure``: what each hidden figure may be, and whether a report may be published."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.data_store import read_protection
from bcssp_lib.files.project import Project

AREAS = ("banes", "fairport", "north-saltmere", "saltmere", "south-kingsmarshire")


@pytest.fixture
def inside_the_project(monkeypatch: pytest.MonkeyPatch, example_project: Project) -> None:
    monkeypatch.chdir(example_project.root)


@pytest.mark.parametrize("area", AREAS)
@pytest.mark.usefixtures("inside_the_project")
def test_every_area_is_cleared(call, area):
    told = call("disclosure", area)
    assert told.code == 0, told.out
    assert "is cleared for publication" in told.out


@pytest.mark.usefixtures("inside_the_project")
def test_each_hidden_figure_has_a_row_for_programs(call):
    told = call("disclosure", "fairport", "-p", "2023-24", "--json")
    rows = json.loads(told.out)
    assert rows
    assert set(rows[0]) == {
        "indicator", "area", "period", "category", "reason", "lowest", "highest", "protected",
        "derived_from",
    }  # fmt: skip
    assert {row["period"] for row in rows} == {"at 2024-03-31"}
    assert all(row["protected"] and row["lowest"] < row["highest"] for row in rows)


@pytest.mark.usefixtures("inside_the_project")
@pytest.mark.parametrize(
    ("words", "told"),
    [(["fairprt"], "fairport"), (["fairport", "--period", "2023"], "2023-24"), ([], "AREA")],
)
def test_a_mistake_is_told(call, words, told):
    found = call("disclosure", *words)
    assert found.code in (1, 2)
    assert told in found.err


@pytest.fixture
def given_away(small):
    """A small count of training sessions whose whole and other part are shown as they are."""
    file = small.params / "indicators/training.yaml"
    content = yaml.safe_load(file.read_text("utf-8"))
    content["defaults"]["disclosure"] = "as published"
    described = {
        "title": "t", "definition": "d", "caveat": "c", "counts": "people", "singular": "person",
        "planned": False, "periods": ["year"], "unit": "count", "polarity": "neither",
        "denominator": None, "source": "s",
    }  # fmt: skip
    content["indicators"] |= {
        "all_of_them": {**described, "parts": ["most", "few"]},
        "most": described,
        "few": {**described, "disclosure": "small numbers"},
    }
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    rows = [
        f"banes,{name},2023-24,,{amount},,annual_report_2023_24,\n"
        for name, amount in {"all_of_them": 20, "most": 17, "few": 3}.items()
    ]
    head = "area,indicator,period,category,value,mark,source,note\n"
    (small.data / "banes/few.csv").write_text(head + "".join(rows), "utf-8")
    return small


@pytest.mark.parametrize("folder", ["banes", "national/figures"])
def test_figures_that_their_source_has_hidden_are_counted_as_in_the_review_copy(
    call, small, folder
):
    place = small.data / folder
    place.mkdir(parents=True, exist_ok=True)
    file = small.params / "indicators/training.yaml"
    content = yaml.safe_load(file.read_text("utf-8"))
    policies = {"hidden": "as published", "any other source": "small numbers"}
    content["defaults"]["disclosure"] = policies
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    head = "area,indicator,period,category,value,mark,source,note\n"
    row = "banes,training_sessions,2019-20,,c,,hidden,\n"
    (place / "hidden.csv").write_text(head + row, "utf-8")
    sources = place / "sources.yaml"
    known = yaml.safe_load(sources.read_text("utf-8")) if sources.is_file() else {"sources": {}}
    known["sources"]["hidden"] = {"title": "H", "publisher": "P", "synthetic": False}
    sources.write_text(yaml.safe_dump(known), "utf-8")
    if folder != "banes":
        listed = "slug,kind,name,region\nbanes,authority,Bath and North East Somerset,South West\n"
        (small.data / "national/authorities.csv").write_text(listed, "utf-8")
    rows = json.loads(call("disclosure", "banes", "--json").out)
    assert [row["period"] for row in rows if row["indicator"] == "training_sessions"] == ["2019-20"]
    told = " ".join(call("disclosure", "banes").out.split())
    (summary,) = re.findall(r"cleared for publication: (.*)\.", told)
    protection = read_protection(load_catalogue(small), "banes")
    areas = load_catalogue(small).areas_shown("banes")
    assert summary in protection.clearance_of(areas)
    assert "hidden by the source" in summary


def test_a_number_that_is_given_away_is_told_and_stops_the_publication(call, given_away):
    told = call("disclosure", "banes")
    assert told.code == 3
    assert "NO" in told.out
    assert "is not cleared for publication: 1 of 1 can be worked out" in told.out
    built = call("build", "banes", "--publish", "--jobs", "1")
    assert built.code == 3
    told = " ".join((built.out + built.err).split())
    assert "can be worked out from figures that are shown: few, banes, 2023-24. See:" in told
    folder = given_away.reports / "banes/2023-24"
    page = (folder / "review/report.html").read_text("utf-8")
    assert "Not cleared for publication" in page
    assert not (folder / "publication").exists()


def test_a_publication_of_real_figures_keeps_what_it_showed(call, given_away):
    file = given_away.params / "indicators/training.yaml"
    content = yaml.safe_load(file.read_text("utf-8"))
    for name in ("all_of_them", "most"):
        content["indicators"][name]["disclosure"] = "small numbers"
    file.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    built = call("build", "banes", "--publish", "--jobs", "1")
    assert built.code == 0, built.out
    folder = given_away.reports / "banes/2023-24"
    page = (folder / "review/report.html").read_text("utf-8")
    hidden = re.search(r"(\d+) figures are hidden", page)
    assert hidden
    assert int(hidden[1]) >= 2  # with those that their source has hidden
    kept = (folder / "published/annual-1.csv").read_text("utf-8")
    assert "few,banes,2023-24,,c,1\n" in kept
    again = call("build", "banes", "--publish", "--jobs", "1")
    assert again.code == 0, again.err
    assert "0 sections to run" in again.out
    names = sorted(path.name for path in (folder / "published").iterdir())
    assert [name for name in names if name.endswith(".csv")] == ["annual-1.csv"]
