"""The least that a page with a map can be: Streamlit, one map of the 27 UFs, and nothing else.

`streamlit run benchmarks/lone_map/serve.py` serves it; `pages.py` sets its first view beside those
of the dashboard.
"""

import pandas as pd
import streamlit as st

from config.palette import load_palette
from data_access.queries.tables.reference import territories
from geo.maps import Mesh, Shading, Tooltip, choropleth
from indicators.scope import Access
from pages.components.caching import ask_edition
from pages.components.plots import config
from pages.server.routes import routes
from pages.state import gateway


def draw() -> None:
    edition = gateway.edition(gateway.published_id())
    states = ask_edition(edition.id, Access.everything(), territories, "uf")
    palette, mesh = load_palette("light"), Mesh(gateway.mesh_url(edition, "uf"))
    shading = Shading([0] * len(states), [palette.accent])
    tooltip = Tooltip(
        pd.DataFrame({"code": states["code"].astype(float)}), "%{customdata[0]}", [""] * len(states)
    )
    st.html('<p class="t-sentence">Só um mapa.</p>')
    figure = choropleth(list(states["code"]), shading, tooltip, mesh, palette, revision="")
    st.plotly_chart(
        figure.update_layout(height=520), theme=None, config=config(name="mapa", map_buttons=True)
    )


if __name__ == "__main__":
    draw()
else:
    app = st.App(__file__, routes=routes())
