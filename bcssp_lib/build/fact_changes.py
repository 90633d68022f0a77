"""Which facts of a report are no longer what they were when it was last built."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bcssp_lib.data.data_store import DataStore
from bcssp_lib.files.folders import UNREADABLE
from bcssp_lib.model.fact import Fact, Origin
from bcssp_lib.model.records import Record
from bcssp_lib.model.value import Value
from bcssp_lib.stats.fact_wording import FactWords
from bcssp_lib.stats.rounding import value_text

_VALUE = TypeAdapter(Value)


class FactChange(Record):
    """A fact that has changed: its value before and now, and where in data/ the new one is."""

    section: str
    title: str
    before: str
    now: str
    place: str = ""

    def __str__(self) -> str:
        place = f" ({self.place})" if self.place else ""
        return f"{self.title}: {self.before} → {self.now}{place}"


def changed_facts(manifest: Path, facts: Iterable[Fact]) -> tuple[FactChange, ...]:
    """The facts that differ, as readers see them, from those that a manifest lists.

    Facts that are new are not among them. Without a manifest that can be read there is no earlier
    report to compare with.
    """
    try:
        listed = json.loads(manifest.read_text("utf-8"))["facts"]
        before = {(fact["section"], fact["name"]): fact for fact in listed}
    except UNREADABLE:
        return ()
    changes = (
        _changes(before[fact.section, fact.name], fact)
        for fact in facts
        if (fact.section, fact.name) in before
    )
    return tuple(change for each in changes for change in each)


def _changes(before: dict[str, Any], fact: Fact) -> Iterator[FactChange]:
    words = FactWords(fact)
    place = _place(fact.origins)
    if before["text"] != words.text:
        yield FactChange(
            section=fact.section, title=fact.title, before=before["text"], now=words.text,
            place=place,
        )  # fmt: skip
    if fact.previous is None or before["previous"] is None:
        return
    earlier = value_text(_VALUE.validate_python(before["previous"]), fact.unit, fact.decimals)
    if earlier != words.previous:
        title = f"{fact.title}, the year before"
        yield FactChange(section=fact.section, title=title, before=earlier, now=words.previous)


def _place(origins: tuple[Origin, ...]) -> str:
    if not origins:
        return ""
    more = f" and {len(origins) - 1} more" if len(origins) > 1 else ""
    return f"{origins[0].file}, row {origins[0].row}{more}"


def changed_figures(
    facts: Iterable[Fact], store: DataStore, area: str, indicators: Iterable[str]
) -> tuple[FactChange, ...]:
    """The facts that an indicator has given its name, and that ``data/`` gives otherwise now."""
    known = set(indicators)
    changes = []
    for fact in facts:
        if fact.name not in known:
            continue
        figure = store.observation(fact.name, area, fact.period)
        now = value_text(figure.value, fact.unit, fact.decimals)
        before = FactWords(fact).text
        if now != before and fact.value.amount != figure.value.amount:
            place = f"{figure.file}, row {figure.row}" if figure.row is not None else ""
            change = FactChange(
                section=fact.section, title=fact.title, before=before, now=now, place=place
            )
            changes.append(change)
    return tuple(changes)
