"""The eight territorial levels: where the register keeps them and how they nest."""

from dataclasses import dataclass

from indicators.scope import COUNTRY, LEVELS

COUNTRY_NAME = "Brasil"


@dataclass(frozen=True)
class Level:
    """One level: its columns in the register (None for the country) and the level above it."""

    id: str
    label: str
    plural: str
    code_column: str | None
    name_column: str | None
    parent: str | None


_LEVELS = (
    Level("brasil", "país", "países", None, None, None),
    Level("regiao", "região", "regiões", "region_code", "region_name", "brasil"),
    Level("uf", "UF", "UFs", "uf_code", "uf_name", "regiao"),
    Level("mesorregiao", "mesorregião", "mesorregiões", "meso_code", "meso_name", "uf"),
    Level("microrregiao", "microrregião", "microrregiões", "micro_code", "micro_name", "mesorregiao"),
    Level(
        "regiao_intermediaria",
        "região intermediária",
        "regiões intermediárias",
        "rgint_code",
        "rgint_name",
        "uf",
    ),
    Level("regiao_imediata", "região imediata", "regiões imediatas", "rgi_code", "rgi_name", "regiao_intermediaria"),
    Level("municipio", "município", "municípios", "code", "name", "uf"),
)
LEVEL_BY_ID = {level.id: level for level in _LEVELS}
if set(LEVEL_BY_ID) != set(LEVELS):
    raise RuntimeError("the levels of the register and of the scope differ")


def ancestors(level: str) -> list[str]:
    """The levels above `level`, nearest first: ``microrregiao`` → mesorregiao, uf, regiao, brasil."""
    above: list[str] = []
    parent = LEVEL_BY_ID[level].parent
    while parent is not None:
        above.append(parent)
        parent = LEVEL_BY_ID[parent].parent
    return above


__all__ = ["COUNTRY", "COUNTRY_NAME", "LEVEL_BY_ID", "Level", "ancestors"]
