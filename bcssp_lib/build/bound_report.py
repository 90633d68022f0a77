"""A report with its narrative bound to the facts of its sections, before it is composed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from functools import cached_property

from bcssp_lib.build.built_facts import make_fact_book
from bcssp_lib.build.plan import Plan, ReportPlan
from bcssp_lib.checks.check import check_report, list_false_alarms
from bcssp_lib.checks.coverage import CheckResult, list_duties, make_place_problem
from bcssp_lib.checks.fact_index import FactIndex, index_facts
from bcssp_lib.checks.prose import ReportText, read_prose
from bcssp_lib.data.data_store import read_protection
from bcssp_lib.data.loader import Registers, load_figures
from bcssp_lib.data.looks import read_look_pictures
from bcssp_lib.model.checking import Requirement
from bcssp_lib.model.disclosure_policy import Protection
from bcssp_lib.model.errors import InputProblemsError, Problem
from bcssp_lib.model.records import Edition
from bcssp_lib.narrative.binding import FactBook, Show, Span, bind_block, escape_markdown
from bcssp_lib.narrative.expressions import CITED_BLOCK, Citation
from bcssp_lib.narrative.helpers import POINT, SYMBOL
from bcssp_lib.narrative.pictures import symbol_markdown
from bcssp_lib.publish.compose import Composed, Layout, SectionText, compose_chapters
from bcssp_lib.publish.fit_texts import fit_texts, refuse_unfit
from bcssp_lib.publish.look import clean_look_pictures
from bcssp_lib.publish.placeholders import section_anchor


@dataclass(frozen=True)
class BoundReport:
    """A report before it is composed: its sections, and what a check will find.

    Its texts were looked at as ``show`` has their facts shown; ``images`` are their pictures.
    Whether it is ``synthetic`` is asked of the figures themselves, and of its facts.
    """

    plan: Plan
    report: ReportPlan
    sections: Sequence[SectionText]
    to_check: ReportText
    index: FactIndex
    hidden: Protection
    synthetic: bool
    executor: Executor
    show: Show
    images: Mapping[str, bytes]

    @cached_property
    def check(self) -> Future[CheckResult]:
        """Its check, which begins when it is first asked for."""
        return self.executor.submit(check_report, self.to_check, self.index)

    @property
    def checked(self) -> CheckResult:
        """What the check found; it is waited for."""
        return self.check.result()

    @property
    def shown(self) -> CheckResult:
        """What a report shows of its check: only what authors keep has to be waited for."""
        if any(review.accepts for review in self.report.reviews.values()):
            return self.checked
        alarms = list_false_alarms(self.to_check)
        return CheckResult(duties=list_duties(self.to_check), false_alarms=alarms)

    @property
    def layout(self) -> Layout:
        """What its publication shows, and in which parts."""
        edition = self.report.edition
        return Layout(
            edition.published_parts, detailed=edition.detailed, annex_numbered=edition.detailed
        )

    @property
    def review_layout(self) -> Layout:
        """What its review copy shows: everything, on one page."""
        edition = self.report.edition
        numbered = edition.detailed
        return Layout(edition.in_parts, detailed=True, annex_numbered=numbered, linked=True)

    def composed(self, show: Show, layout: Layout) -> Composed:
        """Set its narrative among its results, and fill what depends on the whole.

        Raises ``NarrativeError`` if a text may not be shown with its facts in this other way.
        """
        if show is not self.show:
            refuse_unfit(self.sections, show, self.plan.catalogue.screening)
        chapters, whole = compose_chapters(
            self.sections,
            self.plan.catalogue.glossary,
            show,
            self.shown,
            layout,
        )
        report = self.report
        return Composed(
            title=f"{report.edition.title} {report.period.wording}",
            subtitle=report.area.partnership or report.area.name,
            area=report.area.name,
            report=report.id,
            synthetic=self.synthetic or any(fact.synthetic for fact in whole.facts),
            chapters=chapters,
            facts=whole.facts,
            text=whole.text,
            images=self.images,
            clearance=self.hidden.clearance_of(self.plan.catalogue.areas_shown(report.area.slug)),
            brief=report.edition.brief,
            easy_read=report.edition.easy_read,
            look=report.area.look,
            look_pictures=clean_look_pictures(
                read_look_pictures(self.plan.catalogue.project, report.area.look)
            ),
        )


def bind_report(
    plan: Plan,
    report: ReportPlan,
    sections: Sequence[SectionText],
    executor: Executor,
    show: Show,
) -> BoundReport:
    """A report with its narrative bound to the facts of all its sections.

    A block that cannot be bound, or holds what a report may not show, has problems and no text.
    """
    executed = [section.executed for section in sections if section.executed is not None]
    failed = {section.name: section.title for section in sections if section.error}
    book = make_fact_book(report, executed, failed)
    bound = [_bind(section, report, book) for section in sections]
    fitting = executor.submit(fit_texts, bound, show, plan.catalogue.screening)
    index = index_facts(book, plan.catalogue, report.area)  # while pandoc reads the texts
    hidden = read_protection(plan.catalogue, report.area.slug)
    areas = plan.catalogue.areas_of_report(report.area.slug)
    figures = load_figures(plan.catalogue, areas)
    synthetic = any(map(figures.synthetic, areas))
    fitted, images = fitting.result()
    to_check = _make_report_text(plan, report, fitted, book, figures.registers, hidden)
    return BoundReport(
        plan, report, fitted, to_check, index, hidden, synthetic, executor, show, images
    )


def _bind(text: SectionText, report: ReportPlan, book: FactBook) -> SectionText:
    """A section with its narrative bound to the facts of the report; not one that has failed."""
    if text.executed is None:
        return text
    blocks = report.narrative[text.name]
    return replace(
        text, narrative=tuple(bind_block(block, text.name, book).without_gaps() for block in blocks)
    )


def _make_report_text(
    plan: Plan,
    report: ReportPlan,
    sections: Sequence[SectionText],
    book: FactBook,
    registers: Registers,
    hidden: Protection,
) -> ReportText:
    """A report as its check reads it; what a duty names must be a fact of what was built."""
    duties = plan.catalogue.duties(report.edition, report.area, report.period.end)
    if problems := list(_unknown_facts(plan, duties, book)):
        raise InputProblemsError(problems)
    narrative = {section.name: section.narrative for section in sections}
    shown = report.edition.shown
    blocks = read_prose({name: narrative[name] for name in shown})
    # A technical annex lists the duties of the report that it is of.
    others = [name for name in narrative if duties and name not in shown]
    elsewhere = read_prose({name: narrative[name] for name in others})
    return ReportText(
        blocks=tuple(prose for prose in blocks if not prose.bound.problems),
        unshown=tuple(prose for prose in blocks if prose.bound.problems),
        elsewhere=tuple(prose for prose in elsewhere if not prose.bound.problems),
        book=book,
        catalogue=plan.catalogue,
        area=report.area,
        period=report.period,
        duties=duties,
        reviews=report.reviews,
        registers=registers,
        easy_read=_easy_sections(report.edition),
        unprotected=hidden.unprotected,
    )


def _easy_sections(edition: Edition) -> frozenset[str]:
    """The sections that must be easy to read, as the public sees them."""
    return frozenset(edition.published) if edition.easy_read else frozenset()


def _unknown_facts(plan: Plan, duties: Sequence[Requirement], book: FactBook) -> Iterator[Problem]:
    for duty in duties:
        for index, place in enumerate(duty.facts):
            section, _, name = place.partition(".")
            known = book.facts.get(section)
            if known is not None and name not in known:
                yield make_place_problem(
                    plan.catalogue.project, duty, "facts", index, "fact", name, list(known)
                )


def link_fact(span: Span) -> str:
    """A fact in the review copy: a link to where it came from, if that was built."""
    words = _words_of(span)
    if span.citation is not None or span.helper == SYMBOL or not span.facts:
        return words
    anchor = section_anchor(span.facts[0].section) if span.helper == POINT else span.facts[0].anchor
    return f"[{words}](#{anchor}){{.fact}}"


def name_fact(span: Span) -> str:
    """A fact in the publication: text that carries the fact's name."""
    words = _words_of(span)
    if span.citation is not None or span.helper == SYMBOL:
        return words
    if not span.names:  # braces that could not be bound
        return words
    named = f'[{words}]{{.fact data-fact="{span.names[0]}"}}'
    return f"[{named}](#{section_anchor(span.facts[0].section)})" if span.helper == POINT else named


def _words_of(span: Span) -> str:
    """What a reader sees of a fact, a symbol or a citation, as Markdown."""
    if span.helper == SYMBOL and span.citation is None:
        return symbol_markdown(span.option)
    words, citation = escape_markdown(span.words), span.citation
    return words if citation is None else _show_cited(span.helper, words, citation)


def _show_cited(helper: str, words: str, citation: Citation) -> str:
    """What is cited: a figure with a footnote that names its source, or the source itself."""
    source = escape_markdown(citation.words)
    if citation.address:
        address = escape_markdown(citation.address)
        source = source.replace(address, f"[{address}](<{citation.address}>)")
    return source if helper == CITED_BLOCK else f"{words}^[{source}]"
