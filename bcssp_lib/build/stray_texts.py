"""What does not fit together: texts and notebooks of no report, and sections without a notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.person_data import hide_persons
from bcssp_lib.data.yaml_files import read_yaml
from bcssp_lib.files.folders import list_entries, list_files, suggest_name
from bcssp_lib.files.project import COMMENTS_ENDING, PICTURES, REVIEW_RECORD_ENDING, Project
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.records import Edition
from bcssp_lib.narrative.pictures import picture_name
from bcssp_lib.narrative.section_notebook import is_section, section_paths

_WRITTEN = ("narrative", "working", "history", "published")
_BUILT = ("sections", "review", "publication", "logs", "debug", "pages", "drafts")
_TEXTS = (".md", ".markdown", ".txt", ".docx", ".doc", ".odt", ".rtf", ".qmd")
_TEXT, _NOTEBOOK, _SHOWN = ".md", ".ipynb", ".csv"
_DEEP = 4  # folders below reports/ in which a text may have been put


def find_stray_texts(catalogue: Catalogue) -> Iterator[str]:
    """Sentences about what lies in reports/ and notebooks/, and is in no report."""
    project = catalogue.project
    areas = [area.slug for area in catalogue.reported()]
    periods = [period.slug for period in catalogue.periods]
    periods += [f"{period}-Q{quarter}" for period in periods for quarter in range(1, 5)]
    sections = list(section_paths(project))
    for folder in list_entries(project.reports):
        if folder.name in areas:
            yield from _in_area(project, folder, periods, sections)
        else:
            yield from _outside(project, folder, "area", areas)
    yield from _in_notebooks(project)


def find_unlisted_notebooks(catalogue: Catalogue) -> Iterator[str]:
    """Sentences about section notebooks that no report shows."""
    project = catalogue.project
    paths = section_paths(project)
    listed = {name for edition in catalogue.editions.values() for name in edition.shown}
    for name, path in paths.items():
        if name not in listed:
            yield (
                f"{project.shown(path)} is in no edition, so that no report shows it. Add a line "
                f"'  - {name}' to the sections of a file in params/editions/."
            )
    for path in sorted(set(list_files(project.notebooks, ".ipynb")) - set(paths.values())):
        if is_section(path):
            yield (
                f"{project.shown(path)} is not named like a section (01_name.ipynb, in small "
                "letters), so that no report shows it. Name it so, or move it elsewhere."
            )


def find_unmade_sections(catalogue: Catalogue, editions: Iterable[Edition]) -> Iterator[Problem]:
    """The sections that editions list and that have no notebook, each with its file and line."""
    project = catalogue.project
    made = section_paths(project)
    for edition in editions:
        if all(name in made for name in edition.shown):
            continue
        path = project.params / "editions" / f"{edition.id}.yaml"
        file = read_yaml(path, project.shown(path), [], catalogue.screening)
        for place, name in _listed_sections(edition):
            if name not in made and file is not None:
                near = suggest_name(name, made)
                wrong = f"the section '{name}' has no notebook in notebooks/"
                allowed = f"'{near}'" if near else "a section of bcssp list sections"
                mend = f"to make a new one, take its name out here, then: bcssp new-section {name}"
                yield file.problem(place, wrong, f"{allowed}; {mend}")


def _listed_sections(edition: Edition) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Each section of an edition, with its place in the edition's file."""
    for number, name in enumerate(edition.sections):
        yield ("sections", number), name
    for part, listed in enumerate(edition.parts):
        for number, name in enumerate(listed.sections):
            yield ("parts", part, "sections", number), name


def _in_notebooks(project: Project) -> Iterator[str]:
    stems = [path.stem for path in section_paths(project).values()]
    for path in list_entries(project.notebooks):
        if not path.name.endswith((_NOTEBOOK, _TEXT, ".py")) and not path.is_dir():
            yield _sentence(project, path, suggest_name(path.name, stems), _NOTEBOOK)


def _in_area(
    project: Project, folder: Path, periods: list[str], sections: list[str]
) -> Iterator[str]:
    for report in list_entries(folder):
        if report.name not in periods:
            yield from _outside(project, report, "period", periods)
        elif report.is_dir():
            yield from _in_report(project, report)
            yield from _in_narrative(project, report / "narrative", sections)
            yield from _in_working(project, report / "working")
            yield from _published(project, report / "published")


def _in_report(project: Project, report: Path) -> Iterator[str]:
    for path in list_entries(report):
        if path.name in _WRITTEN or (path.is_dir() and path.name.split("-")[0] in _BUILT):
            continue
        if any(_texts_in(path)):
            near = suggest_name(path.name, _WRITTEN)
            yield _sentence(project, path, near or f"narrative/{hide_persons(path.name)}", "")


def _in_narrative(project: Project, folder: Path, sections: list[str]) -> Iterator[str]:
    for path in list_entries(folder):
        if path.name == PICTURES:
            yield from _pictures(project, path)
        elif not _is_of_section(path, sections):
            ending = REVIEW_RECORD_ENDING if "review" in path.name else _TEXT
            yield _sentence(project, path, suggest_name(path.name, sections), ending)


def _in_working(project: Project, folder: Path) -> Iterator[str]:
    stems = [path.stem for path in section_paths(project).values()]
    for path in list_entries(folder):
        if path.name.endswith(_NOTEBOOK) and not (path.stem in stems and path.is_file()):
            yield _sentence(project, path, suggest_name(path.name, stems), _NOTEBOOK)


def _published(project: Project, folder: Path) -> Iterator[str]:
    for path in list_entries(folder):
        if not (path.is_file() and path.name.endswith((_SHOWN, ".json"))):
            yield _sentence(project, path, path.name.split(".")[0], _SHOWN)


def _is_of_section(path: Path, sections: list[str]) -> bool:
    return path.is_file() and any(
        path.name.endswith(ending) and path.name.removesuffix(ending) in sections
        for ending in (_TEXT, REVIEW_RECORD_ENDING, COMMENTS_ENDING)
    )


def _pictures(project: Project, folder: Path) -> Iterator[str]:
    for path in list_entries(folder):
        if not path.is_file() or not picture_name(f"{PICTURES}/{path.name}"):
            yield (
                f"{_shown(project, path)}: no text can show a picture of this name. It begins "
                "with a letter or digit, holds these, '-' and '_', and ends in .png, .jpg or .gif."
            )


def _outside(project: Project, folder: Path, what: str, known: list[str]) -> Iterator[str]:
    """A folder that is of no area or period, if it holds texts."""
    if any(_texts_in(folder)):
        near = suggest_name(folder.name, known)
        mend = f" Should it be '{near}'?" if near else f" Those known: {', '.join(known)}."
        shown = _shown(project, folder)
        yield f"{shown}: there is no {what} of this name, so its texts are in no report.{mend}"


def _texts_in(path: Path, deep: int = _DEEP) -> Iterator[Path]:
    """The texts in a folder that was not built, or the text that a file is."""
    if not path.is_dir():
        if path.name.casefold().endswith(_TEXTS):
            yield path
        return
    for inner in list_entries(path) if deep else ():
        if inner.name.split("-")[0] not in _BUILT:
            yield from _texts_in(inner, deep - 1)


def _sentence(project: Project, path: Path, near: str, ending: str) -> str:
    meant = path.parent / f"{near}{ending}"
    if path == meant:
        mend = "It is a folder, a pipe, or a link to what is not there: put the file itself there"
    elif near and meant.exists() and not (path.exists() and path.samefile(meant)):
        mend = f"Put what is newer in it into '{meant.name}', then delete it"
    elif near:
        mend = f"Should it be '{near}{ending}'? Save it in that form"
    else:
        mend = f"Name it after a section: {', '.join(section_paths(project))}"
    return f"{_shown(project, path)}: no report reads a file of this name. {mend}."


def _shown(project: Project, path: Path) -> str:
    return hide_persons(project.shown(path))
