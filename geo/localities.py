"""The answer of IBGE's service of localities (v1): the hierarchy of every municipality."""

from typing import Any

import pandas as pd

from config.ibge import check_digit_ok
from geo.errors import TerritoryError
from geo.register import HIERARCHY

_PATHS = {
    "micro": ("microrregiao",),
    "meso": ("microrregiao", "mesorregiao"),
    "rgi": ("regiao-imediata",),
    "rgint": ("regiao-imediata", "regiao-intermediaria"),
}


def parse(listing: object, label: str) -> pd.DataFrame:
    """[code, name, meso…, micro…, rgint…, rgi…] from the parsed JSON; a region that is null becomes
    None.

    Raises TerritoryError when the list is not one of municipalities.
    """
    if not isinstance(listing, list) or not listing or not all(map(_is_municipality, listing)):
        raise TerritoryError(
            f"Esperava, em “{label}”, a lista de municípios do IBGE (com id de 7 dígitos e nome) "
            "e encontrei outra coisa."
        )
    return pd.DataFrame(
        [_row(item) for item in listing], columns=["code", "name", *HIERARCHY], dtype=object
    )


def _is_municipality(item: object) -> bool:
    return isinstance(item, dict) and bool(item.get("nome")) and check_digit_ok(str(item.get("id")))


def _row(item: dict[str, Any]) -> dict[str, str | None]:
    row: dict[str, str | None] = {"code": str(item["id"]), "name": str(item["nome"])}
    for prefix, path in _PATHS.items():
        region: Any = item
        for step in path:
            region = (region or {}).get(step)
        row[f"{prefix}_code"] = str(region["id"]) if region else None
        row[f"{prefix}_name"] = str(region["nome"]) if region else None
    return row
