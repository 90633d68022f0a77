"""The wheel has all that it needs to start a project where there is no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.projects import ROOT, made_once

PARTS = ("bcssp_lib", "params", "notebooks", "example", "tools")


def copy_source(source: Path) -> Path:
    """The checkout without what git leaves out."""
    skipped = shutil.ignore_patterns("__pycache__", ".*")
    for name in PARTS:
        shutil.copytree(ROOT / name, source / name, ignore=skipped)
    for name in ("pyproject.toml", "README.md", "MANIFEST.in"):
        shutil.copy(ROOT / name, source / name)
    return source


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content of a wheel, in a folder that knows nothing of the checkout."""

    def make(folder: Path) -> None:
        source = copy_source(folder / "source")
        command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
        command += ["--no-build-isolation", "--disable-pip-version-check"]
        subprocess.run([*command, "-w", str(folder), str(source)], check=True, timeout=300)
        shutil.rmtree(source)
        (wheel,) = folder.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(folder / "site")

    return made_once(tmp_path_factory, "wheel", make) / "site"


def command(installed: Path, folder: Path, *arguments: str) -> str:
    """Run the unpacked wheel's command in a folder; it must end well."""
    code = (
        "import bcssp_lib, sys; from bcssp_lib.__main__ import main; "
        f"assert bcssp_lib.__file__.startswith({str(installed)!r}); "
        "sys.argv[0] = 'bcssp'; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(installed), "COLUMNS": "200"}
    environment.pop("BCSSP_ROOT", None)
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=folder, env=environment, capture_output=True, encoding="utf-8",
        check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_names_no_real_area_and_has_no_real_figure(installed):
    starter = installed / "bcssp_lib/starter"
    assert sorted(path.name for path in starter.iterdir()) == ["example", "notebooks", "params"]
    assert not (starter / "params/areas").exists()
    assert not list(installed.rglob("banes*"))
    assert not list(installed.rglob("make_synthetic.py"))


def test_a_project_is_started_and_built_from_it(installed, tmp_path):
    assert "Made a project" in command(installed, tmp_path, "init", "ours", "--area", "Wiltshire")
    told = command(installed, tmp_path / "ours", "build", "--only", "about")
    assert "Wiltshire 2023-24: done" in told


@pytest.mark.soak  # app/test_init.py has the usual run build the example
def test_the_example_is_started_and_built_from_it(installed, tmp_path):
    command(installed, tmp_path, "init", "example", "--example")
    told = command(installed, tmp_path / "example", "build", "saltmere", "--only", "police")
    assert "Saltmere 2023-24: done" in told


def test_a_source_distribution_has_what_a_wheel_is_packed_from_and_no_real_area(tmp_path):
    source = copy_source(tmp_path / "source")
    build = "from setuptools import build_meta; print(build_meta.build_sdist('..'))"
    subprocess.run([sys.executable, "-B", "-c", build], cwd=source, check=True, timeout=300,
                   capture_output=True)  # fmt: skip
    (made,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(made) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("params", "notebooks", "example/params", "example/data", "tools"):
        for path in (source / folder).rglob("*"):
            place = path.relative_to(source).as_posix()
            if path.is_file() and not place.startswith("params/areas/"):
                assert place in names
    assert not [name for name in names if name.startswith("params/areas/")]
