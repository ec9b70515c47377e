"""The proxy that is shipped lets the panel's WebSocket through: nginx, where it is installed."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from websockets.sync.client import connect
from websockets.sync.server import ServerConnection, serve

from config.settings import PROJECT_ROOT

HEADERS = ("Host", "X-Forwarded-For", "X-Forwarded-Proto")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def tell_headers(connection: ServerConnection) -> None:
    """Stands for the panel: says what the proxy told it, and then every word that it hears."""
    connection.send("|".join(connection.request.headers[name] for name in HEADERS))
    for word in connection:
        connection.send(word)


@pytest.fixture
def proxy_port(tmp_path: Path) -> Iterator[int]:
    if shutil.which("nginx") is None:
        pytest.skip("nginx is not installed")
    port = free_port()
    with serve(tell_headers, "127.0.0.1", 0) as panel:
        Thread(target=panel.serve_forever, daemon=True).start()
        behind = panel.socket.getsockname()[1]
        site = (PROJECT_ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
        site = site.replace("server painel:8501;", f"server 127.0.0.1:{behind};")
        site = site.replace("listen 80;", f"listen 127.0.0.1:{port};")
        (tmp_path / "site.conf").write_text(site, encoding="utf-8")
        (tmp_path / "nginx.conf").write_text(
            f"daemon off; pid {tmp_path}/pid; events {{}}"
            f" http {{ access_log off; include {tmp_path}/site.conf; }}",
            encoding="utf-8",
        )
        command = ["nginx", "-e", tmp_path / "errors", "-c", tmp_path / "nginx.conf"]
        process = subprocess.Popen(command)
        try:
            wait_until_open(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=20)
            panel.shutdown()


def wait_until_open(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        assert process.poll() is None, "nginx ended while starting"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise AssertionError("nginx did not listen in half a minute")


def test_the_websocket_passes_and_the_panel_knows_where_it_is_seen(proxy_port: int) -> None:
    with connect(f"ws://127.0.0.1:{proxy_port}/_stcore/stream", proxy=None) as connection:
        assert connection.recv(timeout=30) == f"127.0.0.1:{proxy_port}|127.0.0.1|http"
        connection.send("olá")
        assert connection.recv(timeout=30) == "olá"
