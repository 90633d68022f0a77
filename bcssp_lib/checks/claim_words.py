"""Finding the claims that a clause makes, by its words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bcssp_lib.checks.claim import Claim, Degree, Says
from bcssp_lib.checks.claim_patterns import PATTERNS
from bcssp_lib.checks.claim_vocabulary import DEGREES, NOUN_ENDS
from bcssp_lib.checks.numbers import lowered, mentions
from bcssp_lib.checks.prose import BOUND

_SPLIT = tuple((says, text, needs.split("|")) for says, text, needs in PATTERNS)
_EXACT = re.compile(
    r"unchanged|the same\b|no change|did not change|not changed|constant", re.IGNORECASE
)
_NEGATED = re.compile(
    r"(?:\b(?:(?<!that were )(?<!that was )(?<!that are )(?<!who were )not(?! only)|never|no|"
    r"without|neither|nor|hardly)\b|n[’']t\b)(?:\W+\w+){0,2}\W*$",
    re.IGNORECASE,
)
_NEGATED_WITHIN = re.compile(r"^(?:no|not|any)\b|\bnot\b|n[’']t\b|\bfailed to\b", re.IGNORECASE)
_AGAIN = re.compile(r"\b(?:again|year on year|continu\w+|once more|still)\b", re.IGNORECASE)
_NOUNS = re.compile(rf"\b{NOUN_ENDS}", re.IGNORECASE)
_DEFINITE = re.compile(r"\b(?:the|this|that|these|our|its)\b", re.IGNORECASE)
_TIMES = {"doubled": 2.0, "trebled": 3.0, "tripled": 3.0, "quadrupled": 4.0, "halved": 0.5,
          "half": 0.5, "double": 2.0, "twice": 2.0}  # fmt: skip


def claims_in(clause: str, start: int, marked: str = "") -> Iterator[Claim]:
    """The claims that a clause makes, by its typed words; ``start`` is where it begins.

    ``marked`` is the clause with the names of other areas blotted out, each letter by one mark.
    """
    lower = lowered(marked or clause)
    taken: list[tuple[int, int]] = []
    for says, text, needs in _SPLIT:
        if not _holds(lower, needs):
            continue
        for found in _compiled(text).finditer(lower):
            first, last = found.span()
            if any(one < last and first < other for one, other in taken):
                continue
            taken.append((first, last))
            yield _claim(says, found, clause, start, lower[last:])


@cache  # when it is first needed: many are not
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(text)


def _holds(text: str, pieces: Sequence[str]) -> bool:
    for one in pieces:  # noqa: SIM110 - asked very often; any() takes three times as long
        if one in text:
            return True
    return False


def _claim(says: Says, found: re.Match[str], clause: str, start: int, after: str) -> Claim:
    groups = {name: text for name, text in found.groupdict().items() if text}
    words = clause[found.start() : found.end()].partition(BOUND)[0].strip(" ,(")
    before = clause[: found.start()]
    negated = bool(_NEGATED.search(before)) or bool(_NEGATED_WITHIN.search(words))
    says, negated = _settled(says, words, groups, negated)
    around = clause[max(0, found.start() - 20) : found.end() + 25]
    return Claim(
        says=says,
        start=start + found.start(),
        end=start + found.end(),
        text=words,
        degree=next((one for one, like in DEGREES if like.search(words)), Degree.PLAIN),
        negated=negated,
        definite=bool(_DEFINITE.search(words)) or not _NOUNS.search(words),
        goes_on="on" in groups or bool(_AGAIN.search(around)),
        whom=_whom(says, groups, after),
        factor=_factor(groups),
        noun=bool(_NOUNS.search(words)),
    )


def _factor(groups: dict[str, str]) -> float:
    """How many times, or which part of a whole, the words name; half, if none."""
    if "times" in groups:
        return _TIMES[groups["times"].lower()]
    found = mentions(f"{groups.get('part', 'half')}.")
    return float(found[0].amount) / 100 if found else 0.5


def _whom(says: Says, groups: dict[str, str], after: str) -> str:
    """The words that a claim turns on: others, a colour, "nearly", or the end of a superlative."""
    if says in {Says.HIGHEST, Says.LOWEST}:
        return after.strip().lower()
    named = (groups[name] for name in ("whom", "colour", "near") if name in groups)
    return next(named, "").strip().lower()


def _settled(says: Says, words: str, groups: dict[str, str], negated: bool) -> tuple[Says, bool]:
    """What is said, once words that turn a meaning round have been read."""
    lower = words.lower()
    if says is Says.NO_SIGNIFICANT_CHANGE or lower.startswith(("no other", "not as", "n’t as")):
        return says, False
    if says is Says.LIKE and "different" in lower and not lower.startswith("no "):
        return says, not lower.startswith("not")
    if says is Says.STABLE:
        exact = _EXACT.search(words) and "loose" not in groups and "little" not in words
        return (Says.SAME if exact else says), negated and not words.lower().startswith(
            ("no ", "did not", "has not", "have not", "hardly", "little", "very little")
        )
    if says is Says.TARGET_MISSED:
        if lower.endswith(" met"):
            return (Says.TARGET_MISSED if negated else Says.TARGET_MET), False
        return says, negated and "failed to" not in lower and " not " not in lower
    return says, negated
