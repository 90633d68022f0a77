"""What a council adds to Quarto's project: params/quarto/, and on top params/quarto/<area>/."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from bcssp_lib.data.screening import screen_text
from bcssp_lib.data.yaml_files import YamlFile, read_yaml
from bcssp_lib.files.folders import list_entries, list_files, read_utf8, walk_files
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import Problem, raise_problems
from bcssp_lib.model.person_data import Screening

FOLDER = "quarto"
SETTINGS, REFERENCE = "_quarto.yml", "reference.docx"
PLACES, EXTENSIONS = ("before", "after"), "_extensions"
OWN_EXTENSION = "bcssp"
_STYLE, _PAGE = ".scss", ".md"
_PARTIALS = {"html": ".html", "typst": ".typ"}  # parts of a format's template, by their names
# The look of the PDF, which has name and mark on each page: Quarto's own is a textbook's, with
# empty pages and numbered chapters.
OWN_PARTIALS = ("typst-template.typ", "typst-show.typ")
_TEXTS = (".yml", ".yaml", ".lua", ".html", ".css", ".scss", ".md", ".typ", ".tex")
_MAY_HOLD = (
    f"{SETTINGS}, {REFERENCE}, *{_STYLE}, partials *.html and *.typ, pages *{_PAGE} in before/ and "
    f"after/, and extensions of Quarto's in {EXTENSIONS}/"
)
_READ = (_STYLE, *_PARTIALS.values())
# Settings by which the toolkit finds, fills and checks what Quarto makes, and why.
_LAYER = re.compile(
    r"^/\*-- *scss:(uses|functions|defaults|mixins|rules) *--\*/[ \t]*$", re.MULTILINE
)
# A heading of the first level, which settings between lines of --- may precede.
_TITLED = re.compile(r"(?:---\n.*?^---\n)?\s*# +\S", re.DOTALL | re.MULTILINE)
_KINDS = ("html", "typst", "docx")
_OWN: dict[tuple[str, ...], str] = {
    ("project", "type"): "the report is a book",
    ("project", "output-dir"): "the book is looked for in its own folder",
    ("project", "render"): "all pages are rendered",
    ("project", "resources"): "tables and figures go with the book",
    ("project", "pre-render"): "nothing runs but Quarto",
    ("project", "post-render"): "nothing runs but Quarto",
    ("execute",): "figures come from the sections, and no code is run",
    ("engine",): "figures come from the sections, and no code is run",
    ("jupyter",): "figures come from the sections, and no code is run",
    ("book", "output-file"): "the files are looked for by their names",
    ("book", "chapters"): "chapters are those of the edition; add pages in before/ and after/",
    ("lang",): "reports are in British English",
    **{
        ("format", kind, key): "the toolkit fills the pages by it"
        for kind in _KINDS
        for key in ("filters", "template", "default-image-extension")
    },
    ("format", "docx", "template-partials"): "Word has none",
    ("format", "html", "theme", "light"): "the pages have one theme; give its name or a list",
    ("format", "html", "include-in-header"): "each page bears the mark of its report",
    ("format", "typst", "keep-typ"): "the file is made where the report is",
    ("format", "docx", "reference-doc"): f"put it into the folder as {REFERENCE}",
}


@dataclass(frozen=True)
class QuartoExtras:
    """Settings, pages and styles to be merged into Quarto's project, and a template for Word.

    ``before`` and ``after`` are the texts of pages that stand before and after the report's own, by
    their names. ``styles`` are texts of scss by file name, ``partials`` those of Quarto's template
    partials, ``reference`` the bytes of the template of Word, ``extensions`` the files of
    _extensions/ by their place in it.
    """

    settings: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, str] = field(default_factory=dict)
    after: Mapping[str, str] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    partials: Mapping[str, str] = field(default_factory=dict)
    reference: bytes | None = None
    extensions: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def needs_quarto(self) -> bool:
        """Whether there is something in it that is not for Word."""
        pages, styles = (self.before, self.after), (self.styles, self.partials)
        return any((self.settings, *pages, *styles, self.extensions))


NO_EXTRAS = QuartoExtras()


def read_quarto_extras(
    project: Project, area: str, areas: Iterable[str], screening: Screening
) -> QuartoExtras:
    """Read what is added for an area; of two files of one name, the area's own counts.

    Raises ``InputProblemsError`` with every problem.
    """
    reader = _Reader(project, screening)
    top = project.params / FOLDER
    made = reader.read(top, folders=areas)
    own = reader.read(top / area)
    raise_problems(reader.problems)
    settings = merge_settings(made.settings, own.settings)
    reader.refuse_unnamed(top, made.partials, settings)
    reader.refuse_unnamed(top / area, own.partials, settings)
    raise_problems(reader.problems)
    return QuartoExtras(
        settings=settings,
        before={**made.before, **own.before},
        after={**made.after, **own.after},
        styles={**made.styles, **own.styles},
        partials={**made.partials, **own.partials},
        reference=own.reference or made.reference,
        extensions={**made.extensions, **own.extensions},
    )


def merge_settings(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Settings with others on top of them: mappings are merged, all else is replaced."""
    merged = dict(under)
    for key, value in over.items():
        below = merged.get(key)
        if isinstance(below, Mapping) and isinstance(value, Mapping):
            merged[key] = merge_settings(below, value)
        else:
            merged[key] = value
    return merged


class _Reader:
    """Reads a folder of extras, and gathers what is wrong with them."""

    def __init__(self, project: Project, screening: Screening) -> None:
        self._project = project
        self._screening = screening
        self._known: set[str] = set()  # names of extensions
        self._named: set[str] = set()  # files of partials
        self.problems: list[Problem] = []

    def read(self, folder: Path, folders: Iterable[str] = ()) -> QuartoExtras:
        """What a folder adds; it may hold ``folders`` that are read at other times."""
        for path in walk_files(folder / EXTENSIONS):
            if path.stem == "_extension":
                place = path.parent.relative_to(folder / EXTENSIONS)
                self._known |= {place.name, place.as_posix()}
        self._refuse_others(folder, {*folders, *PLACES, EXTENSIONS})
        before, after = (dict(self._pages(folder / place)) for place in PLACES)
        styles = {path.name: self._style(path) for path in list_files(folder, _STYLE)}
        partials = dict(self._partials(folder))
        self._named |= partials.keys()
        return QuartoExtras(
            settings=self._settings(folder / SETTINGS),
            before=before,
            after=after,
            styles=styles,
            partials=partials,
            reference=self._template(folder),
            extensions=dict(self._extensions(folder / EXTENSIONS)),
        )

    def _extensions(self, folder: Path) -> Iterator[tuple[str, bytes]]:
        """The files of Quarto's extensions; texts among them may hold nothing about a person."""
        for path in walk_files(folder):
            place = path.relative_to(folder)
            if len(place.parts) == 1:
                self._complain(path, "nothing reads this", "a folder for each extension")
            elif OWN_EXTENSION in place.parts[:-1]:
                wrong = f"'{OWN_EXTENSION}' is the toolkit's own extension"
                self._complain(path, wrong, "an extension of another name")
            else:
                if path.stem == "_extension":
                    read_yaml(path, self._project.shown(path), self.problems, self._screening)
                elif path.suffix in _TEXTS:
                    self._text(path)
                yield place.as_posix(), path.read_bytes()

    def _refuse_others(self, folder: Path, folders: set[str]) -> None:
        for path in list_entries(folder):
            known = path.name in (SETTINGS, REFERENCE, "README.md") or path.suffix in _READ
            if not (path.name in folders if path.is_dir() else known):
                self._complain(path, "nothing reads this", _MAY_HOLD)

    def _pages(self, folder: Path) -> Iterator[tuple[str, str]]:
        for path in list_entries(folder):
            if path.is_dir() or path.suffix != _PAGE:
                self._complain(path, "nothing reads this", f"pages of Markdown, *{_PAGE}")
            else:
                text = self._text(path)
                if text and not _TITLED.match(text):
                    wrong = "it has no title, and would be published under its file's name"
                    self._complain(path, wrong, "'# Its title' as its first line")
                yield path.stem, text

    def _partials(self, folder: Path) -> Iterator[tuple[str, str]]:
        """Parts of Quarto's templates, by file name."""
        for path in (each for kind in _PARTIALS.values() for each in list_files(folder, kind)):
            if path.name in OWN_PARTIALS:
                wrong = "the toolkit's own puts the name and the mark of the report on each page"
                self._complain(path, wrong, "a partial of another name")
            yield path.name, self._text(path)

    def refuse_unnamed(
        self, folder: Path, partials: Iterable[str], settings: Mapping[str, Any]
    ) -> None:
        """Partials that nothing would read, since no format names them."""
        named = {name for kind in _PARTIALS for name in _named_partials(settings, kind)}
        for name in sorted({*partials} - {*OWN_PARTIALS} - named):
            wrong = f"no 'template-partials' in {SETTINGS} names it"
            self._complain(folder / name, wrong, "its name under format: html, or typst")

    def _style(self, path: Path) -> str:
        """A file of styles, in the layers that Quarto wants."""
        text = self._text(path)
        if not _LAYER.search(text):
            wrong = "no line of it begins a layer, and Quarto would not read it"
            self._complain(path, wrong, "a line /*-- scss:rules --*/ above the rules")
        return text

    def _text(self, path: Path) -> str:
        """A file's text, which may hold nothing about a person."""
        shown = self._project.shown(path)
        text = read_utf8(path, shown)
        if isinstance(text, Problem):
            self.problems.append(text)
            return ""
        self.problems += screen_text(shown, text, self._screening)
        return text

    def _settings(self, path: Path) -> Mapping[str, Any]:
        if not path.exists():
            return {}
        file = read_yaml(path, self._project.shown(path), self.problems, self._screening)
        if file is None:
            return {}
        wrong = list(_find_own(file))
        self.problems += wrong or self._find_other_partials(file)
        self.problems += self._find_other_filters(file)
        return file.content

    def _find_other_filters(self, file: YamlFile) -> Iterator[Problem]:
        """Filters that are not those of an extension that is here."""
        named = file.content.get("filters", [])
        for name in named if isinstance(named, list) else [named]:
            if not (isinstance(name, str) and name in self._known):
                wrong = f"'filters' names {name!r}, and no extension here is called so"
                yield file.problem(("filters",), wrong, f"names of folders in {EXTENSIONS}/")

    def _find_other_partials(self, file: YamlFile) -> Iterator[Problem]:
        """Partials that are named but are not here, or are for another format."""
        for kind, suffix in _PARTIALS.items():
            for name in _named_partials(file.content, kind):
                if name not in self._named or not name.endswith(suffix):
                    wrong = f"'template-partials' names {name!r}, and no file here is called so"
                    where = ("format", kind, "template-partials")
                    yield file.problem(where, wrong, f"names of files *{suffix} next to it")

    def _template(self, folder: Path) -> bytes | None:
        path = folder / REFERENCE
        if not path.exists():
            return None
        content = path.read_bytes()
        if not _is_word(content):
            self._complain(path, "this is no Word document", "a .docx that Word has saved")
        return content

    def _complain(self, path: Path, wrong: str, allowed: str) -> None:
        self.problems.append(Problem(self._project.shown(path), None, "", wrong, allowed))


def _named_partials(settings: Mapping[str, Any], kind: str) -> list[str]:
    """The partials that settings name for a format; what is no name is shown as it is written."""
    named = settings.get("format", {}).get(kind, {}).get("template-partials", [])
    return [str(name) for name in (named if isinstance(named, list) else [named])]


def _find_own(file: YamlFile) -> Iterator[Problem]:
    """Settings that are the toolkit's own, and so may not be another's."""
    for key in ("project", "book", "format"):
        if not isinstance(file.content.get(key, {}), dict):
            yield file.problem((key,), f"found {file.content[key]!r}", "a mapping of settings")
            return
    for kind, settings in file.content.get("format", {}).items():
        if kind not in _KINDS or not isinstance(settings, dict):
            wrong = f"found the format '{kind}: {settings!r}'"
            yield file.problem(("format", kind), wrong, f"settings under {', '.join(_KINDS)}")
    for path, why in _OWN.items():
        if path in file.lines:
            wrong = f"'{'.'.join(path)}' is the toolkit's own: {why}"
            yield file.problem(path, wrong, "the file without it")


def _is_word(content: bytes) -> bool:
    import docx  # slow to import, and few projects have a template
    from docx.opc.exceptions import OpcError

    try:
        docx.Document(io.BytesIO(content))
    except (OSError, KeyError, ValueError, BadZipFile, OpcError, SyntaxError):
        return False
    return True
