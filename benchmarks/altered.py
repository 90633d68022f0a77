"""How many altered numbers does the check of narrative call wrong, and how many true ones?

    python -m benchmarks.altered [--weights]

Each typed number of the texts that are not held out is altered by itself: two digits exchanged, the
next number, another digit, another figure of its measure, or a part more or less. It should be
called wrong. Then a third of the facts is taken away, several times: what was held is not held any
more, and none of it may be called wrong. ``--weights`` are those of a logistic regression on the
same numbers, which ``bcssp_lib/checks/slips.py`` weighs with.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bcssp_lib.checks.check import read_contexts
from bcssp_lib.checks.fact_index import FactIndex, index_facts
from bcssp_lib.checks.held_numbers import HeldNumber, Role
from bcssp_lib.checks.matching import MatchedNumber
from bcssp_lib.checks.mistakes import find_mistake
from bcssp_lib.checks.numbered import follows_from
from bcssp_lib.checks.numbers import find_mentions
from bcssp_lib.checks.prose import split_block
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.checks.slips import list_mistakes
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.finding import Severity
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from benchmarks.checker import Case, cases_of, read_book
from benchmarks.common import ROOT

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
_TIMES_LESS, _PARTS = 4, (0.6, 0.7, 0.8, 0.9, 1.1, 1.2, 1.35, 1.5)
_SHRINK, _ROUNDS, _STEPS = 1.0, 6, 25
_Vector = NDArray[np.float64]


@dataclass(frozen=True)
class Tried:
    """A number that is not held: what it may be a mistake for, by name and whether that is right.

    ``found``: whether the check calls it wrong; ``altered``, whether it should.
    """

    text: int
    altered: bool
    found: bool
    options: tuple[tuple[dict[str, float], bool], ...]


def try_altered(rng: random.Random) -> Iterator[Tried]:
    """Each typed number of each text, altered."""
    index = _index(read_book())
    for place, case in enumerate([*cases_of("development"), *cases_of("later")]):
        held = {
            number.mention.text: number.match.number
            for context in _contexts(case, index)
            for number in context.matched
            if number.match and number.is_held
        }
        for label in (label for label in case.labels if label.is_ is Severity.TYPED):
            words = next(iter(_DIGITS.findall(label.words)), "")
            at = case.text.find(label.words) + label.words.find(words)
            other = _alter(words, held.get(label.words), index, rng) if words else words
            if other == words or len(find_mentions(label.words)) != 1:
                continue
            text = case.text[:at] + other + case.text[at + len(words) :]
            tried = [
                _try(place, context, number, words.replace(",", ""))
                for context in _contexts(replace(case, text=text), index)
                for number in context.matched
                if number.mention.text.startswith(other)
            ]
            yield tried[0] if tried else Tried(place, altered=True, found=False, options=())


def try_without_facts() -> Iterator[Tried]:
    """Each number of each text that is not held, once a third of the facts is taken away."""
    book = read_book()
    names = [(section, name) for section, facts in book.facts.items() for name in facts]
    for seed in range(_TIMES_LESS):
        less = {*random.Random(seed).sample(names, len(names) // 3)}  # noqa: S311
        facts = {
            section: {name: fact for name, fact in some.items() if (section, name) not in less}
            for section, some in book.facts.items()
        }
        index = _index(FactBook(facts, book.names))
        for place, case in enumerate([*cases_of("development"), *cases_of("later")]):
            planted = [each.words for each in case.labels if each.is_ is Severity.WRONG]
            for context in _contexts(case, index):
                for number in context.matched:
                    if not any(number.mention.text in words for words in planted):
                        yield _try(place, context, number, "")


def _index(book: FactBook) -> FactIndex:
    catalogue = load_catalogue(Project(ROOT))
    return index_facts(book, catalogue, catalogue.areas["banes"])


def _contexts(case: Case, index: FactIndex) -> list[SentenceContext]:
    block = Block("block", case.text, "prose", 1, default=False)
    bound = bind_block(block, case.section, read_book())
    return list(read_contexts(split_block(case.section, bound), index))


def _try(place: int, context: SentenceContext, number: MatchedNumber, right: str) -> Tried:
    others = [each.mention for each in context.matched if each.is_held]
    if number.is_held or follows_from(number.reading, others):
        return Tried(place, bool(right), found=False, options=())
    options = tuple(
        (each.reasons, bool(right) and abs(each.meant.amount) == abs(float(right)))
        for each in list_mistakes(context, number)
    )
    mistake = find_mistake(context, number)
    found = mistake is not None and mistake.is_certain
    return Tried(place, bool(right), found, options)


def _alter(words: str, held: HeldNumber | None, index: FactIndex, rng: random.Random) -> str:
    """A number as somebody might have got it wrong."""
    plain, comma, points = words.replace(",", ""), "," in words, len(words.partition(".")[2])
    others = [
        each.amount
        for each in (index.held.by_measure[held.measure] if held else ())
        if held and each.role is Role.VALUE and each.form is held.form
    ]
    swaps = [
        f"{plain[:i]}{plain[i + 1]}{plain[i]}{plain[i + 2 :]}"
        for i in range(len(plain) - 1)
        if plain[i : i + 2].isdigit() and plain[i] != plain[i + 1] and plain[i + 1] != "0"
    ]
    match rng.choices(("swap", "other", "next", "digit", "part"), (35, 25, 15, 10, 15))[0]:
        case "swap" if swaps:
            amount = float(rng.choice(swaps))
        case "other" if others:
            amount = float(rng.choice(others[-6:]))
        case "part":
            amount = float(plain) * rng.choice(_PARTS)
        case "digit":
            amount = float(rng.choice("123456789") + plain[1:])
        case _:
            amount = float(plain) + rng.choice((-1, 1)) * 10.0**-points
    return f"{amount:,.{points}f}" if comma else f"{amount:.{points}f}"


def fit_weights(tried: Sequence[Tried]) -> dict[str, float]:
    """What each reason weighs, so that right mistakes are told from numbers that are none."""
    names = sorted({name for one in tried for reasons, _ in one.options for name in reasons})
    weights = np.zeros(len(names))
    for _ in range(_ROUNDS):
        rows, right, counts = [], [], []
        for one in tried:
            options = [
                (np.array([reasons.get(name, 0.0) for name in names]), is_right)
                for reasons, is_right in one.options
                if is_right or not one.altered
            ]
            if options:
                rows.append(max((row for row, _ in options), key=lambda row: float(row @ weights)))
                right.append(float(one.altered))
                counts.append(1.0 if one.altered else 1 / _TIMES_LESS)
        weights = _step(np.array(rows), np.array(right), np.array(counts), weights)
    return dict(zip(names, map(float, weights.round(1)), strict=True))


def _step(rows: _Vector, right: _Vector, counts: _Vector, weights: _Vector) -> _Vector:
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (right - likely)) - _SHRINK * weights
        bend = (rows * (counts * likely * (1 - likely))[:, None]).T @ rows
        weights = weights + np.linalg.solve(bend + _SHRINK * np.eye(len(weights)), slope)
    return weights


def main() -> None:
    """Alter numbers, take facts away, and count what is called wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--weights", action="store_true")
    options = parser.parse_args()
    altered, true = list(try_altered(random.Random(7))), list(try_without_facts())  # noqa: S311
    counted = Counter((one.altered, one.found) for one in [*altered, *true])
    print(f"altered: {counted[True, True]} of {len(altered)} are called wrong")
    print(f"true, without a third of the facts: {counted[False, True] / _TIMES_LESS:.0f}", end=" ")
    print(f"of {len(true) / _TIMES_LESS:.0f}")
    if options.weights:
        for name, weight in fit_weights([*altered, *true]).items():
            print(f"{weight:5.1f}  {name}")


if __name__ == "__main__":
    main()
