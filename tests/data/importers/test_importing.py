"""A file is imported whole, to where its figures belong, or nothing is stored."""

from __future__ import annotations

from hashlib import sha256

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.data.comparators import load_national
from bcssp_lib.data.loader import load_figures
from bcssp_lib.model.errors import InputProblemsError, NotKnownError, UserError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason
from tests.data.importers.files import (
    BANES,
    CATEGORY,
    ENGLAND,
    HEADER,
    ROWS,
    WILTSHIRE,
    bring_in,
    plan,
    row,
    write_file,
)
from tests.projects import write_yaml

BANDS = (
    "3_months_or_less",
    "more_than_3_months_6_months",
    "more_than_6_months_less_than_1_year",
    "1_year_less_than_2_years",
    "2_years_or_more",
)
REFERRALS = ("referral_count", "rereferral_count", "rereferral_percent", "no_further_action_count")


def test_figures_go_to_their_areas_and_to_the_country(small_project, tmp_path):
    path = write_file(tmp_path)
    planned = bring_in(small_project, path)
    assert planned.format.id == "dfe_child_protection_plans"
    assert list(planned.lines()) == [
        "data/banes/dfe_children_in_need.csv: 2 new, 0 revised, 0 lost, 0 the same",
        "data/national/figures/dfe_children_in_need.csv: 8 new, 0 revised, 0 lost, 0 the same",
    ]
    catalogue = load_catalogue(small_project)
    own = load_figures(catalogue, ("banes",))
    figure = own.observation("cp_plans", "banes", parse_period("at 2023-03-31"))
    assert figure.value.amount == 121
    assert figure.source.vintage == "reporting year 2023"
    assert not figure.source.synthetic
    (file,) = figure.source.files
    assert (file.name, file.sha256) == ("plans.csv", sha256(path.read_bytes()).hexdigest())
    country = load_national(catalogue)
    assert [(each.slug, each.kind, each.code) for each in country.authorities] == [
        ("banes", "authority", "800 E06000022"),
        ("england", "nation", "E92000001"),
        ("south-west", "region", "E12000009"),
        ("wiltshire", "authority", "865 E06000054"),
    ]
    hidden = country.figures.observation("cp_plans", "wiltshire", parse_period("at 2022-03-31"))
    assert hidden.value.reason is Reason.SUPPRESSED


def test_the_same_file_again_changes_nothing(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    again = plan(small_project, write_file(tmp_path))
    assert again.files == {}
    assert "2 the same" in next(again.lines())


def test_a_newer_file_says_what_is_new_revised_and_lost(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    newer = [row(BANES, 2023, 131), row(BANES, 2025, 150), row(ENGLAND, 2025, 49420)]
    planned = plan(small_project, write_file(tmp_path, *newer))
    assert list(planned.lines())[:3] == [
        "data/banes/dfe_children_in_need.csv: 1 new, 1 revised, 1 lost, 0 the same",
        "  cp_plans, banes, at 2023-03-31: 121 → 131",
        "  lost: cp_plans, banes, at 2022-03-31",
    ]
    assert len(planned.lost) == 8


def test_what_is_there_stays_as_it_is(small_project, tmp_path):
    folder = small_project.data / "banes"
    before = {path: path.read_bytes() for path in folder.rglob("*.csv")}
    sources = (folder / "sources.yaml").read_text("utf-8")
    bring_in(small_project, write_file(tmp_path))
    assert {path: path.read_bytes() for path in before} == before
    after = (folder / "sources.yaml").read_text("utf-8")
    assert after.startswith(sources.rstrip())
    assert "dfe_children_in_need:" in after[len(sources.rstrip()) :]


def test_a_figure_that_another_file_holds_stays_there(small_project, tmp_path):
    held = plan(small_project, write_file(tmp_path, *ROWS, row(BANES, 2024, 141)))
    assert "1 held in another file, and left there" in next(held.lines())
    other = write_file(tmp_path, *ROWS, row(BANES, 2024, 142))
    with pytest.raises(InputProblemsError, match=r"plans\.csv:10: .*142, and another file") as told:
        plan(small_project, other)
    assert "data/banes/children_social_care.csv:2: 141" in str(told.value)


def test_only_the_areas_asked_for_are_touched(small_project, tmp_path):
    planned = plan(small_project, write_file(tmp_path), areas=("banes",))
    assert {path.parent.name for path in planned.files} == {"banes"}
    planned = plan(small_project, write_file(tmp_path), areas=("national",))
    assert {path.parent.name for path in planned.files} == {"national", "figures"}
    with pytest.raises(NotKnownError, match="nearest: banes"):
        plan(small_project, write_file(tmp_path), areas=("bane",))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "Reporting year",
            "Calendar year",
            r"\[time_period\]: 'Calendar year' with '2023' ends",
        ),
        ("2023,R", "2023-2,R", r"\[time_period\]"),
        (",800,", ",801,", r"801 and E06000022 are codes of different areas"),
        ("E06000022", "E06000023", r"800 and E06000023 are codes of different areas"),
        (",800,E06000022,", ",,,", "the code of the authority is empty"),
        (",800,E06000022,", ",899,E06000099,", "899 is no code of Bath and North East Somerset"),
        ("Bath and North East Somerset", "Bristol, City of", "the row has 13 cells"),
        (
            "Bath and North East Somerset",
            '"Bristol, City of"',
            "the name is 'Bristol, City of'",
        ),
        ("Local authority,", "Local autority,", r"\[geographic_level\]: found 'Local autority'"),
        ("Child Protection Plans by", "Plans by", r"\[category\]: found 'Plans by length of time'"),
        (",121", ',"12,1"', r"\[CPP_At31\]: '12,1' may have a decimal comma"),
        (",121", ",", r"\[CPP_At31\]: the cell is empty"),
        (",121", ",121.5", "121.5 children is not a whole number"),
        (",121", ",-121", "-121 is negative"),
        (",121", ",~", "neither a number nor a known symbol"),
        ("CPP_At31", "CPP_At30", "the column 'CPP_At31' is missing"),
        ("la_name", "la_name,la_name", "the column is there twice"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_is_stored(
    small_project, tmp_path, old, new, told
):
    path = write_file(tmp_path)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    before = sorted(small_project.root.rglob("*"))
    with pytest.raises(InputProblemsError, match=told):
        bring_in(small_project, path)
    assert sorted(small_project.root.rglob("*")) == before


def test_a_problem_of_many_rows_is_told_once_with_their_number(small_project, tmp_path):
    path = write_file(tmp_path)
    text = path.read_text("utf-8").replace("Reporting year", "Week 12")
    path.write_text(text.replace(",c\n", ",~\n"), "utf-8")
    with pytest.raises(InputProblemsError) as told:
        plan(small_project, path)
    (problem,) = told.value.problems
    assert (
        problem.wrong == "'Week 12' is no time identifier that is known (and in 7 more rows, to 9)"
    )


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("", "Source: the department\n"),
        ("", "Note: figures are rounded, see the methodology\n"),
        ("Child protection plans\nPublished in October, revised in May\n", ""),
        ("\n" * 50, "\n" * 50),
    ],
)
def test_titles_and_notes_are_left_out(small_project, tmp_path, above, below):
    path = write_file(tmp_path)
    path.write_text(above + path.read_text("utf-8") + below, "utf-8")
    planned = plan(small_project, path)
    assert "2 new" in next(planned.lines())
    assert any("as notes" in note for note in planned.notes) == bool(below.strip())


def test_a_row_that_is_there_twice_is_taken_once(small_project, tmp_path):
    planned = plan(small_project, write_file(tmp_path, *ROWS, ROWS[2]))
    assert "figures that are there twice were taken once (row 10)" in planned.notes
    other = write_file(tmp_path, *ROWS, row(BANES, 2023, 122))
    with pytest.raises(InputProblemsError, match=r"plans\.csv:10: a second figure for banes"):
        plan(small_project, other)


def test_codes_with_a_decimal_are_taken_and_told(small_project, tmp_path):
    path = write_file(tmp_path)
    path.write_text(path.read_text("utf-8").replace(",800,", ",800.0,"), "utf-8")
    planned = plan(small_project, path)
    assert "2 new" in next(planned.lines())
    told = "old_la_code: codes were read in their usual form (2 times, first in row 4, '800.0')"
    assert told in planned.notes


def test_a_name_that_passed_to_another_authority_is_the_latest_ones(small_project, tmp_path):
    old = row(WILTSHIRE.replace("865,E06000054", "835,E10000009"), 2018, 50)
    bring_in(small_project, write_file(tmp_path, *ROWS, old))
    authorities = load_national(load_catalogue(small_project)).authorities
    assert {each.slug: each.code for each in authorities if "wilt" in each.slug} == {
        "wiltshire": "865 E06000054",
        "wiltshire-835": "835 E10000009",
    }


def test_a_place_is_found_by_any_of_its_codes(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    without = [each.replace(",865,", ",,") for each in ROWS]
    planned = plan(small_project, write_file(tmp_path, *without))
    assert all(" 0 new" in line for line in planned.lines() if ".csv" in line)


def test_an_authority_keeps_its_slug_when_its_name_changes(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    renamed = [each.replace("Wiltshire", "County of Wiltshire") for each in ROWS]
    planned = plan(small_project, write_file(tmp_path, *renamed))
    assert all(" 0 new" in line for line in planned.lines() if ".csv" in line)


def test_a_renamed_column_is_named_with_the_heading_that_comes_near(small_project, tmp_path):
    header = HEADER.replace("CPP_At31", "CPP_at_31_March").replace("new_la_code", "x")
    path = write_file(tmp_path, header=f"{header},3_months_or_less")
    with pytest.raises(InputProblemsError) as refused:
        plan(small_project, path)
    assert [each.wrong for each in refused.value.problems] == [
        "the column 'new_la_code' is missing",
        "the column 'CPP_At31' is missing; near it is 'CPP_at_31_March'",
    ]


def test_a_heading_that_may_name_a_person_is_not_shown_as_near(small_project, tmp_path):
    header = HEADER.replace("CPP_At31", "cpp.at31@example.org")
    with pytest.raises(InputProblemsError) as refused:
        plan(small_project, write_file(tmp_path, header=header))
    assert "example" not in str(refused.value)


def test_what_gives_a_suppressed_figure_away_is_suppressed_too(small_project, tmp_path):
    header = ",".join([HEADER, *BANDS])
    path = write_file(tmp_path, f"{row(BANES, 2023, 121)},40,30,31,c,15", header=header)
    planned = plan(small_project, path)
    assert planned.notes[-1].endswith("what the source has suppressed: 1")
    change = next(each for each in planned.changes if each.file.startswith("data/banes"))
    values = {cells[3]: cells[4] for cells in change.rows if cells[3]}
    assert sorted(values.values()) == ["15", "30", "40", "c", "c"]


def test_figures_of_indicators_that_are_not_declared_are_told(small_project, tmp_path):
    path = small_project.params / "imports/dfe_referrals.yaml"
    path.write_text(path.read_text("utf-8").replace("indicator: re", "indicator: not_re"), "utf-8")
    header = ",".join([HEADER.removesuffix(",CPP_At31"), *REFERRALS])
    line = row(BANES, 2023, "1,2,3,4").replace(CATEGORY, "Referrals and Re-referrals")
    with pytest.raises(InputProblemsError, match="declare: not_referrals, not_rereferrals"):
        plan(small_project, write_file(tmp_path, line, header=header))


OWN_PLACES = {
    "of one area": {"all": "banes"},
    "by texts": {"text": "Area", "areas": {"Bath": "banes"}},
    "by own names": {"own_names": "Area"},
}


def own_map(folder, areas):
    """A map of a council's own return, and the return."""
    path = folder / "map.yaml"
    source = {"id": "council_return", "title": "Return", "publisher": "The council"}
    columns = [{"column": "Plans", "indicator": "cp_plans", "period": "snapshot"}]
    periods = {"all": "at 2023-03-31"}
    write_yaml(
        path,
        {"title": "R", "source": source, "areas": areas, "periods": periods, "figures": columns},
    )
    name = "Bath and North East Somerset" if "own_names" in areas else "Bath"
    return path, write_file(folder, f"{name},121", name="return.csv", header="Area,Plans")


@pytest.mark.parametrize("name", OWN_PLACES)
def test_a_file_of_own_areas_alone_says_nothing_of_the_country(small_project, tmp_path, name):
    path, returned = own_map(tmp_path, OWN_PLACES[name])
    planned = bring_in(small_project, returned, map=path)
    assert [change.file for change in planned.changes] == ["data/banes/council_return.csv"]
    assert {path.parent.name for path in planned.files} == {"banes"}
    with pytest.raises(UserError, match="names your own areas alone"):
        plan(small_project, returned, map=path, areas=("national",))


def test_a_problem_of_a_row_that_goes_to_two_folders_is_told_once(small_project, tmp_path):
    with pytest.raises(InputProblemsError) as told:
        plan(small_project, write_file(tmp_path, row(BANES, 2023, -5)))
    assert len(told.value.problems) == 1


def test_made_up_figures_are_never_mixed_with_real_ones(small_project, tmp_path):
    bring_in(small_project, write_file(tmp_path))
    folder = small_project.data / "national/figures"
    sources = folder / "sources.yaml"
    sources.write_text(sources.read_text().replace("synthetic: false", "synthetic: true"))
    (folder / "dfe_children_in_need.csv").rename(folder / "made_up.csv")
    with pytest.raises(InputProblemsError) as told:
        plan(small_project, write_file(tmp_path))
    (problem,) = told.value.problems
    assert problem.file == "data/national/figures/made_up.csv"
    assert problem.wrong == "it holds made-up figures for 8 of these"


def test_a_file_of_no_known_form_says_what_to_do(small_project, tmp_path):
    path = tmp_path / "return.csv"
    path.write_text("what,how many\nvisits,3\n")
    with pytest.raises(InputProblemsError, match="--draft-map"):
        plan(small_project, path)
    with pytest.raises(NotKnownError, match="nearest: dfe_referrals"):
        plan(small_project, path, format="dfe_referal")
    with pytest.raises(UserError, match="There is no file"):
        plan(small_project, tmp_path / "none.csv")


CODES = [816, 358, 919, 356, 938, 314, 825, 931, 873, 802]
NEIGHBOURS_HEADER = "old_la_code,la_name,region_ind,region_name," + ",".join(
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
    path = write_file(tmp_path, *rows(), header=NEIGHBOURS_HEADER)
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
    listed = {each.slug for each in load_national(catalogue).authorities}
    assert set(near.authorities) <= listed
    assert plan(small_project, path, areas=("banes",)).files == {}


def test_the_other_model_takes_its_place(small_project, tmp_path):
    bring_in(
        small_project, write_file(tmp_path, *rows(), header=NEIGHBOURS_HEADER), areas=("banes",)
    )
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
    path = write_file(tmp_path, *rows(near), header=NEIGHBOURS_HEADER)
    with pytest.raises(InputProblemsError, match=told):
        plan(small_project, path, areas=("banes",))


@pytest.mark.parametrize(
    ("total", "shortest", "told"),
    [
        (141, 5000, r"'3 months or less' .* is 5000, but the whole, .* is 141 \(plans\.csv:2\)"),
        (90, 33, r"3 parts come to 104 .* is 90 \(plans\.csv:2\)"),
    ],
)
def test_a_part_above_its_whole_is_refused_before_anything_is_suppressed(
    small_project, tmp_path, total, shortest, told
):
    """Two bands are suppressed, so that what is wrong seems to give them away."""
    header = ",".join((HEADER, *BANDS))
    path = write_file(tmp_path, f"{row(BANES, 2025, total)},{shortest},36,35,c,c", header=header)
    with pytest.raises(InputProblemsError, match=told) as refused:
        bring_in(small_project, path, areas=("banes",))
    assert len(refused.value.problems) == 1
