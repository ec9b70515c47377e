"""Where a spelling is: codes of IBGE and of other institutions,
names, and what only looks like a municipality.
"""

from data_access.places.coding import WHOSE, Coding, System
from data_access.places.crosswalk import (
    Crosswalk,
    CrosswalkError,
    find_crosswalk,
    require_crosswalk,
)
from data_access.places.gazetteer import Gazetteer
from data_access.places.guess import Guess, guess_coding
from data_access.places.install import Installed, install_crosswalk

__all__ = [
    "WHOSE",
    "Coding",
    "Crosswalk",
    "CrosswalkError",
    "Gazetteer",
    "Guess",
    "Installed",
    "System",
    "find_crosswalk",
    "guess_coding",
    "install_crosswalk",
    "require_crosswalk",
]
