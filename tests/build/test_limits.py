from __future__ import annotations

import pytest

from bcssp_lib.build.limits import where_to_change
from bcssp_lib.model.records import Limits
from tests.build.runs import LIMITS


@pytest.mark.parametrize("name", Limits.model_fields)
@pytest.mark.parametrize("value", [0, -1])
def test_a_limit_that_nothing_could_keep_is_refused(name, value):
    with pytest.raises(ValueError, match=name):
        Limits(**{**LIMITS.model_dump(), name: value})


def test_where_a_limit_is_set_is_told():
    assert where_to_change("outputs") == "the limit is outputs in params/settings.yaml"
