"""Large files, taken up again where the connection broke.

What has come so far stays in ``<name>.part``, with what the server said of the file in
``<name>.part.json``; a file that is whole keeps that in ``<name>.json``. A piece is asked for with
Range and If-Range, so that a file that changed in the meantime, or a server that knows no ranges,
starts from the beginning.
"""

import errno
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import httpx
from tenacity import RetryCallState

from config.retries import BrokenAnswerError
from data_access.base.durable import flush_file, replace_text, sha256_of
from data_access.fetch.errors import FetchError
from data_access.fetch.service import Received, Service, receipt_of_response, refuse_page, whole

Watch = Callable[[int, int | None], None]  # bytes so far, bytes in all where known
LARGEST = 20 * 10**9  # bytes of one file: the largest that we ask for has two billion


@dataclass(frozen=True)
class Version:
    """What the server says of a file; ``size`` in bytes, None where it does not say."""

    etag: str
    last_modified: str
    size: int | None

    @property
    def validator(self) -> str:
        """For If-Range, which takes no weak ETag (RFC 9110, 13.1.5)."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified

    def same(self, other: "Version") -> bool:
        mine, theirs = (self.etag, self.last_modified), (other.etag, other.last_modified)
        return any(mine) and mine == theirs and self.size == other.size


def download(service: Service, path: str, target: Path, watch: Watch) -> Received:
    """Have the file `path` of the service at `target`; what is already there and has not changed is
    kept.

    Raises FetchError; what came so far stays for the next attempt.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    transfer = _Transfer(service, f"{service.base_url}{path}", target, watch)
    try:
        return service.patience.call(transfer.kept) or service.patience.until(
            transfer.hopeless, transfer.go
        )
    except (httpx.HTTPError, BrokenAnswerError) as error:
        raise service.sentence(error, path) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise FetchError(
            f"Faltou espaço em disco para {target}; libere espaço e execute de novo."
        ) from error


class _Transfer:
    """One file on its way. An attempt that brought something does not cost patience."""

    def __init__(self, service: Service, url: str, target: Path, watch: Watch) -> None:
        self._service, self._url, self._target, self._watch = service, url, target, watch
        self._part = target.with_name(f"{target.name}.part")
        self._vain, self._size_before = 0, self._come()

    def hopeless(self, _: RetryCallState) -> bool:
        came, self._size_before = self._come() > self._size_before, self._come()
        self._vain = 0 if came else self._vain + 1
        return self._vain >= self._service.patience.attempts

    def kept(self) -> Received | None:
        """The record of the file that is already here, where the server still has the same one."""
        known = _read(_record_path(self._target)) if self._target.is_file() else None
        if known is None or self._target.stat().st_size != known.size:
            return None
        response = self._service.client.head(self._url, headers={"Accept-Encoding": "identity"})
        if response.status_code == httpx.codes.METHOD_NOT_ALLOWED:
            return None
        response.raise_for_status()
        if not known.same(_version(response, known.size)):
            return None
        self._watch(known.size, known.size)
        return receipt_of_response(response, known.size, sha256_of(self._target))

    def go(self) -> Received:
        """One attempt."""
        headers = {"Accept-Encoding": "identity"}
        known = _read(_record_path(self._part)) if self._part.is_file() else None
        if known is not None and known.validator:
            headers |= {"Range": f"bytes={self._come()}-", "If-Range": known.validator}
        with self._service.client.stream("GET", self._url, headers=headers) as response:
            if response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
                self._forget()
                raise BrokenAnswerError("o pedaço pedido não existe mais")
            if response.is_error:
                whole(response).raise_for_status()
            refuse_page(response)
            version = self._receive(response, self._start(response), known)
        return self._finish(response, version)

    def _start(self, response: httpx.Response) -> int:
        """Where the answer begins in the file.
        A server without ranges sends all of it, with status 200.
        """
        if response.status_code != httpx.codes.PARTIAL_CONTENT:
            return 0
        first = response.headers.get("content-range", "").removeprefix("bytes ").split("-")[0]
        if first != str(self._come()):
            self._forget()
            raise BrokenAnswerError("veio um pedaço que não foi pedido")
        return self._come()

    def _receive(self, response: httpx.Response, start: int, known: Version | None) -> Version:
        length = response.headers.get("content-length", "")
        size = start + int(length) if length.isdigit() else known.size if known and start else None
        self._refuse_endless(size or 0)
        version = (
            _version(response, size) if not start or known is None else replace(known, size=size)
        )
        replace_text(_record_path(self._part), json.dumps(asdict(version)))
        with self._part.open("ab" if start else "wb") as file:
            for piece in response.iter_raw():
                file.write(piece)
                start += len(piece)
                self._refuse_endless(start)
                self._watch(start, size)
        return version

    def _refuse_endless(self, size: int) -> None:
        if size > LARGEST:
            self._forget()
            raise FetchError(
                f"{self._target.name} passa de {LARGEST // 10**9} GB, e nenhum arquivo destas"
                " fontes chega a tanto; nada foi gravado. Confira o endereço da fonte."
            )

    def _finish(self, response: httpx.Response, version: Version) -> Received:
        size = self._come()
        if version.size is not None and size != version.size:
            self._forget()
            raise BrokenAnswerError(f"vieram {size} bytes de {version.size}")
        flush_file(self._part)
        replace_text(_record_path(self._target), json.dumps(asdict(replace(version, size=size))))
        self._part.replace(self._target)
        _record_path(self._part).unlink()
        return receipt_of_response(response, size, sha256_of(self._target))

    def _come(self) -> int:
        return self._part.stat().st_size if self._part.is_file() else 0

    def _forget(self) -> None:
        self._part.unlink(missing_ok=True)
        _record_path(self._part).unlink(missing_ok=True)


def forget(target: Path) -> None:
    """Remove a downloaded file that turned out to be damaged, so that it is fetched again."""
    for path in (target, _record_path(target)):
        path.unlink(missing_ok=True)


def exists(service: Service, path: str) -> bool:
    """Whether the service has the file. Raises FetchError where it does not say."""

    def ask() -> bool:
        response = service.client.head(f"{service.base_url}{path}")
        if response.status_code in (httpx.codes.NOT_FOUND, httpx.codes.GONE):
            return False
        response.raise_for_status()
        return True

    try:
        return service.patience.call(ask)
    except httpx.HTTPError as error:
        raise service.sentence(error, path) from error


def _record_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _version(response: httpx.Response, size: int | None) -> Version:
    length = response.headers.get("content-length")
    told = int(length) if length and response.request.method == "HEAD" else size
    return Version(
        response.headers.get("etag", ""), response.headers.get("last-modified", ""), told
    )


def _read(path: Path) -> Version | None:
    try:
        return Version(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
