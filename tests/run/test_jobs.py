from __future__ import annotations

import os
import sys

import pytest

from bcssp_lib.run import jobs
from bcssp_lib.run.jobs import Kernels, can_fork, default_jobs, default_kernels


@pytest.mark.parametrize(
    ("system", "forks"), [("linux", True), ("darwin", False), ("win32", False)]
)
def test_kernels_are_warm_where_the_system_can_fork_them(monkeypatch, system, forks):
    monkeypatch.setattr(sys, "platform", system)
    assert can_fork() is forks
    assert default_kernels() is (Kernels.WARM if forks else Kernels.FRESH)


def test_there_is_a_job_for_each_core_that_may_be_used(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    assert default_jobs() == 3


@pytest.mark.parametrize(("cores", "jobs_then"), [(4, 4), (None, 1)])
def test_where_the_system_does_not_tell_that_all_cores_count(monkeypatch, cores, jobs_then):
    monkeypatch.delattr(jobs.os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    assert default_jobs() == jobs_then
