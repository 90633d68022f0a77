"""Writing what an import changes, and going back to what was there before."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from bcssp_lib.files.fingerprints import file_digest
from bcssp_lib.files.folders import built_file, output_errors, put_bytes
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError

_KEPT = 20  # imports that can be looked at again
_RECORD = "import.json"


def store_files(project: Project, imported: str, files: Mapping[Path, str]) -> None:
    """Write files of the project; what was there is kept first, so that it can be put back."""
    contents = {path: text.encode("utf-8") for path, text in files.items()}
    folder = _new_folder(project)
    with output_errors(project.data, "Allow it"):
        (folder / "before").mkdir(parents=True)
        listed = []
        for number, (path, content) in enumerate(contents.items()):
            before = f"{number:03}" if path.exists() else ""
            if before:
                shutil.copyfile(path, folder / "before" / before)
            listed.append(
                {
                    "file": project.shown(path),
                    "before": before,
                    "after": sha256(content).hexdigest(),
                }
            )
        record = {"imported": imported, "files": listed}
        (folder / _RECORD).write_text(json.dumps(record, indent=1), "utf-8")
        for path, content in contents.items():
            put_bytes(content, path)
    for old in _folders(project)[:-_KEPT]:
        shutil.rmtree(old)


def undo_import(project: Project) -> tuple[str, list[str]]:
    """Put back what the last import changed; refused where a file has changed since.

    Returns the file that had been imported, and the files that are as they were before.
    """
    folders = _folders(project)
    if not folders:
        raise UserError("There is no import to undo: none is kept in .bcssp/imports/.")
    folder = folders[-1]
    with built_file(folder / _RECORD):
        record = json.loads((folder / _RECORD).read_text("utf-8"))
        imported = str(record["imported"])
        files = [(project.root / f["file"], f["before"], f["after"]) for f in record["files"]]
    for path, before, after in files:
        kept = folder / "before" / before
        if _state(path) not in (after, _state(kept) if before else ""):
            raise UserError(
                f"{project.shown(path)} has changed since {imported} was imported, so nothing was "
                "put back. Undo that change first, or take the file out of git."
            )
    with output_errors(project.data, "Allow it"):
        for path, before, _ in files:
            if before:
                put_bytes((folder / "before" / before).read_bytes(), path)
            else:
                path.unlink(missing_ok=True)
                _remove_empty(path.parent, project.data)
        shutil.rmtree(folder)
    return imported, [project.shown(path) for path, _, _ in files]


def _remove_empty(folder: Path, last: Path) -> None:
    """Remove a folder that holds nothing, and those above it: an import made them."""
    while folder != last and last in folder.parents and not list(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _folders(project: Project) -> list[Path]:
    """The imports that are kept, oldest first; one that was cut off while it was kept is none."""
    kept = project.root / ".bcssp" / "imports"
    return sorted(path.parent for path in kept.glob(f"*/{_RECORD}"))


def _new_folder(project: Project) -> Path:
    now = datetime.now().strftime("%Y%m%d-%H%M%S-%f")  # noqa: DTZ005
    return project.root / ".bcssp" / "imports" / now


def _state(path: Path) -> str:
    """The hash of a file; empty where there is none."""
    return file_digest(path) if path.is_file() else ""
