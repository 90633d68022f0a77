"""What a return of indicators would change in the figures of its area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from bcssp_lib.data.importers.changes import add_to_file, find_refused
from bcssp_lib.data.importers.held import HeldFigures, indicators_tied_to, read_held
from bcssp_lib.data.importers.plan import ImportPlan, Question
from bcssp_lib.data.returns.answers import (
    AnswerKind,
    ask_of_formula,
    read_figure,
    reason_given,
    sort_answer,
)
from bcssp_lib.data.returns.forms import kpi_indicators, number_of
from bcssp_lib.data.returns.reading import ReturnedForm, ReturnedRow
from bcssp_lib.model.characters import fold_text, quote_text
from bcssp_lib.model.errors import raise_problems
from bcssp_lib.model.indicator import Indicator
from bcssp_lib.model.records import group_by
from bcssp_lib.model.value import Observation

_NEW_FILE = "kpis.csv"


@dataclass(frozen=True)
class _Answered:
    """An answer of an agency for an indicator, as a figure or as text that is not one."""

    row: ReturnedRow
    agency: str
    indicator: Indicator

    @property
    def what(self) -> str:
        """The row as its writer knows it."""
        return f"{number_of(self.indicator)} {self.indicator.title}"


def plan_figure_return(returned: ReturnedForm) -> ImportPlan:
    """What the answers would change; a problem of any row refuses them all."""
    catalogue, identity = returned.catalogue, returned.identity
    scope = [each.id for each in kpi_indicators(catalogue, returned.period)]
    related = indicators_tied_to(catalogue, scope)
    held = read_held(catalogue, (identity.area,), related)
    known = {
        (each.category, each.indicator)
        for each in held.in_folder(identity.area).figures
        if each.period == returned.period
    }
    figures = _read_figures(returned, known)
    raise_problems(returned.problems)
    file = _home_file(returned, held, scope)
    change, problems = add_to_file(file, held.in_folder(identity.area), figures)
    raise_problems(problems)
    changes = {identity.area: change}
    raise_problems(find_refused(catalogue, held, changes, related, (), [returned.source]))
    files = {returned.catalogue.project.root / file: change.text()} if change.rows else {}
    return replace(
        returned.plan(change, files),
        changes=(change,),
        held=tuple(held.figures),
        figures=tuple(figures),
        areas=(identity.area,),
    )


def _home_file(returned: ReturnedForm, held: HeldFigures, scope: Sequence[str]) -> str:
    """The file that holds most of these figures already; else a new one."""
    area = returned.identity.area
    files = Counter(e.file for e in held.in_folder(area).figures if e.indicator in scope)
    new = returned.catalogue.project.shown(returned.catalogue.project.data / area / _NEW_FILE)
    return files.most_common(1)[0][0] if files else new


def _read_figures(returned: ReturnedForm, known: Container[tuple[str, str]]) -> list[Observation]:
    """The figures of the rows that have a definite answer; the others are asked.

    ``known`` are agencies and indicators of which there is an answer already.
    """
    answers = group_by(_read_rows(returned), lambda each: (each.agency, each.indicator.id))
    figures: list[Observation] = []
    for key, rows in answers.items():
        chosen = _choose(returned, rows)
        if chosen is not None and (chosen.row["value"] or key not in known):
            figures += _read_answer(returned, chosen)
    return figures


def _read_rows(returned: ReturnedForm) -> Iterator[_Answered]:
    """The rows of an agency and an indicator; one that has an answer must say whose and what."""
    indicators = {
        fold_text(number_of(each)): each
        for each in kpi_indicators(returned.catalogue, returned.period)
    }
    for row in returned.rows:
        indicator = indicators.get(fold_text(row["number"]))
        if indicator is None:
            _tell_unknown(returned, row, list(indicators.values()))
            continue
        title = row["title"]
        if title and fold_text(title) != fold_text(indicator.title):
            wrong = f"{number_of(indicator)} is '{indicator.title}', and not {quote_text(title)}"
            allowed = "each row as it was sent out"
            returned.refuse(row.number, "title", wrong, allowed)
            continue
        agency = returned.agency_of(row, "agency")
        if agency:
            yield _Answered(row, agency, indicator)
        elif row["value"] and not row["agency"]:
            wrong, allowed = "it is empty, and there is an answer", "the agency that gave it"
            returned.refuse(row.number, "agency", wrong, allowed)


def _tell_unknown(returned: ReturnedForm, row: ReturnedRow, known: Sequence[Indicator]) -> None:
    """A row of no indicator: a word of a partner, or an indicator that is no longer asked for."""
    number = row["number"]
    if row["value"] and not number:
        ask = "Which indicator is it an answer for?"
        agency = returned.identity.agency
        returned.asked.append(Question(agency, row.number, "No.", row["value"], ask))
    elif row["value"]:
        wrong = f"there is no indicator {quote_text(number)}"
        allowed = ", ".join(number_of(each) for each in known)
        returned.refuse(row.number, "number", wrong, allowed)
    else:
        returned.grid.notes.add("a row without an answer or a number, left out", row=row.number)


def _choose(returned: ReturnedForm, rows: Sequence[_Answered]) -> _Answered | None:
    """The one answer among rows of the same; two that differ are asked."""
    first = next((each for each in rows if each.row["value"]), rows[0])
    for each in rows:
        value = each.row["value"]
        if value and fold_text(value) != fold_text(first.row["value"]):
            ask = f"Row {first.row.number} says {quote_text(first.row['value'])}. Which is right?"
            question = Question(each.agency, each.row.number, each.what, value, ask)
            returned.asked.append(question)
            return None
    return first


def _read_answer(returned: ReturnedForm, answered: _Answered) -> Iterator[Observation]:
    row, indicator = answered.row, answered.indicator
    wrote = row["value"]
    if sort_answer(wrote) is AnswerKind.EMPTY:
        returned.unanswered.append(Question(answered.agency, row.number, answered.what, "", ""))
        return
    answer = read_figure(wrote, indicator)
    if not returned.take(answer, row, "value", answered.what, answered.agency, wrote):
        return
    assert answer.value is not None  # as every definite answer has
    note = row["note"]
    if ask := ask_of_formula(note):
        what = f"{answered.what}: {returned.columns['note'].heading}"
        returned.asked.append(Question(answered.agency, row.number, what, note, ask))
        note = ""
    if answer.kind is AnswerKind.NOT_APPLICABLE:
        note = note or reason_given(wrote)
    yield Observation(
        indicator=indicator.id,
        area=returned.identity.area,
        period=returned.period,
        value=answer.value,
        source=returned.source,
        category=answered.agency,
        note=" ".join(note.split()),
        file=returned.grid.shown,
        row=row.number,
    )
