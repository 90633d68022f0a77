from bcssp_lib.model.observation import Observation, Source
from bcssp_lib.model.period import parse_period
from bcssp_lib.model.value import known, missing


def observation(**fields) -> Observation:
    content = {"value": known(3), **fields}
    return Observation("missing_reports", "banes", parse_period("2023-24"), **content)


def source(*, synthetic: bool) -> Source:
    return Source(id="s", title="S", publisher="P", synthetic=synthetic)


def test_an_observation_is_synthetic_as_its_source_is():
    assert observation(source=source(synthetic=True)).synthetic
    assert not observation(source=source(synthetic=False)).synthetic
    assert not observation().synthetic


def test_an_observation_is_known_as_its_value_is():
    assert observation().known
    assert not observation(value=missing()).known


def test_an_amount_of_nought_is_known():
    assert observation(value=known(0)).known
