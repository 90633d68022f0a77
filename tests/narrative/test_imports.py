"""Which imports of a cell are refused."""

from __future__ import annotations

import pytest

from bcssp_lib.narrative.imports import forbidden_imports


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd, numpy\nimport seaborn.objects as so",
        "from matplotlib import pyplot as plt\nfrom bcssp_lib import open_section",
        "import datetime, math\nfrom collections.abc import Mapping",
        "%matplotlib inline\nimport numpy",
        "%%bash\nls -l | wc",
        "requests = 'import requests'  # import requests",
        "import (",
        "await nothing()",
        "from . import own",
        "",
    ],
)
def test_what_may_be_imported(source):
    assert forbidden_imports(source) == []


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import requests", ["requests"]),
        ("import numpy, scipy.stats as st", ["scipy"]),
        ("from sklearn.cluster import KMeans", ["sklearn"]),
        ("try:\n    import plotly\nexcept ImportError:\n    !pip install plotly", ["plotly"]),
        ("%%time\nimport requests", ["requests"]),
        ("def deep():\n    from IPython.display import HTML", ["IPython"]),
        ("%time import b\nimport pandas; import a", ["a"]),
    ],
)
def test_what_may_not(source, names):
    assert forbidden_imports(source) == names
