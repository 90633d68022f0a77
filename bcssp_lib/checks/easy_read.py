"""The sentences of an easy read report: short, so that each has one idea."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bcssp_lib.checks.prose import ReportText
from bcssp_lib.model.finding import Finding, Kind, Severity

MOST_WORDS = 15  # of a sentence, as guides to easy read advise
_STOP = re.compile(r"(?<=[.!?])\s+")  # within the words of a fact, too


def check_easy_read(report: ReportText) -> Iterator[Finding]:
    """Sentences of an easy read report that are too long."""
    for prose in report.blocks if report.easy_read else ():
        if prose.section not in report.easy_read:
            continue
        for sentence in prose.sentences:
            words = max(len(short.split()) for short in _STOP.split(sentence.text))
            if words > MOST_WORDS:
                yield prose.finding(
                    Kind.LANGUAGE,
                    f"The sentence has {words} words, and an easy read one {MOST_WORDS} at most.",
                    "Who finds reading hard has lost its beginning when its end comes.",
                    "Write one idea a sentence: split it, or leave something out.",
                    sentence=sentence.text,
                    severity=Severity.DOUBTFUL,
                )
