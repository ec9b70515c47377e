"""`t360 serve`: open the dashboard, with a demonstration edition where there is none."""

import os
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Annotated

import typer

from cli.data import demo
from cli.output import messages, tell

if TYPE_CHECKING:
    from config.settings import Settings


def serve(
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Porta (padrão: T360_PORT ou 8501)")
    ] = None,
    browser: Annotated[bool, typer.Option(help="Abrir o navegador")] = True,
) -> None:
    """Abre o painel; se ainda não há edição, cria antes a de demonstração (a não ser que um banco
    as sirva).
    """
    from config.settings import get_settings
    from data_access.editions.info import current_edition

    settings = get_settings()
    if settings.editions_url:
        _tell_of_the_database(settings)
    elif current_edition(settings) is None:
        tell("Ainda não há edição publicada: criando a de demonstração.")
        demo()
    port = port or settings.port
    host = "localhost" if settings.address in ("0.0.0.0", "::") else settings.address  # noqa: S104 - compared, not bound
    address = f"http://{host}:{port}"
    tell(f"Território 360 em {address} (Ctrl+C encerra)")
    if browser and messages.is_terminal:
        threading.Thread(target=_open_when_ready, args=(address,), daemon=True).start()
    raise typer.Exit(_run(port, settings.address))


def _tell_of_the_database(settings: "Settings") -> None:
    """A replica publishes nothing of its own: it shows what is published as soon as it is."""
    from data_access.editions.info import current_edition
    from data_access.editions.shelf import where_served

    tell(f"As edições são servidas {where_served(settings)}.")
    if current_edition(settings) is None:
        tell("Ainda não há edição publicada nesse banco; o painel a mostrará quando houver.")


def _run(port: int, address: str) -> int:
    """The server reads the `.env` and the relative paths that this command has read: it starts in
    the same folder, whose modules must not pass for ours.
    """
    from config.settings import entry_script

    command = [sys.executable, "-m", "streamlit", "run", str(entry_script())]
    options = [f"--server.port={port}", f"--server.address={address}", "--server.headless=true"]
    environment = {**os.environ, "PYTHONSAFEPATH": "1"}
    try:
        return subprocess.run(command + options, env=environment, check=False).returncode  # noqa: S603 - our own command
    except KeyboardInterrupt:
        return 0


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
