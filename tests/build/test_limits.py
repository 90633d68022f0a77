from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from bcssp_lib.build.limits import read_limits, where_to_change
from tests.build.runs import LIMITS


def test_the_limits_are_those_of_the_settings(catalogue):
    wanted = {name: getattr(catalogue.settings, name) for name in asdict(LIMITS)}
    assert asdict(read_limits(catalogue.settings)) == wanted


@pytest.mark.parametrize("name", asdict(LIMITS))
@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_that_nothing_could_keep_is_refused(name, value):
    with pytest.raises(ValueError, match=f"{name} is {value}, and must be above 0"):
        replace(LIMITS, **{name: value})


def test_where_a_limit_is_set_is_told():
    assert where_to_change("outputs") == "the limit is outputs in params/settings.yaml"
