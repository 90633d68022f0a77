"""The names of formats, as commands take them."""

from __future__ import annotations

import pytest

from bcssp_lib.model.errors import NotKnownError
from bcssp_lib.model.formats import ALL_FORMATS, Format, formats_of, parse_formats


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("pdf", (Format.PDF,)),
        ("docx, html", (Format.HTML, Format.WORD)),
        ("PDF,pdf", (Format.PDF,)),
        ("html,pdf,docx", ALL_FORMATS),
    ],
)
def test_formats_are_read_in_any_order_and_each_once(typed, found):
    assert parse_formats(typed) == found


@pytest.mark.parametrize("typed", ["word", "pdf,", "", "pdf docx"])
def test_a_name_that_is_none_is_answered_with_those_there_are(typed):
    with pytest.raises(NotKnownError, match="docx"):
        parse_formats(typed)


def test_a_publication_tells_its_formats_by_its_files():
    assert formats_of({"HTML": 1, "Word": 2, "Workbook": 3}) == (Format.HTML, Format.WORD)
    assert formats_of({}) == ()
