"""`t360 geo update`: replace the embedded mesh and hierarchy by IBGE's."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import progress_bar, results
from config.settings import get_settings

app = typer.Typer(help="Território: malha e hierarquia dos municípios.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Keeps `update` a subcommand although it is the only one."""


@app.command()
def update(
    file: Annotated[
        Path | None, typer.Option(help="Arquivo baixado (shapefile zipado, GeoJSON, GeoJSON.gz, GeoParquet)")
    ] = None,
    year: Annotated[int | None, typer.Option(help="Ano da malha (padrão: a mais recente do serviço)")] = None,
) -> None:
    """Troca a malha e a hierarquia pelas do IBGE, do serviço ou de um arquivo; vale na próxima edição."""
    from geo.update import update_from_file, update_from_service

    settings = get_settings()
    with progress_bar("Território") as progress:
        if file is not None:
            report = update_from_file(settings.home, file, year=year, progress=progress)
        else:
            report = update_from_service(settings.home, year=year, base_url=settings.ibge_url, progress=progress)
    results.print(report.sentence(), markup=False)
    results.print("Execute `t360 build` e publique a edição para que o painel a use.", markup=False)
