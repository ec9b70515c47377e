"""`t360 audit`: the audit trail: list it, verify it, sign its newest entry."""

import csv
import io
import json
import os
from dataclasses import fields
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli.output import complain, progress_bar, results, tell
from config.errors import UserError
from config.formatting import moment

if TYPE_CHECKING:
    from data_access.operational.reading_trail import TrailEntry
    from data_access.stewardship.auditing import Auditor

app = typer.Typer(
    help="Trilha de auditoria: listar, conferir e assinar.", invoke_without_command=True
)
DAY = "%Y-%m-%d"


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(
    who: Annotated[str, typer.Option(help="Só os atos desta pessoa ou conta")] = "",
    action: Annotated[str, typer.Option(help="Só este ato, como edicao_publicada")] = "",
    text: Annotated[str, typer.Option(help="Só os de objeto que contém este texto")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=[DAY], help="A partir deste dia (AAAA-MM-DD)")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=[DAY], help="Até este dia (AAAA-MM-DD)")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Quantos, do mais novo para trás")] = 50,
    output: Annotated[
        Literal["text", "csv", "json"], typer.Option("--format", help="Forma da lista")
    ] = "text",
) -> None:
    """Lista quem fez o quê, do mais novo ao mais antigo."""
    from data_access.operational.reading_trail import TrailQuestion

    question = TrailQuestion(
        who, action, text, since.date() if since else None, until.date() if until else None
    )
    found = _office().entries(question, limit)
    entries = [_plain(entry) for entry in found]
    if output == "json":
        results.print_json(json.dumps(entries, ensure_ascii=False))
    elif output == "csv":
        results.print(_as_csv(entries), end="")
    elif not entries:
        results.print("Nenhum registro com estes filtros.")
    for entry in found if output == "text" else ():
        told = (moment(entry.at), entry.who, entry.action, entry.object)
        results.print("  ".join((f"{entry.id:>6}", *told)))


@app.command()
def verify(
    heads: Annotated[
        Path | None,
        typer.Option(help="Arquivo de assinaturas, como a cópia que saiu da máquina"),
    ] = None,
    public_key: Annotated[
        Path | None, typer.Option(help="Chave pública que as confere (PEM)")
    ] = None,
) -> None:
    """Confere a trilha inteira: o que foi alterado, apagado, posto ou trocado de lugar, e se o fim
    foi cortado. Acaba com 1 se encontrou algo.
    """
    from config.settings import get_settings
    from data_access.operational.heads import read_heads
    from data_access.operational.verification import verify_trail

    settings = get_settings()
    signed = read_heads(settings, heads, public_key)
    with progress_bar("Auditoria") as progress:
        outcome = verify_trail(settings, signed, progress, processes=os.cpu_count() or 1)
    if outcome.intact:
        results.print(outcome.sentence)
        return
    complain(outcome.sentence)
    for fault in outcome.faults:
        results.print(fault.sentence)
    if outcome.found > len(outcome.faults):
        results.print(f"… e mais {outcome.found - len(outcome.faults)}.")
    raise typer.Exit(1)


@app.command()
def sign() -> None:
    """Assina o registro mais novo e escreve a assinatura no arquivo que pode sair da máquina."""
    from config.settings import get_settings
    from data_access.operational.heads import heads_file

    signed = _office().sign()
    if signed is None:
        raise UserError(
            "A trilha ainda não tem registros: não há o que assinar. Ela começa com a primeira"
            " importação."
        )
    results.print(f"Registro {signed.entry}: {signed.hash}")
    file = heads_file(get_settings())
    tell(f"Assinado com a chave {signed.key}, em {file.name}. Guarde uma cópia em outra máquina.")


@app.command()
def key() -> None:
    """Mostra a chave pública que confere as assinaturas: guarde-a com as cópias delas."""
    results.print(_office().public_key(), end="")


def _office() -> "Auditor":
    """Who may run the command on the machine of the data may read all of it."""
    from config.settings import get_settings
    from data_access.operational.actor import COMMAND_LINE
    from data_access.stewardship.auditing import auditor
    from indicators.scope import Access

    return auditor(get_settings(), Access.everything(), COMMAND_LINE)


def _plain(entry: "TrailEntry") -> dict[str, Any]:
    return {**vars(entry), "at": entry.at.isoformat(timespec="seconds")}


def _as_csv(entries: list[dict[str, Any]]) -> str:
    from data_access.base.safe_export import neutralise

    text = io.StringIO(newline="")
    names = [item.name for item in fields(_entry_class())]
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(names)
    for entry in entries:
        told = entry | {"detail": json.dumps(entry["detail"], ensure_ascii=False)}
        writer.writerow(neutralise(str(told[name])) for name in names)
    return text.getvalue()


def _entry_class() -> "type[TrailEntry]":
    from data_access.operational.reading_trail import TrailEntry

    return TrailEntry
