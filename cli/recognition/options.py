"""Arguments that several commands of `t360 recognition` share, and the committee they ask."""

from typing import TYPE_CHECKING, Annotated, Literal

import typer

if TYPE_CHECKING:
    from data_access.recognition.committee import Committee

Slug = Annotated[str, typer.Argument(metavar="EDICAO", help="Edição de reconhecimento")]
CategoryId = Annotated[str, typer.Argument(metavar="CATEGORIA", help="Categoria da edição")]
UnitCode = Annotated[str, typer.Argument(metavar="UNIDADE", help="Código da unidade")]
Reason = Annotated[str, typer.Option("--reason", help="Motivo, por escrito")]
MemberName = Annotated[
    str | None,
    typer.Option("--member", help="Membro do comitê que age (padrão: a conta desta máquina)"),
]
Table = Annotated[Literal["csv", "json"], typer.Option("--format", help="Forma da saída")]
Text = Annotated[Literal["text", "json"], typer.Option("--format", help="Forma da saída")]


def open_committee(member: str | None = None) -> "Committee":
    """Who may run the command on the machine of the data acts for any member of the registry."""
    from config.settings import get_settings
    from data_access.operational.actor import COMMAND_LINE
    from data_access.recognition.committee import committee
    from indicators.scope import Access

    return committee(get_settings(), Access.everything(), COMMAND_LINE, member)
