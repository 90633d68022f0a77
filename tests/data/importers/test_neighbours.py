"""Statistical neighbours are joined by codes, and written into the files of areas."""

from __future__ import annotations

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import load_national
from bcssp_lib.model.errors import InputProblemsError
from tests.data.importers.files import bring_in, plan, write_file

CODES = [816, 358, 919, 356, 938, 314, 825, 931, 873, 802]
HEADER = "old_la_code,la_name,region_ind,region_name," + ",".join(
    f"SN_{n},SN_{n}P" for n in range(1, 11)
)
HEADER_2021 = "LA num,LA Name,LA number,GOInd,GOReg," + ",".join(f"SN{n},SNP" for n in range(1, 11))


def line(code, name, near):
    return f"{code},{name},9,South West," + ",".join(f"{each},Close " for each in near)


def rows(near=CODES):
    """The row of the area, and one for each neighbour."""
    others = [line(code, f"Authority {code}", CODES) for code in CODES]
    return [line(800, "Bath and North East Somerset", near), *others]


def only_banes(project):
    for path in (project.params / "areas").glob("*.yaml"):
        if path.stem not in ("banes", "north-somerset", "avon-and-somerset"):
            path.unlink()


def test_neighbours_are_entered_in_the_area(small_project, tmp_path):
    path = write_file(tmp_path, *rows(), header=HEADER)
    planned = bring_in(small_project, path, areas=("banes",))
    assert list(planned.lines()) == [
        "params/areas/banes.yaml: 10 neighbours, 2025 model",
        "data/national/authorities.csv: 10 new",
    ]
    catalogue = load_catalogue(small_project)
    near = catalogue.areas["banes"].neighbours
    assert near.model == "2025 model"
    assert near.authorities[0] == "authority-816"
    assert near.authorities[-1] == "north-somerset"  # by its code, whatever the file calls it
    listed = {each.slug for each in load_national(small_project, catalogue).authorities}
    assert set(near.authorities) <= listed
    assert plan(small_project, path, areas=("banes",)).files == {}


def test_the_other_model_takes_its_place(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path, *rows(), header=HEADER), areas=("banes",))
    near = [*CODES[:4], *CODES[5:], 938]
    older = [
        f"{code},{name},{code},9,South West," + ",".join(f"{each},Close" for each in near)
        for code, name in [(800, "Bath and North East Somerset")]
        + [(code, f"Authority {code}") for code in CODES]
    ]
    planned = bring_in(
        small_project, write_file(tmp_path, *older, header=HEADER_2021), areas=("banes",)
    )
    assert list(planned.lines()) == [
        "params/areas/banes.yaml: 2025 model → 2021 model, 10 of 10 as before"
    ]


@pytest.mark.parametrize(
    ("near", "told"),
    [
        ([*CODES[:-1], 999], r"plans\.csv:2 \[SN_10\]: '999' is the code of no row"),
        ([*CODES[:-1], 800], "800 is the area itself"),
        ([*CODES[:-1], 816], "816 is the area itself, or is there twice"),
    ],
)
def test_a_neighbour_that_cannot_be_is_refused(small_project, tmp_path, near, told):
    path = write_file(tmp_path, *rows(near), header=HEADER)
    with pytest.raises(InputProblemsError, match=told):
        plan(small_project, path, areas=("banes",))
