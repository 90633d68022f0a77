"""The duties of params/ are those that were handed over, to the word."""

from __future__ import annotations

from datetime import date

import pytest

from bcssp_lib.checks.coverage import find_wrong_places
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.narrative.section_notebook import load_section
from tests.projects import read_csv

_UNCHECKED = " (confirm wording)"


def test_every_duty_is_there_as_it_was_handed_over(catalogue, golden):
    given = {row["id"]: row for row in read_csv(golden / "requirements.csv")}
    of_today = [name for name, duty in catalogue.requirements.items() if duty.last is None]
    assert of_today == list(given)
    for name, row in given.items():
        one = catalogue.requirements[name]
        assert (one.body, one.requirement) == (row["body"], row["requirement"])
        assert one.checked == (row["checked"] == "yes")
        assert one.source == row["source"].removesuffix(_UNCHECKED)
        assert row["source"].endswith(_UNCHECKED) != one.checked


def test_every_duty_names_blocks_that_there_are(example_project, catalogue):
    sections = [
        load_section(example_project, section) for section in catalogue.edition("annual").shown
    ]
    assert list(find_wrong_places(example_project, catalogue, sections)) == []
    assert all(requirement.blocks for requirement in catalogue.requirements.values())


def names(catalogue, day, edition="annual", area="banes", **changed):
    area = catalogue.areas[area].model_copy(update=changed)
    return {duty.id for duty in catalogue.duties(catalogue.edition(edition), area, day)}


def laws(catalogue, day, **changed):
    area = catalogue.areas["banes"].model_copy(update=changed)
    return [law.id for law in catalogue.laws_in_force(catalogue.edition("annual"), area, day)]


def test_a_report_answers_to_what_was_in_force_at_its_end(five_areas):
    catalogue = load_catalogue(five_areas)
    of_2017 = names(catalogue, date(2017, 3, 31))
    assert {"LSCB-01", "SAB-a", "CSP-01", "SCR-01"} <= of_2017
    assert not any(name.startswith("WT-") for name in of_2017)
    of_2023 = names(catalogue, date(2023, 3, 31))
    assert {"WT-01", "WT-04"} <= of_2023
    assert not {"WT-05", "LSCB-01"} & of_2023
    assert {f"WT-{number:02}" for number in range(1, 15)} <= names(catalogue, date(2024, 3, 31))


def test_a_report_answers_for_the_bodies_of_its_area(five_areas):
    catalogue = load_catalogue(five_areas)
    end = date(2017, 3, 31)
    assert names(catalogue, end, bodies=("children",)) == {f"LSCB-0{n}" for n in (1, 2, 3, 4)}
    assert laws(catalogue, end, bodies=("children",)) == [
        "children_section_11",
        "safeguarding_children_boards",
    ]


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2018, 3, 31), "safeguarding_children_boards"),
        (date(2019, 3, 31), "safeguarding_partners_2018"),
        (date(2022, 6, 30), "safeguarding_partners_2018"),
        (date(2022, 7, 1), "safeguarding_partners_2022"),
        (date(2023, 12, 14), "safeguarding_partners_2022"),
        (date(2023, 12, 15), "safeguarding_partners_2023"),
    ],
)
def test_the_law_of_a_day(five_areas, day, told):
    found = laws(load_catalogue(five_areas), day)
    assert [name for name in found if name.startswith("safeguarding_")][-1] == told
    assert ("serious_violence" in found) == (day >= date(2023, 1, 31))


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        ("law.yaml", "until: 2019-09-29", "until: 2001-09-29",
         r"law\.yaml:\d+ .*until.* a day from 2006-04-01 on, as 'from' says"),
        ("law.yaml", "from: 2005-10-01", "from: 2005-13-01", r"law\.yaml:\d+"),
        ("law.yaml", "from: 2005-10-01", "begin: 2005-10-01", r"law\.yaml:\d+ .*begin.*body, from"),
        ("areas/banes.yaml", "region:", "bodies: [childrens]\nregion:",
         r"areas/banes\.yaml.*no duty is of the body 'childrens'; allowed: adults, children"),
        ("areas/banes.yaml", "region:", "editions: [bord]\nregion:",
         r"areas/banes\.yaml.*there is no edition 'bord'; allowed: annual"),
    ],
)  # fmt: skip
def test_a_wrong_day_body_or_edition_is_told(small_project, path, old, new, told):
    file = small_project.params / path
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(InputProblemsError, match=told):
        load_catalogue(small_project)
