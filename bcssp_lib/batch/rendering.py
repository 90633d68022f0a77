"""Composing and rendering one report, from its executed sections and its narrative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bcssp_lib.batch.plan import Plan, ReportPlan
from bcssp_lib.errors import UserError
from bcssp_lib.narrative.binding import FactBook, Mark, escape_markdown
from bcssp_lib.publish.compose import Composed, SectionText, compose_chapters
from bcssp_lib.publish.executed import read_executed
from bcssp_lib.publish.fills import undefined_abbreviations
from bcssp_lib.publish.manifest import manifest_text
from bcssp_lib.publish.review import render_review
from bcssp_lib.run.folders import output_errors
from bcssp_lib.section.facts import Fact

if TYPE_CHECKING:
    from bcssp_lib.publish.publication import Published

REVIEW = "report.html"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Rendered:
    """A report's rendered files, still in a folder of their own; without them, the error."""

    review: Path | None = None
    published: Published | None = None
    publication: Path | None = None
    warnings: tuple[str, ...] = ()
    error: str = ""


def render_report(
    plan: Plan, report: ReportPlan, errors: Mapping[str, str], folder: Path, *, publish: bool
) -> Rendered:
    """Render a report; ``errors`` by section say which have failed, and why.

    What the user must mend is kept with what was made before it was found.
    """
    rendered = Rendered()
    try:
        with output_errors(plan.out):
            sections = [_section_text(report, one.name, errors) for one in report.sections]
            rendered = _reviewed(plan, report, sections, folder)
            if publish:
                rendered = _published(plan, report, sections, folder, rendered)
    except UserError as error:
        rendered = replace(rendered, error=str(error))
    return rendered


def _section_text(report: ReportPlan, name: str, errors: Mapping[str, str]) -> SectionText:
    section = next(one for one in report.sections if one.name == name)
    error = errors.get(name, "")
    executed = None
    if not error:
        executed = read_executed(report.place(section), report.stamp(name))
    blocks = report.narrative[name]
    folder = report.narrative_folder
    return SectionText(name, section.stem, section.title, blocks, executed, error, folder)


def _reviewed(
    plan: Plan, report: ReportPlan, sections: Sequence[SectionText], folder: Path
) -> Rendered:
    """Compose a report and make its review copy."""
    composed = compose_report(plan, report, sections, linked_fact)
    made = folder / "review"
    made.mkdir(parents=True)
    review = render_review(composed, made)
    (made / MANIFEST).write_text(manifest_text(composed, [review]), "utf-8", newline="\n")
    return Rendered(review=review, warnings=tuple(_warnings(plan, sections, composed)))


def _published(
    plan: Plan,
    report: ReportPlan,
    sections: Sequence[SectionText],
    folder: Path,
    rendered: Rendered,
) -> Rendered:
    """Make the publication; none is made of a report with gaps."""
    if any(one.executed is None for one in sections):
        error = (
            f"The report of {report.area.name} has failed sections and was not published. "
            "Mend them (the review copy says which), then publish again."
        )
        return replace(rendered, error=error)
    carried = [
        f"{name} ({block.id})"
        for name, blocks in report.narrative.items()
        for block in blocks
        if block.carried
    ]
    if carried:
        error = (
            f"The report of {report.area.name} holds last year's text that was not reviewed: "
            f"{', '.join(carried)}. Change it, or confirm it with: bcssp confirm "
            f"{report.area.slug} SECTION --period {report.period.label}"
        )
        return replace(rendered, error=error)
    from bcssp_lib.publish.publication import render_publication  # slow to import

    composed = compose_report(plan, report, sections, named_fact)
    made = folder / "publication"
    made.mkdir(parents=True)
    try:
        published = render_publication(composed, made)
    except UserError as error:
        return replace(rendered, error=str(error))
    manifest = manifest_text(composed, published.files.values())
    (made / MANIFEST).write_text(manifest, "utf-8", newline="\n")
    return replace(rendered, published=published, publication=made)


def compose_report(
    plan: Plan, report: ReportPlan, sections: Sequence[SectionText], mark: Mark
) -> Composed:
    """Bind the narrative of a report to its facts, and fill what depends on the whole."""
    executed = [one.executed for one in sections if one.executed is not None]
    failed = {one.name: one.title for one in sections if one.executed is None}
    book = FactBook({one.section: one.facts for one in executed}, _report_names(report), failed)
    chapters, whole = compose_chapters(sections, book, plan.catalogue.glossary, mark)
    return Composed(
        title=f"{report.edition.title} {report.period.wording}",
        subtitle=report.area.partnership or report.area.name,
        area=report.area.name,
        stamp=report.stamp(),
        synthetic=report.synthetic,
        chapters=chapters,
        facts=whole.facts,
        text=whole.text,
        images=whole.images,
    )


def _report_names(report: ReportPlan) -> dict[str, str]:
    area = report.area
    return {
        "area": area.name,
        "area_short": area.short_name,
        "partnership": area.partnership or area.name,
        "region": area.region or "not available",
        "period": report.period.wording,
        "previous_period": report.period.previous().wording,
    }


def linked_fact(fact: Fact, text: str) -> str:
    """A fact in the review copy: a link to where it came from."""
    return f"[{escape_markdown(text)}](#{fact.anchor}){{.fact}}"


def named_fact(fact: Fact, text: str) -> str:
    """A fact in the publication: text that carries the fact's name."""
    return f'[{escape_markdown(text)}]{{.fact data-fact="{fact.section}.{fact.name}"}}'


def _warnings(plan: Plan, sections: Sequence[SectionText], composed: Composed) -> list[str]:
    listed = [
        f"{one.title}: {text}"
        for one in sections
        if one.executed is not None
        for text in one.executed.warnings
    ]
    explained = [*plan.catalogue.glossary, *plan.catalogue.names]
    unexplained = undefined_abbreviations(composed.text, explained)
    if unexplained:
        listed.append(
            f"Abbreviations used but not in params/glossary.yaml: {', '.join(unexplained)}"
        )
    listed.extend(
        f"{bound.block.file}, block '{bound.block.id}': the text uses figures that were not "
        f"supplied: {', '.join(bound.absent)}"
        for chapter in composed.chapters
        for bound in chapter.bound
        if bound.absent and not bound.block.default
    )
    return listed
