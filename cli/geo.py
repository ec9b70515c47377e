"""`t360 geo`: replace the embedded mesh and hierarchy by IBGE's, and declare crosswalks of
municipal codes.
"""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cli.output import progress_bar, results

app = typer.Typer(
    help="Território: malha, hierarquia e códigos dos municípios.", no_args_is_help=True
)


@app.command()
def update(
    file: Annotated[
        Path | None,
        typer.Option(
            help="Arquivo baixado (shapefile zipado, GeoJSON, GeoJSON.gz, GeoParquet ou a planilha"
            " da DTB do IBGE)"
        ),
    ] = None,
    year: Annotated[
        int | None, typer.Option(help="Ano da malha (padrão: a mais recente do serviço)")
    ] = None,
) -> None:
    """Troca a malha e a hierarquia pelas do IBGE, do serviço ou de um arquivo; vale na próxima
    edição.
    """
    from cli.steward import own_desk
    from config.settings import get_settings
    from geo.update import UpdateReport, update_from_file, update_from_service

    settings = get_settings()
    with progress_bar("Território") as progress:

        def replace() -> UpdateReport:
            if file is not None:
                return update_from_file(settings.home, file, year=year, progress=progress)
            return update_from_service(
                settings.home, year=year, base_url=settings.ibge_url, progress=progress
            )

        report = own_desk(settings).replace_territory(replace)
    results.print(report.sentence())
    results.print("Execute `t360 build` e publique a edição para que o painel a use.")


@app.command()
def crosswalk(
    system: Annotated[
        Literal["tom", "tse", "bcb"],
        typer.Argument(metavar="SISTEMA", help="De quem são os códigos: tom, tse ou bcb"),
    ],
    file: Annotated[
        Path,
        typer.Argument(metavar="ARQUIVO", help="CSV com um código e um código do IBGE por linha"),
    ],
    code_column: Annotated[str, typer.Option(help="Coluna com o código")] = "codigo",
    ibge_column: Annotated[
        str, typer.Option(help="Coluna com o código do IBGE, de sete dígitos")
    ] = "codigo_ibge",
) -> None:
    """Instala um de-para entre os códigos de outra instituição e os do IBGE; vale nas próximas
    importações.
    """
    from cli.steward import own_desk
    from config.settings import get_settings
    from geo.territory import load_territory

    settings = get_settings()
    codes = frozenset(load_territory(settings.home).municipalities["code"])
    installed = own_desk(settings).install_crosswalk(
        system, file, municipalities=codes, code_column=code_column, ibge_column=ibge_column
    )
    results.print(installed.sentence())
