"""`t360 serve`: open the dashboard, with a demonstration edition where there is none."""

import errno
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.data import demo
from cli.output import messages, tell
from config.errors import UserError

if TYPE_CHECKING:
    from config.settings import Settings


ENDINGS = ("SIGTERM", "SIGHUP")
PATIENCE = 10  # seconds for what the server still does
# Ctrl+C is for this command, which ends its servers: Streamlit would say in English that it was
# aborted.
APART = os.name == "posix"


class ServeError(UserError):
    """The panel cannot be served, or must not be, as it was asked."""


def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Porta (padrão: T360_PORT ou 8501)")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Abrir o navegador")] = True,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help="Processos do painel, atrás de um nginx (padrão: 1)")
    ] = 1,
) -> None:
    """Abre o painel; se ainda não há edição, cria antes a de demonstração (a não ser que um banco
    as sirva).
    """
    from config.settings import get_settings
    from data_access.editions.info import current_edition
    from data_access.identity.accounts import required_identities

    settings = get_settings()
    port = port or settings.port
    _refuse_the_network(settings)
    required_identities(settings)
    refuse_taken_port(settings.address, port)
    if workers > 1:
        from cli.workers import require_nginx

        require_nginx()
    if settings.editions_url:
        _tell_of_the_database(settings)
    elif current_edition(settings) is None:
        tell("Ainda não há edição publicada: criando a de demonstração, em dois ou três minutos.")
        demo()
    host = "localhost" if settings.address in ("0.0.0.0", "::") else settings.address  # noqa: S104 - compared, not bound
    address = f"http://{host}:{port}"
    tell(f"Território 360 em {address} (Ctrl+C encerra)")
    if browser and messages.is_terminal:
        threading.Thread(target=_open_when_ready, args=(address,), daemon=True).start()
    if workers > 1:
        from cli.workers import Servers

        raise typer.Exit(Servers(settings, port, workers).run())
    raise typer.Exit(_run(settings, port))


def _refuse_the_network(settings: "Settings") -> None:
    from config.settings import is_of_this_machine

    if not settings.may_be_reached and not is_of_this_machine(settings.address):
        raise ServeError(
            f"T360_ADDRESS é {settings.address}, que outras máquinas alcançam, e não há provedor"
            " de identidade: quem o abre vê e muda tudo. Configure um (docs/identidades.md), ou"
            " deixe-o em localhost, atrás de um proxy que peça senha; se todos na rede podem tudo"
            " isso, diga-o com T360_AUTH=none."
        )


def refuse_taken_port(address: str, port: int) -> None:
    """Raises ServeError where nothing can be served at that address and port."""
    try:
        places = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)
        for family, kind, _, _, place in places:
            with socket.socket(family, kind) as probe:
                if os.name == "posix":  # what has just ended still holds its port elsewhere
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(place)
    except OSError as error:
        raise ServeError(_port_sentence(error, address, port)) from None


def _port_sentence(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"A porta {port} já está em uso, talvez por outro painel. Encerre o programa que a usa,"
            " ou escolha outra com --port ou T360_PORT."
        )
    if error.errno == errno.EACCES:
        return f"O sistema não deixa usar a porta {port}. Escolha uma a partir de 1024."
    return f"Não consigo atender em “{address}”. Confira T360_ADDRESS."


def _tell_of_the_database(settings: "Settings") -> None:
    """A replica publishes nothing of its own: it shows what is published as soon as it is."""
    from data_access.editions.info import current_edition
    from data_access.editions.shelf import where_served

    tell(f"As edições são servidas {where_served(settings)}.")
    if current_edition(settings) is None:
        tell("Ainda não há edição publicada nesse banco; o painel a mostrará quando houver.")


def _run(settings: "Settings", port: int) -> int:
    """The server reads the `.env` that this command has read: it starts in the same folder, whose
    modules must not pass for ours. It ends when this command is asked to, and so is not left alone.
    """
    from config.settings import entry_script

    command = [sys.executable, "-m", "streamlit", "run", str(entry_script())]
    options = [
        f"--server.port={port}",
        f"--server.address={settings.address}",
        "--server.headless=true",
    ]
    environment = {**os.environ, "PYTHONSAFEPATH": "1", "T360_HOME": str(settings.home)}
    with subprocess.Popen(  # noqa: S603 - our own command
        command + options, env=environment, start_new_session=APART
    ) as server:
        _pass_on_signals(server)
        try:
            return max(server.wait(), 0)  # what was ended by a signal was asked to
        except KeyboardInterrupt:
            _end(server)
            return 0


def _pass_on_signals(server: "subprocess.Popen[bytes]") -> None:
    """What ends this command ends the server: a service that stops, a terminal that closes."""
    for name in ENDINGS:
        number = getattr(signal, name, None)
        # A command that was told to outlive its terminal goes on.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: _end(server))


def _end(server: "subprocess.Popen[bytes]") -> None:
    """Ask once, and then no more. Whoever waits for it is in the middle of `wait`, which no other
    may be: the answer is looked for beside it.
    """
    server.terminate()
    last = threading.Timer(PATIENCE, server.kill)
    last.daemon = True
    last.start()


def _open_when_ready(address: str, *, patience: float = 30.0) -> None:
    """Open the browser once the server answers; a server that never does has already said why."""
    import webbrowser
    from urllib.error import URLError
    from urllib.request import urlopen

    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            urlopen(f"{address}/saude", timeout=1).close()  # noqa: S310 - our own address
        except (URLError, OSError):
            time.sleep(0.2)
        else:
            webbrowser.open(address)
            return
