"""Levels of territories, and which lies inside which."""

import re

LEVELS = (
    "brasil",
    "regiao",
    "uf",
    "regiao_intermediaria",
    "regiao_imediata",
    "mesorregiao",
    "microrregiao",
    "territorio_proprio",
    "municipio",
)
OWN = "territorio_proprio"  # of the table `territorios_proprios`: a regional of Sebrae
_OWN_CODE = re.compile(r"[0-9]{2}-[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_OWN = 80  # letters of such a code
CODE_LENGTHS = {
    "regiao": 1,
    "uf": 2,
    "regiao_intermediaria": 4,
    "regiao_imediata": 6,
    "mesorregiao": 4,
    "microrregiao": 5,
    "municipio": 7,
}
# What each level is made of: a level nests inside those that lead to it.
_INSIDE = {
    "brasil": (),
    "regiao": ("brasil",),
    "uf": ("brasil", "regiao"),
    "regiao_intermediaria": ("brasil", "regiao", "uf"),
    "regiao_imediata": ("brasil", "regiao", "uf", "regiao_intermediaria"),
    "mesorregiao": ("brasil", "regiao", "uf"),
    "microrregiao": ("brasil", "regiao", "uf", "mesorregiao"),
    "territorio_proprio": ("brasil", "regiao", "uf"),
    "municipio": tuple(level for level in LEVELS if level != "municipio"),
}


def nests(inner: str, outer: str) -> bool:
    """Whether every territory of level `inner` lies in a single territory of level `outer`."""
    return inner == outer or outer in _INSIDE[inner]


def is_own_code(text: str) -> bool:
    """Whether it can be the code of an own territory: ``31-zona-da-mata``."""
    return len(text) <= LONGEST_OWN and _OWN_CODE.fullmatch(text) is not None
