"""A copy of everything that an installation knows, in one file, and a machine made of it.

The copy is a TAR: the files of the data folder as they are, the operational database as of one
moment, and a list with the SHA-256 of each, by which it is checked before it takes its place.
"""

import errno
import io
import json
import os
import shutil
import tarfile
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from config.errors import UserError
from config.progress import Progress
from config.settings import Settings
from data_access.base.durable import flush_file, flush_folder, hold_lock, sha256_of
from data_access.base.hash_keys import LAYERS_FILE
from data_access.editions.layout import BUILDING, PUBLISH_LOCK
from data_access.operational.actor import Actor
from data_access.operational.audit import record_audit
from data_access.operational.engine import FILE as DATABASE
from data_access.operational.keys import newest_fingerprint
from data_access.sources.workspace import private_folders
from data_access.stewardship.database_copy import database_now, folder_beside
from data_access.stewardship.rows_held import rows_held

LIST = "lista.json"  # the last file of the archive
VERSION = 1
APART = "chave_a_parte"
# What is made again by itself, or fetched again from who publishes it.
LEFT_OUT = ("demo", "sources", f"{DATABASE}-wal", f"{DATABASE}-shm")
BEGUN, DONE, RESTORED = "copia_feita_inicio", "copia_feita", "copia_restaurada"
BUSY = (
    "Uma edição está sendo construída ou apagada nesta pasta de dados. Espere que termine e tente"
    " de novo."
)


COPY_ELSEWHERE = (
    "A cópia não coube onde seria escrita, e nada ficou dela: libere espaço ali, ou escolha outro"
    " disco."
)
RESTORE_ELSEWHERE = (
    "A cópia não coube onde seria restaurada, e nada foi restaurado: libere espaço nesse disco, ou"
    " aponte T360_HOME para uma pasta de outro."
)


class BackupError(UserError):
    """A copy cannot be made, or cannot be restored."""


@dataclass(frozen=True)
class KeyInCopy:
    """``apart``: the key comes from the environment, and is in no copy. ``lacks_layers``: it was
    rotated, and the file that says how is not there.
    """

    apart: bool
    lacks_layers: bool


@dataclass(frozen=True)
class Copied:
    """`with_database` is false where the operational database is a server's, which has its own.
    ``key``: what of the key of identifiers is in it.
    """

    file: Path
    files: int
    size: int
    with_database: bool
    key: KeyInCopy


@dataclass(frozen=True)
class Restored:
    """How many files there were, and what of the key of identifiers was among them."""

    files: int
    key: KeyInCopy


def back_up(settings: Settings, target: Path, progress: Progress, actor: Actor) -> Copied:
    """Write `target`, whole or not at all. Imports and builds wait or are told to.

    Raises BackupError where something is in its place, ImportRefusedError or EditionError where an
    import or a build goes on.
    """
    if target.exists():
        raise BackupError(
            f"Já existe “{target.name}”. Escolha outro nome: uma cópia nunca toma o lugar de outra."
        )
    if not target.parent.is_dir():
        raise BackupError(f"Não há a pasta em que “{target.name}” ficaria. Crie-a antes.")
    if settings.home.resolve() in target.resolve().parents:
        raise BackupError(
            "A cópia ficaria dentro da pasta dos dados, e com ela se perderia. Escolha outra pasta,"
            " de preferência em outro disco."
        )
    record_audit(settings, actor, BEGUN, target.name)
    part = target.with_name(f".{target.name}.parte")
    try:
        with _nothing_changes(settings), folder_beside(part) as folder:
            database = database_now(settings, folder)
            files = _files(settings, database)
            key = KeyInCopy(settings.hash_key is not None, _lacks_layers(settings, files))
            _write(part, files, key, progress)
        flush_file(part)
        part.replace(target)
        flush_folder(target.parent)
    except OSError as error:
        raise _without_room(error, COPY_ELSEWHERE) from error
    finally:
        part.unlink(missing_ok=True)
    done = Copied(target, len(files), target.stat().st_size, database is not None, key)
    record_audit(settings, actor, DONE, target.name, {"arquivos": done.files, "bytes": done.size})
    return done


@contextmanager
def _nothing_changes(settings: Settings) -> Iterator[None]:
    with ExitStack() as stack:
        stack.enter_context(rows_held(settings, BUSY))
        stack.enter_context(hold_lock(settings.editions_folder / PUBLISH_LOCK))
        yield


def _files(settings: Settings, database: Path | None) -> dict[str, Path]:
    """What goes in, by its name in the data folder."""
    home = settings.home.resolve()
    at_work = {folder.resolve() for folder in private_folders(settings)}  # raw rows, soon gone
    found = {
        path.relative_to(home).as_posix(): path
        for path in sorted(_all_files(home, at_work))
        if path.is_file() and not path.is_symlink() and _belongs(path.relative_to(home))
    }
    if database is not None:
        found[DATABASE] = database
    else:
        found.pop(DATABASE, None)
    return found


def _all_files(home: Path, without: Collection[Path]) -> Iterator[Path]:
    for folder, inside, files in os.walk(home):
        inside[:] = [name for name in inside if Path(folder, name) not in without]
        yield from (Path(folder, name) for name in files)


def _belongs(name: Path) -> bool:
    top = name.parts[0]
    temporary = any(part.startswith(BUILDING) or part.endswith(".lock") for part in name.parts)
    return top not in LEFT_OUT and not temporary


def _lacks_layers(settings: Settings, names: Collection[str]) -> bool:
    return LAYERS_FILE not in names and newest_fingerprint(settings) is not None


def _write(part: Path, files: dict[str, Path], key: KeyInCopy, progress: Progress) -> None:
    sums: dict[str, str] = {}
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with (
        os.fdopen(descriptor, "wb") as raw,
        tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for place, (name, path) in enumerate(files.items()):
            progress(place / len(files), name)
            sums[name] = sha256_of(path)
            archive.add(path, name, recursive=False)
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        listed = {"versao": VERSION, "feita_em": moment, "arquivos": sums, APART: key.apart}
        content = json.dumps(listed).encode()
        entry = tarfile.TarInfo(LIST)
        entry.size, entry.mode = len(content), 0o600
        archive.addfile(entry, io.BytesIO(content))


def restore(settings: Settings, source: Path, progress: Progress, actor: Actor) -> Restored:
    """Make this installation of a copy; the data folder must be empty.

    Everything is checked before anything takes its place. Raises BackupError.
    """
    home = settings.home
    if home.exists() and any(home.iterdir()):
        raise BackupError(
            "A pasta dos dados (T360_HOME) já tem arquivos, e restaurar não apaga nada. Aponte"
            " T360_HOME para uma pasta nova ou vazia."
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    fresh = home.with_name(f".{home.name}.restaurando")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    try:
        sums, apart = _extract(source, fresh, progress)
        _check(source, fresh, sums)
        if home.exists():
            home.rmdir()
        fresh.replace(home)
        flush_folder(home.parent)
    except OSError as error:
        raise _without_room(error, RESTORE_ELSEWHERE) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    record_audit(settings, actor, RESTORED, source.name, {"arquivos": len(sums)})
    return Restored(len(sums), KeyInCopy(apart, _lacks_layers(settings, sums)))


def _extract(source: Path, fresh: Path, progress: Progress) -> tuple[dict[str, str], bool]:
    """Returns the sums that the archive lists, and whether it says that the key was apart."""
    try:
        with tarfile.open(source, "r:") as archive:
            for entry in archive:
                progress(None, entry.name)
                archive.extract(entry, fresh, filter="data")
        listed = json.loads((fresh / LIST).read_bytes())
        sums = {str(name): str(value) for name, value in listed["arquivos"].items()}
    except FileNotFoundError as error:
        raise BackupError(
            f"Não encontrei o arquivo “{source.name}”. Confira o nome."
            if error.filename and Path(error.filename) == source
            else _no_copy(source)
        ) from None
    except (tarfile.TarError, ValueError, KeyError, AttributeError, EOFError):
        raise BackupError(_no_copy(source)) from None
    if listed.get("versao") != VERSION:
        raise BackupError(
            f"“{source.name}” foi feita por uma versão mais nova do produto. Atualize o produto e"
            " tente de novo."
        )
    (fresh / LIST).unlink()
    return sums, listed.get(APART) is True


def _without_room(error: OSError, remedy: str) -> Exception:
    """A full disk where the copy goes, or where it is restored: what the data folder could let go
    does not help.
    """
    if error.errno not in (errno.ENOSPC, errno.EDQUOT):
        return error
    return BackupError(f"O disco está cheio. {remedy}")


def _no_copy(source: Path) -> str:
    return (
        f"“{source.name}” não é uma cópia inteira feita por `t360 backup`: não tem a lista do que"
        " leva, que é a última coisa escrita. Confira o arquivo, ou use uma cópia anterior."
    )


def _check(source: Path, fresh: Path, sums: dict[str, str]) -> None:
    found = {
        path.relative_to(fresh).as_posix(): path for path in fresh.rglob("*") if path.is_file()
    }
    wrong = [name for name, value in sums.items() if not _is(found.get(name), value)]
    wrong += [name for name in found if name not in sums]
    if wrong:
        raise BackupError(
            f"“{source.name}” está danificada: “{wrong[0]}” não é o que foi copiado"
            f" ({len(wrong)} de {len(sums)} arquivos). Nada foi restaurado; use outra cópia."
        )


def _is(path: Path | None, value: str) -> bool:
    with suppress(OSError):
        return path is not None and sha256_of(path) == value
    return False
