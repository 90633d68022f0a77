"""A report of one section, as its check reads it, made from Markdown and facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bcssp_lib.checks.check import check_report, check_sentences
from bcssp_lib.checks.coverage import CheckResult
from bcssp_lib.checks.fact_index import index_facts
from bcssp_lib.checks.prose import BlockProse, ReportText, read_prose
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.model.area import Area
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Finding
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import missing
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import parse_blocks
from bcssp_lib.narrative.review_record import SectionReview
from tests.facts import made_fact

PERIOD = parse_period("2023-24")


def fact(name: str, text: str, **values: Any) -> Fact:
    """A fact of the police; a text that is no number represents one without an amount."""
    known = text.replace(",", "").replace(".", "").isdigit()
    return made_fact(name, text.replace(",", "") if known else missing(printed=text), **values)


def book(*facts: Fact, failed: Mapping[str, str] | None = None) -> FactBook:
    """The facts of the police, by name."""
    names = {"area": "Bath and North East Somerset"}
    return FactBook({"police": {one.name: one for one in facts}}, names, failed or {})


def report(
    catalogue: Catalogue,
    written: str,
    facts: FactBook,
    review: SectionReview | None = None,
    duties: tuple[Requirement, ...] = (),
    default: str = "",
) -> ReportText:
    """A report with a section of the police: what its author wrote, and then default text."""
    own = parse_blocks(written, "police.md")
    kept = [replace(block, default=True) for block in parse_blocks(default, "13_police.ipynb")]
    return ReportText(
        blocks=read_prose({"police": [bind_block(one, "police", facts) for one in [*own, *kept]]}),
        book=facts,
        catalogue=catalogue,
        area=catalogue.area("banes"),
        period=PERIOD,
        duties=duties,
        reviews={"police": review} if review else {},
        registers={},
    )


def check_whole(text: ReportText) -> CheckResult:
    """What every rule finds in a report, by the facts of its book."""
    return check_report(text, index_facts(text.book, text.catalogue, text.area))


def check_prose(
    blocks: Sequence[BlockProse], facts: FactBook, catalogue: Catalogue, area: Area
) -> list[Finding]:
    """What is found of the numbers and claims of blocks, by facts that are indexed for them."""
    return check_sentences(blocks, index_facts(facts, catalogue, area))
