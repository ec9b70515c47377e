"""A page drawn alone, in this process, on the edition of the settings and with the parameters of an
address.
"""

import importlib
import json
from typing import Any

from streamlit.testing.v1 import AppTest

from pages.components.tabs import ALL

PATIENCE = 120  # seconds


def _script(module: str, ufs: frozenset[str] | None) -> None:
    """Run by Streamlit on its own: whatever it needs is imported inside."""
    import importlib

    import streamlit as st

    from indicators.scope import Access, Comparison, Month, Period, Scope, TerritoryRef
    from pages.state import gateway
    from pages.state.view import View

    params = st.query_params.to_dict()
    edition = gateway.published_id()
    last = Month(gateway.edition(edition).manifest.last_month)
    first, _, end = params.get("periodo", "").partition("..")
    periods = {"": Period.year_to_date(last), "12m": Period.last_months(last)}
    period = periods[first] if first in periods else Period.parse(first, end)
    porte, channel = (tuple(filter(None, [params.get(name)])) for name in ("porte", "canal"))
    scope = Scope(
        period,
        TerritoryRef.parse(params.get("territorio", "brasil")),
        porte=porte,
        channel=channel,
        comparison=Comparison(params.get("comparar", Comparison.PREVIOUS_YEAR)),
    )
    view = View(edition, Access("teste", ufs), scope, "Lugar", params)
    importlib.import_module(f"pages.{module}.page").page(view)


def is_in_parts(module: str) -> bool:
    return hasattr(importlib.import_module(f"pages.{module}.page"), "parts")


def drawn(module: str, *opened: str, ufs: frozenset[str] | None = None, **params: str) -> AppTest:
    """The page of `module`; `opened` are the keys of parts to find open, `params` those of its
    address.

    Of a page in parts all are drawn, unless ``parte`` names one.

    ``periodo`` is ``12m`` or ``2026-01..2026-03``, the year to date where it is left out;
    ``territorio``, ``porte`` and ``canal`` are one each. `ufs` are those that the user may see,
    None all of them.
    """
    app = AppTest.from_function(_script, args=(module, ufs), default_timeout=PATIENCE)
    for name, value in {"parte": ALL, **params}.items():
        if name != "parte" or is_in_parts(module):
            app.query_params[name] = value
    for key in opened:
        app.session_state[key] = True
    return app.run()


def shown(app: AppTest) -> str:
    """Everything that the page wrote as HTML; a page that failed is an error."""
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html"))


def figure(app: AppTest, key: str) -> dict[str, Any]:
    """The chart of that key, as Plotly's JSON."""
    found = [chart.proto for chart in app.get("plotly_chart") if chart.proto.id.endswith(f"-{key}")]
    assert len(found) == 1, [chart.proto.id for chart in app.get("plotly_chart")]
    drawing: dict[str, Any] = json.loads(found[0].spec)
    return drawing
