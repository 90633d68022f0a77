import re

import pytest

from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.model.errors import InputProblemsError, NotKnownError, UserError
from tests.projects import write_yaml

INDICATOR = """\
  {name}:
    title: New
    counts: people
    singular: person
    unit: count
    polarity: neither
    denominator: null
    definition: People.
    caveat: None.
    source: Here
    periods: [year]
    disclosure: small numbers
"""


@pytest.fixture
def params(small_project):
    return small_project.params


@pytest.fixture
def problems(small_project):
    def refused():
        with pytest.raises(InputProblemsError) as caught:
            _ = load_catalogue(small_project).checks
        return caught.value.problems

    return refused


def replace_in(path, before, after):
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


def line_of(path, text):
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_projects_own_parameters_hold_no_problem(catalogue):
    authorities = {area.slug for area in catalogue.authorities()}
    assert authorities == {
        "banes",
        "fairport",
        "north-saltmere",
        "saltmere",
        "south-kingsmarshire",
    }
    assert "2023-24" in [period.label for period in catalogue.periods]
    assert "annual" in catalogue.editions
    assert catalogue.glossary["KPI"] == "Key performance indicator"


def test_an_area_is_added_by_a_file_alone(small_project, params):
    write_yaml(params / "areas/wiltshire.yaml", {"name": "Wiltshire", "short_name": "Wiltshire"})
    assert load_catalogue(small_project).area("wiltshire").name == "Wiltshire"


def test_an_indicator_is_added_by_a_file_alone(small_project, params):
    path = params / "indicators/new.yaml"
    path.write_text("indicators:\n" + INDICATOR.format(name="new_one"), "utf-8")
    assert load_catalogue(small_project).indicator("new_one").title == "New"


def test_a_field_that_is_not_known_is_named_with_its_line(params, problems):
    path = params / "indicators/police.yaml"
    replace_in(path, "    polarity: lower is better", "    polarty: lower is better")
    row = line_of(path, "polarty")
    found = {(problem.file, problem.row, problem.column): problem for problem in problems()}
    wrong = found["params/indicators/police.yaml", row, "polarty"]
    assert wrong.wrong == "the field is not known"
    assert "polarity" in wrong.allowed


def test_an_id_within_an_indicator_is_refused_as_its_key_says_it(params, problems):
    path = params / "indicators/police.yaml"
    replace_in(path, "  missing_children:\n", "  missing_children:\n    id: missing_reports\n")
    (wrong,) = problems()
    assert (wrong.row, wrong.column) == (line_of(path, "id: mis"), "indicators.missing_children.id")
    assert (wrong.wrong, wrong.allowed) == ("the field is not known", "'missing_children' says it")


def test_an_id_is_not_among_the_fields_that_may_be_meant(params, problems):
    replace_in(params / "indicators/police.yaml", "    polarity: lower is", "    polarty: lower is")
    assert not any(" id," in problem.allowed for problem in problems())


def test_a_missing_field_is_named_with_the_line_of_its_indicator(params, problems):
    path = params / "indicators/police.yaml"
    text = path.read_text("utf-8")
    path.write_text(re.sub(r"(missing_reports:\n(?:.*\n)*?)    caveat: .*\n", r"\1", text, count=1))
    (found,) = problems()
    assert found.file == "params/indicators/police.yaml"
    assert found.row == line_of(path, "  missing_reports:")
    assert (found.column, found.wrong) == ("caveat", "the field is missing")


def test_two_indicators_of_one_file_with_one_id_are_refused(params, problems):
    path = params / "indicators/new.yaml"
    path.write_text("indicators:\n" + 2 * INDICATOR.format(name="twice"), "utf-8")
    (found,) = problems()
    assert (found.file, found.row) == ("params/indicators/new.yaml", 14)
    assert found.wrong == "'twice' is there twice; it is first on line 2"


def test_two_indicators_of_two_files_with_one_id_are_refused(params, problems):
    path = params / "indicators/zz_new.yaml"
    path.write_text("# new\nindicators:\n" + INDICATOR.format(name="missing_reports"), "utf-8")
    (found,) = problems()
    assert (found.file, found.row) == ("params/indicators/zz_new.yaml", 3)
    first = line_of(params / "indicators/police.yaml", "  missing_reports:")
    assert found.wrong == (
        f"the indicator 'missing_reports' is already in params/indicators/police.yaml:{first}"
    )


def test_bad_yaml_is_named_with_its_line(params, problems):
    (params / "areas/banes.yaml").write_text("name: B&NES\nshort_name: [B&NES\n", "utf-8")
    found = problems()[0]
    assert (found.file, found.row) == ("params/areas/banes.yaml", 3)


@pytest.mark.parametrize(
    ("name", "text", "row", "wrong"),
    [
        ("periods.yaml", "periods:\n  - 2023-24\n  - 23/24\n", 3, "'23/24' is not a period"),
        ("periods.yaml", "periods: 2023-24\n", 1, "found '2023-24'"),
        ("periods.yaml", "periods:\n  - 2023-24\nperiod: 1\n", 3, "the field is not known"),
        ("ratings.yaml", "rules:\n  kpi_shortfall: 15\n", 2, "found 15"),
        ("ratings.yaml", "rule: {}\n", 1, "the field is not known"),
        ("glossary.yaml", "terms:\n  KPI: 3\nnames: []\n", 2, "found 'KPI': 3"),
        ("glossary.yaml", "terms:\n  KPI: Key\n  NO: Norway\nnames: []\n", 1, "found False"),
        ("glossary.yaml", "terms: {}\nnames:\n  - HCRG\n  - 15\n", 4, "found 15"),
        ("glossary.yaml", "terms: {}\nnames: []\nother: 1\n", 3, "the field is not known"),
        ("settings.yaml", "cell_seconds: 0\n", 1, "found 0"),
        ("indicators/kpis.yaml", "defaults: []\nindicators: {}\n", 1, "found []"),
        ("indicators/kpis.yaml", "defaults:\nindicators: {}\n", 1, "found None"),
        ("indicators/kpis.yaml", "indicators:\n  kpi: none\n", 2, "found 'none'"),
        ("indicators/kpis.yaml", "indicators: []\n", 1, "found []"),
        ("editions/annual.yaml", "title: A\nreaders: B\nsections: []\n", 1, "or neither"),
        (
            "editions/annual.yaml",
            "title: A\nreaders: B\nsections: [a]\nparts: [{sections: [b]}]\n",
            1,
            "it lists both",
        ),
        (
            "editions/annual.yaml",
            "title: A\nreaders: B\nparts: [{sections: [a]}, {title: T, sections: [a]}]\n",
            1,
            "the section 'a' is listed twice",
        ),
        ("editions/annual.yaml", "title: A\nreaders: B\nparts: [{sections: []}]\n", 3, "found []"),
        (
            "editions/annex.yaml",
            "title: A\nreaders: B\nof: all\nsections: [a]\n",
            None,
            "no edition",
        ),
        ("registers/reviews.yaml", "title: A\nrecords: b\ncolumns: {a: {}}\n", 3, "is missing"),
        ("areas/banes.yaml", "name: A\nshort_name: B\ncodes:\n  - {code: X1}\n", 4, "found 'X1'"),
    ],
)
def test_what_a_file_may_not_hold_is_named_with_its_line(params, problems, name, text, row, wrong):
    (params / name).write_text(text, "utf-8")
    found = [problem for problem in problems() if problem.file == f"params/{name}"]
    assert (row, True) in [(one.row, wrong in one.wrong) for one in found]


def test_problems_of_several_files_are_reported_together(params, problems):
    (params / "areas/banes.yaml").write_text("name: B&NES\n", "utf-8")
    (params / "periods.yaml").write_text("periods: [23/24]\n", "utf-8")
    (params / "settings.yaml").unlink()
    assert {problem.file for problem in problems()} == {
        "params/areas/banes.yaml",
        "params/periods.yaml",
        "params/settings.yaml",
    }


@pytest.mark.parametrize(
    ("name", "before", "after", "column", "wrong"),
    [
        (
            "indicators/kpis.yaml",
            "rating_rule: kpi_shortfall",
            "rating_rule: kpi",
            "rating_rule",
            "there is no rule 'kpi'",
        ),
        (
            "indicators/police.yaml",
            "change_of: missing_reports",
            "change_of: missing",
            "change_of",
            "there is no indicator 'missing'",
        ),
        (
            "indicators/kpis.yaml",
            "    target: 85\n",
            "",
            "target",
            "a target without a rating_rule, or the other way round",
        ),
        (
            "areas/banes.yaml",
            "force_area: avon-and-somerset",
            "force_area: avon",
            "force_area",
            "there is no area 'avon'",
        ),
        (
            "settings.yaml",
            "default_edition: annual",
            "default_edition: yearly",
            "default_edition",
            "there is no edition 'yearly'",
        ),
        (
            "settings.yaml",
            "default_period: 2023-24",
            "default_period: 2033-34",
            "default_period",
            "'2033-34' is not in periods.yaml",
        ),
        (
            "registers/reviews.yaml",
            "date_order: [notified,",
            "date_order: [begun,",
            "date_order",
            "there is no column 'begun'",
        ),
    ],
)
def test_a_name_that_another_file_does_not_declare_is_refused(
    params, problems, name, before, after, column, wrong
):
    replace_in(params / name, before, after)
    found = problems()[0]
    assert (found.file, found.column) == (f"params/{name}", column)
    assert wrong in found.wrong


def test_an_indicator_that_is_neither_good_nor_bad_may_have_no_target(params, problems):
    path = params / "indicators/kpis.yaml"
    replace_in(path, "polarity: higher is better", "polarity: neither")
    found = problems()
    assert {one.column for one in found} == {"polarity"}
    assert found[0].row == line_of(path, "kpi_1_01:")


@pytest.mark.parametrize(
    ("lookup", "name", "message"),
    [
        ("area", "bains", r"no area 'bains' \(nearest: banes.*bcssp list areas"),
        ("authority", "avon-and-somerset", "no area 'avon-and-somerset'"),
        ("period", "2033-34", r"no period '2033-34' \(nearest: .*2023-24.*params/periods.yaml"),
        ("period", "23/24", "is not a period"),
        ("edition", "anual", r"no edition 'anual' \(nearest: annual"),
        ("indicator", "mising_reports", r"nearest: missing_reports"),
        ("group", "traning", r"no group of indicators 'traning' \(nearest: training"),
        ("register", "review", r"no register 'review' \(nearest: reviews"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(catalogue, lookup, name, message):
    error = NotKnownError if "is not" not in message else Exception
    with pytest.raises(error, match=message):
        getattr(catalogue, lookup)(name)


def test_a_group_keeps_the_order_of_its_file(catalogue):
    declared = (catalogue.project.params / "indicators/police.yaml").read_text("utf-8")
    found = [one.id for one in catalogue.group("missing")]
    assert {"missing_children", "missing_reports", "missing_from_care"} < {*found}
    assert found == sorted(found, key=lambda name: declared.index(f"\n  {name}:\n"))


def test_the_published_change_of_an_indicator_is_found(catalogue):
    found = catalogue.change_indicator("missing_reports")
    assert found is not None
    assert found.id == "missing_reports_change"
    assert catalogue.change_indicator("training_sessions") is None


DUTY = "A: {body: children, requirement: What, checked: true, source: Guidance"


@pytest.mark.parametrize(
    ("duty", "told"),
    [
        (f"{DUTY}}}", "a duty names the blocks or facts that cover it"),
        (f"{DUTY}, blocks: [police]}}", "the text should match pattern"),
        (f"{DUTY}, facts: [police.x.y]}}", "the text should match pattern"),
        (f"{DUTY}, block: [police.x]}}", "one of: blocks, body"),
        ("A: {body: children, blocks: [a.b]}", "a value for it"),
        (f"{DUTY}, blocks: [a.b]}}\n  {DUTY}, blocks: [a.b]}}", "each key once"),
        ("A: 1", "a mapping of fields"),
    ],
)
def test_a_duty_is_held_to_its_form(params, problems, duty, told):
    (params / "requirements.yaml").write_text(f"requirements:\n  {duty}\n", "utf-8")
    one = problems()[0]
    assert one.file == "params/requirements.yaml"
    assert one.row in (2, 3)
    assert told in one.allowed


def test_an_edition_names_bodies_that_have_duties(params, problems):
    (params / "requirements.yaml").write_text(
        f"requirements:\n  {DUTY}, blocks: [police.title]}}\n", "utf-8"
    )
    edition = params / "editions/annual.yaml"
    edition.write_text(edition.read_text("utf-8") + "bodies: [children, adlts]\n", "utf-8")
    (one,) = problems()
    assert (one.file, one.column) == ("params/editions/annual.yaml", "bodies")
    bodies = "adults, children, community safety"
    assert (one.wrong, one.allowed) == ("no duty is of the body 'adlts'", bodies)


@pytest.mark.parametrize(
    ("before", "after", "column", "wrong"),
    [
        ("  due: due\n", "  due: deu\n", "follow_up.due", "there is no column 'deu'"),
        ("  due: due\n", "  due: owner\n", "follow_up.due", "'owner' is of the type text"),
        ("done: {column: rating,", "done: {column: action,", "follow_up.done.column", "type text"),
        ("  progress: {", "  standing: {", "columns.standing", "the name is reserved"),
        ("  period: {title: Year, type: period}\n", "", "follow_up", "to which period"),
        ("  owner: owner\n", "  owners: owner\n", "follow_up.owners", "field is not known"),
        ("form: {agency: owner,", "form: {agency: ownr,", "form.agency", "no column 'ownr'"),
        ("known_by: [reference]", "known_by: [refrence]", "form.known_by", "column 'refrence'"),
        ("form: {agency: owner,", "form: {agencies: owner,", "form.agencies", "not known"),
    ],
)
def test_a_follow_up_or_form_that_names_what_is_not_there_is_refused(
    params, problems, before, after, column, wrong
):
    replace_in(params / "registers/actions.yaml", before, after)
    (found,) = problems()
    assert (found.file, found.column) == ("params/registers/actions.yaml", column)
    assert wrong in found.wrong


@pytest.mark.parametrize(
    ("file", "before", "after", "column", "wrong"),
    [
        ("figures", "reason: The year of national guidance", "why: A year", "reason",
         "the field is missing"),
        ("figures", "<month> \\d{1,2}(?:st", "<moon> \\d{1,2}(?:st", "pattern", "found"),
        ("claims", "large_percent: 20", "large_percent: 0", "large_percent", "found 0"),
        ("claims", "sizes:", "sices:", "sices", "the field is not known"),
        ("claims", "words:\n", "wards:\n", "wards", "the field is not known"),
        ("claims", "  up_base: [rise,", "  up_base: [rise, (,", "words.up_base.1",
         "it is no regular expression"),
        ("claims", "  very: '", "  very: 7\n  quite: '", "words.very", "found 7"),
        ("claims", "'\\bsignificant'", "'\\b<signify>'", "degrees.significant",
         "<signify> is not known"),
        ("claims", "  large: '\\b(?:<largely>", "  enormous: '\\b(?:<largely>", "degrees.enormous",
         "found 'enormous'"),
        ("claims", "doubled: 2", "doubled: two", "times.doubled", "found 'two'"),
        ("claims", "  - says: rated", "  - says: rates", "patterns.10.says", "found 'rates'"),
        ("claims", "'\\bon the (?:rise|", "'\\bon the <up_and_up>(?:rise|", "patterns.59.find.0",
         "<up_and_up> is not known"),
        ("claims", "'\\bon the (?:rise|increase|up)\\b'", "'(?:rise)?'", "patterns.59.find.0",
         "it matches an empty text"),
        ("claims", "    needs: [green, amber, red]", "    need: [green]", "patterns.10.need",
         "the field is not known"),
    ],
)  # fmt: skip
def test_the_rules_of_the_check_are_read_with_file_and_line(
    params, problems, file, before, after, column, wrong
):
    path = params / f"checking/{file}.yaml"
    replace_in(path, before, after)
    found = {problem.column: problem for problem in problems()}
    assert wrong in found[column].wrong
    assert found[column].file == f"params/checking/{file}.yaml"
    assert found[column].row == line_of(path, after.splitlines()[0])


@pytest.mark.parametrize(
    ("path", "fitting"),
    [("areas/...yaml", "words"), ("areas/Bath.yaml", "such as bath.yaml"),
     ("areas/banes - Copy.yaml", "such as banes-copy.yaml"), ("editions/a b.yaml", "a-b.yaml"),
     ("editions/....yaml", "words"), ("registers/A b.yaml", "such as a_b.yaml")],
)  # fmt: skip
def test_a_name_that_could_lead_elsewhere_is_refused(params, problems, path, fitting):
    example = next((params / path).parent.glob("*.yaml"))
    (params / path).write_bytes(example.read_bytes())
    (problem,) = problems()
    assert (problem.file, problem.row, problem.column) == (f"params/{path}", None, "")
    assert problem.wrong == f"the file is called '{path.partition('/')[2]}'"
    assert f"{fitting}; a copy is deleted" in problem.allowed


@pytest.mark.parametrize("field", ["figures_in", "force_area"])
def test_a_folder_that_could_lead_elsewhere_is_refused(params, problems, field):
    path = params / "areas/new.yaml"
    write_yaml(path, {"name": "New", "short_name": "New", field: "../banes"})
    assert [problem.column for problem in problems()] == [field]


def test_a_section_that_could_lead_elsewhere_is_refused(params, problems):
    path = params / "editions/new.yaml"
    write_yaml(path, {"title": "A", "readers": "B", "sections": ["../police"]})
    assert problems()[0].column == "sections.0"


def test_what_is_let_through_has_a_strict_form(params, problems):
    path = params / "checking/person_data.yaml"
    write_yaml(path, {"false_alarms": [{"file": "data/*", "rule": "nhs", "reason": "Why"}]})
    (problem,) = problems()
    assert (problem.file, problem.column) == (
        "params/checking/person_data.yaml",
        "false_alarms.0.rule",
    )


def test_the_terms_of_an_area_are_in_the_glossary(small_project):
    path = small_project.params / "areas/banes.yaml"
    path.write_text(f"{path.read_text('utf-8')}  ZZTOP: The Zone of Top\n", "utf-8")
    assert path.read_text("utf-8").splitlines()[-2].startswith("  ")
    glossary = load_catalogue(small_project).glossary
    assert glossary["ZZTOP"] == "The Zone of Top"
    assert glossary["DfE"] == "Department for Education"


def test_the_usual_edition_is_that_of_the_areas_that_are_named(catalogue):
    assert catalogue.edition_of("", ()).id == "annual"
    assert catalogue.edition_of("", ("banes",)).id == "annual"
    assert catalogue.edition_of("", ("avon-and-somerset",)).id == "regional"
    assert catalogue.edition_of("annex", ("banes",)).id == "annex"


def test_a_section_that_the_usual_edition_lacks_names_the_edition_that_has_it(catalogue):
    assert catalogue.edition_of("", ("banes",), ("police",)).id == "annual"
    assert catalogue.edition_of("", ("banes",), ("easy_read",)).id == "easy-read"
    assert catalogue.edition_of("", (), ("easy_read",)).id == "easy-read"
    assert catalogue.edition_of("", ("banes",), ("no_such",)).id == "annual"
    assert catalogue.edition_of("annual", ("banes",), ("easy_read",)).id == "annual"


@pytest.mark.parametrize(
    ("edition", "area", "told"),
    [
        ("annual", "avon-and-somerset", "bcssp build avon-and-somerset --edition regional"),
        ("regional", "banes", "banes is one authority. Build it of: avon-and-somerset"),
    ],
)
def test_an_edition_is_refused_for_areas_that_it_is_not_for(catalogue, edition, area, told):
    with pytest.raises(UserError, match=told):
        catalogue.edition_of(edition, (area,))
