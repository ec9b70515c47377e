"""PostgreSQL servers that accept connections and answer nothing: a machine that froze, a disk that
hangs. Whoever waits for one is told so in seconds, while a query that only takes long goes on.
"""

import socket
import struct
import time
from collections.abc import Callable
from typing import Any

import psycopg
import sqlalchemy as sa

SSL_REQUEST = struct.pack("!ii", 8, 80877103)  # of PostgreSQL's protocol
CONNECT_SECONDS = 2
PROBE_SECONDS = 1.0
SILENCE = 1.0  # seconds without a word, after which the server is asked whether it is there
ASK_AGAIN = 15.0  # the same, of one that was
LOOK = 0.25  # seconds between two looks at a connection
GONE = "o servidor não responde"


class Watched(psycopg.Connection[Any]):
    """A connection that does not wait for a server that answers nobody."""

    def wait(self, gen: Any, interval: float = LOOK, timeout: float | None = None) -> Any:
        return super().wait(_listen(gen, self), min(interval, LOOK), timeout)


def _listen(gen: Any, connection: Watched) -> Any:
    """`gen`, as it is, until it has heard nothing for too long."""
    heard, patience, ready = time.monotonic(), SILENCE, None
    while True:
        try:
            wanted = gen.send(ready)
        except StopIteration as end:
            return end.value
        ready = yield wanted
        if ready:
            heard, patience = time.monotonic(), SILENCE
        elif time.monotonic() - heard > patience:
            if not answers(connection):
                connection.pgconn.finish()
                raise psycopg.OperationalError(GONE)
            heard, patience = time.monotonic(), ASK_AGAIN


def answers(connection: Watched) -> bool:
    """Whether the server says anything to somebody new, who asks whether it speaks TLS."""
    host, port = connection.info.host, connection.info.port
    try:
        if host.startswith("/"):
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(PROBE_SECONDS)
                asking.connect(f"{host}/.s.PGSQL.{port}")
                return _says_something(asking)
        place = (connection.info.hostaddr or host, port)
        with socket.create_connection(place, PROBE_SECONDS) as asking:
            return _says_something(asking)
    except OSError:
        return False


def _says_something(asking: socket.socket) -> bool:
    asking.sendall(SSL_REQUEST)
    return bool(asking.recv(1))


def watch(engine: sa.Engine) -> None:
    """From now on the connections of `engine`, to PostgreSQL by psycopg, are `Watched`."""
    if engine.dialect.driver != "psycopg":
        return

    def connect(_dialect: Any, _record: Any, args: Any, parameters: dict[str, Any]) -> Any:
        parameters.setdefault("connect_timeout", CONNECT_SECONDS)
        made: Callable[..., Any] = Watched.connect
        return made(*args, **parameters)

    sa.event.listen(engine, "do_connect", connect)
