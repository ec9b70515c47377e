"""`t360 titular`: what a data subject may ask for (LGPD, art. 18), and by when it is answered.

A document given as an argument stays in the history of the shell; without one it is asked for, or
read from standard input. Nothing that is printed repeats it.
"""

import json
import sys
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cli.output import progress_bar, results, tell
from config.errors import UserError

if TYPE_CHECKING:
    from data_access.stewardship.subjects import SubjectOffice

app = typer.Typer(
    help="Direitos de titulares (LGPD): confirmar, exportar, corrigir e apagar dados de uma pessoa."
)
DAY = "%Y-%m-%d"
Document = Annotated[
    str | None,
    typer.Argument(
        metavar="DOCUMENTO", help="CPF ou CNPJ; sem ele, é perguntado (ou lido da entrada padrão)"
    ),
]
Code = Annotated[
    bool,
    typer.Option("--code", help="O que se dá é o código da pessoa na origem, e não CPF ou CNPJ"),
]
Protocol = Annotated[
    str | None,
    typer.Option(help="Pedido já aberto que isto responde; sem ele, abre-se um e responde-se já"),
]


@app.command("pedidos")
def requests(
    output: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Forma da lista")
    ] = "text",
    pending: Annotated[bool, typer.Option("--pending", help="Só os que esperam resposta")] = False,
) -> None:
    """Lista os pedidos de titulares, do mais novo ao mais antigo, com o prazo de 15 dias."""
    from cli.privacy.subject_output import plain_request, print_requests

    office = _office()
    listed = [item for item in office.requests() if item.open or not pending]
    if output == "json":
        told = [plain_request(item) for item in listed]
        results.print_json(json.dumps(told, ensure_ascii=False))
        return
    print_requests(office, listed)


@app.command("abrir")
def open_(
    kind: Annotated[
        Literal["confirmar", "exportar", "corrigir", "apagar"],
        typer.Argument(metavar="TIPO", help="confirmar, exportar, corrigir ou apagar"),
    ],
    received: Annotated[
        datetime | None, typer.Option(formats=[DAY], help="Dia em que chegou (AAAA-MM-DD)")
    ] = None,
) -> None:
    """Registra que um pedido chegou, e começa a contar os 15 dias; o documento não é pedido."""
    from config.formatting import BRASILIA, day

    at = datetime.combine(received.date(), time.min, BRASILIA) if received else None
    request = _office().open(kind, at)
    results.print(request.protocol)
    tell(f"Responda até {day(request.due_at)}, com --protocol {request.protocol}.")


@app.command("encerrar")
def refuse(
    protocol: Annotated[
        str, typer.Argument(metavar="PROTOCOLO", help="Protocolo (veja `t360 titular pedidos`)")
    ],
    reason: Annotated[
        str, typer.Argument(metavar="MOTIVO", help="Por que não se atende, como se diz à pessoa")
    ],
) -> None:
    """Encerra um pedido que não pode ser atendido, com o motivo (art. 18, § 4º)."""
    _office().refuse(protocol, reason)
    results.print(f"Pedido {protocol} encerrado sem ser atendido.")


@app.command("confirmar")
def confirm(document: Document = None, code: Code = False, protocol: Protocol = None) -> None:
    """Diz se há dados de uma pessoa, e onde: tabelas, quantas linhas, de quando."""
    from cli.privacy.subject_output import print_found

    print_found(_office().confirm(_asked(document), protocol, code=code))


@app.command("exportar")
def export(
    target: Annotated[
        Path, typer.Argument(metavar="PASTA", help="Pasta nova em que os arquivos são escritos")
    ],
    document: Document = None,
    code: Code = False,
    protocol: Protocol = None,
) -> None:
    """Escreve tudo o que se guarda de uma pessoa, em JSON e CSV, com finalidade e base legal."""
    from cli.privacy.subject_output import print_found

    found, files = _office().export(_asked(document), target, protocol, code=code)
    print_found(found)
    for file in files:
        results.print(str(target / file.name))


@app.command("corrigir")
def correct(
    values: Annotated[
        list[str], typer.Argument(metavar="COLUNA=VALOR", help="O que corrigir, como porte=ME")
    ],
    document: Annotated[
        str | None,
        typer.Option(
            "--document", help="CPF ou CNPJ; sem ele, é perguntado (ou lido da entrada padrão)"
        ),
    ] = None,
    code: Code = False,
    protocol: Protocol = None,
) -> None:
    """Corrige o cadastro de uma pessoa: vale para o que está aqui e para o que vier depois."""
    from cli.privacy.subject_output import print_corrected
    from config.settings import get_settings
    from geo.territory import load_territory

    pairs = dict(_pair(item) for item in values)
    municipalities = load_territory(get_settings().home).municipalities
    found = _office().correct(_asked(document), pairs, municipalities, protocol, code=code)
    print_corrected(found, list(pairs))


@app.command("apagar")
def erase(
    document: Document = None,
    confirmed: Annotated[
        bool, typer.Option("--confirmar", help="Apagar; sem isto, só mostra o que sairia")
    ] = False,
    code: Code = False,
    protocol: Protocol = None,
) -> None:
    """Mostra o que sairia de uma pessoa; com --confirmar, apaga e não deixa voltar."""
    from cli.privacy.subject_output import print_erasure

    office, asked = _office(), _asked(document)
    if not confirmed:
        print_erasure(office.look(asked, code=code))
        return
    with progress_bar("Apagar") as progress:
        found = office.erase(asked, protocol, progress, code=code)
    print_erasure(found)


def _pair(text: str) -> tuple[str, str]:
    name, mark, value = text.partition("=")
    if not mark:
        raise UserError("Esperava COLUNA=VALOR, como porte=ME (COLUNA= sem nada esvazia a célula).")
    return name.strip(), value.strip()


def _asked(document: str | None) -> str:
    """The document, from the argument, from whoever is at the terminal, or from a pipe."""
    if document is not None:
        return document
    if sys.stdin.isatty():
        return str(typer.prompt("CPF ou CNPJ", hide_input=True, err=True))
    return sys.stdin.readline().strip()


def _office() -> "SubjectOffice":
    """Who may run the command on the machine of the data may do everything with them."""
    from config.settings import get_settings
    from data_access.operational.actor import COMMAND_LINE
    from data_access.stewardship.subjects import subject_office
    from indicators.scope import Access

    return subject_office(get_settings(), Access.everything(), COMMAND_LINE)
