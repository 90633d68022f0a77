"""Names of areas and sections as people type them: in any case, by short or whole name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.model.area import slugs_by_name
from bcssp_lib.model.characters import fold_name
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.period import PeriodError, parse_period
from bcssp_lib.narrative.section_notebook import section_paths

_NUMBER = re.compile(r"^[0-9]+[_ -]+")


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
