"""`t360 backup` and `t360 restore`: a copy of the installation, and a machine made of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.output import complain, progress_bar, results, tell
from config.formatting import file_size, plural

if TYPE_CHECKING:
    from data_access.stewardship.backup import KeyInCopy


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
    tell(f"Guarde-a em outra máquina, e longe dos olhos dos outros{_takes(done.key)}.")
    _tell_of_key(done.key)
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
        done = copies.restore(get_settings(), source, progress, Actor(current_user(), COMMAND_LINE))
    results.print(f"{plural(done.files, 'arquivo conferido', 'arquivos conferidos')}.")
    _tell_of_key(done.key)
    tell("Confira com `t360 doctor` e `t360 audit verify`.")


def _takes(key: "KeyInCopy") -> str:
    return "" if key.apart else ": leva as chaves"


def _tell_of_key(key: "KeyInCopy") -> None:
    if key.apart:
        tell(
            "A chave dos identificadores vem de T360_HASH_KEY e não está na cópia: guarde-a à"
            " parte, e defina-a igual na máquina em que a cópia for restaurada. Sem ela, os"
            " clientes já importados não são reconhecidos."
        )
    if key.lacks_layers:
        complain(
            "A chave já foi trocada, e o arquivo secret.layers, que a completa, não está na cópia"
            " nem nesta pasta: traga-o da máquina em que a troca foi feita, ou de uma cópia que o"
            " tenha."
        )
