"""What each type of the contract accepts, as a person reads it: read from ``accepted.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data_access.contract.model import Column, ColumnType

FILE = Path(__file__).with_name("accepted.toml")
# The rules of a column itself, whatever its type.
BLANK, OUT_OF_LIST = "obrigatorio_vazio", "valor_fora_da_lista"
OUT_OF_BOUNDS, OUT_OF_TIME = "fora_dos_limites", "data_fora_do_intervalo"


class TypeAccepted(BaseModel):
    """One type. ``forms``: cells as they may come, with the value that each becomes (`#`: a keyed
    hash).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    accepts: str
    forms: tuple[tuple[str, str], ...] = Field(min_length=1)
    rules: tuple[str, ...] = ()


class Accepted(BaseModel):
    """``row_rules``: what any row may break. ``repaired``: what is mended; ``aside``: what is no
    row. Both are counted.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: dict[ColumnType, TypeAccepted]
    row_rules: tuple[str, ...]
    repaired: tuple[str, ...]
    aside: tuple[str, ...]

    @model_validator(mode="after")
    def _tells_every_type(self) -> "Accepted":
        if missing := set(get_args(ColumnType)) - set(self.type):
            raise ValueError(f"types that are not told: {', '.join(sorted(missing))}")
        return self


@lru_cache(maxsize=1)
def accepted_by_contract() -> Accepted:
    return Accepted.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))


def rules_of(column: Column) -> tuple[str, ...]:
    """The rules that a cell of a column may break, the first that is looked at first."""
    own = [BLANK] if column.filled else []
    # A list has its own rule in place of what a code may be.
    own += [OUT_OF_LIST] if column.values else accepted_by_contract().type[column.type].rules
    own += [OUT_OF_BOUNDS] if (column.minimum, column.maximum) != (None, None) else []
    own += [OUT_OF_TIME] if column.earliest or column.latest else []
    return tuple(own)
