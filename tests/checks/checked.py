"""Checking a text against the facts of the corpus."""

from __future__ import annotations

from functools import cache

from bcssp_lib.checks.check import check_sentences
from bcssp_lib.checks.fact_index import FactIndex, index_facts
from bcssp_lib.checks.prose import BlockProse, split_block
from bcssp_lib.checks.sentence_context import SentenceContext
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.finding import Finding, Kind
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from benchmarks.checker import read_facts
from tests.projects import ROOT


@cache
def the_catalogue() -> Catalogue:
    return load_catalogue(Project(ROOT))


@cache
def the_facts() -> FactBook:
    return read_facts(ROOT / "tests" / "checks" / "facts.json", "Exshire", "Exshire")


@cache
def all_known() -> FactIndex:
    catalogue = the_catalogue()
    return index_facts(the_facts(), catalogue, catalogue.areas["banes"])


def as_block(text: str, section: str = "police", name: str = "overview") -> BlockProse:
    block = Block(name, text, "13_police.md", 1, default=False)
    return split_block(section, bind_block(block, section, the_facts()))


def as_read(text: str, section: str = "police") -> SentenceContext:
    prose = as_block(text, section)
    (sentence,) = prose.sentences
    return SentenceContext(prose, sentence, all_known())


def checked(*texts: str, section: str = "police") -> list[Finding]:
    blocks = [as_block(text, section, f"block-{place}") for place, text in enumerate(texts)]
    return check_sentences(blocks, all_known())


def of_kind(kind: Kind, *texts: str, section: str = "police") -> list[Finding]:
    return [one for one in checked(*texts, section=section) if one.kind is kind]


def own_numbers(text: str) -> list[str]:
    """What a text is told of its own numbers: none of them is of a fact."""
    return [one.what for one in checked(text, section="foreword") if one.kind is Kind.CONSISTENCY]
