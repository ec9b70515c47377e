"""The names by which columns of the contract are known: the contract's, those of our profiles, and
common ones.
"""

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from data_access.contract.load import contract
from data_access.profiles.load import PRODUCT, read_profile
from data_access.profiles.model import Foreign, Mended, Translated
from data_access.sources.values.text import normalised_name

FILE = Path(__file__).with_name("synonyms.toml")


class VocabularyError(Exception):
    """The file of synonyms names what the contract does not have: ours to mend."""


@lru_cache(maxsize=1)
def vocabulary() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """For each table and column of the contract, its normalised names, its own among them."""
    names: dict[str, dict[str, set[str]]] = {
        name: {column: {column} for column in table.names} for name, table in contract().items()
    }
    for table, columns in _synonyms().items():
        for column, others in columns.items():
            names[table][column].update(normalised_name(other) for other in others)
    for file in PRODUCT.glob("*.toml"):
        for table, section in read_profile(file, own=False).tables.items():
            for column, target in section.targets.items():
                names[table].get(column, set()).update(_plain(target.expression))
    return {
        table: {column: frozenset(known) for column, known in columns.items()}
        for table, columns in names.items()
    }


def _plain(expression: object) -> tuple[str, ...]:
    """The names of a column that is one column of the source, mended or not."""
    while isinstance(expression, Mended | Translated):
        expression = expression.origin
    return expression.names if isinstance(expression, Foreign) else ()


def _synonyms() -> Mapping[str, Mapping[str, list[str]]]:
    written = tomllib.loads(FILE.read_text(encoding="utf-8"))
    strange = [
        f"{table}.{column}"
        for table, columns in written.items()
        for column in columns
        if table not in contract() or column not in contract()[table].names
    ]
    if strange:
        raise VocabularyError(f"{FILE.name}: {', '.join(strange)}")
    return written


def all_names() -> frozenset[str]:
    """Every name that makes a row look like a header."""
    return frozenset(
        name for columns in vocabulary().values() for names in columns.values() for name in names
    )
