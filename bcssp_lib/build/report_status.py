"""Reading what was built: facts, the state of each part, and why it has to be built again."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bcssp_lib.build.ledger import Ledger, minute_text, read_ledger
from bcssp_lib.build.plan import Plan, ReportPlan, make_plan, output_folder
from bcssp_lib.build.request import Request
from bcssp_lib.build.staleness import (
    SectionState,
    render_inputs,
    section_states,
    why_publish,
    why_render,
)
from bcssp_lib.data.catalogue import Catalogue, load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.model.fact import Fact
from bcssp_lib.model.finding import Tally
from bcssp_lib.narrative.binding import FactBook
from bcssp_lib.narrative.section_notebook import is_section, section_paths

Row = dict[str, str]
WHOLE = "(whole report)"


def read_facts(project: Project, request: Request) -> tuple[Fact, ...]:
    """The facts of one built report."""
    _, book = read_report(project, request)
    return tuple(fact for facts in book.facts.values() for fact in facts.values())


def read_report(project: Project, request: Request) -> tuple[ReportPlan, FactBook]:
    """One built report, and its facts as narrative is bound to them."""
    from bcssp_lib.build.checking import make_fact_book, read_built_sections  # slow to import

    with read_ledger(output_folder(project, request)) as ledger:
        report = make_plan(project, load_catalogue(project), request, ledger).reports[0]
    built = {section.section: section for section in read_built_sections(report)}
    if not built:
        raise UserError(
            f"No report of {report.area.name} for {report.period.label} is built yet, so there "
            f"are no facts to list. Run: bcssp build {report.area.slug} "
            f"--period {report.period.label}"
        )
    lost = {section.name: section.title for section in report.sections if section.name not in built}
    return report, make_fact_book(report, list(built.values()), lost)


def status_rows(project: Project, request: Request) -> list[Row]:
    """A row for each report and each of its sections, as the ledger has them."""
    with read_ledger(output_folder(project, request)) as ledger:
        plan = make_plan(project, load_catalogue(project), request, ledger)
        return [row for report in plan.reports for row in _report_rows(plan, report, ledger)]


def explain_section(project: Project, request: Request, section: str) -> str:
    """Why a section is, or is not, up to date, in a sentence."""
    with read_ledger(output_folder(project, request)) as ledger:
        plan = make_plan(project, load_catalogue(project), request, ledger)
        report = plan.reports[0]
        states = section_states(plan, report, ledger)[section]
        where = f"The section '{section}' of {report.area.short_name}, {report.period.label},"
        last = states.last
        if states.fresh and last is not None:
            source = ledger.source(last)
            count = len(source[1]) if source else 0
            return (
                f"{where} is up to date: it ran at {minute_text(last.ended)}, and none of the "
                f"{count} things that it read has changed since, nor its code, the toolkit, or a "
                "package that it used."
            )
        failed = f" ({last.error})" if last is not None and last.state == "failed" else ""
        return f"{where} will be run by the next build: {states.why}{failed}."


def _report_rows(plan: Plan, report: ReportPlan, ledger: Ledger) -> Iterator[Row]:
    states = section_states(plan, report, ledger)
    yield _whole_row(plan, report, states, ledger)
    for state in states.values():
        yield _section_row(report, state)


def _whole_row(
    plan: Plan, report: ReportPlan, states: dict[str, SectionState], ledger: Ledger
) -> Row:
    made = "synthetic figures" if report.synthetic else "real figures"
    record = ledger.report(report.id)
    if record is None:
        return _row(report, WHOLE, "not built", "", "it was never rendered", made)
    if record.found != Tally():
        made = f"{made}; check: {record.found}"
    why = record.error
    if not why and not all(state.fresh for state in states.values()):
        names = ", ".join(name for name, state in states.items() if not state.fresh)
        why = f"not up to date: {names}"
    if not why:
        hashes = {
            name: state.last.output.digest if state.last and state.last.output else ""
            for name, state in states.items()
        }
        now = render_inputs(plan, report, hashes)
        why = why_render(report, record, now)
        if not why and record.published_from:
            why = why_publish(report, record, now)
    return _row(report, WHOLE, "ok" if not why else "not ok", record.built, why, made)


def _section_row(report: ReportPlan, states: SectionState) -> Row:
    last = states.last
    if last is None:
        return _row(report, states.section.name, "not built", "", states.why, "")
    state = "ok" if states.fresh else "failed" if last.state == "failed" else "out of date"
    made = f"{last.seconds:.1f} s" if last.ended else ""
    return _row(report, states.section.name, state, last.ended, last.error or states.why, made)


def _row(report: ReportPlan, section: str, state: str, built: str, why: str, notes: str) -> Row:
    return {
        "report": str(report.id),
        "section": section,
        "state": state,
        "built": built,
        "why": why,
        "notes": notes,
    }


def notices(plan: Plan) -> Iterator[str]:
    """Sentences about what a build passes over."""
    yield from describe_stray_texts(plan)
    yield from in_no_edition(plan.project, plan.catalogue)
    yield from _left_out(plan)


def describe_stray_texts(plan: Plan) -> Iterator[str]:
    """Sentences about narrative files that belong to no section, so that nobody reads them."""
    known = section_paths(plan.project)
    for report in plan.reports:
        for path in sorted(report.paths.narrative.glob("*.md")):
            if path.stem not in known:
                near = ", ".join(get_close_matches(path.stem, known, n=3, cutoff=0.4) or known)
                yield (
                    f"{plan.project.shown(path)}: there is no section '{path.stem}', so this text "
                    f"is in no report (nearest: {near})."
                )


def in_no_edition(project: Project, catalogue: Catalogue) -> Iterator[str]:
    """Sentences about section notebooks that no report shows."""
    paths = section_paths(project)
    listed = {name for edition in catalogue.editions.values() for name in edition.sections}
    for name, path in paths.items():
        if name not in listed:
            yield (
                f"{project.shown(path)} is in no edition, so that no report shows it. Add a line "
                f"'  - {name}' to the sections of a file in params/editions/."
            )
    for path in sorted(set(project.notebooks.glob("*.ipynb")) - set(paths.values())):
        if is_section(path):
            yield (
                f"{project.shown(path)} is not named like a section (01_name.ipynb, in small "
                "letters), so that no report shows it. Name it so, or move it elsewhere."
            )


def _left_out(plan: Plan) -> Iterator[str]:
    """Sentences about what JupyterLab saved in notebooks."""
    for section in plan.reports[0].sections if plan.reports else ():
        if section.left_out:
            yield (
                f"{section.shown} holds {section.left_out}. That was left out of the build, and "
                "does not belong in git. Take it out with: bcssp clean-notebooks"
            )
