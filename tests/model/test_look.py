"""The look of a council's own: what is refused when it is read, with the figure."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bcssp_lib.model.look import HOUSE_ACCENTS, LEAST_CONTRAST, Look, contrast_with_white


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
        ({"colours": ["blue"]}, "match pattern"),
        ({"colours": ["#0a4d68", "#0A4D68"]}, "the two colours are the same"),
        ({"colours": ["#0a4d68", "#8a3b12", "#111111"]}, "at most 2 items"),
        ({"logo": "ours.svg"}, "a logo needs 'logo_text'"),
        ({"logo": "../ours.svg", "logo_text": "Us"}, "match pattern"),
        ({"cover": "https://example.org/a.png"}, "match pattern"),
        ({"cover": "ours.pdf"}, "match pattern"),
        ({"typeface": "Arial; } body { color: red"}, "match pattern"),
        ({"color": ["#0a4d68"]}, "Extra inputs"),
    ],
)
def test_what_cannot_be_used_is_refused_with_the_reason(fields, told):
    with pytest.raises(ValidationError) as refused:
        Look.model_validate(fields)
    assert told in str(refused.value)
