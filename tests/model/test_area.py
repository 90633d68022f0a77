from datetime import date

import pytest
from pydantic import ValidationError

from bcssp_lib.model.area import Area, AreaCode


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(1974, 4, 1), "E10999004"),
        (date(2023, 3, 31), "E10999004"),
        (date(2023, 4, 1), "E06999004"),
        (date(2024, 3, 31), "E06999004"),
    ],
)
def test_saltmeres_code_changed_when_its_council_did(catalogue, day, code):
    assert catalogue.area("saltmere").code_on(day) == code


def test_saltmeres_department_code_stayed(catalogue):
    assert catalogue.area("saltmere").department_code == 994


def test_a_code_without_dates_holds_on_every_day(catalogue):
    assert catalogue.area("banes").code_on(date(1900, 1, 1)) == "E06000022"


def test_a_day_on_which_no_code_held_has_none():
    code = AreaCode(code="E06999004", first=date(2023, 4, 1))
    area = Area(slug="new", name="New", short_name="New", codes=(code,))
    assert area.code_on(date(2023, 3, 31)) is None


@pytest.mark.parametrize(
    "code", ["", "E0600002", "E060000222", "xE06000022", "E06000022 (old)", "Q06000022"]
)
def test_what_is_no_area_code_is_refused(code):
    with pytest.raises(ValidationError):
        AreaCode(code=code)


def test_an_area_with_a_field_that_is_not_known_is_refused():
    with pytest.raises(ValidationError, match="extra_forbidden"):
        Area(slug="a", name="A", short_name="A", mayor="B")
