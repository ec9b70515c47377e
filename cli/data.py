"""`t360 demo`, `t360 import` and `t360 build`: from files to an edition."""

import json
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.output import progress_bar, results, tell
from config.formatting import file_size, number, plural

if TYPE_CHECKING:
    from data_access.editions.info import EditionInfo
    from data_access.stewardship.desk import Desk
    from geo.territory import Territory

# Targets and partners first: a demonstration that stops half-way has then no attendances and builds
# nothing.
DEMO_TABLES_LAST = ("atendimentos",)


def demo(
    attendances: Annotated[
        int | None,
        typer.Option(
            help="Quantos atendimentos gerar, cada um em sua linha (padrão: o país inteiro, em"
            " contagens)"
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Semente: a mesma gera os mesmos dados até o mesmo mês")
    ] = 360,
    end_month: Annotated[
        str | None,
        typer.Option(help="O último mês dos dados, AAAA-MM (padrão: o último mês inteiro)"),
    ] = None,
) -> None:
    """Gera dados de demonstração, importa-os, constrói uma edição e a publica."""
    from cli.steward import own_desk
    from config.progress import silent
    from config.settings import get_settings
    from data_access.demo.generate import LARGE, generate
    from data_access.demo.size import COUNTRY, Size
    from data_access.importing.demonstration import refuse_beside_own_imports
    from data_access.recognition.demonstration import demonstrate
    from data_access.stewardship.apart import Given
    from geo.territory import load_territory

    settings = get_settings()
    steward = own_desk(settings)
    refuse_beside_own_imports(settings)
    territory = load_territory(settings.home)
    folder = settings.home / "demo"
    with progress_bar("Demonstração") as progress:
        summary = generate(
            folder,
            municipalities=territory.municipalities,
            size=COUNTRY if attendances is None else Size(attendances),
            shared=attendances is None,
            seed=seed,
            end_month=end_month,
            progress=progress,
        )
    steward.undo_demonstration()  # the new one takes its place
    tables = sorted(summary.rows, key=lambda table: (table in DEMO_TABLES_LAST, table))
    for table in tables:
        file = folder / f"{table}.parquet"
        with progress_bar(f"Importação de {table}") as progress:
            if attendances is None and table in LARGE:
                steward.enter_demonstration(table, file, progress)
            else:
                steward.import_demonstration(Given(file, table), territory.municipalities, progress)
    info = _build(steward, territory)
    steward.publish(info.id, silent, thorough=False)
    with progress_bar("Reconhecimento de demonstração"):
        demonstrate(settings, info.id, steward.actor)
    tell(
        f"Edição {info.id} publicada, com dados de demonstração. Abra o painel com `t360 serve` ou"
        " `make run`."
    )


def import_(  # noqa: PLR0913, PLR0917 - its arguments are the options of the command
    table: Annotated[
        str, typer.Argument(metavar="TABELA", help="atendimentos, clientes, empresas, …")
    ],
    source: Annotated[
        str, typer.Argument(metavar="FONTE", help="Arquivo, endereço de um banco ou env:VARIAVEL")
    ],
    profile: Annotated[str, typer.Option(help="Perfil que traduz as colunas da fonte")] = "padrao",
    from_table: Annotated[str | None, typer.Option(help="Tabela do banco a ler")] = None,
    query: Annotated[str | None, typer.Option(help="Consulta SQL a ler do banco")] = None,
    sheet: Annotated[str | None, typer.Option(help="Aba da planilha")] = None,
    member: Annotated[str | None, typer.Option(help="Arquivo dentro do ZIP")] = None,
    output: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Forma do relatório")
    ] = "text",
) -> None:
    """Importa um arquivo, ou uma tabela ou consulta de um banco, para uma tabela do contrato de
    dados.
    """
    from cli.report import print_summary
    from cli.steward import own_desk
    from config.settings import get_settings
    from data_access.importing.report import RowsRefusedError
    from data_access.sources.readers.address import source_of
    from data_access.sources.readers.opening import Choice
    from data_access.stewardship.apart import Given
    from geo.territory import load_territory

    settings = get_settings()
    territory = load_territory(settings.home)
    with progress_bar(f"Importação de {table}") as progress:
        given = Given(source_of(source, from_table, query), table, profile, Choice(sheet, member))
        try:
            report = own_desk(settings).import_source(given, territory, progress)
        except RowsRefusedError as refusal:
            raise refusal.with_file() from None
    if output == "json":
        results.print_json(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        print_summary(report)


def build() -> None:
    """Constrói uma edição com tudo o que foi importado; ela só é servida depois de publicada."""
    from cli.steward import own_desk
    from config.settings import get_settings
    from geo.territory import load_territory

    settings = get_settings()
    info = _build(own_desk(settings), load_territory(settings.home))
    tell("Para servi-la, execute:")
    results.print(f"t360 editions publish {info.id}")


def _build(steward: "Desk", territory: "Territory") -> "EditionInfo":
    with progress_bar("Edição") as progress:
        info = steward.build(territory, progress)
    manifest = info.manifest
    if manifest is not None:
        tell(
            f"Edição {info.id} construída em {number(manifest.build_seconds, 1)} s "
            f"({file_size(manifest.size)}, {plural(len(manifest.sources), 'fonte', 'fontes')})."
        )
        for warning in manifest.warnings:
            tell(f"Atenção: {warning}")
    return info
