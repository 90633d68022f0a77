"""Sending a report's narrative to Word, and taking it back into the files of authors."""

from __future__ import annotations

from pathlib import Path

import pytest

from bcssp_lib.build.authoring import confirm_blocks
from bcssp_lib.build.build import build
from bcssp_lib.build.plan import read_findings
from bcssp_lib.build.request import Options, Request
from bcssp_lib.build.word import send_word, take_word
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NarrativeError, NotKnownError, OutputError, UserError
from bcssp_lib.narrative.pictures import name_by_content
from bcssp_lib.publish.word_reading import read_word
from tests.build.test_leak_check import AREA, GROUP, PROSE, write_section
from tests.narrative.pictures import picture
from tests.projects import (
    Quiet,
    copied_project,
    copy_example,
    made_once,
    make_small_project,
)
from tests.publish.word_files import (
    change,
    control,
    element,
    find_paragraph,
    members,
    paragraph,
    type_over,
)

OWN = (
    '::: {#what-changed}\nOur reports {{ change("missing_reports") }}.\n\n'
    "A second paragraph.\n:::\n"
)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small project whose narrative was sent; only to be copied."""

    def make(folder: Path) -> None:
        project = make_small_project(folder / "project")
        write(project, OWN)
        sent(project)

    return made_once(tmp_path_factory, "sent-project", make) / "project"


@pytest.fixture
def project(built: Path, tmp_path: Path) -> Project:
    return copied_project(built, tmp_path)


@pytest.fixture
def word(project: Project) -> Path:
    """The Word file that was sent."""
    return project.reports / "banes/2023-24/working/banes-2023-24-annual.docx"


def sent(project: Project, *sections: str, area: str = "banes", to: Path | None = None) -> Path:
    return send_word(project, Request((area,), sections=sections), to, Quiet())


def narrative(project: Project, section: str = "police") -> Path:
    return project.reports / f"banes/2023-24/narrative/{section}.md"


def write(project: Project, text: str, section: str = "police") -> None:
    narrative(project, section).parent.mkdir(parents=True, exist_ok=True)
    narrative(project, section).write_text(text, "utf-8")


@pytest.mark.soak  # test_word_changes.py has the usual run send and take every way to write
@pytest.mark.parametrize("area", ["fairport", "banes"])
def test_every_section_comes_back_to_the_byte(tmp_path, area):
    project = copy_example(tmp_path / "project")
    sections = load_catalogue(project).edition("annual").shown
    assert sections
    path = sent(project, area=area, to=tmp_path)
    taken = take_word(project, path)
    assert list(taken.changes.texts) == list(sections)
    assert sum(map(len, taken.changes.texts.values())) == len(read_word(path).sent.blocks)
    for merged in taken.merged:
        blocks = {block.id: block.source for block in merged.files.section.blocks}
        assert dict(taken.changes.texts[merged.files.section.name]) == blocks
    assert (taken.changed, taken.needs_eyes, list(taken.write())) == (False, False, [])
    assert not list(project.reports.rglob("narrative/*.md"))


def test_figures_are_those_of_the_report_and_locked(word):
    text = members(word)["word/document.xml"].decode()
    assert "rose by 104 (58.4%) to 282" in text
    assert '<w:tag w:val="{{ change(&quot;missing_reports&quot;) }}"/>' in text
    assert text.count('w:val="sdtContentLocked"') == 4  # three figures, and the note at the head
    assert "Disclosure control:" in text


def test_made_up_figures_are_said_to_be_so(tmp_path):
    project = make_small_project(tmp_path / "project", ("fairport",))
    parts = members(sent(project, area="fairport"))
    assert "Synthetic figures: made up" in parts["word/document.xml"].decode()
    assert any(b"Synthetic figures" in each for name, each in parts.items() if "header" in name)


def test_changed_words_are_merged_with_what_others_wrote(project, word):
    change(word, lambda root: type_over(root, "A second", "Another"))
    write(project, OWN.replace("Our reports", "All reports"))
    taken = take_word(project, word)
    assert narrative(project).read_text("utf-8") == OWN.replace("Our reports", "All reports")
    (changed,) = [each for merged in taken.merged for each in merged.list_changes()]
    assert (changed[0], "Another paragraph" in changed[2]) == ("what-changed", True)
    kept, written = taken.write()
    assert written == narrative(project)
    assert narrative(project).read_text("utf-8") == OWN.replace("Our", "All").replace(
        "A second", "Another"
    )
    assert kept.read_bytes() == word.read_bytes()
    again = take_word(project, word)
    assert (again.changed, again.needs_eyes) == (False, False)


def test_a_figure_that_was_typed_over_is_found_until_it_is_bound(project, word):
    def edit(root):
        type_over(root, "rose by 104 (58.4%) to 282", "went up to 299")
        type_over(root, "Our reports ", "All that we heard of ")

    change(word, edit)
    list(take_word(project, word).write())
    assert "All that we heard of went up to 299" in narrative(project).read_text("utf-8")

    def found():
        (outcome,) = build(project, Request(("banes",)), Options(), Quiet())
        findings = read_findings(outcome.plan.paths)
        return [each for each in findings if each.block == "what-changed" and each.is_open]

    figure, stale = found()
    assert (figure.severity, figure.words) == ("wrong", "went up to 299")
    assert figure.what.startswith(
        '“went up to 299” was typed in Word in place of {{ change("missing_reports") }}, '
    )
    assert "Nobody has confirmed this text" in stale.what
    confirm_blocks(project, "banes", "police", "2023-24", ())
    assert found() == [figure]
    write(project, OWN)
    confirm_blocks(project, "banes", "police", "2023-24", ())
    assert found() == []


def test_what_its_author_saw_is_noted(project, word):
    change(word, lambda root: type_over(root, "A second", "Another"))
    list(take_word(project, word).write())
    with pytest.raises(NarrativeError, match="no text waits to be confirmed"):
        confirm_blocks(project, "banes", "police", "2023-24", ())
    figures = project.root / "data/banes/police.csv"
    figures.write_text(figures.read_text("utf-8").replace(",282,", ",283,"), "utf-8")
    sent(project, to=project.root)
    (changes,) = confirm_blocks(project, "banes", "police", "2023-24", ()).values()
    assert changes


def test_a_conflict_keeps_both_texts(project, word):
    change(word, lambda root: type_over(root, "A second", "Word's"))
    write(project, OWN.replace("A second", "The file's"))
    taken = take_word(project, word)
    ((conflict,),) = [m.edits.conflicts for m in taken.merged if m.edits.conflicts]
    assert "Word's paragraph." in str(conflict.notebook)
    assert "The file's paragraph." in str(conflict.file)
    assert (taken.changed, taken.needs_eyes) == (False, True)
    (kept,) = taken.write()
    assert kept.read_bytes() == word.read_bytes()
    assert narrative(project).read_text("utf-8") == OWN.replace("A second", "The file's")

    taken = take_word(project, word, ["police/what-changed"])
    assert (taken.changed, taken.needs_eyes) == (True, False)
    list(taken.write())
    assert "Word's paragraph" in narrative(project).read_text("utf-8")
    history = project.reports / "banes/2023-24/history/police"
    assert any("The file's" in path.read_text("utf-8") for path in history.glob("*.md"))


def test_a_block_to_choose_must_be_there(project, word):
    with pytest.raises(NotKnownError, match="police/what-changed"):
        take_word(project, word, ["police/what-change"])


def test_default_text_that_was_changed_becomes_an_authors(project, word):
    change(
        word, lambda root: type_over(root, " sessions were held in ", " sessions took place in ")
    )
    list(take_word(project, word).write())
    assert narrative(project, "training").read_text("utf-8") == (
        "::: {#overview}\n{{ training_sessions }} sessions took place in {{ area }}.\n:::\n"
    )


def test_new_and_deleted_blocks(project, word):
    def edit(root):
        found = control(root, "training/overview")
        found.addprevious(paragraph("A new beginning."))
        found.getparent().remove(found)

    change(word, edit)
    taken = take_word(project, word)
    list(taken.write())
    text = narrative(project, "training").read_text("utf-8")
    # What stands where the block was is taken as its text.
    assert text == "::: {#overview}\nA new beginning.\n:::\n"
    assert "the marks of 'overview' are gone" in taken.problems[0]


def test_comments_are_kept_beside_the_word_file(project, word):
    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(str(word))
    found = Paragraph(find_paragraph(document.element.body, "A second"), document._body)
    document.add_comment(found.runs[0], text="Is it?", author="Bo Lee")
    document.save(str(word))
    taken = take_word(project, word)
    kept, comments = taken.write()
    assert (kept.suffix, taken.changed) == (".docx", False)
    assert comments.read_text("utf-8") == (
        "section 'police', block 'what-changed': Bo Lee: Is it?\n"
    )


def test_a_pasted_picture_is_put_beside_the_text(project, word):
    import io

    import docx
    from docx.text.paragraph import Paragraph

    document = docx.Document(str(word))
    found = Paragraph(find_paragraph(document.element.body, "A second"), document._body)
    found.add_run().add_picture(io.BytesIO(picture("red")))
    document.save(str(word))
    list(take_word(project, word).write())
    name = name_by_content(picture("red"))
    assert (narrative(project).parent / "images" / name).read_bytes() == picture("red")
    assert f"images/{name}" in narrative(project).read_text("utf-8")


def test_a_section_that_is_gone_is_named_with_its_words(project, word):
    change(word, lambda root: type_over(root, "A second", "Another"))
    change(word, lambda root: type_over(root, "sessions were held", "sessions took place"))
    (project.notebooks / "02_training.ipynb").unlink()
    edition = project.root / "params/editions/annual.yaml"
    edition.write_text(edition.read_text("utf-8").replace("- training\n", ""), "utf-8")
    taken = take_word(project, word)
    assert taken.needs_eyes
    assert "section 'training' is not there any more" in taken.problems[0]
    assert "sessions took place" in taken.problems[0]
    list(taken.write())
    assert "Another" in narrative(project).read_text("utf-8")
    assert not narrative(project, "training").exists()


def test_a_report_that_is_not_of_this_project(project, word, tmp_path):
    other = make_small_project(tmp_path / "other")
    (other.root / "params/periods.yaml").write_text(
        (other.root / "params/periods.yaml").read_text("utf-8").replace("2023-24", "2043-44"),
        "utf-8",
    )
    with pytest.raises(UserError, match="2023-24"):
        take_word(other, word)
    assert not other.reports.exists() or not list(other.reports.rglob("*.md"))


def test_a_file_that_is_there_is_not_written_over(project, word):
    before = word.read_bytes()
    with pytest.raises(OutputError, match="may hold somebody's words"):
        sent(project)
    assert word.read_bytes() == before


def test_a_file_that_is_open_is_named(project, word):
    word.with_name(f"~${word.name[2:]}").touch()
    assert "is open in Word" in take_word(project, word).problems[0]


def test_text_about_one_person_is_not_sent(project, tmp_path):
    write(project, "::: {#what-changed}\nRing her on 07700 900123.\n:::\n")
    with pytest.raises(NarrativeError, match="about one person"):
        sent(project, to=tmp_path)
    assert not list(tmp_path.glob("*.docx"))


def test_a_hidden_figure_is_not_sent(tmp_path):
    project = make_small_project(tmp_path / "project", (AREA,))
    write_section(project)
    made = sent(project, area=AREA, to=tmp_path)
    made.unlink()
    folder = project.reports / AREA / "2023-24/narrative"
    folder.mkdir(parents=True)
    (folder / "training.md").write_text(f"::: {{#own .first}}\n{PROSE}\n:::\n", "utf-8")
    with pytest.raises(UserError, match=GROUP):
        sent(project, area=AREA, to=tmp_path)
    assert not made.exists()


def test_text_of_html_is_locked_and_comes_back(project, tmp_path):
    write(project, "::: {#what-changed}\nH<sub>2</sub>O\n:::\n")
    path = sent(project, "police", to=tmp_path)
    assert path.name == "banes-2023-24-annual-police.docx"

    def look(root):
        lock = control(root, "police/what-changed")[0][3]
        assert lock.values() == ["sdtContentLocked"]

    change(path, look)
    assert not take_word(project, path).changed


def test_a_text_that_changes_while_the_question_is_open(project, word):
    change(word, lambda root: type_over(root, "A second", "Another"))
    taken = take_word(project, word)
    write(project, OWN.replace("Our", "All"))
    with pytest.raises(NarrativeError, match="was changed while the question was open"):
        list(taken.write())
    assert narrative(project).read_text("utf-8") == OWN.replace("Our", "All")


def test_missing_figures_come_back_as_they_were(tmp_path):
    project = make_small_project(tmp_path / "project")
    figures = project.root / "data/banes/training.csv"
    rows = figures.read_text("utf-8").splitlines(keepends=True)
    figures.write_text("".join(row for row in rows if "training_sessions" not in row), "utf-8")
    path = sent(project, to=tmp_path)
    assert "No figure was supplied" in members(path)["word/document.xml"].decode()
    assert not take_word(project, path).changed

    def edit(root):
        found = find_paragraph(root, "No figure was supplied")
        found.append(element("<w:r><w:t xml:space='preserve'> We asked.</w:t></w:r>"))

    change(path, edit)
    list(take_word(project, path).write())
    assert "{{ training_sessions }} sessions were held in {{ area }}. We asked." in narrative(
        project, "training"
    ).read_text("utf-8")
