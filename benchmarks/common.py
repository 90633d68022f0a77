"""What the benchmarks share: a project to work on, a clock, and a watch on memory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice, product
from pathlib import Path
from string import ascii_lowercase

import psutil
import yaml

from tests.projects import copy_example

ROOT = Path(__file__).resolve().parents[1]
BCSSP = Path(sys.executable).with_name("bcssp")
PERIOD = "2023-24"
MODEL = "fairport"  # the invented area that simulated ones are copied from
FORCE = "avon-and-somerset"
FORCE_FILE = "police_force_area.csv"
_AREAS_OF_A_FORCE = 5
_SAMPLE_SECONDS = 2.0  # adding up takes time itself


def copied_project(folder: Path) -> Path:
    """The inputs of a real area and the invented ones in a folder, with nothing built."""
    copy_example(folder)
    (folder / "reports").mkdir()
    return folder


def all_areas(project: Path) -> list[str]:
    """The areas that have reports."""
    found = sorted((project / "params" / "areas").glob("*.yaml"))
    kinds = {path.stem: yaml.safe_load(path.read_text("utf-8")).get("kind") for path in found}
    return [name for name, kind in kinds.items() if kind is None]


def add_areas(project: Path, count: int) -> list[str]:
    """Simulated areas, each with the figures of the model area under a name of its own.

    Five share a simulated force area, as areas do: each is compared with four others.
    """
    # A name with digits would be read as a figure that is bound to no fact.
    letters = product(ascii_lowercase, repeat=3)
    names = [f"simulated-{''.join(one)}" for one in islice(letters, count)]
    for number, name in enumerate(names):
        holder = names[number - number % _AREAS_OF_A_FORCE]
        force = holder.replace("simulated", "simulated-force")
        described = _described(project, MODEL)
        own = {"name": name.capitalize(), "short_name": name.capitalize(), "force_area": force}
        _describe(project, name, {**described, **own})
        shutil.copytree(project / "data" / MODEL, project / "data" / name)
        for file in (project / "data" / name).rglob("*.csv"):
            _rename(file, file, MODEL, name)
        if name == holder:
            _add_force(project, force, holder)
    return names


def _add_force(project: Path, force: str, holder: str) -> None:
    """A force area like the real one, whose figures are in the folder of one of its areas."""
    described = _described(project, FORCE)
    own = {"name": force.capitalize(), "short_name": force.capitalize(), "figures_in": holder}
    _describe(project, force, {**described, **own})
    home, new = project / "data" / str(described["figures_in"]), project / "data" / holder
    _rename(home / FORCE_FILE, new / FORCE_FILE, FORCE, force)
    listed = [yaml.safe_load((one / "sources.yaml").read_text("utf-8")) for one in (home, new)]
    sources = {"sources": {**listed[0]["sources"], **listed[1]["sources"]}}
    (new / "sources.yaml").write_text(yaml.safe_dump(sources, allow_unicode=True), "utf-8")


def _described(project: Path, area: str) -> dict[str, object]:
    found: dict[str, object] = yaml.safe_load(_params(project, area).read_text("utf-8"))
    return found


def _describe(project: Path, area: str, described: dict[str, object]) -> None:
    _params(project, area).write_text(yaml.safe_dump(described, allow_unicode=True), "utf-8")


def _params(project: Path, area: str) -> Path:
    return project / "params/areas" / f"{area}.yaml"


def _rename(source: Path, target: Path, before: str, after: str) -> None:
    """Write the figures of one area as those of another."""
    text = source.read_text("utf-8")
    target.write_text(text.replace(f"\n{before},", f"\n{after},"), "utf-8")


def quiet(command: list[str], project: Path) -> None:
    """Run a command for a project; its end in failure ends the benchmark, and tells why."""
    environment = {**os.environ, "BCSSP_ROOT": str(project)}
    done = subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=project, env=environment
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[:3])} … ended with {done.returncode}:\n{done.stderr[-4000:]}")


@dataclass
class Clock:
    """Seconds by what was done, and the most memory that all of its processes took together."""

    seconds: dict[str, float] = field(default_factory=dict)
    megabytes: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measured(self, name: str) -> Iterator[None]:
        """Measure what is done inside."""
        print(f"{name} …", file=sys.stderr, flush=True)
        watch = _Watch()
        watch.start()
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = time.perf_counter() - started
            self.megabytes[name] = watch.stop()


class _Watch(threading.Thread):
    """Adds up the memory of this process's children; what they share is counted once."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self._most = 0.0

    def run(self) -> None:
        while not self._ended.wait(_SAMPLE_SECONDS):
            self._most = max(self._most, sum(map(_megabytes, _children())))

    def stop(self) -> float:
        self._ended.set()
        self.join()
        return self._most


def _children() -> list[psutil.Process]:
    return psutil.Process().children(recursive=True)


def _megabytes(process: psutil.Process) -> float:
    try:
        return float(process.memory_full_info().pss) / 2**20
    except (psutil.Error, AttributeError):  # ended meanwhile, or a system that tells no shares
        return 0.0
