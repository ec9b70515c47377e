"""`t360 fetch …`: bring data from the official sources, by command and never while a page loads."""

from pathlib import Path
from typing import Annotated, Literal

import typer

app = typer.Typer(
    help="Fontes oficiais: baixar, conferir e deixar prontas para importar.", no_args_is_help=True
)

Year = Annotated[
    int | None, typer.Option(min=1990, max=2100, help="Ano (padrão: o último publicado)")
]
Month = Annotated[str | None, typer.Option(help="Mês, AAAA-MM (padrão: o último publicado)")]
Through = Annotated[
    Literal["agregados", "sidra"], typer.Option("--service", help="Serviço do IBGE a consultar")
]
Then = Annotated[bool, typer.Option("--import", help="Importar em seguida o que foi baixado")]


@app.command("ibge-populacao")
def ibge_population(year: Year = None, service: Through = "agregados", then: Then = False) -> None:
    """População estimada de cada município, do IBGE."""
    from cli.fetching import bring_product

    bring_product("ibge-populacao", year, service, then)


@app.command("ibge-pib")
def ibge_gdp(year: Year = None, service: Through = "agregados", then: Then = False) -> None:
    """Produto interno bruto de cada município, em reais, do IBGE."""
    from cli.fetching import bring_product

    bring_product("ibge-pib", year, service, then)


@app.command("ibge-localidades")
def ibge_localities(then: Then = False) -> None:
    """Lista de municípios e suas regiões, do IBGE, para `t360 geo update --file`."""
    from cli.fetching import bring_localities

    bring_localities(then)


@app.command("cadunico")
def registered(month: Month = None, then: Then = False) -> None:
    """Pessoas, adultos e famílias do CadÚnico em cada município, do MI Social."""
    from cli.fetching import bring_registered

    bring_registered(month, then)


@app.command("rfb-empresas")
def companies(
    month: Month = None,
    files: Annotated[
        Path | None, typer.Option(help="Pasta com os arquivos do mês já baixados (exige --month)")
    ] = None,
    then: Then = False,
) -> None:
    """Estoque de empresas ativas por município e porte, dos dados abertos do CNPJ da Receita
    Federal.
    """
    from cli.fetching import bring_companies

    bring_companies(month, files, then)
