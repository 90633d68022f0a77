"""The default text of every section keeps the rules that authors are held to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from bcssp_lib.build.built_facts import report_names
from bcssp_lib.checks.language import check_language
from bcssp_lib.checks.prose import BlockProse, read_prose, split_block
from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.area import Area
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.period import parse_period
from bcssp_lib.narrative.binding import FactBook, bind_block
from bcssp_lib.narrative.blocks import Block
from bcssp_lib.narrative.helpers import GOOD_NEWS, HELPERS, POINT, WORRY
from bcssp_lib.narrative.section_notebook import SectionNotebook, read_section, section_paths
from bcssp_lib.publish.block_texts import read_executed
from bcssp_lib.stats.held_wording import list_held
from tests.checks.texts import check_prose
from tests.projects import sampled
from tests.report.conftest import PERIOD

PLANTED = "In all 283 missing children reports were made, and domestic abuse crimes fell sharply."


@dataclass(frozen=True)
class Default:
    """The default text of an area's report, and the facts that it is bound to."""

    area: Area
    sections: list[SectionNotebook]
    book: FactBook
    catalogue: Catalogue

    def prose(self, added: str = "") -> tuple[BlockProse, ...]:
        """Every block as it is read, with a paragraph added to each."""
        return read_prose(
            {
                section.name: [
                    bind_block(
                        replace(block, text=f"{block.text}\n\n{added}"), section.name, self.book
                    )
                    for block in section.blocks
                ]
                for section in self.sections
            }
        )

    def findings(self, added: str = "") -> list[tuple[str, str, str]]:
        """What is found of figures, claims and consistency: section, block and what."""
        prose = self.prose(added)
        found = check_prose(prose, self.book, self.catalogue, self.area)
        return [(one.section, one.block, one.what) for one in found]


AREAS = ("banes", "fairport")


@pytest.fixture(scope="module", params=AREAS)
def default(
    request: pytest.FixtureRequest, example_project: Project, catalogue: Catalogue
) -> Default:
    """The default text of a built report."""
    report: Path = request.getfixturevalue(request.param)
    area = catalogue.areas[request.param]
    shown = catalogue.edition("annual").shown
    sections = [
        read_section(example_project, name)
        for name in section_paths(example_project)
        if name in shown
    ]
    stamp = {"area": area.slug, "period": PERIOD, "edition": "annual"}
    executed = [
        read_executed(report / f"sections/{section.stem}.ipynb", {**stamp, "section": section.name})
        for section in sections
    ]
    facts = {one.section: one.facts for one in executed}
    return Default(
        area, sections, FactBook(facts, report_names(area, parse_period(PERIOD))), catalogue
    )


def test_default_text_is_plain_british_and_whole(default):
    prose = default.prose()
    assert len({one.section for one in prose}) == 26
    assert check_language(prose, default.catalogue) == []


def test_default_text_types_no_figure_and_claims_nothing_that_does_not_hold(default):
    assert default.findings() == []


def test_what_is_planted_in_every_block_is_found_in_every_block(default):
    blocks = default.prose()
    found = default.findings(PLANTED)
    assert len(found) == 2 * len(blocks)
    assert {(section, block) for section, block, _ in found} == {
        (block.section, block.block.id) for block in blocks
    }


_FRAMES = (
    "{}",
    "{}.",
    "So it was: {}.",
    "Before that, we say: {}, and go on.",
    "So it was. {} We go on.",
)


def _calls(helper: str, made: Fact) -> list[str]:
    """Every way to call a helper with a fact."""
    fact = made.full_name
    if helper in {POINT, GOOD_NEWS, WORRY}:  # it takes a number
        return [f'{{{{ {helper}("1") }}}}']
    if kind := HELPERS[helper].needs:
        held = [name for of, name, _ in list_held(made) if of == kind]
        return [f'{{{{ {helper}("{fact}", "{name}") }}}}' for name in held[:9]]
    names = f'"{fact}", "{fact}"' if HELPERS[helper].facts == 2 else f'"{fact}"'
    options = HELPERS[helper].options
    if options:
        return [f'{{{{ {helper}("{fact}", "{option}") }}}}' for option in options]
    return [f"{{{{ {helper}({names}) }}}}"]


def _kinds_of_fact(book: FactBook) -> list[Fact]:
    """One fact of each kind: its unit, and what is known of it."""
    facts = [fact for facts in book.facts.values() for fact in facts.values()]
    parts = ("target", "previous", "change", "trend", "rank")
    kinds = {
        (fact.unit, fact.known, *(getattr(fact, part) is None for part in parts)): fact
        for fact in facts
    }
    return list(kinds.values())


@pytest.mark.parametrize("helper", HELPERS)
@pytest.mark.parametrize("default", sampled(AREAS, {"banes"}), indirect=True)
def test_no_rule_looks_at_the_words_of_a_helper(default, helper):
    """Alone, and with an author's words before and after them, of every kind of fact."""
    chosen = {GOOD_NEWS: default.book.good_news, WORRY: default.book.worries}
    if not chosen.get(helper, True):
        pytest.skip("no figure of this area is such")
    kinds = _kinds_of_fact(default.book)
    assert len(kinds) > 5
    texts = [
        (fact.section, frame.format(call))
        for fact in kinds
        for call in _calls(helper, fact)
        for frame in _FRAMES
    ]
    prose = []
    for number, (section, text) in enumerate(texts):
        block = Block(f"text-{number}", f"{text}\n", "x.md", 1, default=False)
        bound = bind_block(block, section, default.book)
        assert not bound.problems
        prose.append(split_block(section, bound))
    assert check_language(prose, default.catalogue) == []
    found = check_prose(prose, default.book, default.catalogue, default.area)
    assert [(one.sentence, one.what) for one in found] == []
