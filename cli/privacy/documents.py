"""`t360 retention` and `t360 privacy`: what is past its time, and what is told of personal data."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import complain, results, show_work, tell
from config.formatting import file_size, plural

if TYPE_CHECKING:
    from data_access.staging.rewriting import Effect
    from data_access.stewardship.retention import Expired

app = typer.Typer(help="Privacidade (LGPD): registro das operações e relatório de impacto.")
Controller = Annotated[str, typer.Option(help="Nome do controlador, que o produto não sabe")]
Officer = Annotated[str, typer.Option(help="Nome e contato do encarregado")]


def retention(
    confirmed: Annotated[
        bool,
        typer.Option("--confirmar", help="Apagar; sem isto, só mostra, com o porquê"),
    ] = False,
) -> None:
    """Mostra o que passou do prazo de guarda; com --confirmar, apaga-o."""
    from cli.steward import own_desk
    from config.settings import get_settings

    steward = own_desk(get_settings())
    with show_work("Prazos de guarda"):
        found = steward.remove_expired() if confirmed else steward.expired()
    for line in _lines(found):
        results.print(line)
    if found.absent:
        complain(_cannot_look(found))
    if not found:
        tell("Nada do que está aqui passou do prazo." if found.absent else "Nada passou do prazo.")
    elif confirmed:
        tell("Apagado. As edições que já existem não mudam; construa outra com `t360 build`.")
    else:
        tell("Nada mudou; para apagar, repita com --confirmar.")


def _lines(found: "Expired") -> list[str]:
    lines = [
        f"{item.record.table}, importação {item.record.import_id}: {_rows(item.effect)}"
        f" (prazo: {item.why})"
        for item in found.rows
    ]
    if found.sessions:
        told = plural(found.sessions, "sessão antiga", "sessões antigas")
        lines.append(f"{told} do painel (prazo: {_kept('contas')})")
    if found.files:
        told = plural(len(found.files), "arquivo", "arquivos")
        lines.append(f"{told} de rejeições, avisos e registros (prazo: {_kept('arquivos')})")
    if found.folders:
        told = plural(len(found.folders), "pasta", "pastas")
        lines.append(f"{told} de leituras que morreram no meio")
    lines += [
        f"importação {item.record.import_id} ({item.record.table}), {item.record.state}:"
        f" {file_size(item.size)} (não conta mais, e não está entre as últimas)"
        for item in found.imports
    ]
    lines += [
        f"edição {item.name}: {file_size(item.size)} (nem publicada, nem selada, nem entre as"
        " últimas)"
        if item.edition
        else f"restos de uma construção ({item.name}): {file_size(item.size)}"
        for item in found.editions
    ]
    return lines


def _cannot_look(found: "Expired") -> str:
    many = plural(len(found.absent), "importação ativa não está", "importações ativas não estão")
    named = ", ".join(f"{item.import_id} ({item.table})" for item in found.absent[:3])
    more = ", …" if len(found.absent) > 3 else ""
    return (
        f"O arquivo de {many} nesta pasta de dados, e não se pode olhar se as linhas passaram do"
        f" prazo: {named}{more}. Execute isto também na máquina que tem os arquivos, ou restaure-os"
        " de uma cópia de segurança."
    )


def _rows(effect: "Effect") -> str:
    parts = [plural(effect.gone, "linha", "linhas")] if effect.gone else []
    if effect.changed:
        parts.append(plural(effect.changed, "célula esvaziada", "células esvaziadas"))
    return " e ".join(parts)


def _kept(store: str) -> str:
    from config.privacy import privacy

    return privacy().store[store].kept


@app.command()
def register(controller: Controller = "", officer: Officer = "") -> None:
    """Escreve o registro das operações de tratamento (LGPD, art. 37), em Markdown."""
    from data_access.stewardship.privacy_page import Answerable, register_page

    results.print(register_page(Answerable(controller, officer)), end="")


@app.command()
def impact(controller: Controller = "", officer: Officer = "") -> None:
    """Escreve um rascunho do relatório de impacto (LGPD, art. 38), em Markdown."""
    from cli.steward import own_desk
    from config.settings import get_settings
    from data_access.stewardship.privacy_page import Answerable, impact_page

    rows = own_desk(get_settings()).personal_rows()
    results.print(impact_page(rows, Answerable(controller, officer)), end="")
