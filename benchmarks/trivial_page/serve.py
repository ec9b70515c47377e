"""The least that a page can be: Streamlit, three sentences and a filter, and nothing else.

`streamlit run benchmarks/trivial_page/serve.py` serves it; `load.py` sets what it costs beside what
the dashboard costs. It draws what the address asks for, as every page does, and nothing of the
dashboard is in its process.
"""

from html import escape

import streamlit as st
from starlette.responses import JSONResponse
from starlette.routing import Route


def draw() -> None:
    asked = escape(st.query_params.get("territorio", ""))
    period = escape(st.query_params.get("periodo", ""))
    st.html(f'<h1 class="t-unseen">Página — {asked}</h1>')
    st.html(f'<p class="t-sentence">{asked}, {period}</p>')
    st.selectbox("Período", ["ano", "12m"])
    st.html(f"<p>{period}</p>")


async def health(_: object) -> JSONResponse:
    return JSONResponse({})


if __name__ == "__main__":
    draw()
else:
    app = st.App(__file__, routes=[Route("/saude", health)])
