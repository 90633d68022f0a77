"""Names as people type them, in any case, short or whole; and what Tab offers.

Tab works in a shell that ``bcssp --install-completion`` has set up. Each ``complete_`` function
gives every (word, its meaning); Typer offers those that begin as what is typed. Outside a project,
and in one whose parameters cannot be read, nothing is offered: the command itself says what is
wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.model.area import slugs_by_name
from bcssp_lib.model.characters import fold_name
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.narrative.section_notebook import section_paths

Words = list[tuple[str, str]]
_NUMBER = re.compile(r"^[0-9]+[_ -]+")


def complete_area() -> Words:
    """Areas that have reports, with their names."""
    return [(area.slug, area.name) for each in _catalogue() for area in each.reported()]


def example_area() -> str:
    """The first authority of the project, for examples; empty outside a project."""
    return next((area.slug for each in _catalogue() for area in each.authorities()), "")


def complete_section() -> Words:
    """Sections, with the editions that have them."""
    editions: dict[str, list[str]] = {}
    for catalogue in _catalogue():
        for edition in catalogue.editions.values():
            for section in edition.shown:
                editions.setdefault(section, []).append(edition.id)
    return [(section, ", ".join(names)) for section, names in editions.items()]


def complete_edition() -> Words:
    """Editions, with their titles."""
    return [
        (edition.id, edition.title) for each in _catalogue() for edition in each.editions.values()
    ]


def complete_period() -> Words:
    """Periods that a report may be built for, the latest first."""
    return [(period.label, "") for each in _catalogue() for period in reversed(each.periods)]


def complete_form() -> Words:
    """Kinds of forms for partners, with their titles."""
    from bcssp_lib.data.returns.forms import form_titles  # not for every command

    return [pair for each in _catalogue() for pair in form_titles(each).items()]


def _catalogue() -> Iterator[Catalogue]:
    """The project's catalogue, if there is one that can be read."""
    with suppress(UserError):
        yield load_catalogue(find_project())


def area_slug(typed: str) -> str:
    """The slug of an area by what was typed: BANES, "B&NES", "Bath and North East Somerset".

    What names no area is returned as it is, for the command to say which there are. A period or a
    section in the place of an area is a ``UserError`` that says where it belongs.
    """
    if not typed:
        return ""
    project = find_project()
    catalogue = load_catalogue(project)
    found = _find_area(typed, catalogue)
    if found:
        return found
    try:
        parse_period(typed)
    except PeriodError:
        if _find_section(typed, section_paths(project)):
            area = catalogue.authorities()[0].slug
            raise UserError(
                f"'{typed}' is a section, where an area is asked for. Turned round? The area comes "
                f"first, as in: {area} {typed}. For whole reports it is an option, as in: {area} "
                f"--section {typed}"
            ) from None
        _refuse_list(typed)
        return typed
    raise UserError(f"'{typed}' is a period, where an area is asked for: write --period {typed}")


def section_name(typed: str) -> str:
    """The name of a section by what was typed: Police, 13_police, "Looked after"."""
    found = _find_section(typed, section_paths(find_project()))
    if not found:
        _refuse_list(typed)
    return found or typed


def _refuse_list(typed: str) -> None:
    """Say how more than one name is written, and how all are."""
    if "," in typed:
        each = " and ".join(f"'{name.strip()}'" for name in typed.split(","))
        raise UserError(
            f"'{typed}' is more than one name. Write each by itself: {each}; areas one after the "
            "other, and an option, such as --section, once for each."
        )
    if typed.casefold() in ("all", "*"):
        raise UserError(f"'{typed}' is no name. Leave it out: where none is named, all are meant.")


def _find_area(typed: str, catalogue: Catalogue) -> str:
    return slugs_by_name(catalogue.reported()).get(fold_name(typed), "")


def _find_section(typed: str, known: Iterable[str]) -> str:
    names = {fold_name(name): name for name in known}
    return names.get(fold_name(_NUMBER.sub("", typed)), "")
