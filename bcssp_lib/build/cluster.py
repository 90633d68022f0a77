"""Running sections on a Dask cluster, whose workers share no disk with this machine.

What a section needs (params/, the protected figures of its area, its notebook) goes with the
task, encrypted, to workers that hold a certificate; its result comes back, and this process
alone puts it in place. Dask gives the task of a worker that was killed to another one.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
import re
import tempfile
import threading
import uuid
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from functools import lru_cache, partial
from typing import Any

from bcssp_lib.build.cluster_worker import pack_parcel, run_parcel
from bcssp_lib.build.limits import block_interrupts
from bcssp_lib.build.request import Certificates, SectionResult, SectionRun
from bcssp_lib.build.runners import Runners
from bcssp_lib.data.catalogue import load_catalogue
from bcssp_lib.files.project import Project
from bcssp_lib.model.errors import UserError

_LOCAL = re.compile(r"local:([1-9][0-9]?)")
_REMOTE = re.compile(r"(tcp|tls)://([^\s/:\[\]]+|\[[0-9a-fA-F:]+\]):[0-9]{1,5}")
_ENCRYPTED = "tls://"
_PATIENCE_SECONDS = 6
_ALONE_SECONDS = 60.0  # without a single worker, until a build gives up
_AHEAD = 2  # tasks for each worker, so that none waits for its next one
_SETTINGS = {
    "distributed.worker.profile.enabled": False,  # it looks a hundred times a second
    "distributed.scheduler.http.routes": [],  # pages that anybody on this machine could read
    "distributed.worker.http.routes": [],
}
_LOUD = ("distributed", "tornado")


@contextmanager
def cluster_runners(
    address: str,
    project: Project,
    on_message: Callable[[str], None],
    certificates: Certificates | None = None,
) -> Iterator[Runners]:
    """The workers of a Dask cluster: one that runs (``tls://…``), or one begun here.

    Whoever connects must show a certificate, and all that travels is encrypted.
    """
    with _client(address, certificates) as client:
        workers = _workers(client, address)
        on_message(_who_runs(workers, address))
        runners = _ClusterRunners(client, project, len(workers))
        try:
            yield runners
        finally:
            runners.stop()


class _ClusterRunners:
    """Hands sections to the workers of a cluster, and their results back."""

    def __init__(self, client: Any, project: Project, workers: int) -> None:
        self._client = client
        # Areas come one after the other, so the parcel of one is kept.
        self._parcel = lru_cache(maxsize=1)(partial(pack_parcel, load_catalogue(project)))
        self._workers = workers
        self._promises: set[Future[SectionResult]] = set()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def size(self) -> int:
        return self._workers * _AHEAD

    def submit(self, run: SectionRun) -> Future[SectionResult]:
        promise: Future[SectionResult] = Future()
        try:
            parcel = self._parcel(run.report.area)
        except UserError as error:  # of this area's figures; those of others may be well
            promise.set_result(SectionResult(run.report, run.section, error=str(error)))
            return promise
        self._promises.add(promise)
        key = f"{run.section}-{uuid.uuid4().hex}"  # Dask learns how long each section takes
        task = pickle.dumps((run_parcel, run, parcel))
        sent = self._client.submit(_opener(), task, key=key, pure=False)
        sent.add_done_callback(lambda done: self._ended(run, promise, done))
        return promise

    def stop(self) -> None:
        """Wait for nothing more: when the client leaves, the scheduler drops its tasks.

        A worker ends the section that it is at, and nobody asks for the result.
        """
        self._stopped.set()
        for promise in list(self._promises):
            promise.cancel()

    def _ended(self, run: SectionRun, promise: Future[SectionResult], done: Any) -> None:
        try:
            result = _result_of(run, done)
        except Exception as error:  # noqa: BLE001 (it is handed on, to be raised in the build)
            self._settle(promise, error=error)
        else:
            self._settle(promise, result)

    def _settle(
        self,
        promise: Future[SectionResult],
        result: SectionResult | None = None,
        error: BaseException | None = None,
    ) -> None:
        with self._lock:
            self._promises.discard(promise)
            if promise.done():
                return
            if result is not None:
                promise.set_result(result)
            else:
                promise.set_exception(error)

    def _watch(self) -> None:
        """Give up when every worker has been gone for long: nothing would ever come back."""
        looks = 0
        while not self._stopped.wait(_ALONE_SECONDS / 20):
            with suppress(OSError):
                looks = 0 if self._client.nthreads() else looks + 1
            if looks >= 20:
                error = UserError(
                    f"The cluster has had no worker for {_ALONE_SECONDS:.0f} seconds. What was "
                    "done is kept; start workers, then run: bcssp build --resume"
                )
                for promise in list(self._promises):
                    self._settle(promise, error=error)


def _opener() -> Callable[[bytes], bytes]:
    """What opens a task on a worker.

    Dask sends an inner function as code, and the task and its outcome are bytes; so the
    scheduler needs no toolkit, and a worker that has none fails its task instead of
    breaking down.
    """

    def opened(task: bytes) -> bytes:
        import pickle

        run_parcel, run, parcel = pickle.loads(task)  # noqa: S301 (this build has sent it)
        return pickle.dumps(run_parcel(run, parcel))

    return opened


def _result_of(run: SectionRun, done: Any) -> SectionResult:
    """What came back; what is no fault of a section is raised as the user's to mend."""
    from distributed import KilledWorker

    try:
        result: SectionResult | UserError = pickle.loads(done.result())  # noqa: S301 (as sent)
    except KilledWorker:
        error = "every worker that ran it was killed (was there memory enough?)"
        return SectionResult(run.report, run.section, error=error)
    except (CancelledError, OSError) as error:
        raise UserError(
            "The connection to the cluster's scheduler was lost. What was done is kept; when it "
            "runs again, run: bcssp build --resume"
        ) from error
    except (ImportError, AttributeError) as error:
        raise UserError(
            f"A worker of the cluster cannot run this toolkit ({error}). Install the same "
            "toolkit on every machine, and start its workers again."
        ) from error
    if isinstance(result, UserError):
        raise result
    return result


def _client(address: str, certificates: Certificates | None) -> AbstractContextManager[Any]:
    """A client of the cluster that an address names."""
    local = _LOCAL.fullmatch(address)
    if local is None:
        _check_address(address)
    try:
        import cryptography  # noqa: F401 - Dask makes certificates with it
        import distributed
    except ImportError as error:
        raise UserError(
            "Running on a cluster needs Dask. To get it: pip install distributed cryptography"
        ) from error
    for name in logging.root.manager.loggerDict:  # what matters comes as an error
        if name.startswith(_LOUD):
            logging.getLogger(name).setLevel(logging.CRITICAL)
    if local:
        return _own(distributed, int(local[1]))
    return _others(distributed, address, _security(distributed, certificates))


def _check_address(address: str) -> None:
    if not _REMOTE.fullmatch(address):
        raise UserError(
            f"--cluster {address} names no cluster. Write tls://HOST:PORT for the scheduler of "
            "one that runs, or for example local:4 for four workers on this machine."
        )
    if not address.startswith(_ENCRYPTED):
        raise UserError(
            f"--cluster {address} would send figures unencrypted, to whoever answers there. Start "
            "the scheduler and its workers with certificates, and name it as tls://HOST:PORT: "
            "see docs/security.md."
        )


def _security(distributed: Any, certificates: Certificates | None) -> Any:
    """Our certificate as Dask takes it: as given, or of Dask's own configuration."""
    given = {}
    if certificates:
        given = {
            "tls_ca_file": str(certificates.ca),
            "tls_client_cert": str(certificates.cert),
            "tls_client_key": str(certificates.key),
        }
    security = distributed.Security(require_encryption=True, **given)
    try:
        context = security.get_connection_args("client")["ssl_context"]
    except OSError as error:  # such as a file that is none, or a key of another certificate
        raise UserError(
            f"The certificates for the cluster cannot be used ({error}). Expected: the authority's "
            "certificate, your own, and the key of yours, as PEM files (--tls-ca, --tls-cert, "
            "--tls-key)."
        ) from error
    if context is None:
        raise UserError(
            "A cluster asks for a certificate, and there is none. Give --tls-ca, --tls-cert and "
            "--tls-key, or name the files in Dask's configuration: see docs/security.md."
        )
    return security


@contextmanager
def _own(distributed: Any, workers: int) -> Iterator[Any]:
    """A cluster that is begun here, with a certificate made for it, and ends with its use."""
    import dask

    with ExitStack() as ended:
        folder = ended.enter_context(tempfile.TemporaryDirectory(prefix="bcssp-"))
        ended.enter_context(dask.config.set(_SETTINGS))
        with block_interrupts(), warnings.catch_warnings(action="ignore"):
            cluster = distributed.LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                security=distributed.Security.temporary(),
                protocol=_ENCRYPTED,
                host="127.0.0.1",
                dashboard_address="127.0.0.1:0",  # with none, it would take the usual port
                scheduler_kwargs={"dashboard": False},  # which has a page even without Bokeh
                local_directory=folder,
                silence_logs=logging.CRITICAL,
            )
            ended.enter_context(cluster)  # before a Ctrl-C that waits is heard
        yield ended.enter_context(distributed.Client(cluster, set_as_default=False))


@contextmanager
def _others(distributed: Any, address: str, security: Any) -> Iterator[Any]:
    """A cluster that runs already, and goes on running."""
    try:
        asyncio.run(_ask(distributed, address, security))
        # Warnings of other versions are ignored: each worker is asked for its own.
        with warnings.catch_warnings(action="ignore"):
            client = distributed.Client(
                address, timeout=_PATIENCE_SECONDS, set_as_default=False, security=security
            )
    except Exception as error:  # whoever answers there may say anything
        raise UserError(
            f"The Dask scheduler at {address} cannot be reached ({type(error).__name__}), or it "
            "trusts another authority. Start one with 'dask scheduler --protocol tls' and "
            "certificates (docs/security.md), or name another with --cluster."
        ) from error
    with client:
        yield client


async def _ask(distributed: Any, address: str, security: Any) -> None:
    """See that a scheduler answers: a client that found none would try on in the background."""
    ours = security.get_connection_args("client")
    rpc = distributed.rpc(address, connection_args=ours)
    async with asyncio.timeout(_PATIENCE_SECONDS), rpc as found:
        who = await found.identity()
        if who["type"] != "Scheduler":
            raise ConnectionError(f"a {who['type']} answers")


def _workers(client: Any, address: str) -> dict[str, int]:
    """The workers by their addresses, with the threads of each."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE_SECONDS)
    except TimeoutError as error:
        raise UserError(
            f"The Dask scheduler at {address} has no workers. Start some with: "
            f"dask worker {address} --nthreads 1, with certificates (docs/security.md)"
        ) from error
    threads: dict[str, int] = client.nthreads()
    if open_workers := [worker for worker in threads if not worker.startswith(_ENCRYPTED)]:
        raise UserError(
            f"The worker {open_workers[0]} of {address} takes what anybody sends it. Start it "
            "again with certificates and --protocol tls: see docs/security.md."
        )
    return threads


def _who_runs(workers: dict[str, int], address: str) -> str:
    count = "1 worker" if len(workers) == 1 else f"{len(workers)} workers"
    message = f"Sections run on {count} of {address}."
    if max(workers.values()) > 1:
        message += (
            " A worker runs one section at a time, and some have several threads: start one "
            "worker for each core, with --nthreads 1."
        )
    return message
