"""Which groups of the provider of identities give which rights: a TOML file of the installation."""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.settings import SettingsError

NAME_CLAIM = "name"  # of OpenID Connect, which every provider has


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Given(_Strict):
    """A right of whoever has ``value`` in the claim; dots lead into it (``realm_access.roles``)."""

    claim: str = Field(min_length=1)
    value: str = Field(min_length=1)
    role: str
    places: list[str] = Field(min_length=1)
    edition: str = ""


class AccessMap(_Strict):
    """``name_claim`` is the claim by which people are called where their acts are read."""

    name_claim: str = NAME_CLAIM
    grant: list[Given] = []


@lru_cache(maxsize=2)
def load_access_map(file: Path | None) -> AccessMap:
    """Empty without a file. Raises SettingsError for one that cannot be used."""
    if file is None:
        return AccessMap()
    try:
        return AccessMap.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except OSError:
        raise SettingsError(
            f"Não consegui ler o arquivo de acessos ({file.name}). Confira T360_ACCESS_MAP e as"
            " permissões do arquivo."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise SettingsError(
            f"O arquivo de acessos ({file.name}) não é um TOML que se leia. Confira aspas e"
            " colchetes; docs/identidades.md tem um exemplo."
        ) from None
    except ValidationError as error:
        places = ", ".join(".".join(map(str, item["loc"])) for item in error.errors())
        raise SettingsError(
            f"O arquivo de acessos ({file.name}) tem o que não conheço ou lhe falta algo, em"
            f" {places}. Cada [[grant]] tem claim, value, role, places e, só para o comitê,"
            " edition; docs/identidades.md tem um exemplo."
        ) from None


def values_of(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The texts of a claim, itself or a list; anything else gives none. A name that has dots is
    looked for whole first.
    """
    found: Any = claims.get(claim)
    if found is None:
        found = claims
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset({found})
    if isinstance(found, (list, tuple)):
        return frozenset(item for item in found if isinstance(item, str))
    return frozenset()
