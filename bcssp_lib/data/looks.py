"""The pictures of a council's own look, in params/looks/: checked, and read for the renderers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bcssp_lib.files.picture_files import describe_size, why_drawing_refused, why_refused
from bcssp_lib.files.project import Project
from bcssp_lib.model.look import Look

FOLDER = "looks"
LARGEST_BYTES = 2_000_000
_FIELDS = ("logo", "cover")


def find_look_faults(project: Project, look: Look) -> Iterator[tuple[str, str, str]]:
    """What is wrong with each picture of a look: its field, what is wrong, what is allowed."""
    for field in _FIELDS:
        name = getattr(look, field)
        if name and (why := _why_refused(project, name)):
            allowed = f"a PNG, JPEG or SVG in {project.shown(project.params / FOLDER)}"
            yield field, f"{name} {why}", allowed


def read_look_pictures(project: Project, look: Look) -> Mapping[str, bytes]:
    """The pictures of a look that has been checked, as their files hold them, by file name."""
    names = {getattr(look, field) for field in _FIELDS} - {""}
    return {name: (project.params / FOLDER / name).read_bytes() for name in sorted(names)}


def _why_refused(project: Project, name: str) -> str:
    path = project.params / FOLDER / name
    if path.is_symlink() or not path.is_file():
        return "is not there"
    if path.stat().st_size > LARGEST_BYTES:
        return describe_size(path.stat().st_size, LARGEST_BYTES)
    content = path.read_bytes()
    if path.suffix.lower() == ".svg":
        return why_drawing_refused(content)
    return why_refused(content, LARGEST_BYTES)
