"""Parcels: what an area's sections need, packed for a machine that shares no disk with this."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.comparators import folders_of_comparators
from bcssp_lib.data.loader import folders_of
from bcssp_lib.files.fingerprints import text_digest
from bcssp_lib.files.packages import installed, library_digest
from bcssp_lib.files.project import Project

_READ = (".csv", ".yaml")  # what is kept beside them is for people
_OWN = "bcssp_reports"  # its installed version is that of the day it was linked


@dataclass(frozen=True)
class Parcel:
    """The files that one area's sections need, and the versions that must run them."""

    digest: str
    content: bytes
    versions: Mapping[str, str]


def pack(project: Project, catalogue: Catalogue, area: str) -> Parcel:
    """Pack what the sections of an area may read: params/, and its folders of data/."""
    names = (*folders_of(catalogue, (area,)), *folders_of_comparators(catalogue, area))
    folders = [project.data / name for name in names]
    found = {path for folder in (project.params, *folders) for path in folder.rglob("*")}
    packed = BytesIO()
    with ZipFile(packed, "w") as parcel:
        for path in sorted(found):
            if path.suffix in _READ and path.is_file():
                entry = ZipInfo(path.relative_to(project.root).as_posix())  # of no special date
                parcel.writestr(entry, path.read_bytes(), ZIP_DEFLATED)
    content = packed.getvalue()
    return Parcel(text_digest(content.hex()), content, versions())


def unpack(parcel: Parcel, folder: Path) -> None:
    """Make a project folder of a parcel; it holds no notebooks, since they come with each run."""
    making = folder.with_name(f"{folder.name}-making")
    for name in ("params", "data", "notebooks"):
        (making / name).mkdir(parents=True, exist_ok=True)
    with ZipFile(BytesIO(parcel.content)) as packed:
        packed.extractall(making)
    making.rename(folder)


def versions() -> dict[str, str]:
    """What makes the bytes of a section, beside its notebook and figures."""
    packages = {name: found for name, found in installed().items() if name != _OWN}
    return {"Python": platform.python_version(), "bcssp_lib": library_digest(), **packages}


def other_version(wanted: Mapping[str, str]) -> str:
    """The first thing that has another version here; packages that only one has do no harm."""
    here = versions()
    for name, version in wanted.items():
        if here.get(name, version) != version:
            return f"{name} {here[name]}, and not {version}"
    return ""
