import pytest

from bcssp_lib.section.placeholders import FILL_TYPE, Fill, FillPlace


@pytest.mark.parametrize("fill", Fill)
def test_a_place_names_what_will_fill_it(fill):
    bundle = FillPlace(fill)._repr_mimebundle_()
    assert bundle[FILL_TYPE] == {"fill": fill.value}
    assert fill.value in bundle["text/plain"]
