"""A build that ends with an error ends its own programs, and none that was there before."""

from __future__ import annotations

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bcssp_lib.build.running_build import _end_at_once

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def test_an_error_ends_what_the_build_has_begun_and_nothing_else() -> None:
    with subprocess.Popen(SLEEP) as other:
        time.sleep(2.5)  # it is older than what two clocks may differ by
        begun: list[subprocess.Popen[bytes]] = []

        def render() -> None:
            with subprocess.Popen(SLEEP) as program:
                begun.append(program)

        def fail(renderers: ThreadPoolExecutor) -> None:
            renderers.submit(render)
            while not begun:
                time.sleep(0.05)
            raise KeyError

        with pytest.raises(KeyError), _end_at_once(ThreadPoolExecutor(1)) as renderers:
            fail(renderers)
        try:
            assert begun[0].poll() is not None
            assert other.poll() is None
        finally:
            other.kill()
