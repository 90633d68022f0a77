"""pyproject.toml, requirements.lock and environment.yml hold the same versions."""

from __future__ import annotations

import re
import tomllib

import yaml

from tests.projects import ROOT

LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def versions(pins: list[str]) -> set[tuple[str, str]]:
    """Name and version of each pin, without its marker."""
    found = (re.fullmatch(r"([A-Za-z0-9._-]+)==([^ ;]+)(?: ?;.*)?", pin) for pin in pins)
    return {(normal(match[1]), match[2]) for match in found if match}


def locked() -> set[tuple[str, str]]:
    return versions([line.rstrip(" \\") for line in LOCK.splitlines() if line[0].isalnum()])


def conda_pip() -> list[str]:
    return next(one["pip"] for one in ENVIRONMENT["dependencies"] if isinstance(one, dict))


def test_every_direct_dependency_is_pinned_and_locked_at_that_version() -> None:
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    direct = [*project["dependencies"], *extras["dev"], *extras["cluster"]]
    assert len(versions(direct)) == len(direct)
    assert versions(direct) <= locked()


def test_the_conda_environment_has_the_versions_of_the_lock() -> None:
    assert versions(conda_pip()) == locked()


def test_the_conda_environment_brings_quarto_jupyterlab_and_the_toolkit() -> None:
    conda = [one for one in ENVIRONMENT["dependencies"] if isinstance(one, str)]
    assert any(one.startswith("quarto") for one in conda)
    assert "jupyterlab" in {name for name, _ in versions(conda_pip())}
    assert "--editable ." in conda_pip()


def test_the_lock_has_a_hash_for_each_version_and_no_address() -> None:
    blocks = re.split(r"\n(?=[a-z0-9])", LOCK.strip())
    assert all("--hash=sha256:" in block for block in blocks)
    assert not re.search(r"https?:|index-url|find-links", LOCK)


def test_the_other_way_to_quarto_is_an_extra() -> None:
    assert PYPROJECT["project"]["optional-dependencies"]["quarto"][0].startswith("quarto-cli==")
