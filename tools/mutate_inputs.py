"""Spoil one input of a small project at a time, run commands, and look for what nobody was told.

    python -m tools.mutate_inputs --folder mutations --count 400 --seed 1

After each change: every command ends with 0, 1, 2 or 3 within a minute and 2 GB, without a
traceback, a process or a half-built folder left over. Where all end with 0, what the changed file
holds is used, named in the output, or the same in meaning; every number of a table and of a fact
is that of its row in data/; and none that a policy hides is shown. What is left open is in
``outcomes.jsonl``, a line for each change.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import psutil
import yaml
from PIL import Image

from bcssp_lib.files.project import Project
from tests.projects import (
    BCSSP,
    code,
    environment,
    leftovers,
    make_small_project,
    processes_for,
    prose,
    write_notebook,
)
from tools.mutations import ODD, TEXTS, spoil
from tools.shown_numbers import find_wrong_numbers

SECONDS, BYTES = 60, 2 << 30
AREAS = ("banes", "fairport")
BY_ETHNICITY = ("concerns_by_ethnicity", "cp_plans_by_ethnicity", "cp_plans_by_send")
INPUTS = (
    ("figures", "data/*/*.csv", 8),
    ("sources", "data/*/sources.yaml", 2),
    ("registers", "data/*/registers/*.csv", 3),
    ("params", "params/*.yaml", 4),
    ("params", "params/[acer]*/*.yaml", 5),
    ("indicators", "params/indicators/*.yaml", 4),
    ("narrative", "reports/*/*/narrative/*.md", 4),
    ("review records", "reports/*/*/narrative/*.yaml", 2),
    ("pictures", "reports/*/*/narrative/images/*", 1),
    ("working notebooks", "reports/*/*/working/*.ipynb", 2),
    ("what was last saved", "reports/*/*/working/.*.json", 1),
    ("section notebooks", "notebooks/*.ipynb", 3),
    ("published figures", "reports/*/*/published/*.csv", 3),
    ("ledger", "reports/.ledger.sqlite", 1),
    ("what is kept", ".bcssp/*/*.json", 3),
    ("secret", ".bcssp-secret", 1),
    ("executed notebooks", "reports/*/*/sections/*.ipynb", 2),
    ("built files", "reports/*/*/review/*", 1),
    ("arguments", "", 2),
)
COMMANDS = (
    ["list", "indicators"],
    ["list", "sections"],
    ["status"],
    ["disclosure", "banes"],
    ["disclosure", "fairport"],
    ["explain", "banes", "police"],
    ["list", "facts", "banes"],
    ["open", "banes", "police", "--no-browser"],
    ["confirm", "banes", "police"],
    ["accept", "banes", "3f0a9c1", "--reason", "So it is."],
    ["author", "banes", "police", "--no-open"],
)
WRITTEN = ("narrative", "review records", "pictures", "working notebooks", "what was last saved")
_FOUND = re.compile(r": [1-9][0-9]* errors?, .*See: bcssp check")  # which names the place
_READ_ALL = ("list problems", "build")  # of others, an error may be about their arguments
_SAME_RUN = ("ledger", "what is kept", "secret", "executed notebooks", "built files")


@dataclass
class Outcome:
    """What one change did."""

    number: int
    kind: str
    file: str
    change: str = ""
    codes: list[int] = field(default_factory=list)
    seconds: float = 0.0
    megabytes: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    command: str
    code: int
    text: str
    seconds: float
    megabytes: int


def make_trial(folder: Path, *, publish: bool = True) -> Project:
    """A built and published project of two areas, with figures that are hidden in both."""
    project = make_small_project(folder, AREAS)
    for path in (folder / "params/areas").glob("*.yaml"):
        if path.stem not in (*AREAS, "avon-and-somerset"):
            path.unlink()
    edition = folder / "params/editions/annual.yaml"
    edition.write_text(
        edition.read_text("utf-8").replace("- training", "- training\n- groups"), "utf-8"
    )
    police = folder / "params/indicators/police.yaml"
    text = police.read_text("utf-8").replace(
        "  repeat_missing_from_care:\n",
        "  repeat_missing_from_care:\n    disclosure: small numbers\n",
    )
    police.write_text(text, "utf-8")
    write_notebook(
        folder / "notebooks/03_groups.ipynb",
        *(code(name, f'section.breakdown_table("{name}", "{name}")') for name in BY_ETHNICITY),
        code("reviews", 'section.register_table("Reviews", "reviews", "reference", "theme")'),
        prose("words", "Groups of people in {{ area }}."),
    )
    images = folder / "reports/banes/2023-24/narrative/images"
    images.mkdir(parents=True)
    Image.new("RGB", (40, 30), "navy").save(images / "dots.png")
    words = (
        "::: {#what-changed}\nThere were {{ missing_reports }} reports.\n\n"
        "![Dots](images/dots.png)\n:::\n"
    )
    (images.parent / "police.md").write_text(words, "utf-8")
    more = (
        ["author", "banes", "police", "--no-open"],
        ["confirm", "banes", "police"],
        ["build", "--publish", "--allow-synthetic"],
    )
    for command in (["build"], *(more if publish else ())):
        ended = run(project, command)
        if ended.code:
            raise RuntimeError(f"The trial project cannot be made: {ended.text}")
    return project


def run(project: Project, command: Sequence[str]) -> Ended:
    """Run a command within its limits of time and memory; -1 means that it was over one."""
    began, most, over = time.monotonic(), 0, False
    with (project.root.parent / f"{project.root.name}.out").open("w+b") as output:
        process = subprocess.Popen(
            [str(BCSSP), *command],
            env={**environment(project), "PYTHONPATH": os.pathsep.join(sys.path)},
            cwd=project.root,
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        family = psutil.Process(process.pid)
        while not over:
            try:
                process.wait(0.1)
                break
            except subprocess.TimeoutExpired:
                most = max(most, _resident(family))
                over = time.monotonic() - began > SECONDS or most > BYTES
        if over:
            for each in (*family.children(recursive=True), family):
                each.kill()
            process.wait()
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    code = -1 if over else process.returncode
    return Ended(" ".join(command)[:200], code, text, time.monotonic() - began, most >> 20)


def _resident(process: psutil.Process) -> int:
    """The memory of the largest of a process and those that it started."""
    sizes = [0]
    try:
        family = (process, *process.children(recursive=True))
        sizes.extend(each.memory_info().rss for each in family)
    except psutil.Error:  # one has just ended
        pass
    return max(sizes)


def pick(project: Project, chance: random.Random) -> tuple[str, Path | None]:
    """A kind of input, and a file of that kind."""
    while True:
        kind, pattern, _ = chance.choices(INPUTS, [weight for *_, weight in INPUTS])[0]
        if not pattern:
            return kind, None
        files = sorted(path for path in project.root.glob(pattern) if path.is_file())
        if files:
            return kind, chance.choice(files)


def odd_arguments(chance: random.Random) -> list[str]:
    """A command with one word that it does not expect."""
    command = list(
        chance.choice(
            (
                ["build", "AREA"], ["build", "--period", "ODD"], ["build", "--edition", "ODD"],
                ["build", "--section", "ODD"], ["build", "--jobs", "ODD"], ["build", "--out",
                "ODD"],
                ["build", "--log", "ODD"], ["build", "--cluster", "ODD"], ["explain", "ODD",
                "police"],
                ["list", "facts", "ODD"], ["disclosure", "banes", "--period", "ODD"], ["check",
                "ODD"],
                ["explain", "banes", "ODD"], ["restore", "banes", "police", "ODD"], ["status",
                "ODD"],
                ["accept", "banes", "ODD", "--reason", "ODD"], ["new-period", "ODD"], ["save",
                "ODD"],
                ["new-section", "ODD", "--title", "ODD"], ["import", "ODD"], ["ODD"],
                ["choose", "banes", "police", "ODD", "file"], ["confirm", "banes", "police", "ODD"],
                ["history", "banes", "ODD"], ["open", "banes", "ODD", "--no-browser"],
            )
        )
    )  # fmt: skip
    odd = chance.choice([str(each) for each in (*ODD, *TEXTS) if len(str(each)) < 90_000])
    return [
        word.replace("ODD", odd.replace("\0", "\\0")).replace("AREA", odd.replace("\0", ""))
        for word in command
    ]


def try_mutation(base: Path, work: Path, seed: int, number: int, *, brief: bool = False) -> Outcome:
    """Spoil a copy of the trial project once, and judge what the commands make of it."""
    chance = random.Random(f"{seed}-{number}")
    folder = work / str(number)
    shutil.copytree(base, folder, symlinks=True)
    project = Project(folder)
    kind, path = pick(project, chance)
    outcome = Outcome(number, kind, project.shown(path) if path else "")
    before = path.read_bytes() if path else b""
    try:
        if path is None:
            commands = [odd_arguments(chance)]
            outcome.change = " ".join(commands[0])[:80]
        else:
            outcome.change = spoil(path, chance)
            commands = _commands(kind, chance)[: 1 if brief else None]
        ended = [*_run_all(project, commands, chance)]
        outcome.codes = [each.code for each in ended]
        outcome.seconds = round(max(each.seconds for each in ended), 1)
        outcome.megabytes = max(each.megabytes for each in ended)
        outcome.faults = [*_plain_faults(project, outcome, ended)]
        if path:
            outcome.faults += _silent_faults(project, base, outcome, ended, before)
    except Exception as error:  # noqa: BLE001 - of this tool, and to be mended
        outcome.faults.append(f"the tool: {error!r}"[:300])
    if not outcome.faults:
        shutil.rmtree(folder)
        Path(f"{folder}.out").unlink(missing_ok=True)
    return outcome


def _commands(kind: str, chance: random.Random) -> list[list[str]]:
    commands = [["list", "problems"], chance.choice(COMMANDS)]
    if kind in WRITTEN and chance.random() < 0.5:
        commands.append(
            chance.choice((["save", "banes"], ["check", "banes"], ["history", "banes", "police"]))
        )
    publish = ["--publish", "--allow-synthetic"]
    often = 0.5 if kind in ("published figures", "what is kept") else 0.12
    options = publish if chance.random() < often else []
    return [*commands, ["build", *options, *(["--fresh"] if kind == "what is kept" else [])]]


def _run_all(
    project: Project, commands: Sequence[Sequence[str]], chance: random.Random
) -> Iterator[Ended]:
    """Run commands; once one has refused the input, the slow ones seldom have more to say."""
    refused = False
    for command in commands:
        if not (refused and command[0] == "build" and chance.random() < 0.5):
            yield (ended := run(project, command))
            refused = refused or (ended.code == 1 and ended.command == "list problems")


def _plain_faults(project: Project, outcome: Outcome, ended: Sequence[Ended]) -> Iterator[str]:
    for each in ended:
        if each.code not in (0, 1, 2, 3):
            how = f"ended with {each.code} after {each.seconds:.0f} s"
            yield f"{each.command}: {how}\n{each.text[-1500:]}"
        elif "Traceback" in each.text and "Traceback" not in outcome.change:
            yield f"{each.command}: traceback\n{each.text[-1500:]}"
        elif each.code and not each.text.strip():
            yield f"{each.command}: ended with {each.code} without a word"
    for log in project.root.glob("reports/*/*/logs*/*.log"):
        text = log.read_text("utf-8", "replace")
        if "Traceback" in text and (outcome.kind != "section notebooks" or log.stem == "rendering"):
            yield f"{log.name}: {text[-700:]}"
    left = [name for name in leftovers(project.reports) if name.startswith(".building")]
    if left:
        yield f"left over: {left}"
    patience = time.monotonic() + 10  # what a command started may take a moment to end
    while (running := processes_for(project.root)) and time.monotonic() < patience:
        time.sleep(0.2)
    for command in running:
        yield f"still running: {command[:200]}"


def _silent_faults(
    project: Project, base: Path, outcome: Outcome, ended: Sequence[Ended], before: bytes
) -> Iterator[str]:
    built = [each.code for each in ended if each.command.startswith("build")]
    if built and built[-1] in (0, 3):
        yield from find_wrong_numbers(project.root, AREAS)
    said = "".join(each.text for each in ended).replace("\n", "")
    name = Path(outcome.file).stem  # of a notebook also without its number
    if name in said or f"'{name.partition('_')[2]}'" in said or outcome.kind in _SAME_RUN:
        return
    refused = [each for each in ended if each.code and each.command.startswith(_READ_ALL)]
    if refused and not _FOUND.search(refused[0].text):
        told = refused[0].text[-600:]
        yield f"the message does not name the file: {told}"
    elif not built and not outcome.file.startswith(("data/", "params/")):
        return  # nothing has read it
    elif not _same_meaning(project.root / outcome.file, before) and not _differs(
        project.root, base
    ):
        yield "neither used nor named"


def _same_meaning(path: Path, before: bytes) -> bool:
    """Whether a file says what it said, however it is written."""
    return path.is_file() and _meaning(path, path.read_bytes()) == _meaning(path, before)


def _meaning(path: Path, content: bytes) -> Any:
    text = content.decode("utf-8-sig", "replace")
    if path.parent.name == "working":  # only its words are an author's
        cells = json.loads(text)["cells"]
        return [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(text, newline="")))
    if path.suffix == ".yaml":
        return yaml.safe_load(text)
    if path.suffix in (".json", ".ipynb"):
        return json.loads(text)
    if path.suffix == ".png":  # it is shown written anew
        return Image.open(io.BytesIO(content)).convert("RGBA").tobytes()
    return text.split() if path.suffix == ".md" else content


def _differs(folder: Path, base: Path) -> bool:
    """Whether anything that was built, or that the inputs are read as, is not as it was."""
    built = (
        "reports/*/*/review/report.html",
        "reports/*/*/review/manifest.json",
        "reports/*/*/review/findings.json",
    )
    for pattern in built:
        for path in base.glob(pattern):
            place = folder / path.relative_to(base)
            if place.read_bytes() != path.read_bytes():
                return True
    return _reading(folder) != _reading(base)


def _reading(folder: Path) -> str:
    """All that the library makes of a project's inputs, as a process of its own reads it."""
    script = (
        "import sys; from pathlib import Path\n"
        "from bcssp_lib.files.project import Project\n"
        "from bcssp_lib.data.catalogue import load_catalogue\n"
        "from bcssp_lib.data.loader import load_figures\n"
        "from bcssp_lib.data.disclosure import read_publications\n"
        "project = Project(Path(sys.argv[1])); read = load_catalogue(project)\n"
        "slugs = tuple(area.slug for area in read.authorities())\n"
        "print(read, read.checks, load_figures(read, slugs))\n"
        "print(read_publications(project, slugs))"
    )
    made = subprocess.run(
        [sys.executable, "-c", script, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    return made.stdout.replace(str(folder), "")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--folder", type=Path, required=True, help="where the projects are made")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--jobs", type=int, default=2)
    wanted = parser.parse_args()
    base, work = wanted.folder / "base", wanted.folder / f"seed-{wanted.seed}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if not base.exists():
        make_trial(base)
    numbers = range(wanted.first, wanted.first + wanted.count)
    outcomes = []
    with (
        ThreadPoolExecutor(wanted.jobs) as pool,
        (wanted.folder / "outcomes.jsonl").open("a") as log,
    ):
        for outcome in pool.map(
            lambda number: try_mutation(base, work, wanted.seed, number), numbers
        ):
            outcomes.append(outcome)
            log.write(json.dumps({"seed": wanted.seed, **asdict(outcome)}) + "\n")
            log.flush()
            for fault in outcome.faults[:3]:
                print(
                    f"{outcome.number} {outcome.kind} {outcome.file} {outcome.change}: {fault}\n",
                    flush=True,
                )
    _print_summary(outcomes)
    sys.exit(any(outcome.faults for outcome in outcomes))


def _print_summary(outcomes: Sequence[Outcome]) -> None:
    worst = Counter(max(each.codes, default=-1) for each in outcomes)
    print(
        f"{len(outcomes)} changes, by the highest exit code of their commands: "
        f"{dict(sorted(worst.items()))}"
    )
    print(f"{sum(bool(each.faults) for each in outcomes)} with faults")
    longest, largest = (
        max(outcomes, key=lambda each: getattr(each, name)) for name in ("seconds", "megabytes")
    )
    print(f"longest command: {longest.seconds} s ({longest.kind}, {longest.change})")
    print(f"most memory of a process: {largest.megabytes} MB ({largest.kind}, {largest.change})")


if __name__ == "__main__":
    main()
