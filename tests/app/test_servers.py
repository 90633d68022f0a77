"""What JupyterLab is started with."""

from __future__ import annotations

import json
from pathlib import Path

from bcssp_lib.app.panel import TARGET
from bcssp_lib.app.servers import lab_command


def extension_in(command):
    (option,) = [one for one in command if "extra_labextensions_path=" in one]
    return Path(option.partition("=")[2]) / "bcssp-panel"


def test_the_extension_is_there_while_jupyterlab_runs_and_gone_afterwards(tmp_path):
    working = tmp_path / "13_police.ipynb"
    with lab_command(working, ("--no-browser",)) as command:
        folder = extension_in(command)
        described = json.loads((folder / "package.json").read_text("utf-8"))
        script = (folder / described["jupyterlab"]["_build"]["load"]).read_text("utf-8")
        assert str(working) in command
        assert command[-1] == "--no-browser"
        assert f'TARGET = "{TARGET}"' in script  # both ends speak of the same comm
    assert not folder.parent.exists()


def test_nothing_asks_about_news_or_newer_versions(tmp_path):
    with lab_command(tmp_path / "13_police.ipynb") as command:
        described = json.loads((extension_in(command) / "package.json").read_text("utf-8"))
    assert described["jupyterlab"]["disabledExtensions"] == [
        "@jupyterlab/apputils-extension:announcements"
    ]
