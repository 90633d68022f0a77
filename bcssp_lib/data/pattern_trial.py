"""Trying the patterns of params/checking/ before they are used: none may run for ever.

A regular expression such as ``(a+)+$`` takes longer than the universe is old for a sentence that
just misses it, and nothing in Python can stop it but the end of its process. So each pattern is
tried in a process of its own, on texts that are made from it to be hard, and that process is
killed when its time is over. Patterns that were tried need not be tried again.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from subprocess import PIPE
from tempfile import TemporaryFile

import psutil

from bcssp_lib.model.checking import NAMED, CheckRules
from bcssp_lib.model.errors import InputProblemsError, Problem

SECONDS = 15  # of processor for all patterns together, which take about one
_LOOK_SECONDS = 0.5  # how often it is looked at
_TRIAL = """
import json, re, sys
for number, (pattern, flags, texts) in enumerate(json.load(sys.stdin)):
    print(number, flush=True)
    pattern = re.compile(pattern, flags)
    for text in texts:
        pattern.search(text)
"""
_LENGTHS = (60, 500)  # exponential, and polynomial: longer than any sentence
_MISSES = ("", "!", " ~")
_MOST_SAMPLES = 6
_MANY = 10  # repeats
_OF_CLASS = {"d": "1", "w": "a", "s": " ", "D": "a", "S": "a", "W": "."}
_PLACES = {"number": r"\d+", "ordinal": r"\d+th", "month": "May"}  # as simple as each can be
_NOWHERE = frozenset("bBAZ")
_OPENING = re.compile(r"\(\?(?:[:>]|[aiLmsux-]*:|P<\w+>|(?P<look>=|!|<=|<!))|\(")
_REPEAT = re.compile(r"(?:[*+?]|\{(?P<least>\d*),?(?P<most>\d*)\})[?+]?")


@dataclass(frozen=True)
class TriedPattern:
    """A pattern, where it is in params/, and how it is compiled."""

    file: str
    column: str
    pattern: str
    flags: int = 0


def try_patterns(rules: CheckRules) -> None:
    """Try every pattern of the check; raise ``InputProblemsError`` for one that runs on."""
    if slow := find_slow(tuple(_list_patterns(rules))):
        wrong = f"it runs for ever on some texts: {slow.pattern}"
        allowed = "a pattern without a repeat inside a repeat, such as (a+)+"
        raise InputProblemsError([Problem(slow.file, None, slow.column, wrong, allowed)])


def _list_patterns(rules: CheckRules) -> Iterator[TriedPattern]:
    for name, listed in (("figures", rules.figures), ("claims", rules.claims)):
        for number, item in enumerate(listed):
            column = f"{name}.{number}.pattern"
            pattern = NAMED.sub(lambda place: _PLACES[place[1]], item.pattern)
            yield TriedPattern(f"params/checking/{name}.yaml", column, pattern, re.IGNORECASE)
    words = rules.claim_words
    for number, claim in enumerate(words.patterns):
        for find in claim.find:
            yield TriedPattern("params/checking/claims.yaml", f"patterns.{number}.find", find)
    for degree, text in words.degrees.items():
        yield TriedPattern("params/checking/claims.yaml", f"degrees.{degree}", text)
    yield TriedPattern("params/checking/claims.yaml", "nouns", words.nouns)


@cache  # the same patterns run on, or don't, for every project of this process
def find_slow(patterns: tuple[TriedPattern, ...]) -> TriedPattern | None:
    """The pattern that runs on until its time is over; None if there is none.

    The time is that of its processor: on a busy machine a clock runs on while nothing is tried.
    """
    trials = [(each.pattern, int(each.flags), make_hard_texts(each.pattern)) for each in patterns]
    command = [sys.executable, "-I", "-c", _TRIAL]
    with TemporaryFile() as asked:  # a pipe that is full would have both wait for each other
        asked.write(json.dumps(trials).encode())
        asked.seek(0)
        with subprocess.Popen(command, stdin=asked, stdout=PIPE, stderr=PIPE) as process:
            try:
                while True:
                    with suppress(subprocess.TimeoutExpired):
                        out, told = process.communicate(timeout=_LOOK_SECONDS)
                        break
                    if _time_of(process) > SECONDS:
                        process.kill()
                        begun = process.communicate()[0].split()
                        return patterns[int(begun[-1])] if begun else None
            finally:
                process.kill()  # where this is stopped, or it would be waited for
    if process.returncode:
        error = subprocess.CalledProcessError(process.returncode, command, out, told)
        error.add_note(told.decode("utf-8", "replace"))
        raise error
    return None


def _time_of(process: subprocess.Popen[bytes]) -> float:
    try:
        return psutil.Process(process.pid).cpu_times().user
    except psutil.NoSuchProcess:  # it has ended meanwhile
        return 0


def make_hard_texts(pattern: str) -> list[str]:
    """Texts on which a pattern has the most to try: what it repeats, many times, and a miss."""
    reader = _Reader(pattern)
    reader.read_choice("")
    return [
        f"{before}{piece * (length // len(piece))}{miss}"
        for before, piece in dict.fromkeys(reader.repeated)
        for length in _LENGTHS
        for miss in _MISSES
    ]


class _Reader:
    """Reads a pattern for samples of what it matches, and of what it repeats after what."""

    def __init__(self, pattern: str) -> None:
        self._text = pattern
        self._place = 0
        self.repeated: list[tuple[str, str]] = []

    def read_choice(self, before: str) -> list[str]:
        """Samples of alternatives, up to the end of their group."""
        samples = self._read_row(before)
        while self._take("|"):
            samples += self._read_row(before)
        return samples

    def _read_row(self, before: str) -> list[str]:
        """Samples of what stands in a row; ``before`` is a sample of what comes before it."""
        row = [""]
        while self._place < len(self._text) and self._text[self._place] not in "|)":
            reached = before + row[-1]
            piece = self._read_piece(reached)
            least, most = self._read_repeat()
            if most >= _MANY:
                self.repeated += [(reached, sample) for sample in piece if sample]
            piece = [*piece, ""] if least == 0 else piece
            row = ["".join(pair) for pair in islice(product(row, piece), _MOST_SAMPLES)]
        return row

    def _read_repeat(self) -> tuple[int, float]:
        match = _REPEAT.match(self._text, self._place)
        if match is None:
            return 1, 1
        self._place = match.end()
        sign = match[0][0]
        if sign != "{":
            return int(sign == "+"), 1 if sign == "?" else float("inf")
        least = int(match["least"] or 0)
        most = match["most"] or ("inf" if "," in match[0] else least)
        return least, float(most)

    def _read_piece(self, before: str) -> list[str]:
        if opening := _OPENING.match(self._text, self._place):
            self._place = opening.end()
            samples = self.read_choice(before)
            self._take(")")
            return [""] if opening["look"] else samples
        letter = self._next()
        if letter == "\\":
            return [self._escaped(self._next())]
        if letter == "[":
            return [self._read_class()]
        return [{".": "a", "^": "", "$": ""}.get(letter, letter)]

    def _escaped(self, letter: str) -> str:
        return "" if letter in _NOWHERE else _OF_CLASS.get(letter, letter)

    def _read_class(self) -> str:
        """A letter that a class holds, or that one beginning with ``^`` does not."""
        denied = self._take("^")
        held = [self._next()]
        while self._place < len(self._text) and self._text[self._place] != "]":
            held.append(self._next())
        self._take("]")
        if denied:
            return next(letter for letter in "a1 .~" if letter not in held)
        return self._escaped(held[1]) if held[0] == "\\" and len(held) > 1 else held[0]

    def _next(self) -> str:
        self._place += 1
        return self._text[self._place - 1 : self._place]

    def _take(self, letter: str) -> bool:
        taken = self._text[self._place : self._place + 1] == letter
        self._place += taken
        return taken
