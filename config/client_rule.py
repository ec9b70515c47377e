"""Whom the counts of clients count once, read from ``client_rule.toml``."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

FILE = Path(__file__).with_suffix(".toml")


class ClientRule(BaseModel):
    """``company``: a CNPJ root with all its establishments, or each establishment."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    source: str
    company: Literal["raiz", "estabelecimento"]


@lru_cache(maxsize=1)
def client_rule() -> ClientRule:
    return ClientRule.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")))
