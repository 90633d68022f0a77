"""A council's own look: its pictures in params/looks/, and its Quarto brand, params/_brand.yml."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from bcssp_lib.data.yaml_files import YamlFile, parse_record
from bcssp_lib.files.picture_files import describe_size, why_drawing_refused, why_refused
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import HOUSE_LOOK, Look
from bcssp_lib.model.errors import Problem

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


BRAND = "_brand.yml"
_SIZES = ("medium", "large", "small")
# Where each field of a look is in a brand.
_PLACES: dict[str, tuple[str, ...]] = {
    "colours": ("color",),
    "logo": ("logo",),
    "logo_text": ("logo",),
    "typeface": ("typography", "base"),
}


def read_brand(file: YamlFile, problems: list[Problem]) -> Look:
    """The look that a brand describes: its first two colours, its logo and its base typeface.

    All else in it is Quarto's to use, or nobody's.
    """
    base = _mapping(file.content, "typography").get("base")
    found = {
        "colours": _colours(_mapping(file.content, "color")),
        **_logo(file.content.get("logo")),
        "typeface": base.get("family") if isinstance(base, Mapping) else base,
    }
    faults: list[Problem] = []
    wanted = {name: value for name, value in found.items() if value}
    look = parse_record(Look, wanted, file, (), faults)
    for fault in faults:
        field = fault.column.split(".")[0]
        problems.append(file.problem(_PLACES.get(field, ("logo",)), fault.wrong, fault.allowed))
    return look or HOUSE_LOOK


def lay_over(brand: Look, own: Look) -> Look:
    """A brand with what an area says itself on top; a logo goes with its own words."""
    under, over = (look.model_dump(exclude_defaults=True) for look in (brand, own))
    if "logo" in over:
        under.pop("logo_text", None)
    return Look.model_validate({**under, **over})


def _mapping(content: Any, key: str) -> Mapping[str, Any]:
    found = content.get(key) if isinstance(content, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _colours(colours: Mapping[str, Any]) -> list[Any]:
    """The primary and the secondary colour; each may be the name of one of the palette."""
    palette = _mapping(colours, "palette")
    named = [colours[role] for role in ("primary", "secondary") if role in colours]
    return [palette.get(name, name) if isinstance(name, str) else name for name in named]


def _logo(logo: Any) -> dict[str, Any]:
    if isinstance(logo, Mapping):
        images = _mapping(logo, "images")
        chosen = next((logo[size] for size in _SIZES if size in logo), None)
        logo = images.get(chosen, chosen) if isinstance(chosen, str) else chosen
    if isinstance(logo, Mapping):
        return {"logo": _file_name(logo.get("path")), "logo_text": logo.get("alt", "")}
    return {"logo": _file_name(logo)}


def _file_name(path: Any) -> Any:
    """The name of a file in params/looks/, where the pictures of looks are."""
    if not isinstance(path, str):
        return path
    place = PurePosixPath(path)
    return place.name if str(place.parent) == "looks" else path
