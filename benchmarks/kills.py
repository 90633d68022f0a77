"""A batch that is killed at random moments, and taken up again; the same moments for one seed.

    python -m benchmarks.kills --kills 50 --seed 1

After each kill no process is left, and the ledger counts nothing as done that is not there. After
the build is taken up, nothing is left behind, and every file is as an undisturbed build makes it,
to the byte. It ends with 1 at the first of these that does not hold.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tests.build.trials import Trial, trial_in


def main() -> None:
    """Kill as often as is asked for, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--areas", nargs="+", default=["banes", "fairport"])
    arguments = parser.parse_args()
    areas = tuple(arguments.areas)
    chance = random.Random(arguments.seed)  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as folder, trial_in(Path(folder, "project"), areas) as trial:
        life, undisturbed = _build_undisturbed(trial, areas, Path(folder, "undisturbed"))
        print(f"An undisturbed build of {len(areas)} reports takes {life:.1f} s.")
        results = [
            _kill(trial, areas, chance.uniform(0, life), undisturbed)
            for _ in range(arguments.kills)
        ]
    stages = Counter(stage for stage, _ in results)
    print(
        f"{len(results)} kills, all well: {', '.join(f'{n} {each}' for each, n in stages.items())}."
    )
    print(
        f"Taking it up took {statistics.median(took for _, took in results):.1f} s at the median."
    )


def _build_undisturbed(trial: Trial, areas: Sequence[str], kept: Path) -> tuple[float, Path]:
    """Build in peace; return how long that takes, and where its files are kept."""
    began = time.monotonic()
    assert trial.build(*areas) == 0, trial.told
    life = time.monotonic() - began
    shutil.copytree(trial.project.reports, kept)
    return life, kept


def _kill(
    trial: Trial, areas: Sequence[str], moment: float, undisturbed: Path
) -> tuple[str, float]:
    """Kill a build at a moment, and take it up; return when that was, and how long it took."""
    shutil.rmtree(trial.project.reports)
    process = trial.start(*areas)
    time.sleep(moment)
    process.kill()
    ended = trial.finish(process) != -signal.SIGKILL  # by itself, before that moment
    trial.nothing_runs()
    trial.ledger_is_true()
    done = len(trial.asked("SELECT id FROM runs WHERE state = 'ok'"))
    cut_off = trial.cut_off()
    began = time.monotonic()
    assert trial.build(*(["--resume"] if cut_off else areas)) == 0, trial.told
    took = time.monotonic() - began
    trial.nothing_runs()
    trial.ledger_is_true()
    trial.same_as(undisturbed)
    assert trial.leftovers() == [], trial.leftovers()
    assert len(trial.asked("SELECT id FROM runs WHERE state = 'ok'")) == 2 * len(areas)
    stage = (
        "after its end" if ended else f"with {done} sections done" if cut_off else "at its start"
    )
    print(f"  killed at {moment:.2f} s, {stage}; taken up in {took:.1f} s", flush=True)
    return stage, took


if __name__ == "__main__":
    main()
