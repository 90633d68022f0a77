from __future__ import annotations

import shutil
from importlib.metadata import packages_distributions, version
from pathlib import Path

import pytest

from bcssp_lib.files import packages as toolkit
from bcssp_lib.files.packages import (
    installed_packages,
    library_digest,
    packages_by_module,
    packages_digest,
    toolkit_digest,
)
from tests.projects import ROOT


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the toolkit, which the test may change."""
    skipped = shutil.ignore_patterns("__pycache__")
    package = Path(shutil.copytree(ROOT / "bcssp_lib", tmp_path / "bcssp_lib", ignore=skipped))
    monkeypatch.setattr(toolkit, "_PACKAGE", package)
    return package


def digests() -> tuple[str, str]:
    """Those of the library and of the whole toolkit, made again."""
    return library_digest.__wrapped__(), toolkit_digest.__wrapped__()


def test_a_change_to_what_notebooks_reach_changes_both(copied):
    before = digests()
    path = copied / "section/line_charts.py"
    path.write_text(path.read_text("utf-8") + "\n# changed\n", "utf-8")
    after = digests()
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_a_change_to_what_only_renders_runs_no_section_again(copied):
    before = digests()
    path = copied / "publish/review.py"
    path.write_text(path.read_text("utf-8") + "\n# changed\n", "utf-8")
    after = digests()
    assert before[0] == after[0]
    assert before[1] != after[1]


def test_compiled_modules_do_not_count(copied):
    before = digests()
    (copied / "section/__pycache__").mkdir(exist_ok=True)
    (copied / "section/__pycache__/charts.cpython-311.pyc").write_bytes(b"compiled")
    assert digests() == before


def test_what_is_installed_is_told_by_its_version():
    found = installed_packages()
    assert found["pandas"] == version("pandas")
    assert found["python_docx"] == version("python-docx")


def test_modules_belong_to_the_packages_that_python_itself_names():
    named = packages_distributions()
    assert packages_by_module() == {
        one: frozenset(map(toolkit._plain_name, named[one])) for one in named
    }


def test_another_version_of_a_package_is_noticed(monkeypatch):
    before = packages_digest()
    changed = {**installed_packages(), "pandas": "0.1"}
    monkeypatch.setattr(toolkit, "installed_packages", lambda: changed)
    assert packages_digest.__wrapped__() != before
