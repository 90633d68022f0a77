import pytest
from pydantic import ValidationError

from bcssp_lib.model.register import Entry, RegisterColumn, RegisterSchema
from bcssp_lib.model.value import Source


def test_a_column_is_required_and_may_repeat_unless_it_says_otherwise():
    column = RegisterColumn(title="Reference", type="text")
    assert column.required
    assert not column.unique


def test_a_column_of_an_unknown_type_is_refused():
    with pytest.raises(ValidationError, match="type"):
        RegisterColumn(title="Reference", type="number")


def test_a_schema_needs_columns():
    with pytest.raises(ValidationError, match="columns"):
        RegisterSchema(id="reviews", title="Reviews", records="reviews")


def test_an_entry_is_read_by_column():
    source = Source(id="s", title="S", publisher="P", synthetic=True)
    entry = Entry("reviews", {"reference": "R1", "notified": None}, source, "reviews.csv", 2)
    assert entry["reference"] == "R1"
    assert entry["notified"] is None
    with pytest.raises(KeyError):
        entry["published"]
