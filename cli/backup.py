"""`t360 backup` and `t360 restore`: a copy of the installation, and a machine made of it."""

from pathlib import Path
from typing import Annotated

import typer

from cli.output import progress_bar, results, tell
from config.formatting import file_size, plural


def backup(
    target: Annotated[
        Path, typer.Argument(metavar="ARQUIVO", help="Onde escrever a cópia (.tar), fora da pasta")
    ],
) -> None:
    """Copia tudo o que esta instalação sabe para um arquivo: importações, edições, trilha, malha e
    chaves.
    """
    from cli.steward import own_desk
    from config.settings import get_settings

    steward = own_desk(get_settings())
    with progress_bar("Cópia") as progress:
        done = steward.back_up(target, progress)
    results.print(
        f"{done.file.name}: {plural(done.files, 'arquivo', 'arquivos')}, {file_size(done.size)}."
    )
    tell("Guarde-a em outra máquina, e longe dos olhos dos outros: leva as chaves.")
    if not done.with_database:
        tell(
            "O banco operacional é de um servidor e não está na cópia: faça a dele agora, por"
            " exemplo com pg_dump, e guarde as duas juntas."
        )


def restore(
    source: Annotated[
        Path, typer.Argument(metavar="ARQUIVO", help="Cópia feita por `t360 backup`")
    ],
) -> None:
    """Refaz uma instalação de uma cópia, numa pasta dos dados vazia; confere tudo antes."""
    from config.settings import get_settings
    from data_access.operational.actor import COMMAND_LINE, Actor, current_user
    from data_access.stewardship import backup as copies

    with progress_bar("Restauração") as progress:
        count = copies.restore(
            get_settings(), source, progress, Actor(current_user(), COMMAND_LINE)
        )
    results.print(f"{plural(count, 'arquivo conferido', 'arquivos conferidos')}.")
    tell("Confira com `t360 doctor` e `t360 audit verify`.")
