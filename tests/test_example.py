"""The example's figures are what its script makes of the present parameters."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tests.projects import EXAMPLE, ROOT


def contents(folder: Path) -> dict[str, bytes]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_making_the_figures_again_gives_the_same_bytes(tmp_path):
    shutil.copytree(ROOT / "params", tmp_path / "params")
    shutil.copytree(EXAMPLE, tmp_path / "example")
    shutil.rmtree(tmp_path / "example/data")
    command = [sys.executable, str(tmp_path / "example/make_synthetic.py")]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert contents(tmp_path / "example/data") == contents(EXAMPLE / "data"), (
        "Run python example/make_synthetic.py, and commit what it changes"
    )


def test_no_made_up_figure_carries_the_name_of_a_real_area():
    real = [yaml.safe_load(path.read_text("utf-8")) for path in ROOT.glob("params/areas/*.yaml")]
    names = {area[part] for area in real for part in ("name", "short_name")} - {"Force area"}
    slugs = {path.stem for path in ROOT.glob("params/areas/*.yaml")}
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(names | slugs)))})\b")
    for folder in (EXAMPLE / "data", EXAMPLE / "params"):
        for place, content in contents(folder).items():
            assert not named.search(f"{place}\n{content.decode('utf-8')}"), place


def test_every_source_in_data_is_real_and_every_one_of_the_example_is_made_up():
    for root, synthetic in ((ROOT, False), (EXAMPLE, True)):
        paths = list(root.glob("data/**/sources.yaml"))
        assert paths
        for path in paths:
            sources = yaml.safe_load(path.read_text("utf-8"))["sources"].values()
            assert {source["synthetic"] for source in sources} == {synthetic}, path
