"""Several servers behind one address: nginx in front, which keeps each visitor with one of them.

Python runs one thread at a time, so that one process of the panel uses one core. Here as many run
as were asked for, each on a port of this machine alone, and nginx, which serves the address, keeps
each browser, by a cookie, with the process that answered it first: what was sent, what is to be
taken away and the session itself are in the memory of that one. Where a process dies its visitors
go to another, with the page and the filters that are in their address, and a new one takes its
place.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from types import FrameType

from cli.output import tell
from config.errors import UserError
from config.formatting import moment
from config.settings import Settings, entry_script

APART = os.name == "posix"  # Ctrl+C is for the command, which ends them all
LOOK = 0.2  # seconds between two looks at who is still there
TOO_SOON = 10.0  # seconds: what ends sooner would only end again
PATIENCE = 10.0  # for what the servers still do
ENDINGS = ("SIGTERM", "SIGHUP", "SIGINT")
LARGEST = "500m"  # of an upload, as in .streamlit/config.toml
CONFIGURATION = Template("""\
# Written by `t360 serve --workers`; deploy/nginx.conf is the one of servers.
daemon off;
pid $folder/nginx.pid;
error_log stderr error;
worker_processes 1;
$user
events { worker_connections 2048; }
http {
    access_log off;
    default_type application/octet-stream;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    map $$http_upgrade $$connection_upgrade { default upgrade; '' ''; }
    # Who comes for the first time goes where there are fewest; the cookie says who answered.
    map $$cookie_t360_processo $$pool { default any; $names }
    map $$upstream_addr $$answered { $numbers }
    map $$cookie_t360_processo:$$answered $$cookie {
        "~^(.+):\\1$$" '';
        "~:(.+)$$" "t360_processo=$$1; Path=/; HttpOnly; SameSite=Lax";
    }
    upstream any { least_conn; $servers }
$pools
    server {
$listen
        server_tokens off;
        client_max_body_size $largest;
        client_body_timeout 5m;
        location / {
            proxy_pass http://$$pool;
            proxy_http_version 1.1;
            proxy_set_header Host $$http_host;
            proxy_set_header X-Forwarded-Proto $$scheme;
            proxy_set_header X-Forwarded-For $$proxy_add_x_forwarded_for;
            proxy_set_header Upgrade $$http_upgrade;
            proxy_set_header Connection $$connection_upgrade;
            proxy_next_upstream error timeout;
            proxy_connect_timeout 2s;
            proxy_read_timeout 1h;
            proxy_send_timeout 1h;
            proxy_request_buffering off;
            add_header Set-Cookie $$cookie always;
        }
    }
}
""")


class WorkersError(UserError):
    """Several processes were asked for where they cannot be served."""


def require_nginx() -> str:
    """The path of nginx. Raises WorkersError where there is none."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise WorkersError(
            "Para servir com mais de um processo é preciso o nginx, que não encontrei. Instale-o"
            " (no Debian, apt install nginx-light), ou abra o painel sem --workers."
        )
    return found


def configuration(folder: Path, listen: Sequence[str], ports: Sequence[int]) -> str:
    """What nginx is told: where it listens and which ports the servers have.

    Each server has a pool in which the others only stand in for it. A visitor whom another took in
    gets that one's name, also in the answer that opens a WebSocket, and stays with it.
    """
    server = [f"server 127.0.0.1:{port} max_fails=1 fail_timeout=2s" for port in ports]
    pools = [
        f"    upstream p{own} {{ "
        + " ".join(f"{one};" if at == own else f"{one} backup;" for at, one in enumerate(server))
        + " }"
        for own in range(len(ports))
    ]
    numbers = range(len(ports))
    return CONFIGURATION.substitute(
        folder=folder,
        user="user root;" if hasattr(os, "geteuid") and os.geteuid() == 0 else "",
        largest=LARGEST,
        listen="\n".join(f"        listen {place};" for place in listen),
        names=" ".join(f"p{at} p{at};" for at in numbers),
        numbers=" ".join(f'"~:{port}$" p{at};' for at, port in enumerate(ports)),
        servers=" ".join(f"{one};" for one in server),
        pools="\n".join(pools),
    )


def places(address: str, port: int) -> list[str]:
    """Where to listen, as nginx writes it: ``localhost`` has an address of each kind."""
    found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
    hosts = dict.fromkeys((family, str(place[0])) for family, _, _, _, place in found)
    return [
        f"[{host}]:{port} ipv6only=on" if family is socket.AF_INET6 else f"{host}:{port}"
        for family, host in hosts
    ]


class Servers:
    """As many processes of the panel as ports, and nginx in front of them."""

    def __init__(self, settings: Settings, port: int, workers: int) -> None:
        self._nginx = require_nginx()
        self._environment = {
            **os.environ,
            "PYTHONSAFEPATH": "1",
            "T360_HOME": str(settings.home),
            # The proxy is asked by the name that people use; the server is told which it is.
            "T360_ADDRESS": settings.address,
        }
        self._listen = places(settings.address, port)
        self._ports = _free_ports(workers)
        self._running: dict[int, tuple[subprocess.Popen[bytes], float]] = {}
        self._ending = False

    def run(self) -> int:
        """Until one of `ENDINGS` comes, or what cannot be mended happens; the exit code."""
        for name in ENDINGS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self._end)
        with tempfile.TemporaryDirectory(prefix="t360-nginx-") as folder:
            # What one process prepares the others read; it ends with the panel.
            self._environment.setdefault("T360_PREPARED", str(Path(folder, "prepared")))
            try:
                for port in self._ports:
                    self._start(port)
                return self._watch(self._proxy(Path(folder)))
            finally:
                self._stop_all()

    def _start(self, port: int) -> None:
        command = [sys.executable, "-m", "streamlit", "run", str(entry_script())]
        options = [
            f"--server.port={port}",
            "--server.address=127.0.0.1",
            "--server.headless=true",
        ]
        server = subprocess.Popen(  # noqa: S603 - our own
            command + options, env=self._environment, start_new_session=APART
        )
        self._running[port] = (server, time.monotonic())

    def _proxy(self, folder: Path) -> "subprocess.Popen[bytes]":
        path = folder / "nginx.conf"
        path.write_text(configuration(folder, self._listen, self._ports), encoding="utf-8")
        command = [self._nginx, "-p", str(folder), "-e", "stderr", "-c", str(path)]
        return subprocess.Popen(command)  # noqa: S603 - found by `require_nginx`

    def _watch(self, proxy: "subprocess.Popen[bytes]") -> int:
        try:
            while not self._ending:
                time.sleep(LOOK)
                if proxy.poll() is not None:
                    return self._ended_by_itself("O nginx", proxy.returncode)
                for number, (port, (server, since)) in enumerate(self._running.items(), 1):
                    if server.poll() is None:
                        continue
                    if time.monotonic() - since < TOO_SOON:
                        return self._ended_by_itself("O painel", server.returncode)
                    tell(replacement_sentence(number, server.pid, server.returncode))
                    self._start(port)
            return 0
        finally:
            proxy.terminate()
            proxy.wait(PATIENCE)

    def _ended_by_itself(self, who: str, code: int) -> int:
        if self._ending:
            return 0
        raise WorkersError(
            f"{who} terminou logo depois de começar ({ending(code)}). O motivo está nas linhas"
            " acima."
        )

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self._ending = True

    def _stop_all(self) -> None:
        servers = [server for server, _ in self._running.values()]
        for server in servers:
            server.terminate()
        deadline = time.monotonic() + PATIENCE
        for server in servers:
            try:
                server.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def replacement_sentence(number: int, pid: int, code: int) -> str:
    """The line of the log on a process of the panel (`number`, from 1) that ended and gets another
    in its place, with the hour of Brasília.
    """
    why = (
        " Se ninguém o encerrou, faltou memória à máquina: conte 1 GB para cada processo."
        if -code == getattr(signal, "SIGKILL", None)
        else ""
    )
    return (
        f"{moment(datetime.now(UTC))} O processo {number} do painel (pid {pid}) terminou"
        f" ({ending(code)}); começa outro no lugar dele, e quem estava nele passa a outro.{why}"
    )


def ending(code: int) -> str:
    """How a process ended, from the exit code of Python: ``código 1``, ``sinal SIGKILL``."""
    if code >= 0:
        return f"código {code}"
    try:
        return f"sinal {signal.Signals(-code).name}"
    except ValueError:  # a signal without a name, as those of real time
        return f"sinal {-code}"


def _free_ports(count: int) -> list[int]:
    """Held together while they are looked for, so that no two are the same."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
