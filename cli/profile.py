"""`t360 profile`: the profiles there are, what is wrong with one, and a first draft for a foreign
file.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import results, show_work, tell
from config.formatting import enumerate_words

if TYPE_CHECKING:
    from data_access.profiles.model import Profile

app = typer.Typer(help="Perfis: listar, mostrar, conferir e rascunhar.", no_args_is_help=True)


@app.command("list")
def list_() -> None:
    """Lista os perfis, os do produto e os seus, e as tabelas a que cada um serve."""
    from config.settings import get_settings
    from data_access.profiles.load import STANDARD, STANDARD_TITLE, list_profiles

    rows = [
        ("perfil", "tabelas", "de quem", "título"),
        (STANDARD, "todas", "produto", STANDARD_TITLE),
    ]
    for item in list_profiles(get_settings()):
        owner = "seu" if item.own else "produto"
        rows.append((item.name, ", ".join(item.tables) or "—", owner, item.problem or item.title))
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=False)]
        results.print("  ".join([*cells, row[3]]))


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(metavar="NOME", help="Nome do perfil (veja `t360 profile list`)")
    ],
) -> None:
    """Diz, coluna por coluna, de onde vem o que um perfil preenche; padrao é o contrato."""
    from config.settings import get_settings
    from data_access.importing.contract_page import contract_page
    from data_access.profiles.describe import describe
    from data_access.profiles.load import STANDARD, Asked, load_profile, require_standard

    asked = Asked.of(name)
    if asked.name == STANDARD:
        require_standard(get_settings(), asked)
        results.file.write(contract_page())
        return
    for line in describe(load_profile(get_settings(), name)):
        results.print(line)


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="ARQUIVO", help="O perfil, um arquivo TOML")],
) -> None:
    """Confere um perfil e diz de uma vez tudo o que está errado."""
    from config.settings import get_settings
    from data_access.profiles.load import own_folder, read_profile

    profile = read_profile(file)
    for line in _verdict(profile):
        results.print(line)
    if file.resolve().parent != own_folder(get_settings()).resolve():
        tell(f"Para usá-lo, copie-o para {own_folder(get_settings())}.")


def _verdict(profile: "Profile") -> Iterator[str]:
    from config.attendance_rule import attendance_rule
    from data_access.profiles.describe import unverified_clauses

    yield f"O perfil {profile.name} está correto e serve a {enumerate_words(profile.tables)}."
    clauses = unverified_clauses(profile)
    if clauses:
        yield (
            f"Sem as colunas {enumerate_words(clauses)}, a regra do atendimento válido"
            f" ({attendance_rule().version}) não poderá conferir essas condições; a edição dirá"
            " isso."
        )


@app.command()
def suggest(
    file: Annotated[
        Path, typer.Argument(metavar="FONTE", help="Arquivo de qualquer formato que se importa")
    ],
    table: Annotated[
        str | None, typer.Option(help="Tabela do contrato (padrão: a que o arquivo parece ser)")
    ] = None,
    sheet: Annotated[str | None, typer.Option(help="Aba da planilha")] = None,
    member: Annotated[str | None, typer.Option(help="Arquivo dentro do ZIP")] = None,
) -> None:
    """Escreve o rascunho de um perfil para um arquivo; uma pessoa o completa."""
    from config.settings import get_settings
    from data_access.contract.load import table_contract
    from data_access.profiles.suggesting.draft import draft
    from data_access.profiles.suggesting.guess import guess
    from data_access.profiles.suggesting.look import look_at
    from data_access.sources.readers.opening import Choice
    from geo.territory import load_territory

    settings = get_settings()
    wanted = table_contract(table) if table else None
    with show_work("Exame do arquivo"):
        look = look_at(
            settings, file, load_territory(settings.home).municipalities, Choice(sheet, member)
        )
        text = draft(look, guess(look, wanted))
    results.file.write(text)
