"""Findings as they are printed: how many, by weight, one a line or in full."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from bcssp_lib.model.finding import ACCEPTED, NO_FIGURES, Finding, Kind, Severity

PAPER_WIDTH = 120  # where nobody's screen says how wide it is
_STYLES = {"wrong": "bold red", "typed": "bold magenta", "doubtful": "bold yellow"}
_STATES = (*Severity, ACCEPTED, NO_FIGURES)  # the heaviest first
_MOST = 30  # lines of a weight on a screen, where nobody has chosen
_WIDEST_PLACE, _NARROW_PLACE, _NARROW = 28, 18, 100
_ID, _GAP = 7, 2
_FILE_AND_BLOCK = re.compile(r"^.*?, (?=line \d+: )")
_QUOTED = re.compile(r"“(.+?)”")


def print_findings(
    console: Console, findings: Sequence[Finding], *, full: bool, whole: bool, bind: str
) -> None:
    """Print findings, the heaviest first.

    ``full`` says of each why, and what to do; ``whole`` cuts no list short. ``bind`` is the
    command that binds typed numbers.
    """
    place_width = _place_width(findings, console.width)
    lines: list[Text] = []
    for state in _STATES:
        group = [finding for finding in findings if finding.state == state]
        shown = group if full or whole else group[:_MOST]
        if group:
            lines += [Text(), _heading(state, group, bind)]
        for finding in shown:
            if full:
                lines += _full_lines(finding, console.width)
            else:
                lines.append(_line(finding, console.width, place_width))
        if more := len(group) - len(shown):
            lines.append(Text(f"… and {more:,} more {state}: --full, --section, --kind or --block"))
    console.print(Text("\n").join(lines), soft_wrap=True)


def _heading(state: str, group: Sequence[Finding], bind: str) -> Text:
    heading = f"{state.capitalize()}: {len(group):,}"
    if state == Severity.TYPED and any(finding.binding for finding in group):
        heading = f"{heading} (bind them with: {bind})"
    return Text(heading, _STYLES.get(state, "bold"))


def _place_width(findings: Sequence[Finding], width: int) -> int:
    most = _WIDEST_PLACE if width >= _NARROW else _NARROW_PLACE
    return min(most, max((len(_place(finding)) for finding in findings), default=0))


def _place(finding: Finding) -> str:
    return "/".join(filter(None, (finding.section, finding.block)))


def _line(finding: Finding, width: int, place_width: int) -> Text:
    """A finding on one line: its name, where, in which words, and what it is."""
    place = Text(_place(finding))
    place.truncate(place_width, overflow="ellipsis", pad=True)
    rest = max(width - _ID - place_width - 2 * _GAP, 2 * _GAP)
    parts = [Text(finding.id, "dim"), place]
    if finding.sentence:
        excerpt = _excerpt(finding, rest * 2 // 5)
        parts.append(excerpt)
        rest -= excerpt.cell_len + _GAP
    what = Text(_short_what(finding))
    what.truncate(rest, overflow="ellipsis")
    return Text(" " * _GAP).join([*parts, what])


def _short_what(finding: Finding) -> str:
    """What a finding is, without what its line says already."""
    what = " ".join(finding.what.split())
    if finding.kind is Kind.NOT_SHOWN:
        return _FILE_AND_BLOCK.sub("", what)
    return what.removeprefix(f"“{finding.words}” is typed, and ") if finding.words else what


def _excerpt(finding: Finding, width: int) -> Text:
    """The words of a sentence around the place that a finding is about."""
    sentence, (start, end) = finding.sentence, find_words(finding)
    room = max(width - 2, 1)  # for the marks of what is left out
    first = max(0, min(start - (room - (end - start)) // 2, len(sentence) - room))
    last = first + room
    if len(sentence) <= width:
        first, last = 0, len(sentence)
    left, right = "…" if first else "", "…" if last < len(sentence) else ""
    text = Text(f"{left}{sentence[first:last]}{right}")
    shift = len(left) - first
    text.stylize("bold", max(start + shift, 0), max(end + shift, 0))
    text.truncate(width, overflow="ellipsis", pad=True)
    return text


def find_words(finding: Finding) -> tuple[int, int]:
    """Where the words of a finding are in its sentence; its beginning, if that is not known."""
    if finding.at >= 0:
        return finding.at, finding.at + len(finding.words)
    for match in _QUOTED.finditer(finding.what):
        at = finding.sentence.find(match[1])
        if at >= 0:
            return at, at + len(match[1])
    return 0, 0


def _full_lines(finding: Finding, width: int) -> Iterator[Text]:
    """All that is known of a finding."""
    place = f"{finding.place}: {finding.kind}"
    yield Text.assemble((finding.id, "bold"), f"  {place}")
    labelled = {
        "What": finding.what,
        "Why": finding.why,
        "Do": finding.suggestion,
        "Text": finding.sentence,
        "Kept": finding.accepted,
    }
    for label, words in labelled.items():
        if words:
            text = f"{label + ':':5} {' '.join(words.split())}"
            for line in textwrap.wrap(
                text, width, initial_indent="  ", subsequent_indent=" " * 8, break_on_hyphens=False
            ):
                yield Text(line)
    yield Text("")
