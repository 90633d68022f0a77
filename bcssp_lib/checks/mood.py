"""Whether words are meant as a claim of what is: not a question, a plan, a name or an "if"."""

from __future__ import annotations

import re

from bcssp_lib.checks.claims import Claim
from bcssp_lib.checks.prose import Read
from bcssp_lib.checks.subjects import Clause, Stretch, within

_SUPPOSED = re.compile(
    r"\b(?:might|could|can|cannot|would|should|must|will|shall|[Ii]f|[Ww]here an?|priorit(?:y|"
    r"ies)|objectives?|vision|[Ww]hether|unless|"
    r"aim(?:s|ed|ing)?|intend(?:s|ed)?|hop(?:e|es|ed|ing)|seek(?:s|ing)?|expect(?:s|ed)?|goals?|"
    r"ambition|in order|designed|ensure|[Ww]hen(?:ever)?|does not mean|(?:like|want|hope|wish|"
    r"love) to see|to avoid|to prevent|"
    r"so that|likely|possible|we do not know|not known|unclear|ask(?:ed|s|ing)?|wonder|"
    r"no evidence|reason to)\b|\bmay\b"
)
_SUPPOSED_AFTER = re.compile(
    r"^\W*(?:[\w’-]+ ){0,9}?(?:may|might|can|could|would|need not|"
    r"(?:is|are|does|do)(?:n[’']t| not| rarely| seldom| sometimes| no) |is always|"
    r"is good|is bad|is welcome news)\b",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"\bto\W+(?:\w+\W+)?$", re.IGNORECASE)
_BASE = re.compile(
    r"^(?:increase|reduce|improve|rise|fall|drop|decrease|decline|grow)\b", re.IGNORECASE
)


def is_meant(claim: Claim, clause: Clause, read: Read, idioms: list[Stretch]) -> bool:
    """Whether a claim's words state something of a figure."""
    text = read.typed
    if text.rstrip().endswith("?") or _is_name(claim, text):
        return False
    if any(first < claim.end and claim.start < last for first, last in idioms):
        return False
    if within(claim.start, claim.end, read.named):
        return False
    before, after = text[clause.start : claim.start], text[claim.end : clause.end]
    if _SUPPOSED.search(before) or (_INFINITIVE.search(before) and _BASE.search(claim.text)):
        return False
    return claim.definite or not _SUPPOSED_AFTER.search(after)


def _is_name(claim: Claim, text: str) -> bool:
    """Whether the words are part of a name: "the Highest Risk Panel"."""
    start = claim.start + (len(claim.text) - len(claim.text.lstrip()))
    word = re.match(r"\W*([\w’-]+)", text[start:])
    if word is None or not word[1][:1].isupper():
        return False
    if word[1] == "Rose":  # nothing rose before it was named
        return True
    begins = not re.search(r"\w", text[:start]) or text[:start].rstrip()[-1:] in ".!?:“"
    following = re.match(r"\s+([A-Z])", text[claim.end :])
    return not begins or following is not None
