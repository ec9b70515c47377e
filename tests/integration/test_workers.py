"""Several servers behind one address: each visitor stays with one, and goes to another where it
dies. The servers here are small ones that say who they are; nginx is the real one.
"""

import http.client
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from cli import workers
from cli.workers import (
    Servers,
    WorkersError,
    configuration,
    places,
    replacement_sentence,
    require_nginx,
)
from config.settings import Settings
from pages.server.identity.cookies import ATTEMPT, SESSION
from tests.support.command_line import t360

PATIENCE = 30
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="needs nginx")


class Named(BaseHTTPRequestHandler):
    """Answers with the port that it has, and opens every WebSocket that it is asked for."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.headers.get("Upgrade"):
            self.send_response(101)
            self.send_header("Upgrade", "websocket")
            self.send_header("Connection", "Upgrade")
            self.end_headers()
            self.close_connection = True
            return
        body = str(self.server.server_address[1]).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None: ...


class Shop:
    """Two small servers behind one nginx."""

    def __init__(self, folder: Path) -> None:
        self.servers = [ThreadingHTTPServer(("127.0.0.1", 0), Named) for _ in range(2)]
        self.ports = [server.server_address[1] for server in self.servers]
        for server in self.servers:
            Thread(target=server.serve_forever, daemon=True).start()
        (self.port,) = workers._free_ports(1)
        written = configuration(folder, [f"127.0.0.1:{self.port}"], self.ports)
        path = folder / "nginx.conf"
        path.write_text(written, encoding="utf-8")
        command = [require_nginx(), "-p", str(folder), "-e", "stderr", "-c", str(path)]
        self.nginx = subprocess.Popen(command)
        wait_for(lambda: ask(self.port)[0] == 200)

    def end(self, number: int) -> None:
        """Stopped before it is closed: who serves a closed door asks at it without a rest."""
        self.servers[number].shutdown()
        self.servers[number].server_close()


def ask(port: int, cookie: str = "", **headers: str) -> tuple[int, str, str]:
    """Status, text and the cookie that is given; zero where nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        sent = {"Cookie": f"t360_processo={cookie}"} if cookie else {}
        connection.request("GET", "/", headers={**sent, **headers})
        answer = connection.getresponse()
        text = answer.read().decode() if answer.status == 200 else ""
        given = answer.getheader("Set-Cookie", "").partition(";")[0].removeprefix("t360_processo=")
    except OSError:
        return 0, "", ""
    else:
        return answer.status, text, given
    finally:
        connection.close()


def wait_for(what) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    found = Shop(tmp_path)
    yield found
    found.nginx.terminate()
    found.nginx.wait(PATIENCE)
    for number in range(len(found.servers)):
        found.end(number)


@needs_nginx
def test_a_visitor_stays_with_the_server_that_answered_first(shop: Shop) -> None:
    _, first, cookie = ask(shop.port)
    assert first == str(shop.ports[int(cookie[1:])])
    for _ in range(6):
        assert ask(shop.port, cookie) == (200, first, "")
    other = "p1" if cookie == "p0" else "p0"
    assert ask(shop.port, other)[1] != first
    assert ask(shop.port, "p77; x")[2] in ("p0", "p1")  # what nobody gave is as good as none


@needs_nginx
def test_where_a_server_dies_its_visitors_stay_with_another(shop: Shop) -> None:
    """Also when it is there again: what they have begun meanwhile is with the other."""
    shop.end(0)
    assert ask(shop.port, "p0") == (200, str(shop.ports[1]), "p1")
    assert ask(shop.port, "p1") == (200, str(shop.ports[1]), "")
    assert ask(shop.port)[2] == "p1"
    socket = {"Upgrade": "websocket", "Connection": "Upgrade"}
    assert ask(shop.port, "p0", **socket) == (101, "", "p1")


def test_the_cookie_of_the_processes_is_not_that_of_a_session(tmp_path: Path) -> None:
    """On http both are of one address, and a browser keeps one value of a name."""
    written = configuration(tmp_path, ["127.0.0.1:1"], [2])
    named = {*re.findall(r"\$cookie_(\w+)", written), *re.findall(r'"(\w+)=', written)}
    assert named == {"t360_processo"}
    assert named.isdisjoint({SESSION, ATTEMPT})


def test_each_address_is_listened_to() -> None:
    assert places("127.0.0.1", 8501) == ["127.0.0.1:8501"]
    assert "127.0.0.1:8501" in places("localhost", 8501)


def test_without_nginx_a_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers.shutil, "which", lambda *_, **__: None)
    with pytest.raises(WorkersError, match="nginx"):
        require_nginx()
    answer = t360(tmp_path, "serve", "--no-browser", "--workers", "2", "--port", "8778")
    assert answer.code == 2
    assert "sem --workers" in answer.err


class Small(Servers):
    """Starts a small server in the place of the panel."""

    def _start(self, port: int) -> None:
        assert self._environment["T360_PREPARED"].startswith(tempfile.gettempdir())
        command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._running[port] = (server, time.monotonic())


@pytest.mark.parametrize(
    ("code", "words"),
    [(1, "código 1"), (0, "código 0"), (-signal.SIGSEGV, "sinal SIGSEGV"), (-60, "sinal 60")],
)
def test_how_a_process_ended_is_told_in_words(code: int, words: str) -> None:
    line = replacement_sentence(2, 77, code)
    assert f"O processo 2 do painel (pid 77) terminou ({words}); começa outro" in line
    assert "memória" not in line
    assert "memória" in replacement_sentence(2, 77, -signal.SIGKILL)


@needs_nginx
def test_a_server_that_dies_is_begun_again_and_told_until_all_are_told_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(workers, "tell", told.append)
    monkeypatch.setattr(workers, "TOO_SOON", 0)
    monkeypatch.setattr(workers, "ENDINGS", ())  # this process's own stay what they are
    (port,) = workers._free_ports(1)
    servers = Small(Settings(home=tmp_path, address="127.0.0.1"), port, 2)
    codes: list[int] = []
    thread = Thread(target=lambda: codes.append(servers.run()), daemon=True)
    thread.start()
    wait_for(lambda: ask(port)[0] == 200)
    before = {at: server for at, (server, _) in servers._running.items()}
    victim = next(iter(before))
    before[victim].kill()
    wait_for(lambda: servers._running[victim][0] is not before[victim])
    wait_for(lambda: ask(victim)[0] == 200)
    servers._end(signal.SIGTERM, None)
    thread.join(PATIENCE)
    assert codes == [0]
    (line,) = told
    assert f"O processo 1 do painel (pid {before[victim].pid}) terminou (sinal SIGKILL)" in line
    assert all(server.poll() is not None for server, _ in servers._running.values())
    assert ask(port)[0] == 0
