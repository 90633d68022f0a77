"""What an author does from the panel: bind, cite, accept, confirm, save and build.

Each is done as its command does it. Texts of cells are changed by JupyterLab alone, so that an
author can undo it.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from urllib.parse import quote

from bcssp_lib.app.finding_list import find_words
from bcssp_lib.app.panel_context import PanelContext
from bcssp_lib.build.authoring import confirm_blocks, why_not_acceptable
from bcssp_lib.build.number_binding import BoundNumbers, cite_number
from bcssp_lib.checks.prose import split_block
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.errors import NarrativeError, UserError
from bcssp_lib.model.finding import NOT_A_FIGURE, Finding, count_findings, parse_findings
from bcssp_lib.narrative.binding import BoundBlock
from bcssp_lib.narrative.blocks import Block, is_random
from bcssp_lib.narrative.review import accept
from bcssp_lib.narrative.saving import SaveResult, choose, narrative_lock, save
from bcssp_lib.publish.placeholders import section_anchor

BUILT = (0, 3)  # exit codes of a build that has made a review copy
_FIRST_WORDS = 5  # by which a browser finds a text on the page
_LAST_LINES = 12


def cite_in_cell(
    context: PanelContext, block: Block, finding: Finding, source: str
) -> BoundNumbers:
    """Say where a number comes from that is not among the facts."""
    if not source.strip():
        raise UserError("Write the source of the number in the field above, then press Cite again.")
    start, end = find_words(finding)
    placed = replace(finding, words=finding.sentence[start:end], at=start)
    return cite_number(context.section.name, block, placed, source, context.book)


def keep_finding(context: PanelContext, block: Block, finding: Finding, reason: str) -> str:
    """Keep what was found, for a reason that readers see, or because it is no figure."""
    reason = " ".join(reason.split())
    if not reason:
        raise UserError("Write the reason in the field above, for every reader to see.")
    if why := why_not_acceptable(finding, reason):
        raise UserError(f"This {why}")
    if is_random(block.id):
        raise NarrativeError("This text is new, and gets its name when it is saved: press Save.")
    with narrative_lock(context.files.project, lambda _: None):
        accept(context.files, [finding], reason, {block.id: block})
    done = "Noted as no figure" if reason == NOT_A_FIGURE else "Accepted"
    return f"{done}: {finding.what}"


def confirm_text(context: PanelContext, block: Block) -> str:
    """Say that a text holds with the figures of the report as it was last built."""
    report = context.report
    with narrative_lock(context.files.project, lambda _: None):
        done = confirm_blocks(
            context.files.project,
            report.area.slug,
            context.section.name,
            report.period.label,
            [block.id],
        )
    listed = "; ".join(
        f"{each.title} was {each.before}, is {each.now}" for each in chain(*done.values())
    )
    return f"Confirmed with today’s figures{f': {listed}' if listed else ''}."


def save_section(context: PanelContext) -> SaveResult:
    """Take what the working notebook holds into the narrative file."""
    with narrative_lock(context.files.project, lambda _: None):
        return save(context.files)


def settle_conflict(context: PanelContext, block: str, *, notebook: bool) -> SaveResult:
    """Let one of the two texts of a block stay: that of the notebook, or that of the file."""
    with narrative_lock(context.files.project, lambda _: None):
        return choose(context.files, block, notebook)


def save_words(result: SaveResult) -> str:
    """What was saved, and what was not."""
    if result.stopped:
        return f"Not saved. {result.stopped}"
    shown = result.files.project.shown(result.files.narrative)
    done = f"Saved to {shown}." if result.changed else f"There is nothing new for {shown}."
    return " ".join([done, *result.refused])


def build_report(context: PanelContext) -> str:
    """Build the report in a process of its own; returns what its check found.

    Raises ``UserError`` with the last lines of the build if there is no review copy afterwards.
    """
    project, report = context.files.project, context.report
    names = [report.area.slug, "--period", report.period.label, "--edition", report.edition.id]
    done = run_command(project, "build", *names)
    said = last_words(done) if done.returncode else ""
    if done.returncode not in BUILT:
        raise UserError(f"The report could not be built.\n{said}")
    findings = parse_findings(report.paths.findings.read_text("utf-8"))
    return f"The report is built: {count_findings(findings)}.\n{said}".rstrip()


def run_command(project: Project, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ``bcssp`` in a process of its own, and wait until it ends."""
    return subprocess.run(
        [sys.executable, "-m", "bcssp_lib", *words],
        cwd=project.root,
        env={**os.environ, ROOT_VARIABLE: str(project.root), "COLUMNS": "200"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def last_words(done: subprocess.CompletedProcess[str]) -> str:
    """The last lines that a command has said of errors."""
    return "\n".join(done.stderr.splitlines()[-_LAST_LINES:])


def review_link(context: PanelContext, bound: BoundBlock, base: str) -> str:
    """The address of a text in the review copy; ``base`` is that of the notebook's folder.

    A browser that cannot find words on a page opens it at the section.
    """
    path = os.path.relpath(context.report.paths.review_copy, context.folder)
    sentences = split_block(context.section.name, bound).sentences
    words = re.findall(r"\S+", sentences[0].text)[:_FIRST_WORDS] if sentences else []
    text = quote(" ".join(words), safe="").replace("-", "%2D")
    find = f":~:text={text}" if text else ""
    address = quote(path.replace(os.sep, "/"))
    return f"{base}{address}#{section_anchor(context.section.name)}{find}"
