import shutil
from dataclasses import replace

import pytest

from bcssp_lib.data.loader import load_figures, load_folders
from bcssp_lib.data.observations import COLUMNS
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import InputProblemsError
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import Reason, missing
from tests.projects import read_csv, write_csv

TRAINING = ("banes", "training_sessions", "2023-24", "", "76", "", "own", "")
TOPICS = ("banes", "training_topics", "2023-24", "", "27", "", "own", "")
RETURN = ("banes", "kpi_1_01", "2023-24", "Police", "100", "", "own", "")


def changed(row, **cells):
    """A row with some of its cells changed."""
    return tuple(cells.get(column, cell) for column, cell in zip(COLUMNS, row, strict=True))


@pytest.fixture
def write(banes_folder):
    return lambda name, *rows: write_csv(banes_folder / name, COLUMNS, *rows)


def test_a_row_becomes_an_observation_with_its_origin(write, load):
    write("training.csv", TOPICS, changed(TRAINING, mark="p", note="To be checked"))
    found = load().observation("training_sessions", "banes", parse_period("2023-24"))
    assert str(found.value.amount) == "76"
    assert found.value.mark == "p"
    assert (found.file, found.row) == ("data/banes/training.csv", 3)
    assert found.note == "To be checked"
    assert found.source.title == "Return"


def test_a_folder_may_have_no_figures_yet(write, load):
    write("training.csv")
    assert load().observations == ()


def test_an_area_without_a_folder_has_no_figures(load, banes_folder):
    (banes_folder / "sources.yaml").unlink()
    banes_folder.rmdir()
    assert load().observations == ()


def test_a_figure_without_a_row_is_not_available(write, load):
    write("training.csv", TRAINING)
    found = load().observation("training_sessions", "banes", parse_period("2022-23"))
    assert found.value == missing(Reason.NOT_AVAILABLE)
    assert (found.source, found.row) == (None, None)


def test_a_series_holds_the_totals_oldest_first(write, load):
    quarters = ["2023-24 Q2", "2022-23 Q4", "2023-24 Q1"]
    write("training.csv", *[changed(TRAINING, period=quarter) for quarter in quarters])
    labels = [one.period.label for one in load().series("training_sessions", "banes")]
    assert labels == ["2022-23 Q4", "2023-24 Q1", "2023-24 Q2"]


def test_a_series_leaves_out_the_categories(write, load):
    write("kpis.csv", RETURN, changed(RETURN, category=""))
    (found,) = load().series("kpi_1_01", "banes")
    assert (found.category, found.row) == ("", 3)


def test_a_breakdown_keeps_the_order_of_the_file_and_leaves_out_the_total(write, load):
    names = ["Police", "", "Council", "Ambulance"]
    write("kpis.csv", *[changed(RETURN, category=name) for name in names])
    found = load().breakdown("kpi_1_01", "banes", parse_period("2023-24"))
    assert [one.category for one in found] == ["Police", "Council", "Ambulance"]


@pytest.mark.parametrize(
    ("row", "column", "wrong", "allowed"),
    [
        (
            changed(TRAINING, area="fairport"),
            "area",
            "found 'fairport'",
            "avon-and-somerset, banes",
        ),
        (changed(TRAINING, area=""), "area", "found ''", "banes"),
        (
            changed(TRAINING, indicator="training_sesions"),
            "indicator",
            "found 'training_sesions'",
            "params/indicators/",
        ),
        (changed(TRAINING, period="23/24"), "period", "found '23/24'", "2023-24 Q4"),
        (changed(TRAINING, period="2023-25"), "period", "found '2023-25'", "2023-24"),
        (
            changed(TRAINING, period="at 2024-03-31"),
            "period",
            "a period of the kind 'snapshot'",
            "for training_sessions: year",
        ),
        (changed(TRAINING, value="many"), "value", "'many' is neither", "a whole number from 0"),
        (changed(TRAINING, value=""), "value", "'' is neither a number", "c, x, z, low, u"),
        (changed(TRAINING, value="-76"), "value", "-76 is negative", "a whole number from 0"),
        (changed(TRAINING, value="76.5"), "value", "76.5 sessions is not a whole", "whole number"),
        (changed(TRAINING, value="N/A"), "value", "'N/A' is neither", "c, x, z, low, u"),
        (changed(RETURN, value="n/a"), "value", "'n/a' is neither", "N/A, /, TBC, c, x"),
        (changed(RETURN, value="101"), "value", "101 is more than 100", "from 0 to 100"),
        (changed(TRAINING, mark="q"), "mark", "found 'q'", "empty, p, r, e"),
        (changed(TRAINING, source="other"), "source", "found 'other'", "in sources.yaml: own"),
        (changed(TRAINING, category="Police"), "category", "has no breakdown", "empty"),
    ],
)
def test_a_cell_that_is_wrong_is_named_by_file_row_and_column(
    write, problems, row, column, wrong, allowed
):
    write("training.csv", TOPICS, row)
    (found,) = problems()
    assert (found.file, found.row, found.column) == ("data/banes/training.csv", 3, column)
    assert wrong in found.wrong
    assert allowed in found.allowed


def test_a_second_row_for_one_figure_is_refused(write, problems):
    write("training.csv", TRAINING, TOPICS, changed(TRAINING, value="77"))
    (found,) = problems()
    assert (found.file, found.row) == ("data/banes/training.csv", 4)
    assert found.wrong == "a second row for training_sessions, banes, 2023-24: 77"
    assert found.allowed == "one row; the first is data/banes/training.csv:2: 76"


def test_a_second_row_in_another_file_is_refused(write, problems):
    write("a.csv", TOPICS, RETURN)
    write("b.csv", TRAINING, RETURN)
    (found,) = problems()
    assert (found.file, found.row) == ("data/banes/b.csv", 3)
    assert found.wrong == "a second row for kpi_1_01, banes, 2023-24, Police: 100"
    assert found.allowed == "one row; the first is data/banes/a.csv:3: 100"


def test_a_row_in_the_folders_of_two_areas_is_refused(write, tmp_path, catalogue):
    force = changed(TRAINING, area="avon-and-somerset")  # its figures may be in either
    write("training.csv", TRAINING, force)
    shutil.copytree(tmp_path / "data/banes", tmp_path / "data/avon-and-somerset")
    write_csv(tmp_path / "data/avon-and-somerset/training.csv", COLUMNS, force)
    folders = ("banes", "avon-and-somerset")
    for folder in folders:
        assert load_folders(replace(catalogue, project=Project(tmp_path)), (folder,)).observations
    for _ in range(2):
        with pytest.raises(InputProblemsError, match="row for training_sessions, avon") as caught:
            load_folders(replace(catalogue, project=Project(tmp_path)), folders)
        assert [problem.file for problem in caught.value.problems] == [
            "data/avon-and-somerset/training.csv"
        ]


def test_a_row_twice_in_a_folder_is_refused_after_that_folder_was_read_with_another(
    write, tmp_path, catalogue
):
    write("training.csv", TRAINING)
    write("more.csv", TRAINING)
    for folders in [("banes", "fairport"), ("banes",)]:
        with pytest.raises(InputProblemsError, match="a second row for training_sessions"):
            load_folders(replace(catalogue, project=Project(tmp_path)), folders)


@pytest.mark.parametrize(
    ("columns", "column", "wrong"),
    [
        (COLUMNS[:-1], "note", "the column is missing"),
        ((*COLUMNS, "age"), "age", "the column is not known"),
        ((*COLUMNS[:4], "Value", *COLUMNS[5:]), "Value", "the column is not known"),
    ],
)
def test_other_columns_are_refused(banes_folder, problems, columns, column, wrong):
    write_csv(banes_folder / "training.csv", columns, TRAINING[: len(columns)])
    found = {problem.column: problem for problem in problems() if problem.column}
    assert (found[column].file, found[column].row) == ("data/banes/training.csv", 1)
    assert found[column].wrong == wrong
    assert found[column].allowed == ", ".join(COLUMNS)


@pytest.mark.parametrize(
    ("encoding", "wrong"),
    [
        ("utf-8-sig", "UTF-8 with a byte order mark"),
        ("cp1252", "looks like Windows-1252"),
        ("utf-16", "UTF-16"),
    ],
)
def test_a_file_of_another_encoding_is_refused(write, problems, encoding, wrong):
    path = write("training.csv", changed(TRAINING, note="Café – closed"))
    path.write_bytes(path.read_text("utf-8").encode(encoding))
    (found,) = problems()
    assert found.file == "data/banes/training.csv"
    assert wrong in found.wrong
    assert "UTF-8" in found.allowed


def test_an_empty_file_is_refused(banes_folder, problems):
    (banes_folder / "training.csv").write_bytes(b"")
    (found,) = problems()
    assert (found.file, found.wrong) == ("data/banes/training.csv", "the file is empty")


def test_a_ragged_row_is_refused(write, problems):
    write("training.csv", TRAINING, TOPICS[:-1])
    (found,) = problems()
    assert (found.file, found.row) == ("data/banes/training.csv", 3)
    assert (found.wrong, found.allowed) == ("the row has 7 cells", "8")


def test_every_problem_of_every_file_is_reported_together(write, banes_folder, load, problems):
    write("a.csv", changed(TRAINING, value="many"), changed(TOPICS, value="-1"))
    write("b.csv", changed(RETURN, source="other", mark="q"))
    write("c.csv", RETURN[:-1])
    (banes_folder / "d.csv").write_bytes("x\n".encode("utf-16"))
    write("e.csv", TRAINING, TRAINING)
    write_csv(banes_folder / "registers/rewiews.csv", ("a",))
    found = {
        (problem.file.rpartition("/")[2], problem.row, problem.column) for problem in problems()
    }
    assert found == {
        ("a.csv", 2, "value"),
        ("a.csv", 3, "value"),
        ("b.csv", 2, "mark"),
        ("b.csv", 2, "source"),
        ("c.csv", 2, ""),
        ("d.csv", 1, ""),
        ("e.csv", 3, ""),
        ("rewiews.csv", None, ""),
    }


def test_one_mistake_in_every_row_is_named_in_every_row(write, problems):
    write("training.csv", *[changed(TRAINING, area="bath") for _ in range(40)])
    assert [problem.row for problem in problems()] == list(range(2, 42))


def test_the_message_shows_each_problem(write, load, problems):
    write("training.csv", changed(TRAINING, value="many"))
    message = str(problems()[0])
    assert message == (
        "data/banes/training.csv:2 [value]: 'many' is neither a number nor a known symbol; "
        "allowed: a whole number from 0, or a symbol: c, x, z, low, u"
    )


@pytest.mark.parametrize(
    ("text", "row", "wrong"),
    [
        ("sources: []\n", 1, "there is no mapping 'sources:'"),
        ("source: {}\n", 1, "there is no mapping 'sources:'"),
        ("sources:\n  own: {title: A, publisher: B}\n", 2, "the field is missing"),
        ("sources:\n  own: A\n", 2, "found 'A'"),
        ("sources: {own: [\n", 2, "this is not YAML"),
    ],
)
def test_sources_that_are_wrong_are_named(banes_folder, problems, text, row, wrong):
    (banes_folder / "sources.yaml").write_text(text, "utf-8")
    (found,) = problems()
    assert (found.file, found.row) == ("data/banes/sources.yaml", row)
    assert wrong in found.wrong


def test_an_id_within_a_source_is_refused_as_its_key_says_it(banes_folder, problems):
    path = banes_folder / "sources.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("    title:", "    id: other\n    title:", 1), "utf-8")
    (found,) = problems()
    assert found.wrong == "the field is not known"


def test_figures_without_their_sources_file_are_refused(write, banes_folder, problems):
    write("training.csv", TRAINING)
    (banes_folder / "sources.yaml").unlink()
    assert [(problem.file, problem.wrong) for problem in problems()] == [
        ("data/banes/sources.yaml", "the file is missing (1 row depends on its sources)"),
    ]


def test_a_fault_of_a_source_is_told_once_with_the_rows_that_depend_on_it(
    write, banes_folder, problems
):
    write("training.csv", *[TRAINING for _ in range(93)], changed(TRAINING, value="many"))
    path = banes_folder / "sources.yaml"
    path.write_text(path.read_text("utf-8").replace("title:", "titel:"), "utf-8")
    found = problems()
    assert found[0].file == "data/banes/sources.yaml"
    assert found[0].wrong.endswith("(94 rows depend on its sources)")
    assert not [each for each in found if each.column == "source"]
    assert "'many' is neither" in found[-1].wrong


@pytest.mark.parametrize(
    ("written", "vintage"), [("2025-06-30", "2025-06-30"), ("2025", "2025"), ("June", "June")]
)
def test_the_vintage_of_a_source_is_taken_as_it_is_written(
    write, banes_folder, load, written, vintage
):
    write("training.csv", TRAINING)
    path = banes_folder / "sources.yaml"
    source = path.read_text("utf-8")
    path.write_text(source.replace("    title:", f"    vintage: {written}\n    title:"), "utf-8")
    assert load().observations[0].source.vintage == vintage


def test_real_figures_are_not_called_synthetic_and_made_up_ones_are(catalogue, example_project):
    figures = load_figures(catalogue, ("banes", "fairport"))
    assert not figures.synthetic("banes")
    assert figures.synthetic("fairport")


def test_every_row_of_the_real_files_is_loaded_once(banes_figures, example_project):
    loaded = {
        (observation.file, observation.row): observation
        for observation in banes_figures.observations
    }
    rows = {}
    for path in (example_project.data / "banes").glob("*.csv"):
        for number, row in enumerate(read_csv(path), start=2):
            rows[example_project.shown(path), number] = row
    assert loaded.keys() == rows.keys()
    assert len(loaded) == len(banes_figures.observations)
    for place, row in rows.items():
        one = loaded[place]
        shown = one.value.printed or one.value.reason or str(one.value.amount)
        assert (one.indicator, one.area, one.period.label, one.category, shown) == (
            row["indicator"],
            row["area"],
            row["period"],
            row["category"],
            row["value"],
        )
