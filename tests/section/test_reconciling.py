from tests.section.outputs import message


def test_parts_that_do_not_add_up_are_a_warning_with_every_number(banes):
    kind, text = message(banes.reconcile("concerns_raised"))
    assert kind == "warning"
    assert "343 + 673 + 517 is 1,533 and not 1,603" in text
    assert "has not been explained" in text


def test_parts_that_add_up_are_a_statement(banes):
    assert message(banes.reconcile("courses_cancelled")) == (
        "statement",
        "Courses cancelled: 9 + 4 is 13.",
    )


def test_parts_without_figures_cannot_be_checked(nowhere):
    kind, text = message(nowhere.reconcile("courses_cancelled"))
    assert kind == "statement"
    assert "cannot be checked, without a figure for: Courses cancelled, " in text
