from __future__ import annotations

import os
import sys

import pytest
from bcssp_lib.build.jobs import Kernels, can_fork, default_jobs, default_kernels

from bcssp_lib.build import jobs
from bcssp_lib.build.runners import cores


@pytest.mark.parametrize(
    ("system", "forks"), [("linux", True), ("darwin", False), ("win32", False)]
)
def test_kernels_are_warm_where_the_system_can_fork_them(monkeypatch, system, forks):
    monkeypatch.setattr(sys, "platform", system)
    assert can_fork() is forks
    assert default_kernels() is (Kernels.WARM if forks else Kernels.FRESH)


def test_there_is_a_job_for_each_core_that_may_be_used_and_one_more_of_forked_kernels(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert cores() == 3
    assert default_jobs(Kernels.FRESH) == 3
    assert default_jobs(Kernels.WARM) == 4


@pytest.mark.parametrize(("counted", "found"), [(4, 4), (None, 1)])
def test_where_the_system_does_not_tell_that_all_cores_count(monkeypatch, counted, found):
    monkeypatch.delattr(jobs.os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: counted)
    assert cores() == found
