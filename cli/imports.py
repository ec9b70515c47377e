"""`t360 imports`: what was imported, what each import told, and taking one back."""

from typing import Annotated, Literal

import typer

from cli.output import results, tell

app = typer.Typer(
    help="Importações: listar, ver o relatório de uma e desfazê-la.", invoke_without_command=True
)
ImportId = Annotated[
    str, typer.Argument(metavar="ID", help="Código da importação (veja `t360 imports list`)")
]


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(
    table: Annotated[str | None, typer.Option(help="Só as importações desta tabela")] = None,
    output: Annotated[
        Literal["text", "csv", "json"], typer.Option("--format", help="Forma da lista")
    ] = "text",
) -> None:
    """Lista as importações, da mais nova à mais antiga."""
    from cli.records import print_records
    from config.settings import get_settings
    from data_access.contract.load import table_contract
    from data_access.operational.history import history

    if table:
        table_contract(table)
    print_records(history(get_settings(), table), output)


@app.command()
def show(
    import_id: ImportId,
    output: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Forma do relatório")
    ] = "text",
) -> None:
    """Mostra tudo o que uma importação disse: contagens, rejeições, reparos, dúvidas e onde estão
    os arquivos.
    """
    from cli.records import print_record
    from config.settings import get_settings

    print_record(get_settings(), import_id, output)


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=0, help="Quantas das últimas de cada tabela ficam")] = 3,
    yes: Annotated[bool, typer.Option("--yes", help="Apagar; sem isto, só mostra")] = False,
) -> None:
    """Mostra os arquivos de importações que não contam mais, e os apaga com --yes; o histórico
    fica.
    """
    from cli.pruning import prune_imports
    from config.settings import get_settings

    prune_imports(get_settings(), keep, confirmed=yes)


@app.command()
def undo(import_id: ImportId) -> None:
    """Desfaz uma importação: a próxima edição será como se ela nunca tivesse havido."""
    from cli.steward import own_desk
    from config.settings import get_settings

    own_desk(get_settings()).undo(import_id)
    results.print(f"Importação {import_id} desfeita.")
    tell("As edições que já existem não mudam; construa outra com `t360 build`.")
