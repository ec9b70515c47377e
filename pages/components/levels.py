"""The levels into which a territory is divided, as a choice of a page."""

from config.ibge import UFS
from data_access.queries.tables import reference
from indicators.scope import LEVELS, TerritoryRef, nests
from pages.components.caching import ask
from pages.state.view import View

NAMES = {
    "regiao": ("região", "regiões"),
    "uf": ("UF", "UFs"),
    "regiao_intermediaria": ("região intermediária", "regiões intermediárias"),
    "regiao_imediata": ("região imediata", "regiões imediatas"),
    "mesorregiao": ("mesorregião", "mesorregiões"),
    "microrregiao": ("microrregião", "microrregiões"),
    "municipio": ("município", "municípios"),
}
WIDE = ("brasil", "regiao")


def levels_inside(view: View, territory: TerritoryRef) -> list[str]:
    """The levels of the edition that a territory is divided into, the widest first."""
    return [
        level
        for level in LEVELS
        if level != territory.level and nests(level, territory.level) and has_level(view, level)
    ]


def has_level(view: View, level: str) -> bool:
    """Whether the edition knows any territory of that level."""
    return bool(len(ask(view, reference.territories, level)))


def level_names(levels: list[str], first: str) -> dict[str, str]:
    """The levels by name, for a choice of which `first` is the default."""
    ordered = [level for level in levels if level == first] + [
        level for level in levels if level != first
    ]
    return {level: _capital(NAMES[level][1]) for level in ordered}


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def uf_around(territory: TerritoryRef) -> TerritoryRef:
    """The UF that a territory below the regions lies in (IBGE's codes begin with it)."""
    return TerritoryRef("uf", territory.code[:2])


def uf_name(code: str) -> str:
    return next(uf.name for uf in UFS if uf.code == code)
