"""Where profiles are: those of the product beside this file,
those of the installation in ``profiles`` of its home.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from config.errors import UserError, reason_of
from config.formatting import enumerate_words, plural
from config.settings import Settings
from data_access.contract.model import Table
from data_access.profiles.model import Profile
from data_access.profiles.parse import ProfileError, parse_profile

PRODUCT = Path(__file__).parent
STANDARD, STANDARD_TITLE = "padrao", "As colunas do contrato de dados"
READING = 1  # of profiles: counted up when the same profile begins to mean something else
LONGEST_LABEL = 80


class UnknownProfileError(UserError):
    """Asked for a profile that is not there, or for what it does not do."""


@dataclass(frozen=True)
class Listed:
    """``problem``: why it cannot be used."""

    name: str
    title: str
    tables: tuple[str, ...]
    own: bool
    problem: str | None = None


@dataclass(frozen=True)
class Asked:
    """``rae`` or ``ibge_pib:ano=2021``: a profile by name and the arguments of its parameters."""

    name: str
    arguments: Mapping[str, str]

    @staticmethod
    def of(text: str) -> "Asked":
        """Raises UnknownProfileError where the arguments are no ``name=value``,
        separated by commas.
        """
        name, colon, written = text.strip().partition(":")
        pairs = [item.split("=", 1) for item in written.split(",")] if colon else []
        if any(len(pair) != 2 or not pair[0].strip() or not pair[1].strip() for pair in pairs):
            raise UnknownProfileError(
                f"Não entendi “{text}”. Escreva o nome do perfil e, se ele tem parâmetros, os"
                " valores: ibge_pib:ano=2021."
            )
        return Asked(name.strip(), {key.strip(): value.strip() for key, value in pairs})


def own_folder(settings: Settings) -> Path:
    return settings.home / "profiles"


def profile_files(settings: Settings) -> dict[str, Path]:
    """The file of each profile by name; one of the installation never takes the place
    of one of the product.
    """
    files = {file.stem: file for file in sorted(own_folder(settings).glob("*.toml"))}
    return files | {file.stem: file for file in sorted(PRODUCT.glob("*.toml"))}


def load_profile(settings: Settings, name: str) -> Profile:
    """Raises UnknownProfileError with the list, and ProfileError with all that is wrong."""
    files = profile_files(settings)
    if name == STANDARD:
        raise UnknownProfileError(
            f"O perfil {STANDARD} é o próprio contrato de dados, e não um arquivo: veja-o com `t360"
            f" profile show {STANDARD}`."
        )
    if name not in files:
        known = ", ".join([STANDARD, *sorted(files)])
        raise UnknownProfileError(f"O perfil “{name}” não existe. Os perfis são: {known}.")
    if files[name].parent == PRODUCT:
        _refuse_shadow(settings, name)
        return _product_profile(name)
    return read_profile(files[name], own=True)


def require_standard(settings: Settings, asked: Asked) -> None:
    """Raises UnknownProfileError where something else bears its name, or arguments are given."""
    _refuse_shadow(settings, STANDARD)
    if asked.arguments:
        raise UnknownProfileError(
            f"O perfil {STANDARD} não tem parâmetros; escreva só o nome dele."
        )


def _refuse_shadow(settings: Settings, name: str) -> None:
    shadow = own_folder(settings) / f"{name}.toml"
    if shadow.exists():
        raise UnknownProfileError(
            f"Há dois perfis “{name}”: o do produto e o {shadow.name} da pasta profiles, nos dados"
            " desta instalação. Dê outro nome ao seu, para que se saiba qual vale."
        )


@lru_cache(maxsize=32)
def _product_profile(name: str) -> Profile:
    return read_profile(PRODUCT / f"{name}.toml", own=False)


def read_profile(path: Path, *, own: bool = True) -> Profile:
    """A profile from any file. Raises UnknownProfileError (unreadable) and ProfileError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise UnknownProfileError(
            f"Não encontrei o perfil “{path}”. Confira o nome e a pasta."
        ) from None
    except UnicodeDecodeError:
        raise UnknownProfileError(
            f"O perfil “{path}” não está em UTF-8. Salve-o nessa codificação."
        ) from None
    except OSError as error:
        raise UnknownProfileError(
            f"Não consegui ler o perfil “{path}”: {reason_of(error)}."
        ) from None
    return parse_profile(path.stem, text, own=own)


def list_profiles(settings: Settings) -> list[Listed]:
    """Those of the product and then those of the installation, usable or not."""
    found = [_listed_profile(settings, file, own=False) for file in sorted(PRODUCT.glob("*.toml"))]
    return found + [
        _listed_profile(settings, file, own=True)
        for file in sorted(own_folder(settings).glob("*.toml"))
    ]


def profiles_for(settings: Settings, table: str) -> list[Listed]:
    """The profiles that can be used for a table, the contract itself first."""
    standard = Listed(STANDARD, STANDARD_TITLE, (table,), own=False)
    return [
        standard,
        *(item for item in list_profiles(settings) if table in item.tables and not item.problem),
    ]


def _listed_profile(settings: Settings, file: Path, *, own: bool) -> Listed:
    try:
        if own:
            product = (PRODUCT / file.name).exists() or file.stem == STANDARD
            profile = read_profile(file)
            problem = "tem o nome de um perfil do produto; dê-lhe outro" if product else None
        else:
            _refuse_shadow(settings, file.stem)
            profile, problem = _product_profile(file.stem), None
    except ProfileError as error:
        count = plural(len(error.problems), "problema", "problemas")
        return Listed(file.stem, "", (), own, f"{count}: veja `t360 profile check {file}`")
    except UnknownProfileError as error:
        return Listed(file.stem, "", (), own, str(error))
    return Listed(profile.name, profile.title, tuple(profile.tables), own, problem)


def check_arguments(profile: Profile, table: Table, asked: Asked) -> None:
    """Raises UnknownProfileError where the profile does not feed the table
    or has no such parameter.
    """
    if table.name not in profile.tables:
        raise UnknownProfileError(
            f"O perfil {profile.name} não serve à tabela {table.name}; ele serve a"
            f" {enumerate_words(profile.tables)}."
        )
    unknown = sorted(set(asked.arguments) - set(profile.parameters))
    if unknown:
        known = (
            f"os que tem são {enumerate_words(profile.parameters)}"
            if profile.parameters
            else "ele não tem nenhum"
        )
        raise UnknownProfileError(
            f"O perfil {profile.name} não tem o parâmetro {enumerate_words(unknown)}; {known}."
        )


def label_of(profile: Profile, table: Table, asked: Asked) -> str:
    """What the history calls a use of a profile: its name, the arguments and a fingerprint of what
    it says.

    Titles and comments are not in the fingerprint. Raises UnknownProfileError where the arguments
    are too long.
    """
    said = json.dumps(
        [READING, table.name, profile.content[table.name]], sort_keys=True, default=str
    )
    mark = hashlib.sha256(said.encode()).hexdigest()[:8]
    arguments = ",".join(f"{name}={value}" for name, value in sorted(asked.arguments.items()))
    label = f"{profile.name}{':' if arguments else ''}{arguments}@{mark}"
    if len(label) > LONGEST_LABEL:
        raise UnknownProfileError(f"Os valores dos parâmetros de {profile.name} são longos demais.")
    return label
