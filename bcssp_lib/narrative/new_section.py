"""Starting a section: its notebook from a template, and its line in an edition."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import yaml

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.files.folders import output_errors, put_bytes
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import NotebookError, UserError
from bcssp_lib.narrative.clean_notebook import dump_notebook
from bcssp_lib.narrative.section_notebook import SECTION_NAME, section_paths

_TEMPLATE = files("bcssp_lib.narrative") / "templates" / "section.ipynb"
_LARGEST_NUMBER = 99
_ITEM = re.compile(r"\s*-\s+")


def start_section(catalogue: Catalogue, name: str, title: str, edition: str) -> tuple[Path, Path]:
    """Make a section's notebook under the next number, and enter it last in an edition.

    Returns the notebook, and the file of the edition.

    Raises ``UserError`` for a name that is taken or is none, an empty title, an edition that
    does not exist, and one whose file cannot be added to; nothing is written then.
    """
    project = catalogue.project
    _check_name(project, name)
    text = _notebook_text(name, _checked_title(title), _example(catalogue))
    found = catalogue.edition(edition or catalogue.settings.default_edition)
    listing = project.params / "editions" / f"{found.id}.yaml"
    listed = add_to_edition(listing.read_bytes().decode(), name, project.shown(listing))
    notebook = project.notebooks / f"{_next_number(project):02}_{name}.ipynb"
    with output_errors(project.root, "Allow it"):
        put_bytes(text.encode(), notebook)
        put_bytes(listed.encode(), listing)
    return notebook, listing


def _notebook_text(name: str, title: str, indicator: str) -> str:
    """A notebook of the template; ``indicator`` is the example in it."""
    words = {"NAME": name, "TITLE": title, "INDICATOR": indicator}
    pattern = re.compile(r"\b(NAME|TITLE|INDICATOR)\b")
    notebook = json.loads(_TEMPLATE.read_text("utf-8"))
    for cell in notebook["cells"]:
        cell["source"] = [pattern.sub(lambda m: words[m[0]], line) for line in cell["source"]]
    return dump_notebook(notebook)


def add_to_edition(text: str, name: str, shown: str) -> str:
    """An edition's YAML with one more section at the end; all else stays to the letter.

    Where it has parts, the section is one of its own, without a title. Raises ``UserError`` where
    the list is written in a way that no line can be added to.
    """
    content = yaml.safe_load(text)
    key = "parts" if "parts" in content else "sections"
    new, item = ({"sections": [name]}, f"sections: [{name}]") if key == "parts" else (name, name)
    added = _with_item(text, key, item)
    try:
        if yaml.safe_load(added) == {**content, key: [*content[key], new]}:
            return added
    except yaml.YAMLError:
        pass  # the message below tells of it, as of any other list that was not understood
    raise UserError(
        f"{shown}: no line could be added to its list of {key}. Write '- {item}' there, one "
        "a line, then run the command again."
    )


def _with_item(text: str, key: str, item: str) -> str:
    """The text with another item in a list, in the way that the list is written."""
    whole = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(whole, yaml.MappingNode)
    (listed,) = [value for name, value in whole.value if name.value == key]
    last = listed.value[-1]
    end = _end_of(last)
    if listed.flow_style:
        return f"{text[: end.index]}, {item}{text[end.index :]}"
    lines = text.splitlines(keepends=True)
    line = lines[end.line]
    dash = _ITEM.match(lines[last.start_mark.line])
    new_line = "\r\n" if lines[0].endswith("\r\n") else "\n"
    lines[end.line] = f"{line.rstrip()}{new_line}{dash[0] if dash else '- '}{item}{new_line}"
    return "".join(lines)


def _end_of(node: yaml.Node) -> yaml.Mark:
    """Where the last word of a node ends; that of a block is said to end where the next begins."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end_of(last[1] if isinstance(last, tuple) else last)
    return node.end_mark


def _check_name(project: Project, name: str) -> None:
    if not SECTION_NAME.fullmatch(name):
        near = re.sub(r"[^a-z0-9]+", "_", name.lower()).lstrip("_0123456789").rstrip("_")
        hint = f", for example '{near}'" if near else ""
        raise NotebookError(
            f"'{name}' cannot name a section. A name has small letters, digits and underscores, "
            f"and begins with a letter{hint}."
        )
    if taken := section_paths(project).get(name):
        raise NotebookError(
            f"There is a section '{name}': {project.shown(taken)}. Choose another name."
        )


def _checked_title(title: str) -> str:
    if not title.strip() or "\n" in title or "{{" in title:
        raise NotebookError(
            f"The title {title!r} cannot head a section. It is one line of words, without braces."
        )
    return title.strip()


def _next_number(project: Project) -> int:
    """One more than the largest number of a notebook."""
    names = [path.name for path in project.notebooks.glob("[0-9][0-9]_*.ipynb")]
    number = max((int(name[:2]) for name in names), default=0) + 1
    if number > _LARGEST_NUMBER:
        raise NotebookError(
            f"There is a notebook with the number {_LARGEST_NUMBER}, the largest there can be. "
            "Give the notebooks new numbers first."
        )
    return number


def _example(catalogue: Catalogue) -> str:
    """An indicator for the example in a new notebook: a headline, if there is one."""
    known = list(catalogue.indicators.values())
    if not known:
        raise UserError("There is no indicator to show yet. Add one in params/indicators/ first.")
    return next((indicator for indicator in known if indicator.headline), known[0]).id
