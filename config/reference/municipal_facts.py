"""Public facts of every municipality that the product carries: population, GDP and IDHM.

They are no edition's data: the demonstration is built on them, and every layer may read them. What
each is and who published it is in ``municipal_facts.toml``.
"""

import tomllib
from functools import lru_cache
from pathlib import Path

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

FILE = Path(__file__).with_suffix(".toml")
TABLE = Path(__file__).parent / "data" / "municipal_facts.csv"


class Fact(BaseModel):
    """One column of the table, and the indicator and year of the table `socioeconomico` that it is.

    ``source`` is how a value is credited where it is shown, ``citation`` the publication.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    indicator: str
    year: int
    unit: str
    municipalities: int = Field(gt=0)
    total: int | None = None
    source: str
    citation: str


@lru_cache(maxsize=1)
def facts() -> tuple[Fact, ...]:
    """What is known, in the order of the table's columns."""
    content = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(Fact.model_validate(fact) for fact in content["fact"])


def municipal_facts() -> pd.DataFrame:
    """One row per municipality, indexed by its 7-digit code, with a column of numbers per fact.

    NaN where the fact is not known: the municipality was installed later. Units and sources are
    those of `facts`.
    """
    numbers = {fact.column: "float64" for fact in facts()}
    return pd.read_csv(TABLE, dtype={"code": "str", **numbers}).set_index("code")
