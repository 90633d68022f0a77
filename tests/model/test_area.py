from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from bcssp_lib.model.area import (
    HOUSE_ACCENTS,
    LEAST_CONTRAST,
    Area,
    AreaCode,
    Look,
    contrast_with_white,
)


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


@pytest.mark.parametrize(
    ("colour", "contrast"), [("#000000", 21), ("#ffffff", 1), ("#767676", 4.54), ("#ff0000", 4.0)]
)
def test_contrast_is_that_of_the_guidelines(colour, contrast):
    assert contrast_with_white(colour) == pytest.approx(contrast, abs=0.01)


@pytest.mark.parametrize("colour", HOUSE_ACCENTS)
def test_the_toolkits_own_accents_can_be_read(colour):
    assert contrast_with_white(colour) >= LEAST_CONTRAST


def test_a_look_without_colours_has_the_toolkits_own():
    assert Look().accents == HOUSE_ACCENTS
    assert Look(colours=("#0A4D68",)).accents == ("#0a4d68",)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"colours": ["#ffdd00"]}, "the contrast with white is 1.3:1, and text needs 4.5:1"),
        ({"colours": ["blue"]}, "a colour is written as"),
        ({"colours": ["#0a4d68", "#0A4D68"]}, "the two colours are the same"),
        ({"colours": ["#0a4d68", "#8a3b12", "#111111"]}, "found 3 colours"),
        ({"logo": "ours.svg"}, "a logo needs 'logo_text'"),
        ({"logo": "../ours.svg", "logo_text": "Us"}, "in params/looks/"),
        ({"cover": "https://example.org/a.png"}, "in params/looks/"),
        ({"cover": "ours.pdf"}, "in params/looks/"),
        ({"typeface": "Arial; } body { color: red"}, "the name of one font"),
        ({"color": ["#0a4d68"]}, "Extra inputs"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(fields, told):
    with pytest.raises(ValidationError) as refused:
        Look.model_validate(fields)
    assert told in str(refused.value)
