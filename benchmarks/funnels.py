"""How often is an ordinary authority called high or low by chance alone?

    python -m benchmarks.funnels [--runs 1000000] [--seed 1] [--markdown]

Authorities that differ from the average by chance only are drawn at random, and placed by the
limits. Wilson's interval about the average, which funnels of percentages had before, is there to
compare with. docs/statistics.md holds the table.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.random import Generator, default_rng
from rich.console import Console
from rich.table import Table

from bcssp_lib.stats.intervals import (
    USUAL,
    WIDE,
    FunnelLimits,
    binomial_limits,
    poisson_limits,
    proportion_interval,
)

SHARES = (0.05, 0.2, 0.5)
SIZES = (100, 1000)
EXPECTED = (5, 20, 100)
HEADINGS = ("limits", "average", "low, 95%", "high, 95%", "low, 99.8%", "high, 99.8%")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--markdown", action="store_true", help="as a table of docs/")
    arguments = parser.parse_args()
    rows = list(false_alarms(default_rng(arguments.seed), arguments.runs))
    if arguments.markdown:
        for row in (HEADINGS, ["---"] * len(HEADINGS), *rows):
            print(f"| {' | '.join(row)} |")
        return
    table = Table(*HEADINGS)
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def false_alarms(chance: Generator, runs: int) -> Iterator[list[str]]:
    """A row for each kind of limits and size: how often each limit is crossed."""
    for share, size in product(SHARES, SIZES):
        drawn = chance.binomial(size, share, runs) / size
        average = f"{100 * share:.0f}% of {size:,}"
        yield ["exact binomial", average, *_rates(binomial_limits(size, share), drawn)]
        yield ["Wilson (before)", average, *_rates(_wilson_limits(size, share), drawn)]
    for expected in EXPECTED:
        drawn = chance.poisson(expected, runs) / expected
        yield ["Poisson", f"{expected} expected", *_rates(poisson_limits(expected), drawn)]


def _rates(limits: FunnelLimits, drawn: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[str]:
    crossed = (
        drawn < limits.low, drawn > limits.high, drawn < limits.very_low, drawn > limits.very_high,
    )  # fmt: skip
    return [f"{100 * float(np.mean(each)):.2f}%" for each in crossed]


def _wilson_limits(whole: int, share: float) -> FunnelLimits:
    """Wilson's score interval about the average."""
    usual, wide = (proportion_interval(round(share * whole), whole, each) for each in (USUAL, WIDE))
    return FunnelLimits(usual.lower, usual.upper, wide.lower, wide.upper)


if __name__ == "__main__":
    main()
