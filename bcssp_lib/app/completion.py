"""What Tab offers in a shell that ``bcssp --install-completion`` has set up.

Each function gives every (word, its meaning); Typer offers those that begin as what is typed.
Outside a project, and in one whose parameters cannot be read, nothing is offered: the command
itself says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import find_project
from bcssp_lib.model.errors import UserError

Words = list[tuple[str, str]]


def complete_area() -> Words:
    """Areas that have reports, with their names."""
    return [(area.slug, area.name) for each in _catalogue() for area in each.reported()]


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
