"""What both kinds of return share: whose each row is, what it leaves open, and its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bcssp_lib.data.catalogue import Catalogue
from bcssp_lib.data.importers.changes import FileChange, RecordChange
from bcssp_lib.data.importers.plan import ImportPlan, Question, Questions, changed_files
from bcssp_lib.data.importers.source_entries import enter_source
from bcssp_lib.data.loader import load_figures
from bcssp_lib.data.returns.answers import Answer, AnswerKind
from bcssp_lib.data.returns.filling import list_agencies
from bcssp_lib.data.returns.forms import form_titles, match_name
from bcssp_lib.data.returns.reading import ReturnedForm, ReturnedRow
from bcssp_lib.files.fingerprints import file_digest
from bcssp_lib.files.project import Project
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import Problem
from bcssp_lib.model.import_format import ImportFormat
from bcssp_lib.model.value import Source, SourceFile


@dataclass
class ReturnTaker:
    """Takes the answers of one returned form, and gathers questions and problems."""

    project: Project
    catalogue: Catalogue
    form: ReturnedForm
    path: Path
    vintage: str = ""
    asked: list[Question] = field(default_factory=list)
    unanswered: list[Question] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def title(self) -> str:
        """What came back, from whom."""
        identity = self.form.identity
        area = self.catalogue.authority(identity.area).short_name
        whose = identity.agency or "several agencies"
        return f"{form_titles(self.catalogue)[identity.kind]}, {area}, {identity.period}: {whose}"

    @cached_property
    def agencies(self) -> list[str]:
        """The agencies that are known of such returns."""
        identity = self.form.identity
        figures = load_figures(self.project, self.catalogue, (identity.area,))
        return list_agencies(self.catalogue, figures, identity.kind, identity.area)

    def agency_of(self, row: ReturnedRow, column: str) -> str:
        """Whose row it is, as data/ spells it; empty where that is not said."""
        whose = self.form.identity.agency
        written = row[column] or whose
        if whose and fold_text(written) != fold_text(whose):
            wrong = f"found {quote_text(written)}, in a return of {whose}"
            self.problems.append(self.form.problem(row, column, wrong, whose))
            return ""
        if not written:
            return ""
        match = match_name(written, self.agencies)
        if match or not self.agencies:
            return match or written
        allowed = (
            f"{', '.join(self.agencies)}; a new one is entered under 'agencies' in "
            f"params/areas/{self.form.identity.area}.yaml"
        )
        wrong = f"found {quote_text(written)}"
        self.problems.append(self.form.problem(row, column, wrong, allowed))
        return ""

    def take(
        self, answer: Answer, row: ReturnedRow, column: str, what: str, agency: str, wrote: str
    ) -> bool:
        """Whether an answer is definite; what is not is asked, what was read otherwise is told."""
        if answer.kind is AnswerKind.EMPTY:
            return False
        if answer.ask:
            self.asked.append(Question(agency, row.number, what, wrote, answer.ask))
            return False
        if answer.note:
            heading = self.form.columns[column].heading
            self.form.grid.notes.add(answer.note, heading, row.number, wrote)
        return True

    @cached_property
    def source(self) -> Source:
        """The source of a period's returns: each kind of form and agency is a file of it."""
        identity = self.form.identity
        area = self.catalogue.authority(identity.area)
        form = f"{identity.kind}: {identity.agency}" if identity.agency else identity.kind
        return Source(
            id=f"returns_{self.form.period.slug.replace('-', '_')}",
            title=f"Returns of agencies for {identity.period}",
            publisher=area.partnership or area.name,
            synthetic=False,
            vintage=self.vintage,
            files=(
                SourceFile(format=form, name=self.path.name, sha256=file_digest(self.path)),
            ),
        )  # fmt: skip

    def plan(self, change: FileChange | RecordChange, files: Mapping[Path, str]) -> ImportPlan:
        """What the return does: it writes files, and its source where there are new rows."""
        path = self.project.data / self.form.identity.area / "sources.yaml"
        sources = {}
        if change.new or change.revised:
            text = path.read_text("utf-8") if path.is_file() else ""
            sources = {path: enter_source(text, self.source)}
        form, identity = self.form, self.form.identity
        return ImportPlan(
            format=ImportFormat.model_construct(id=identity.kind, title=f"a return, {self.title}"),
            imported=self.path.name,
            notes=tuple(form.grid.notes.lines()),
            files=changed_files({**files, **sources}),
            questions=Questions(self.title, tuple(self.asked), tuple(self.unanswered)),
        )
