"""What agencies have yet to return, by agency."""

from __future__ import annotations

import yaml

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.holdings import list_awaited
from bcssp_lib.model.period import parse_period
from tests.data.returns.partners import AREA, VALUE, fill, held, send_form, take


def awaited(project, form):
    listed = list_awaited(load_catalogue(project), held(project), AREA, parse_period("2024-25"))
    return {each.agency: each.things for each in listed if each.form == form}


def test_what_an_agency_returned_is_no_longer_awaited(project):
    before = awaited(project, "kpi")
    assert len(before) == 12
    assert before["Police"][:2] == ("1.1", "1.2")
    answers = {"1.1": {VALUE: "90%"}, "1.2": {VALUE: "N/A"}, "1.3": {VALUE: "tbc"}}
    take(project, fill(send_form(project, "kpi", "Police"), answers))
    after = awaited(project, "kpi")
    assert after["Police"] == tuple(n for n in before["Police"] if n not in ("1.1", "1.2"))
    assert {name: after[name] for name in after if name != "Police"} == {
        name: before[name] for name in before if name != "Police"
    }


def test_rows_of_registers_are_awaited_of_those_who_gave_them(project):
    assert awaited(project, "attendance")["Police"] == ()
    answers = {"Police": {"Meetings held": "6", "Meetings attended": "5"}}
    take(project, fill(send_form(project, "attendance"), answers))
    assert "Police" not in awaited(project, "attendance")
    assert "Schools" in awaited(project, "attendance")


def test_actions_that_are_done_are_not_awaited(project):
    open_ones = {
        each["reference"]
        for each in held(project).register("actions", AREA)
        if each["period"] == "2023-24" and each["rating"] != "complete"
    }
    listed = [name for things in awaited(project, "actions").values() for name in things]
    assert sorted(listed) == sorted(open_ones)
    assert "" not in awaited(project, "actions")


def test_a_register_that_names_nobody_is_awaited_as_a_whole(project):
    assert awaited(project, "voices") == {"": ()}
    new = {"Who": "carer", "How we heard": "Survey", "What was said": "Thank you",
           "What we did": "Told the team"}  # fmt: skip
    take(project, fill(send_form(project, "voices"), {"new 1": new}))
    assert awaited(project, "voices") == {}


def test_an_agency_that_params_asks_is_awaited_once(project):
    path = project.params / f"areas/{AREA}.yaml"
    area = yaml.safe_load(path.read_text("utf-8"))
    area["agencies"] = ["Youth Service", "POLICE"]
    path.write_text(yaml.safe_dump(area, sort_keys=False), "utf-8")
    kpi = awaited(project, "kpi")
    assert len(kpi["Youth Service"]) == 16
    assert [name for name in kpi if name.casefold() == "police"] == ["Police"]
    assert "Youth Service" in awaited(project, "partner_work")
    assert "Youth Service" not in awaited(project, "finance")
    take(project, fill(send_form(project, "kpi", "youth service"), {"1.1": {VALUE: "90%"}}))
    assert "1.1" not in awaited(project, "kpi")["Youth Service"]
