"""What is written for the country is what is read from there again."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import load_national, write_national
from bcssp_lib.model.area import Authority
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Mark, Observation, Reason, Source, Value, known, missing

PLACES = (
    Authority(slug="england", kind="nation", name="England"),
    Authority(slug="one", kind="authority", name="One, City of", region="South West"),
)
DAY = parse_period("at 2024-03-31")
SOURCE = Source(id="dfe", title="Plans: 2024", publisher="DfE", synthetic=False, licence="OGL")


def figure(area: str, value: Value, note: str = "") -> Observation:
    return Observation("cp_plans", area, DAY, value, SOURCE, note=note)


def test_what_is_written_is_read_again(small_project):
    written = [
        figure("england", known("49900", Mark.PROVISIONAL), 'rounded, "to ten"'),
        figure("one", missing(Reason.SUPPRESSED)),
    ]
    write_national(small_project, PLACES, written)
    found = load_national(small_project, load_catalogue(small_project))
    assert found.authorities == PLACES
    read = found.figures.observations
    assert [(one.area, one.value, one.note, one.source) for one in read] == [
        (block.area, block.value, block.note, SOURCE) for block in written
    ]


def test_a_figure_without_a_source_is_never_written(small_project):
    nowhere = Observation("cp_plans", "one", DAY, known(5))
    with pytest.raises(ValueError, match="has no source"):
        write_national(small_project, PLACES, [nowhere])
    assert not (small_project.data / "national").exists()
