from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from bcssp_lib.model.indicator import Indicator, RatingRule

FIELDS: dict[str, Any] = {
    "id": "missing_reports",
    "title": "Missing children reports",
    "counts": "reports",
    "singular": "report",
    "unit": "count",
    "polarity": "lower is better",
    "denominator": None,
    "definition": "Reports of a missing child.",
    "caveat": "Reports are not children.",
    "source": "Police",
    "periods": ["rolling"],
    "disclosure": "as published",
}


def test_an_indicator_needs_no_more_than_its_required_fields():
    assert Indicator(**FIELDS).title == "Missing children reports"


@pytest.mark.parametrize("field", sorted(FIELDS.keys() - {"disclosure"}))
def test_each_required_field_is_required(field):
    content = {name: value for name, value in FIELDS.items() if name != field}
    with pytest.raises(ValidationError, match=f"{field}\n"):
        Indicator(**content)


@pytest.mark.parametrize(
    "name", ["", "Missing", "missing-reports", "missing reports", "1st", "_a", "a.b"]
)
def test_an_id_that_prose_could_not_name_is_refused(name):
    with pytest.raises(ValidationError, match="id\n"):
        Indicator(**{**FIELDS, "id": name})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("unit", "reports"),
        ("polarity", "up"),
        ("disclosure", 5),
        ("disclosure", None),
        ("headline", "yes"),
        ("planned", 1),
        ("periods", []),
        ("periods", ["week"]),
        ("decimals", -1),
        ("decimals", 5),
        ("target", "NaN"),
        ("symbols", {"N/A": {"reason": "q", "meaning": "?"}}),
        ("polarty", "neither"),
    ],
)
def test_a_field_with_what_it_may_not_hold_is_refused(field, value):
    with pytest.raises(ValidationError, match=field):
        Indicator(**{**FIELDS, field: value})


@pytest.mark.parametrize(
    ("field", "value"),
    [("amber_within", 0), ("amber_within", -15), ("basis", "share"), ("at_boundary", "green")],
)
def test_a_rating_rule_with_what_it_may_not_hold_is_refused(field, value):
    content = {
        "id": "rule",
        "title": "Rule",
        "basis": "points",
        "amber_within": Decimal(15),
        "at_boundary": "red",
        "source": "Source",
    }
    with pytest.raises(ValidationError, match=field):
        RatingRule(**{**content, field: value})
