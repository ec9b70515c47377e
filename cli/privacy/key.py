"""`t360 key`: which key hashes identifiers, and another in its place without losing who is who."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import progress_bar, results, tell
from config.formatting import day, plural

if TYPE_CHECKING:
    from data_access.stewardship.rotation import KeyOffice, Rotatable

app = typer.Typer(help="Chave dos identificadores: qual é, e trocá-la sem perder o histórico.")
ROWS = ("linha", "linhas")


@app.command()
def show() -> None:
    """Mostra a impressão da chave em vigor, que não a revela, e quando foi trocada."""
    office = _office()
    results.print(f"Chave {office.key_name()}")
    made = office.key_rotations()
    for at in made:
        results.print(f"  trocada em {day(at)}")
    if not made:
        results.print("  nunca foi trocada")


@app.command()
def rotate(
    confirmed: Annotated[
        bool, typer.Option("--confirmar", help="Trocar; sem isto, só mostra o que mudaria")
    ] = False,
) -> None:
    """Mostra o que uma chave nova alcançaria; com --confirmar, troca a chave."""
    office = _office()
    if not confirmed:
        _print(office.rotatable(), "Seria refeito com a chave nova:")
        tell("Nada mudou; para trocar, repita com --confirmar.")
        return
    with progress_bar("Chave") as progress:
        found = office.rotate_key(progress)
    _print(found, "Refeito com a chave nova:")
    results.print(f"Chave {office.key_name()}")
    tell("Guarde secret.layers, da pasta dos dados, junto da cópia da chave: sem os dois ninguém é")
    tell("reconhecido. Cópias de segurança de antes continuam com a chave de antes.")


def _print(found: "Rotatable", title: str) -> None:
    lines = [f"{table}: {plural(count, *ROWS)}" for table, count in found.rows.items()]
    kept = (
        (found.kept.erased, ("marca de apagamento", "marcas de apagamento")),
        (found.kept.corrections, ("célula corrigida", "células corrigidas")),
        (found.kept.accounts, ("conta do painel", "contas do painel")),
    )
    lines += [plural(count, *words) for count, words in kept if count]
    results.print(title if lines else "Não há o que refazer com a chave nova.")
    for line in lines:
        results.print(f"  {line}")
    if found.editions:
        built = ("edição já construída", "edições já construídas")
        whose = "nela" if found.editions == 1 else "nelas"
        told = f"{plural(found.editions, *built)}, e o que se decidiu {whose}"
        results.print(f"Fica como é: {told}.")


def _office() -> "KeyOffice":
    """Who may run the command on the machine of the data may do everything with them."""
    from config.settings import get_settings
    from data_access.operational.actor import COMMAND_LINE
    from data_access.stewardship.rotation import key_office
    from indicators.scope import Access

    return key_office(get_settings(), Access.everything(), COMMAND_LINE)
