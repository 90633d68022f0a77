import pytest

from bcssp_lib.data.yaml_files import LARGEST, parse_record, read_yaml
from bcssp_lib.model.records import Record


class Thing(Record):
    name: str
    size: int = 0


def read(tmp_path, text):
    path = tmp_path / "things.yaml"
    path.write_bytes(text.encode())
    problems = []
    return read_yaml(path, "params/things.yaml", problems), problems


def record(tmp_path, text):
    file, problems = read(tmp_path, text)
    return parse_record(Thing, file.content, file, (), problems), problems


def test_a_mapping_is_read_with_the_line_of_each_key(tmp_path):
    file, problems = read(tmp_path, "# a comment\nfirst: 1\nsecond:\n  - a\n  - b: 2\n")
    assert problems == []
    assert file.content == {"first": 1, "second": ["a", {"b": 2}]}
    assert file.line(("first",)) == 2
    assert file.line(("second", 1, "b")) == 5


def test_the_line_of_a_key_that_is_not_there_is_that_of_the_key_above(tmp_path):
    file, _ = read(tmp_path, "first: 1\nsecond:\n  a: 1\n")
    assert file.line(("second", "missing")) == 2
    assert file.line(("third",)) == 1


def test_a_missing_file_is_named(tmp_path):
    problems = []
    assert read_yaml(tmp_path / "none.yaml", "params/none.yaml", problems) is None
    assert str(problems[0]) == "params/none.yaml: the file is missing; allowed: a YAML file"


@pytest.mark.parametrize(
    ("text", "row", "wrong"),
    [
        ("first: 1\nsecond: [a, b\nthird: 3\n", 3, "this is not YAML"),
        ("first: 1\n  second: 2\n", 2, "this is not YAML"),
        ("first: 1\nsecond: 'open\n", 3, "this is not YAML"),
        ("first: 1\n\tsecond: 2\n", 2, "this is not YAML: there is a tab in the line"),
        ("first:\n\tsecond: 2\n", 2, "this is not YAML: there is a tab in the line"),
        ("first: 1\nsecond: a\x07b\n", 2, "character 10 is U+0007 control character"),
        ("first: *nobody\n", 1, "this is not YAML"),
        ("- a\n- b\n", 1, "holds no mapping"),
        ("only words\n", 1, "holds no mapping"),
        ("# only a comment\n", 1, "holds no mapping"),
        ("first: 1\nsecond: !!python/object:os.system x\n", 2, "found the tag !!python/object:os."),
        ("first: 1\nsecond: !!bool maybe\n", 2, "found the tag !!bool"),
        ("first: 1\nsecond: [!!int x]\n", 2, "found the tag !!int"),
        ("first: 1\nsecond: !own x\n", 2, "found the tag !own"),
        ("first: 1\nsecond: !<tag:yaml.org,2002:float> x\n", 2, "found the tag tag:yaml.org,2002:"),
        ("first: 1\nsecond: 2\nfirst: 3\n", 3, "'first' is there twice; it is first on line 1"),
        ("a:\n  b: 1\n  b: 2\n", 3, "'b' is there twice; it is first on line 2"),
        ("a:\n- b\n- c\n- b\n", 4, "'b' is there twice; it is first on line 2"),
        ("a: [b, b]\n", 1, "'b' is there twice; it is first on line 1"),
        ("a: 1\n---\nb: 2\n", 2, "this is not YAML"),
        ("a: 1\nb: [#0a4d68]\n", 2, "#0a4d68 is not read, since # begins a comment"),
        ("a: 1\nb: ['#0a4d68', #8a3b12]\nc: 3\n", 2, "#8a3b12 is not read, since # begins"),
    ],
)
def test_bad_yaml_is_refused_with_its_line(tmp_path, text, row, wrong):
    file, problems = read(tmp_path, text)
    assert file is None
    assert [(problem.file, problem.row) for problem in problems] == [("params/things.yaml", row)]
    assert wrong in problems[0].wrong


def test_a_day_that_does_not_exist_is_refused_with_its_line(tmp_path):
    file, problems = read(tmp_path, "title: A\npublished: 2024-02-30\n")
    assert file is None
    assert [problem.row for problem in problems] == [2]
    assert "'2024-02-30' is no date" in problems[0].wrong


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_an_encoding_other_than_utf_8_is_refused(tmp_path, encoding):
    path = tmp_path / "things.yaml"
    path.write_bytes("name: café – bar\n".encode(encoding))
    problems = []
    assert read_yaml(path, "things.yaml", problems) is None
    assert problems[0].row == 1


def test_a_record_is_made_of_a_mapping(tmp_path):
    found, problems = record(tmp_path, "name: a\nsize: 3\n")
    assert (found, problems) == (Thing(name="a", size=3), [])


@pytest.mark.parametrize(
    ("text", "row", "column", "wrong", "allowed"),
    [
        ("size: 3\n", 1, "name", "the field is missing", "a value for it"),
        (
            "name: a\nsise: 3\n",
            2,
            "sise",
            "the field is not known",
            "one of: name, size; nearest: size",
        ),
        ("name: a\nsize: big\n", 2, "size", "found 'big'", "a whole number"),
        ("name: 3\n", 1, "name", "found 3", "a text, in"),
    ],
)
def test_a_field_that_is_wrong_is_named_with_its_line(tmp_path, text, row, column, wrong, allowed):
    found, problems = record(tmp_path, text)
    assert found is None
    assert [(problem.file, problem.row, problem.column) for problem in problems] == [
        ("params/things.yaml", row, column)
    ]
    assert problems[0].wrong == wrong
    assert allowed in problems[0].allowed


def test_every_field_that_is_wrong_is_named(tmp_path):
    _, problems = record(tmp_path, "size: big\nsise: 3\n")
    assert {problem.column for problem in problems} == {"name", "size", "sise"}


LAUGHS = "\n".join(
    [
        f"a0: &a0 [x{', x' * 9}]",
        *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)),
    ]
)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (f"a: {'[' * 30}{']' * 30}\n", "it is nested too deep, or names itself"),
        (f"a: {'[' * 50_000}\n", "it is nested too deep, or names itself"),
        (f"a:\n  {'- ' * 5_000}x\n", "nested too deep"),
        (f"a: {'{a: ' * 5_000}x{'}' * 5_000}\n", "nested too deep"),
        ("a: &a [*a]\n", "it is nested too deep, or names itself"),
        ("a: &a {b: *a}\n", "it is nested too deep, or names itself"),
        (LAUGHS, "it holds too many lines, once its aliases are put in"),
        ("a: 1\na: 2\n", "'a' is there twice"),
        (
            "a: !!python/object/apply:os.system ['true']\n",
            "found the tag !!python/object/apply:os.system",
        ),
        ("a: ro\u202ese\n", "character 6 is U+202E RIGHT-TO-LEFT OVERRIDE"),
        ('a: "ro\\u202ese"\n', "a holds U+202E RIGHT-TO-LEFT OVERRIDE"),
        ('a: "\\ud800"\n', "invalid Unicode character escape code"),
        ("a: b\u200b\n", "U+200B ZERO WIDTH SPACE"),
    ],
)
def test_what_would_be_read_for_ever_or_is_not_seen_is_refused(tmp_path, text, wrong):
    file, problems = read(tmp_path, text)
    assert file is None
    assert wrong in problems[0].wrong
    assert "\u202e" not in str(problems)


def test_an_alias_is_read(tmp_path):
    file, problems = read(tmp_path, "a: &a [1, 2]\nb: *a\n")
    assert problems == []
    assert file.content == {"a": [1, 2], "b": [1, 2]}


def test_a_file_that_is_too_large_is_refused(tmp_path):
    _, problems = read(tmp_path, f"a: {'x' * LARGEST}\n")
    assert problems[0].wrong == f"the file has {LARGEST + 4:,} bytes"


def test_a_soft_hyphen_may_divide_a_name(tmp_path):
    file, problems = read(tmp_path, "a: Safe\u00adguarding\n")
    assert (file.content, problems) == ({"a": "Safe\u00adguarding"}, [])


@pytest.mark.parametrize("text", ["a: NHS 943 476 5919\n", "a:\n  - mail: a.b@c.org.uk\n"])
def test_something_of_a_person_is_refused_and_never_shown(tmp_path, text):
    file, problems = read(tmp_path, text)
    assert file is None
    assert problems[0].row == text.count("\n")
    assert "it holds a" in problems[0].wrong
    assert not {"943", "a.b"} & set(str(problems).split())
