"""pyproject.toml, both locks and environment.yml hold the same versions."""

from __future__ import annotations

import re
import tomllib

import yaml

from tests.projects import ROOT

LOCK, DEV_LOCK = (
    (ROOT / name).read_text("utf-8") for name in ("requirements.lock", "requirements-dev.lock")
)
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def versions(pins: list[str]) -> set[tuple[str, str]]:
    """Name and version of each pin, without its marker."""
    found = (re.fullmatch(r"([A-Za-z0-9._-]+)==([^ ;]+)(?: ?;.*)?", pin) for pin in pins)
    return {(normal(match[1]), match[2]) for match in found if match}


def locked(lock: str = LOCK) -> set[tuple[str, str]]:
    return versions([line.rstrip(" \\") for line in lock.splitlines() if line[0].isalnum()])


def conda_pip() -> list[str]:
    return next(one["pip"] for one in ENVIRONMENT["dependencies"] if isinstance(one, dict))


def test_every_direct_dependency_is_pinned_and_locked_at_that_version() -> None:
    project = PYPROJECT["project"]
    extras = project["optional-dependencies"]
    to_build = [*project["dependencies"], *extras["install"]]
    to_test = [*to_build, *extras["dev"], *extras["cluster"]]
    assert len(versions(to_test)) == len(to_test)
    assert versions(to_build) <= locked()
    assert versions(to_test) <= locked(DEV_LOCK)


def test_what_builds_reports_is_tested_in_the_same_versions_and_holds_no_linter_or_browser() -> (
    None
):
    assert locked() < locked(DEV_LOCK)
    assert not {"ruff", "mypy", "playwright", "pytest"} & {name for name, _ in locked()}


def test_the_conda_environment_has_the_versions_of_the_lock() -> None:
    assert versions(conda_pip()) == locked()


def test_the_conda_environment_brings_quarto_jupyterlab_and_the_toolkit() -> None:
    conda = [one for one in ENVIRONMENT["dependencies"] if isinstance(one, str)]
    assert any(one.startswith("quarto") for one in conda)
    assert "jupyterlab" in {name for name, _ in versions(conda_pip())}
    assert "--editable ." in conda_pip()


def test_the_lock_has_a_hash_for_each_version_and_no_address() -> None:
    for lock in (LOCK, DEV_LOCK):
        blocks = re.split(r"\n(?=[a-z0-9])", lock.strip())
        assert all("--hash=sha256:" in block for block in blocks)
        assert not re.search(r"https?:|index-url|find-links", lock)


def test_the_other_way_to_quarto_is_an_extra() -> None:
    assert PYPROJECT["project"]["optional-dependencies"]["quarto"][0].startswith("quarto-cli==")
