"""A row of the standings in words: its name, as a link, and its band."""

from collections.abc import Mapping
from typing import Any, cast

import pandas as pd

from config.formatting import number
from pages.components import html
from pages.state import url
from pages.state.view import View

NEARLY_ALL = 0.8  # bands per unit from where bands are, in practice, a list


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by column."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def by_name(frame: pd.DataFrame) -> dict[str, dict[str, Any]]:
    """Rows by the name that the index has, as of a criterion."""
    return cast("dict[str, dict[str, Any]]", frame.to_dict("index"))


def unit_link(view: View, row: Mapping[str, Any]) -> str:
    name = str(row["name"] or row["unit"])
    return html.anchor(name, url.link(dict(view.params), parte="unidade", unidade=str(row["unit"])))


def band_name(band: Any) -> str:
    return f"{number(band)}ª\N{NO-BREAK SPACE}faixa"  # on one line of a narrow column
