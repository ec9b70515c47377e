"""`t360 editions`: list, publish, roll back, verify, seal and compare."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.output import complain, progress_bar, results, show_work
from config.formatting import file_size, moment
from indicators.scope import Month

if TYPE_CHECKING:
    from data_access.editions.info import EditionInfo

app = typer.Typer(
    help="Edições: listar, publicar, voltar atrás, verificar, selar e comparar.",
    invoke_without_command=True,
)
EditionId = Annotated[
    str, typer.Argument(metavar="ID", help="Identificador da edição (veja `t360 editions list`)")
]


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_() -> None:
    """Lista as edições, da mais antiga à mais nova."""
    from config.settings import get_settings
    from data_access.editions.info import list_editions

    editions = list_editions(get_settings())
    if not editions:
        results.print("Ainda não há edições. Construa uma com `t360 build` ou `t360 demo`.")
        return
    rows = [("edição", "construída em", "meses", "tamanho", "situação"), *map(_row, editions)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        # Not a rich table: it would cut the identifiers where the output is not a terminal.
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        results.print("  ".join([*cells, row[4]]).rstrip())


def _row(item: "EditionInfo") -> tuple[str, str, str, str, str]:
    states = [
        word
        for word, holds in (
            ("publicada", item.published),
            ("selada", item.seal is not None),
            ("demonstração", item.demonstration),
        )
        if holds
    ]
    state = " — ".join(filter(None, (", ".join(states), item.problem)))
    if item.manifest is None:
        return item.id, "", "", "", state
    manifest = item.manifest
    months = f"{Month(manifest.first_month).label} a {Month(manifest.last_month).label}"
    return item.id, moment(manifest.built_at), months, file_size(manifest.size), state


@app.command()
def publish(edition_id: EditionId) -> None:
    """Passa a servir uma edição; as sessões abertas terminam na que estavam."""
    from cli.steward import own_desk
    from config.settings import get_settings

    with progress_bar("Publicação") as progress:
        info = own_desk(get_settings()).publish(edition_id, progress)
    results.print(f"Edição {info.id} publicada.")


@app.command()
def rollback() -> None:
    """Volta à edição publicada antes desta."""
    from cli.steward import own_desk
    from config.settings import get_settings

    with show_work("Conferindo a edição"):
        info = own_desk(get_settings()).rollback()
    results.print(f"A edição publicada voltou a ser a {info.id}.")


@app.command()
def verify(edition_id: EditionId) -> None:
    """Confere somas, contagens e invariantes de uma edição."""
    from config.settings import get_settings
    from data_access.editions.verification import verify as find_problems

    with show_work("Conferindo a edição"):
        problems = find_problems(get_settings(), edition_id)
    for problem in problems:
        if problem.serious:
            complain(str(problem))
        else:
            results.print(str(problem))
    if any(problem.serious for problem in problems):
        raise typer.Exit(1)
    results.print(f"A edição {edition_id} está íntegra.")


@app.command()
def seal(edition_id: EditionId) -> None:
    """Sela uma edição: ela é guardada como está, para sempre."""
    from cli.steward import own_desk
    from config.settings import get_settings

    with show_work("Conferindo a edição"):
        info = own_desk(get_settings()).seal(edition_id)
    results.print(f"Edição {info.id} selada.")


@app.command()
def prune(
    keep: Annotated[
        int, typer.Option(min=0, help="Quantas das mais novas, e das servidas por último, ficam")
    ] = 3,
    yes: Annotated[bool, typer.Option("--yes", help="Apagar; sem isto, só mostra")] = False,
) -> None:
    """Mostra as edições que podem ser apagadas, e as apaga com --yes: ficam as seladas, a publicada
    e as últimas.
    """
    from cli.pruning import prune_editions
    from config.settings import get_settings

    prune_editions(get_settings(), keep, confirmed=yes)


@app.command()
def compare(
    before: Annotated[
        str, typer.Argument(metavar="ANTES", help="Identificador da edição de antes")
    ],
    after: Annotated[
        str, typer.Argument(metavar="DEPOIS", help="Identificador da edição de depois")
    ],
    output: Annotated[
        Literal["text", "csv", "json"], typer.Option("--format", help="Forma da saída")
    ] = "text",
) -> None:
    """Diz que indicadores mudaram de uma edição para outra, quanto, e por causa de que fonte."""
    from cli.comparing import print_comparison

    print_comparison(before, after, output)
