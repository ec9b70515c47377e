"""A local server that replays what the official sources answer, well and badly.

``answers`` maps a path (without query) to a function of the request; ``faults`` maps a path to
functions used one after the other, each for one request, before the path answers well again.
"""

import socket
import struct
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

Query = dict[str, list[str]]
Answer = Callable[[BaseHTTPRequestHandler, Query], None]


@dataclass
class Replay:
    url: str = ""
    asked: list[tuple[str, Query]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    answers: dict[str, Answer] = field(default_factory=dict)
    faults: dict[str, list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def count(self, path: str) -> int:
        return [asked for asked, _ in self.asked].count(path)


def content(
    body: bytes, kind: str = "application/json", *, promised: int | None = None, **headers: str
) -> Answer:
    """`body` with status 200; `promised` more bytes than are sent is an answer cut off."""

    def answer(handler: BaseHTTPRequestHandler, _: Query) -> None:
        _send(handler, 200, body, {"Content-Type": kind, **headers}, promised)

    return answer


def refusal(code: int, body: bytes = b"", kind: str = "text/plain", **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _: Query) -> None:
        _send(handler, code, body, {"Content-Type": kind, **headers}, None)

    return answer


def silence(seconds: float) -> Answer:
    def answer(handler: BaseHTTPRequestHandler, _: Query) -> None:
        threading.Event().wait(seconds)
        handler.close_connection = True

    return answer


def file(
    body: bytes, *, etag: str = '"v1"', ranges: bool = True, cut_at: int | None = None
) -> Answer:
    """A file as a web server has it, with Range and If-Range; `cut_at` ends the connection after so
    many bytes.
    """

    def answer(handler: BaseHTTPRequestHandler, _: Query) -> None:
        asked = handler.headers.get("Range", "")
        start = 0
        if ranges and asked and handler.headers.get("If-Range") == etag:
            start = int(asked.removeprefix("bytes=").split("-")[0])
        headers = {
            "Content-Type": "application/zip",
            "ETag": etag,
            "Last-Modified": "Sun, 11 Oct 2026 10:00:00 GMT",
        }
        code = 206 if start else 200
        if start >= len(body):
            _send(handler, 416, b"", headers, None)
            return
        if start:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        sent = body[start:] if cut_at is None else body[start : start + cut_at]
        _send(handler, code, sent, headers, len(body) - start)

    return answer


def reset(body: bytes, *, after: int) -> Answer:
    """The start of a file, and then the connection torn down (RST), as a firewall does."""

    def answer(handler: BaseHTTPRequestHandler, _: Query) -> None:
        headers = {"Content-Type": "application/zip", "ETag": '"v1"'}
        _send(handler, 200, body[:after], headers, len(body))
        handler.wfile.flush()
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    return answer


def _send(
    handler: BaseHTTPRequestHandler,
    code: int,
    body: bytes,
    headers: dict[str, str],
    promised: int | None,
) -> None:
    handler.send_response(code)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body) if promised is None else promised))
    # Said, so that the client does not send its next request down a connection that is about to
    # end.
    handler.send_header("Connection", "close")
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(body)
    handler.close_connection = True


@contextmanager
def replay() -> Iterator[Replay]:
    """Serve on a free port of this machine until the block ends."""
    server_state = Replay()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            path, query = unquote(address.path), parse_qs(address.query, keep_blank_values=True)
            server_state.asked.append((path, query))
            server_state.headers.append(dict(self.headers))
            if server_state.faults[path]:
                server_state.faults[path].pop(0)(self, query)
            else:
                server_state.answers.get(path, refusal(404))(self, query)

        do_HEAD = do_GET  # noqa: N815 - the name that the base class looks for

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server_state.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    try:
        yield server_state
    finally:
        server.shutdown()
        server.server_close()
