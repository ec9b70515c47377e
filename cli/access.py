"""`t360 access`: who has what in the panel; give it and take it away."""

import json
from datetime import datetime, time
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli.output import results, tell

if TYPE_CHECKING:
    from data_access.identity.granted import GivenRight
    from data_access.stewardship.accesses import AccessOffice

app = typer.Typer(
    help="Acessos: quem tem o quê no painel, dar e tirar.", invoke_without_command=True
)
DAY = "%Y-%m-%d"
Code = Annotated[
    str, typer.Argument(metavar="CONTA", help="Código da conta (veja `t360 access list`)")
]


@app.callback(invoke_without_command=True)
def _default(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        list_()


@app.command("list")
def list_(
    unused: Annotated[bool, typer.Option(help="Só os que ninguém usa há 60 dias")] = False,
    output: Annotated[
        Literal["text", "json"], typer.Option("--format", help="Forma da lista")
    ] = "text",
) -> None:
    """Lista as contas, e o que cada uma pode."""
    office = _office()
    rights = office.unused() if unused else office.rights()
    if output == "json":
        disabled = _disabled(office)
        told = [_plain(item) | {"desativada": item.account.code in disabled} for item in rights]
        results.print_json(json.dumps(told, ensure_ascii=False))
        return
    of_account: dict[str, list[GivenRight]] = {}
    for item in rights:
        of_account.setdefault(item.account.code, []).append(item)
    for record in office.accounts():
        held = of_account.get(record.account.code, [])
        if unused and not held:
            continue
        state = ", desativada" if record.disabled else ""
        results.print(f"{record.account.who}{state}")
        for item in held:
            results.print(f"  {_sentence(item)}")
        if not held:
            results.print("  nenhum acesso dado aqui")
    if not office.accounts():
        tell("Ainda não há contas: cada uma passa a existir quando a pessoa entra.")


@app.command()
def grant(
    account: Code,
    role: Annotated[str, typer.Argument(metavar="PAPEL", help="Papel, como coordenacao")],
    place: Annotated[
        list[str] | None,
        typer.Option(
            help="UF em que vale, ou território próprio (31-zona-da-mata); repita para vários"
            " (padrão: o país)"
        ),
    ] = None,
    edition: Annotated[
        str, typer.Option(help="Edição de reconhecimento, do comitê; * para todas")
    ] = "",
    until: Annotated[
        datetime | None, typer.Option(formats=[DAY], help="Último dia em que vale (AAAA-MM-DD)")
    ] = None,
) -> None:
    """Dá um acesso a uma conta."""
    from config.formatting import BRASILIA

    last = datetime.combine(until.date(), time.max, BRASILIA) if until else None
    office = _office()
    given = office.give(account, role, place or ["BR"], edition, last)
    results.print(f"{given.account.who}: {given.right.words}.")
    if given.account.code in _disabled(office):
        tell(
            "A conta está desativada: ninguém entra com ela, nem com este acesso, até"
            f" `t360 access disable {given.account.code} --undo`."
        )


@app.command()
def revoke(
    number: Annotated[
        int, typer.Argument(metavar="NÚMERO", help="Número do acesso (veja `t360 access list`)")
    ],
) -> None:
    """Tira um acesso; vale em menos de um segundo."""
    _office().take_away(number)
    results.print(f"Acesso {number} retirado.")


@app.command()
def disable(
    account: Code,
    undo: Annotated[bool, typer.Option("--undo", help="Deixar entrar de novo")] = False,
) -> None:
    """Desativa uma conta, e encerra as suas sessões."""
    known = _office().disable(account, not undo)
    results.print(f"{known.who}: {'reativada' if undo else 'desativada'}.")


def _office() -> "AccessOffice":
    from config.settings import get_settings
    from data_access.operational.actor import COMMAND_LINE
    from data_access.stewardship.accesses import access_office
    from indicators.scope import Access

    return access_office(get_settings(), Access.everything(), COMMAND_LINE)


def _disabled(office: "AccessOffice") -> set[str]:
    """Codes of the accounts that are kept out."""
    return {record.account.code for record in office.accounts() if record.disabled}


def _sentence(item: "GivenRight") -> str:
    from config.formatting import day

    until = f", até {day(item.expires_at)}" if item.expires_at else ""
    used = f"usado em {day(item.used_at)}" if item.used_at else "ainda sem uso"
    given = f"dado em {day(item.given_at)} por {item.given_by}"
    return f"{item.id}: {item.right.words}{until} ({given}; {used})"


def _plain(item: "GivenRight") -> dict[str, Any]:
    return {
        "numero": item.id,
        "conta": item.account.code,
        "nome": item.account.name,
        "papel": item.right.role,
        "onde": sorted(item.right.places),
        "edicao": item.right.edition,
        "dado_por": item.given_by,
        "dado_em": item.given_at.isoformat(),
        "ate": item.expires_at.isoformat() if item.expires_at else None,
        "usado_em": item.used_at.isoformat() if item.used_at else None,
    }
