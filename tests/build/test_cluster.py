"""Builds on real clusters: one begun for the build, and one of a scheduler and two workers.

The workers of the latter are begun in another folder, know of no project, and are refused
every path of it by an audit hook that they and all of their kernels have.
"""

from __future__ import annotations

import gc
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import pytest

from bcssp_lib.build import cluster
from bcssp_lib.build import cluster_worker as parcel
from bcssp_lib.build.build import build
from bcssp_lib.build.cluster import cluster_runners
from bcssp_lib.build.plan import ReportOutcome
from bcssp_lib.build.request import Certificates, EngineName, Options, Request, SectionResult
from bcssp_lib.files.project import ROOT_VARIABLE, Project
from bcssp_lib.model.errors import UserError
from bcssp_lib.section.outputs import NOT_SHOWN
from tests.projects import (
    BCSSP,
    Quiet,
    bcssp,
    bcssp_process,
    code,
    command_line,
    make_small_project,
    write_notebook,
    write_yaml,
)

distributed = pytest.importorskip("distributed")

AREAS = ("banes", "fairport")
DASK = str(Path(sys.executable).with_name("dask"))
HOOK = """
import sys

def refuse(event, arguments):
    if any(isinstance(one, (str, bytes)) and {folder!r} in str(one) for one in arguments):
        raise PermissionError(f"{{event}} of the project: {{arguments}}")

sys.addaudithook(refuse)
"""


@dataclass
class Heard(Quiet):
    """Hears how a build goes on, and does something once when a first section has ended."""

    once: Callable[[SectionResult], None] = lambda _: None
    messages: list[str] = field(default_factory=list)
    results: list[SectionResult] = field(default_factory=list)

    def on_message(self, message: str) -> None:
        self.messages.append(message)

    def on_section_end(self, result: SectionResult) -> None:
        self.results.append(result)
        if len(self.results) == 1:
            self.once(result)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small project with a third section, which fails for one area."""
    project = make_small_project(tmp_path_factory.mktemp("here") / "unseen-project", AREAS)
    write_notebook(
        project.notebooks / "03_adults.ipynb",
        code("fails", 'assert area != "fairport", "not for Fairport"'),
    )
    sections = ["police", "training", "adults"]
    content = {"title": "Annual report", "readers": "Testers", "sections": sections}
    write_yaml(project.params / "editions/annual.yaml", content)
    return project


@pytest.fixture(scope="module")
def built_here(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same reports, built on this machine."""
    out = tmp_path_factory.mktemp("built-here")
    built(project, out, "")
    return out


def make_certificates(folder: Path) -> Certificates:
    """An authority and its certificate; scheduler, workers and builds all show the same one."""
    made = distributed.Security.temporary()
    files = Certificates(*(folder / name for name in ("ca.pem", "cert.pem", "key.pem")))
    files.ca.write_text(made.tls_ca_file)
    files.cert.write_text(made.tls_client_cert)
    files.key.write_text(made.tls_client_key)
    return files


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="module")
def scheduler(
    tmp_path_factory: pytest.TempPathFactory, certificates: Certificates
) -> Iterator[str]:
    with scheduler_in(tmp_path_factory.mktemp("scheduler"), certificates) as address:
        yield address


def dask_options(certificates: Certificates) -> list[str]:
    """The certificate as Dask's commands take it."""
    files = zip(("ca-file", "cert", "key"), vars(certificates).values(), strict=True)
    return [word for name, file in files for word in (f"--tls-{name}", str(file))]


def our_options(certificates: Certificates) -> list[str]:
    """The certificate as our command takes it."""
    files = vars(certificates).items()
    return [word for name, file in files for word in (f"--tls-{name}", str(file))]


def client(address: str, certificates: Certificates, **settings: Any) -> Any:
    """Dask's own client, with a certificate."""
    security = distributed.Security(
        require_encryption=True,
        tls_ca_file=str(certificates.ca),
        tls_client_cert=str(certificates.cert),
        tls_client_key=str(certificates.key),
    )
    return distributed.Client(address, set_as_default=False, security=security, **settings)


@pytest.fixture(scope="module")
def workers_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all that the workers write."""
    return tmp_path_factory.mktemp("workers")


@pytest.fixture(scope="module")
def workers(
    scheduler: str, project: Project, certificates: Certificates, workers_folder: Path
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two workers of the scheduler, to whom the project's folder is forbidden."""
    folder = workers_folder
    (folder / "sitecustomize.py").write_text(HOOK.format(folder=project.root.parent.name))
    kept = {name: value for name, value in os.environ.items() if name != ROOT_VARIABLE}
    paths = [str(folder), *filter(None, [kept.get("PYTHONPATH")])]
    environment = {**kept, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": str(folder)}
    command = [DASK, "worker", scheduler, "--nthreads", "1", "--no-dashboard"]
    command += ["--local-directory", str(folder), *dask_options(certificates)]
    with (folder / "workers.log").open("ab") as log:
        started = [
            subprocess.Popen(command, cwd="/", env=environment, stderr=log) for _ in range(2)
        ]
    with client(scheduler, certificates) as waiting:
        waiting.wait_for_workers(len(started), timeout=60)
    yield started
    for one in started:
        one.terminate()
    for one in started:
        one.wait(20)


@contextmanager
def scheduler_in(folder: Path, certificates: Certificates) -> Iterator[str]:
    """A scheduler in a process of its own; its address."""
    file, log = folder / "scheduler.json", folder / "scheduler.log"
    command = [DASK, "scheduler", "--host", "127.0.0.1", "--port", "0", "--protocol", "tls"]
    command += dask_options(certificates)
    command += ["--dashboard-address", "127.0.0.1:0"]  # the usual one may be taken
    command += ["--scheduler-file", str(file)]
    with (
        log.open("wb") as told,
        subprocess.Popen(command, cwd=folder, stderr=told) as process,
    ):
        while not file.exists() or not file.read_text():
            time.sleep(0.05)
        yield json.loads(file.read_text())["address"]
        assert process.poll() is None, log.read_text()  # else: why it has ended too early
        process.terminate()


def built(
    project: Project,
    out: Path,
    address: str,
    heard: Heard | None = None,
    certificates: Certificates | None = None,
) -> tuple[ReportOutcome, ...]:
    options = Options(jobs=2, cluster=address, certificates=certificates)
    return build(project, Request(AREAS, out=out), options, heard or Heard())


def made(out: Path) -> dict[str, bytes]:
    """What a build made, by path; the ledger holds times, and the logs the worker's paths."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in files
        if not path.name.startswith((".ledger", ".lock")) and path.parent.name != "logs"
    }


def refusal(address: str, project: Project, certificates: Certificates | None = None) -> str:
    """What a build on such a cluster is told before anything runs."""
    with (
        pytest.raises(UserError) as error,
        cluster_runners(address, project, lambda _: None, certificates) as runners,
    ):
        pytest.fail(f"{runners} run")
    return str(error.value)


# Same results


@pytest.mark.usefixtures("workers")
def test_workers_that_see_nothing_of_the_project_make_the_same_bytes(
    project: Project, certificates: Certificates, built_here: Path, scheduler: str, tmp_path: Path
) -> None:
    heard = Heard()
    outcomes = built(project, tmp_path, scheduler, heard, certificates)
    assert made(tmp_path) == made(built_here)
    sections = [name for name in made(tmp_path) if "/sections/" in name]
    assert len(sections) == 5
    assert {name.split("/")[0] for name in made(tmp_path)} == {*AREAS, "index.html"}
    assert [
        outcome.failed_sections for outcome in outcomes if outcome.plan.area.slug == "banes"
    ] == [()]
    assert {result.worker.partition("://")[0] for result in heard.results} == {"tls"}
    assert heard.messages == [f"Sections run on 2 workers of {scheduler}."]


def test_the_forbidden_folder_is_forbidden(
    project: Project, workers: list[subprocess.Popen[bytes]]
) -> None:
    environment = psutil.Process(workers[0].pid).environ()
    program, path = "import sys; open(sys.argv[1])", str(project.params / "periods.yaml")
    ended = subprocess.run(
        [sys.executable, "-c", program, path],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
    )
    assert "open of the project" in ended.stderr


# What travels, and to whom


@pytest.mark.usefixtures("workers")
def test_hidden_figures_are_hidden_on_a_worker_by_the_same_rule(
    scheduler: str, certificates: Certificates, tmp_path: Path
) -> None:
    project = make_small_project(tmp_path / "unseen-project", AREAS)
    figures = project.data / "fairport/equalities.csv"
    text = figures.read_text("utf-8")
    for before, after in (("Other ethnic group,9,", "Other ethnic group,3,"), (",189,", ",195,")):
        assert before in text
        text = text.replace(before, after)
    figures.write_text(text, "utf-8")
    write_notebook(
        project.notebooks / "01_police.ipynb",
        code("counts", 'section.breakdown_table("By group", "concerns_by_ethnicity")'),
        code("totals", 'section.figures_table("Everybody", group="equalities")'),
    )
    for out, address in (("here", ""), ("there", scheduler)):
        built(project, tmp_path / out, address, certificates=certificates)
    assert made(tmp_path / "there") == made(tmp_path / "here")
    executed = made(tmp_path / "here")["fairport/2023-24/sections/01_police.ipynb"].decode()
    assert NOT_SHOWN in executed


@pytest.mark.usefixtures("workers")
def test_no_figure_is_written_on_the_machine_of_a_worker(
    project: Project,
    scheduler: str,
    certificates: Certificates,
    workers_folder: Path,
    tmp_path: Path,
) -> None:
    built(project, tmp_path, scheduler, certificates=certificates)
    parcels = list(workers_folder.glob("bcssp-*/project-*"))
    assert parcels
    for left in parcels:
        assert {path.name for path in left.rglob("*.*")} >= {"settings.yaml"}
    assert not list(workers_folder.rglob("*.csv"))
    raw = (project.data / "banes/police.csv").read_bytes().splitlines()[1]
    files = [path for path in workers_folder.rglob("*") if path.is_file()]
    assert not [path for path in files if raw in path.read_bytes()]
    log = (workers_folder / "workers.log").read_text()
    assert "Registered to" in log
    assert "PRIVATE" not in log


def test_who_shows_no_certificate_or_one_of_another_authority_is_not_let_in(
    project: Project, scheduler: str, tmp_path: Path
) -> None:
    strangers = make_certificates(tmp_path)
    told = refusal(scheduler, project, strangers)
    assert "cannot be reached (" in told
    assert "or it trusts another authority" in told
    assert is_turned_away(int(scheduler.rpartition(":")[2]))


def test_a_worker_of_another_authority_gets_no_section(
    scheduler: str, certificates: Certificates, tmp_path: Path
) -> None:
    command = [DASK, "worker", scheduler, "--nthreads", "1", "--no-dashboard", "--name", "stranger"]
    command += ["--local-directory", str(tmp_path), "--death-timeout", "1", "--no-nanny"]
    command += dask_options(make_certificates(tmp_path))
    ended = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60
    )
    assert "Registered to" not in ended.stderr
    with client(scheduler, certificates) as looking:
        workers = looking.scheduler_info(n_workers=-1)["workers"].values()
        assert "stranger" not in {worker["name"] for worker in workers}


@pytest.mark.soak  # the usual run has strangers try to get into a cluster that was there
def test_a_cluster_begun_for_a_build_lets_nobody_else_in(project: Project) -> None:
    def try_all(_: SectionResult) -> None:
        for pid in children(os.getpid(), "spawn_main", recursive=False):
            listening.extend(listened_ports(psutil.Process(pid)))
        listening.extend(listened_ports(psutil.Process()))
        for port in listening:
            assert is_turned_away(port)

    listening: list[int] = []
    built(project, project.root / "nobody", "local:1", Heard(try_all))
    assert listening
    shutil.rmtree(project.root / "nobody")


def is_turned_away(port: int) -> bool:
    """Whether somebody who speaks TLS, but has no certificate, is not listened to."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=2) as plain:
        try:
            with context.wrap_socket(plain) as encrypted:
                encrypted.sendall(b"hello")
                return encrypted.recv(1) == b""
        except (ssl.SSLError, ConnectionError):
            return True
        except TimeoutError:  # it waits for a request of the web
            return all(status_of(port, path) == 404 for path in ("", "status", "info", "metrics"))


def status_of(port: int, path: str) -> int:
    """What a web server answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", f"/{path}")
    status = connection.getresponse().status
    connection.close()
    return status


def listened_ports(process: psutil.Process) -> list[int]:
    """The ports at which a process waits for connections, all of this machine alone."""
    waiting = [one for one in process.net_connections("tcp") if one.status == psutil.CONN_LISTEN]
    assert {one.laddr.ip for one in waiting} <= {"127.0.0.1"}
    return [one.laddr.port for one in waiting]


def test_the_engine_of_jupyter_is_for_this_machine(project: Project, tmp_path: Path) -> None:
    options = Options(cluster="local:2", engine=EngineName.JUPYTER)
    with pytest.raises(UserError, match="--engine jupyter is for this machine"):
        build(project, Request(AREAS, out=tmp_path), options, Heard())


@pytest.mark.usefixtures("workers")
def test_a_section_that_fails_on_a_worker_fails_as_it_does_here(
    project: Project, certificates: Certificates, built_here: Path, scheduler: str, tmp_path: Path
) -> None:
    ended = bcssp_process(
        project,
        "build",
        "fairport",
        "--cluster",
        scheduler,
        *our_options(certificates),
        "--out",
        str(tmp_path),
    )
    assert ended.returncode == 3
    assert "AssertionError: not for Fairport" in ended.stdout
    log = "fairport/2023-24/logs/03_adults.log"
    last = [(out / log).read_text().splitlines()[-1] for out in (tmp_path, built_here)]
    assert last[0] == last[1]
    assert "distributed" not in ended.stdout + ended.stderr
    assert not ended.stderr


@pytest.mark.usefixtures("workers")
def test_workers_live_on_after_a_build(
    project: Project,
    certificates: Certificates,
    scheduler: str,
    workers: list[subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    before = [children(worker.pid, "spawn_main") for worker in workers]
    built(project, tmp_path, scheduler, certificates=certificates)
    assert [children(worker.pid, "spawn_main") for worker in workers] == before
    assert all(worker.poll() is None for worker in workers)


# What is killed


@pytest.mark.soak
def test_a_cluster_begun_for_a_build_loses_nothing_with_a_worker(
    project: Project, built_here: Path, tmp_path: Path
) -> None:
    def own() -> list[int]:
        return children(os.getpid(), "spawn_main", recursive=False)

    heard = Heard(lambda _: os.kill(own()[0], signal.SIGKILL))
    built(project, tmp_path, "local:2", heard)
    assert made(tmp_path) == made(built_here)
    assert len(heard.results) == 6
    assert not own()


@pytest.mark.soak  # the usual run kills workers and fork servers of one machine: test_kills.py
def test_nothing_is_lost_when_a_worker_and_the_fork_server_of_another_are_killed(
    project: Project,
    certificates: Certificates,
    built_here: Path,
    scheduler: str,
    workers: list[subprocess.Popen[bytes]],
    tmp_path: Path,
) -> None:
    targets = ("spawn_main", "multiprocessing.forkserver")

    def kill(_: SectionResult) -> None:
        for worker, what in zip(workers, targets, strict=True):
            for pid in children(worker.pid, what):
                os.kill(pid, signal.SIGKILL)

    heard = Heard(kill)
    built(project, tmp_path, scheduler, heard, certificates)
    assert made(tmp_path) == made(built_here)
    assert len(heard.results) == 6


def children(pid: int, what: str, *, recursive: bool = True) -> list[int]:
    """The processes below one whose command says what they are."""
    found = psutil.Process(pid).children(recursive)
    return sorted(one.pid for one in found if what in " ".join(command_line(one)))


@pytest.mark.soak  # test_stopping.py has the usual run stop a build that forks
@pytest.mark.skipif(not hasattr(os, "killpg"), reason="a terminal's Ctrl-C is otherwise there")
def test_ctrl_c_ends_a_cluster_that_was_begun_for_the_build(tmp_path: Path) -> None:
    project = make_small_project(tmp_path / "project")
    slow = code("waits", "import time\n\ntime.sleep(600)")
    write_notebook(project.notebooks / "02_training.ipynb", slow)
    log = tmp_path / "log.jsonl"
    command = [str(BCSSP), "build", "banes", "--cluster", "local:1", "--log", str(log)]
    environment = {**os.environ, ROOT_VARIABLE: str(project.root)}
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, start_new_session=True, text=True
    ) as process:
        until(lambda: log.exists() and "section done" in log.read_text())  # the other one
        begun = psutil.Process(process.pid).children(recursive=True)
        started = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=30)
    assert time.monotonic() - started < 6
    assert process.returncode == 130
    assert "distributed" not in told
    until(lambda: not [one for one in begun if alive(one)])


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


# What is told of a cluster that cannot be used


@pytest.mark.parametrize(
    "address",
    ["local:0", "local:x", "local:", "local:-1", "local", "nonsense", "tls://", "tls://host",
     "tls://host:port", "http://host:8786", "host:8786"],
)  # fmt: skip
def test_an_address_of_no_cluster_is_refused(address: str, project: Project) -> None:
    told = refusal(address, project)
    assert told.startswith(f"--cluster {address} names no cluster. Write tls://HOST:PORT")


def test_an_address_without_encryption_is_refused(project: Project) -> None:
    told = refusal("tcp://127.0.0.1:8786", project)
    assert "would send figures unencrypted" in told
    assert "tls://HOST:PORT" in told


def test_without_a_certificate_the_options_are_named(project: Project) -> None:
    told = refusal("tls://127.0.0.1:8786", project)
    assert "Give --tls-ca, --tls-cert and --tls-key" in told


def test_the_certificate_of_dasks_own_configuration_is_used(
    project: Project, scheduler: str, certificates: Certificates, workers: object
) -> None:
    import dask

    tls = "distributed.comm.tls"
    configured = {
        f"{tls}.ca-file": str(certificates.ca),
        f"{tls}.client.cert": str(certificates.cert),
        f"{tls}.client.key": str(certificates.key),
    }
    with dask.config.set(configured), cluster_runners(scheduler, project, lambda _: None) as found:
        assert found.size == 4


@pytest.mark.parametrize("name", ["ca", "cert", "key"])
def test_a_file_that_is_no_certificate_is_refused(
    name: str, project: Project, certificates: Certificates, tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.pem"
    wrong.write_text("nothing")
    given = replace(certificates, **{name: wrong})
    told = refusal("tls://127.0.0.1:8786", project, given)
    assert "cannot be used" in told
    assert "as PEM files" in told


def test_a_certificate_without_its_key_is_a_wrong_call(
    project: Project, certificates: Certificates
) -> None:
    options = our_options(certificates)[:4]
    ended = bcssp(project, "build", "--cluster", "tls://127.0.0.1:8786", *options)
    assert ended.returncode == 2
    assert "give all three, or none" in ended.stderr


@pytest.fixture(autouse=True)
def _abandoned_connections_end_here() -> Iterator[None]:
    """Dask leaves a connection that it gave up to the garbage collector, which warns of it."""
    yield
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_SECONDS", 1)


@pytest.mark.usefixtures("impatient")
def test_a_scheduler_that_cannot_be_reached_is_named(
    project: Project, certificates: Certificates
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"tls://127.0.0.1:{taken.getsockname()[1]}"
        assert f"The Dask scheduler at {address} cannot be reached" in refusal(
            address, project, certificates
        )


@pytest.mark.usefixtures("impatient")
def test_something_else_at_the_address_is_no_scheduler(
    project: Project, certificates: Certificates
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = f"tls://127.0.0.1:{mute.getsockname()[1]}"
        assert "cannot be reached (TimeoutError)" in refusal(address, project, certificates)


@pytest.mark.usefixtures("impatient")
def test_a_server_of_another_kind_is_no_scheduler(
    project: Project, certificates: Certificates
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"tls://127.0.0.1:{server.getsockname()[1]}"
        threading.Thread(target=lambda: _talk(server), daemon=True).start()
        assert "cannot be reached (" in refusal(address, project, certificates)


def _talk(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")


@pytest.mark.usefixtures("impatient")
def test_a_host_that_does_not_exist_cannot_be_reached(
    project: Project, certificates: Certificates
) -> None:
    assert "cannot be reached" in refusal("tls://nowhere.invalid:8786", project, certificates)


@pytest.mark.usefixtures("impatient")
def test_a_scheduler_without_workers_says_how_to_start_some(
    project: Project, certificates: Certificates, tmp_path: Path
) -> None:
    with scheduler_in(tmp_path, certificates) as address:
        told = refusal(address, project, certificates)
    assert f"{address} has no workers" in told
    assert f"dask worker {address} --nthreads 1" in told


@pytest.mark.usefixtures("workers")
def test_a_worker_with_another_toolkit_is_refused(
    project: Project,
    certificates: Certificates,
    scheduler: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parcel, "library_digest", lambda: "another")
    with pytest.raises(UserError, match=r"The worker tls://.* has bcssp_lib .* and not another"):
        built(project, tmp_path, scheduler, certificates=certificates)


def test_a_build_without_dask_says_how_to_get_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install distributed cryptography" in refusal("local:2", project)
    assert "pip install distributed cryptography" in refusal("tls://127.0.0.1:8786", project)
