"""What `t360 doctor` looks at: each check says what it found, or raises the error that says what is
missing.
"""

import os
import platform
import shutil
import stat
from collections.abc import Callable
from importlib.metadata import version

from config.errors import UserError
from config.formatting import file_size, number, plural
from config.programme import programme
from config.settings import Settings
from data_access.base.addresses import shown_address
from data_access.base.hash_keys import KEY_FILE
from data_access.editions.info import current_edition
from data_access.editions.pruning import dead_builds, size_of, space_taken
from data_access.editions.server.sight import problem_of_wall
from data_access.editions.shelf import served_ids, where_served
from data_access.editions.verification import verify
from data_access.identity.accounts import required_identities
from data_access.operational.engine import operational_engine
from data_access.operational.keys import has_key, refuse_key_of_others, rotations
from data_access.operational.verification import verify_trail
from data_access.places.coding import WHOSE
from data_access.places.crosswalk import Crosswalk, find_crosswalk
from data_access.staging.soundness import active_files, problem_of_file
from data_access.staging.turn import dead_work
from geo.territory import load_territory
from indicators.catalogue.definitions import catalogue
from indicators.scope import Month

SCARCE_DISK = 2e9
Check = Callable[[Settings], str]


class _UnmetError(UserError):
    """Something that the product needs is not there."""


def _versions(_settings: Settings) -> str:
    names = ("territorio360", "streamlit", "duckdb", "sqlalchemy", "pandas", "geopandas")
    return f"Python {platform.python_version()}, " + ", ".join(
        f"{name} {version(name)}" for name in names
    )


def _folder(settings: Settings) -> str:
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    probe = settings.home / ".doctor"
    probe.write_text("ok", encoding="utf-8")
    probe.unlink()
    mode = stat.S_IMODE(settings.home.stat().st_mode)
    if os.name == "posix" and mode & 0o077:
        raise _UnmetError(
            f"outras contas desta máquina entram em {settings.home} (permissões {mode:03o})."
            f" Feche-a com: chmod 700 '{settings.home}'"
        )
    free = shutil.disk_usage(settings.home).free
    if free < SCARCE_DISK:
        raise _UnmetError(
            f"{settings.home} tem só {file_size(free)} livres; libere espaço ou mude T360_HOME."
        )
    return f"{settings.home} ({file_size(free)} livres)"


def _operational(settings: Settings) -> str:
    engine = operational_engine(settings)
    with engine.connect():
        return f"{engine.dialect.name}, {shown_address(engine.url)}"


def _interrupted_imports(settings: Settings) -> str:
    folders = dead_work(settings)
    if folders:
        left = plural(
            len(folders), "importação interrompida deixou", "importações interrompidas deixaram"
        )
        raise _UnmetError(
            f"{left} arquivos com identificadores pessoais em {settings.staging_folder}; a próxima"
            " importação, ou `t360 build`, os remove."
        )
    return "nenhuma deixou arquivos para trás"


def _key(settings: Settings) -> str:
    """The key that hashes, against those of the imports that count; none is made here."""
    refuse_key_of_others(settings)
    if not has_key(settings):
        return "ainda não há; será sorteada na primeira importação"
    where = "T360_HASH_KEY" if settings.hash_key is not None else f"{KEY_FILE}, na pasta dos dados"
    made = rotations(settings)
    return f"{where}, trocada {plural(len(made), 'vez', 'vezes')}" if made else where


def _staged_files(settings: Settings) -> str:
    files = list(active_files(settings))
    for table, file in files:
        problem = problem_of_file(table, file)
        if problem:
            raise _UnmetError(problem)
    return f"{plural(len(files), 'importação ativa', 'importações ativas')}, arquivos íntegros"


def _territory(settings: Settings) -> str:
    territory = load_territory(settings.home)
    missing = len(territory.missing_from_mesh())
    lacking = f"{number(missing)} sem polígono" if missing else "todos com polígono"
    return (
        f"{plural(len(territory.municipalities), 'município', 'municípios')}, {lacking};"
        f" {territory.source}, {territory.vintage}"
    )


def _dead_builds(settings: Settings) -> str:
    left = dead_builds(settings)
    if left:
        size = file_size(sum(map(size_of, left)))
        builds = plural(
            len(left), "construção interrompida deixou", "construções interrompidas deixaram"
        )
        raise _UnmetError(
            f"{builds} {size} em {settings.editions_folder}; `t360 editions prune --yes` os remove."
        )
    taken = file_size(space_taken(settings))
    return f"{taken}; `t360 editions prune` diz o que pode sair"


def _served_from(settings: Settings) -> str:
    place = where_served(settings)
    count = len(served_ids(settings))
    return f"{place} ({plural(count, 'edição', 'edições')})"


def _crosswalks(settings: Settings) -> str:
    told = []
    for system, whose in WHOSE.items():
        found = find_crosswalk(settings.home, system)
        told.append(f"{whose}, {_origin(found)}" if found else f"{whose}, nenhum")
    return "; ".join(told)


def _origin(crosswalk: Crosswalk) -> str:
    count = plural(len(crosswalk.pairs), "município", "municípios")
    return (
        f"{count}, instalado ({crosswalk.source})" if crosswalk.installed else f"{count}, embutido"
    )


def _edition(settings: Settings) -> str:
    info = current_edition(settings)
    if info is not None and info.manifest is None:
        raise _UnmetError(f"{info.id}: {info.problem}")
    if info is None or info.manifest is None:
        raise _UnmetError(
            "não há edição publicada; execute `t360 demo`, ou `t360 build` e `t360 editions publish"
            " ID`."
        )
    problems = [problem for problem in verify(settings, info.id) if problem.serious]
    if problems:
        raise _UnmetError(f"{info.id}: {problems[0]}")
    first, last = Month(info.manifest.first_month).label, Month(info.manifest.last_month).label
    return f"{info.id}, de {first} a {last}, íntegra" + (
        ", dados de demonstração" if info.demonstration else ""
    )


def _wall(settings: Settings) -> str:
    if settings.editions_url is None:
        return "não se aplica: as edições são arquivos, e quem lê a pasta lê tudo"
    info = current_edition(settings)
    if info is None:
        return "ainda não há edição publicada"
    problem = problem_of_wall(settings, info.id)
    if problem:
        raise _UnmetError(problem)
    return "o banco só dá as linhas das UFs de quem pergunta"


def _identities(settings: Settings) -> str:
    """What `t360 serve` asks before it begins."""
    provider = required_identities(settings)
    if provider is not None:
        return f"há contas, que entram por {provider.issuer} e voltam a {provider.url}"
    return "ninguém entra com a sua conta: quem abre o painel vê e muda tudo"


def _trail(settings: Settings) -> str:
    outcome = verify_trail(settings)
    if not outcome.intact:
        raise _UnmetError(f"{outcome.sentence} Veja o que com `t360 audit verify`.")
    return outcome.sentence


def _catalogue(_settings: Settings) -> str:
    return plural(len(catalogue()), "indicador", "indicadores")


def _programme(settings: Settings) -> str:
    plan = programme()
    where = f", de {settings.programme}" if settings.programme else ""
    return f"{plan.source}, versão {plan.version}{where}"


CHECKS: dict[str, Check] = {
    "Versões": _versions,
    "Pasta dos dados": _folder,
    "Banco operacional": _operational,
    "Chave dos identificadores": _key,
    "Importações interrompidas": _interrupted_imports,
    "Arquivos importados": _staged_files,
    "Território": _territory,
    "De-para de municípios": _crosswalks,
    "Espaço das edições": _dead_builds,
    "Edições servidas": _served_from,
    "Edição publicada": _edition,
    "Segunda parede": _wall,
    "Contas": _identities,
    "Trilha de auditoria": _trail,
    "Catálogo": _catalogue,
    "Regras do programa": _programme,
}
