"""A database that accepts connections and answers nothing is told in seconds, and so is a password
in none of what is told.
"""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from config.errors import UserError
from config.operators import whole_sentence
from config.settings import Settings
from data_access.base.answering import watch
from data_access.editions.info import current_edition
from data_access.operational.history import history

SECONDS = 5


class Line:
    """A line to a server, over which nothing comes any more once it is frozen."""

    def __init__(self, host: str, port: int) -> None:
        self.there = (host, port)
        self.open = threading.Event()
        self.open.set()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self.listener.accept()
            except OSError:
                return
            there = socket.create_connection(self.there)
            for source, target in ((here, there), (there, here)):
                threading.Thread(target=self._pass, args=(source, target), daemon=True).start()

    def _pass(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(1 << 16):
                self.open.wait()
                target.sendall(data)
        except OSError:
            pass
        target.close()


@pytest.fixture
def line(postgres_server: sa.URL) -> Iterator[Line]:
    line = Line(str(postgres_server.host), int(postgres_server.port or 0))
    yield line
    line.open.set()
    line.listener.close()


def test_a_server_that_froze_is_told_and_one_that_thinks_is_waited_for(
    line: Line, postgres_server: sa.URL
) -> None:
    engine = sa.create_engine(postgres_server.set(port=line.port), pool_pre_ping=True)
    watch(engine)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 1 FROM pg_sleep(2.5)")) == 1
        line.open.clear()
        began = time.monotonic()
        with pytest.raises(sa.exc.OperationalError, match="o servidor não responde"):
            connection.scalar(sa.text("SELECT 2"))
    with pytest.raises(sa.exc.OperationalError), engine.connect():
        raise AssertionError("nobody answers")
    assert time.monotonic() - began < SECONDS
    line.open.set()
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT 3")) == 3
    engine.dispose()


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that lets everybody in and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://leitor:segredo@127.0.0.1:{}/t360",
        "postgresql+psycopg://leitor@127.0.0.1:{}/t360?password=segredo",
    ],
)
def test_neither_silence_nor_a_sentence_gives_the_password_away(tmp_path, silent, address) -> None:
    settings = Settings(
        home=tmp_path,
        editions_url=address.format(silent),
        operational_url=address.format(silent),
        _env_file=None,
    )
    for ask in (current_edition, history):
        began = time.monotonic()
        with pytest.raises(UserError) as caught:
            ask(settings)
        assert time.monotonic() - began < SECONDS
        # The address is for who administers, and the password for nobody.
        assert "127.0.0.1" in whole_sentence(caught.value)
        assert "127.0.0.1" not in str(caught.value)
        assert "segredo" not in f"{caught.value}{caught.value.detail}{caught.value.__cause__}"
