"""Asking an official service: patience with what passes,
one sentence for what does not, a record of each answer.
"""

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, TypeVar
from urllib.parse import urlsplit, urlunsplit

import httpx

from config.retries import BrokenAnswerError, Patience, reason
from data_access.fetch.errors import FetchError, NotPublishedError, TooLargeError

TIMEOUT = httpx.Timeout(120.0, connect=15.0)  # a table of all municipalities takes its time
TOO_LARGE = (413, 414)
_HEADERS = ("content-type", "last-modified", "retry-after")
_LARGEST_ANSWER = 200_000_000  # bytes; the largest that we ask for has about 10 million
_R = TypeVar("_R")
Params = Mapping[str, str | list[str]]


@dataclass(frozen=True)
class Received:
    """One answer, for the provenance."""

    url: str
    moment: str
    bytes: int
    sha256: str
    content_type: str
    last_modified: str


class Service:
    """An HTTP service under ``base_url``; a context manager.
    ``received`` are the answers that were used.
    """

    def __init__(
        self, base_url: str, *, timeout: httpx.Timeout = TIMEOUT, patience: Patience | None = None
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.host = urlsplit(base_url).netloc.rpartition("@")[2] or base_url
        self.patience = patience or Patience()
        self.received: list[Received] = []
        self.client = httpx.Client(timeout=timeout, follow_redirects=True)

    def __enter__(self) -> "Service":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None
    ) -> None:
        self.client.close()

    def json(self, path: str, params: Params | None = None) -> Any:
        """The parsed answer. Raises FetchError."""
        return self._ask(path, params, parsed_json)

    def rows(self, path: str, params: Params) -> list[dict[str, str]]:
        """The rows of an answer in CSV, by the names of its header. Raises FetchError."""
        return self._ask(path, params, parsed_csv)

    def _ask(self, path: str, params: Params | None, parse: Callable[[bytes], _R]) -> _R:
        url = f"{self.base_url}{path}"
        try:
            return self.patience.call(self._once, url, params, parse)
        except (httpx.HTTPError, json.JSONDecodeError, BrokenAnswerError) as error:
            raise self.sentence(error, path) from error

    def _once(self, url: str, params: Params | None, parse: Callable[[bytes], _R]) -> _R:
        with self.client.stream("GET", url, params=dict(params) if params else None) as streamed:
            response = whole(streamed)
        response.raise_for_status()
        refuse_page(response)
        parsed = parse(response.content)
        sha256 = hashlib.sha256(response.content).hexdigest()
        self.received.append(receipt_of_response(response, len(response.content), sha256))
        return parsed

    def sentence(self, error: Exception, path: str) -> FetchError:
        """What went wrong for good, for a person."""
        if isinstance(error, httpx.HTTPStatusError):
            return self._refused(error.response, path)
        if isinstance(error, httpx.HTTPError):
            return FetchError(
                f"Não foi possível falar com {self.host} ({reason(error)}), nem tentando de novo;"
                " verifique a rede e o endereço (docs/configuracao.md)."
            )
        return FetchError(
            f"A resposta de {self.host}{path} não é o que se esperava"
            f" ({unexpected_reason(error)}); tente mais tarde."
        )

    def _refused(self, response: httpx.Response, path: str) -> FetchError:
        status, text = response.status_code, _message(response)
        if status in TOO_LARGE or (status == 400 and "excede" in text.lower()):
            return TooLargeError(f"{self.host} recusou o tamanho do pedido (resposta {status}).")
        if status in (404, 410):
            return NotPublishedError(
                f"{self.host} não tem {path} (resposta {status}): confira o período, que pode não"
                " estar publicado."
            )
        if status == 429 or status >= 500:
            return FetchError(
                f"{self.host} respondeu com erro {status} em todas as tentativas; nada mudou, tente"
                " mais tarde."
            )
        said = f": “{text}”" if text else ""
        return FetchError(f"{self.host} recusou o pedido {path} (resposta {status}{said}).")


def parsed_json(content: bytes) -> Any:
    """Raises JSONDecodeError; bytes in no encoding of JSON are a broken answer."""
    try:
        return json.loads(content)
    except UnicodeDecodeError as error:
        raise BrokenAnswerError("não é JSON") from error


def parsed_csv(content: bytes) -> list[dict[str, str]]:
    """Raises BrokenAnswerError where a row has not the cells of the header."""
    table = list(csv.reader(io.StringIO(content.decode("utf-8-sig", errors="replace"))))
    if not table or any(len(row) != len(table[0]) for row in table):
        raise BrokenAnswerError("não é uma tabela CSV inteira")
    return [dict(zip(table[0], row, strict=True)) for row in table[1:]]


def refuse_page(response: httpx.Response) -> None:
    """A page for people with a good status is a notice of maintenance. Raises BrokenAnswerError."""
    if "html" in response.headers.get("content-type", ""):
        raise BrokenAnswerError("veio uma página em vez de dados")


def receipt_of_response(response: httpx.Response, size: int, sha256: str) -> Received:
    return Received(
        url=without_password(str(response.url)),
        moment=datetime.now(UTC).isoformat(timespec="seconds"),
        bytes=size,
        sha256=sha256,
        content_type=response.headers.get("content-type", ""),
        last_modified=response.headers.get("last-modified", ""),
    )


def without_password(url: str) -> str:
    """The address as it may be written down."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


def unexpected_reason(error: Exception) -> str:
    return str(error) if isinstance(error, BrokenAnswerError) else "não é JSON"


def whole(response: httpx.Response) -> httpx.Response:
    """The answer with its content decoded. Raises FetchError where there is no end to it."""
    content = bytearray()
    for piece in response.iter_bytes():
        content += piece
        if len(content) > _LARGEST_ANSWER:
            raise FetchError(
                f"A resposta de {response.url.host} passa de 200 MB; não é o que se esperava do"
                " serviço."
            )
    headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
    return httpx.Response(
        response.status_code, headers=headers, content=bytes(content), request=response.request
    )


def _message(response: httpx.Response) -> str:
    """What the service says of its refusal, where that is a line and no page."""
    text = " ".join(response.text.split())
    return "" if "<" in text else text[:160]
