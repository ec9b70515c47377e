"""Streamlit's own programs come from memory and are asked for early; nothing else is answered in
their place.
"""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit import file_util

from pages.server.addresses import redirect_address
from pages.server.headers import policy_with
from pages.streamlit_patches import static_preload
from pages.streamlit_patches.host_page import HostPage
from pages.streamlit_patches.static_preload import StaticPreload

pytestmark = pytest.mark.streamlit_patches

FILES = Path(file_util.get_static_dir()) / "static"


async def _host_page(_: object) -> HTMLResponse:
    return HTMLResponse("<html><head><title>Streamlit</title></head></html>")


@pytest.fixture
def client() -> TestClient:
    host_page = Middleware(HostPage, elsewhere=redirect_address, policy=policy_with)
    layers = [host_page, Middleware(StaticPreload)]
    return TestClient(Starlette(routes=[Route("/", _host_page)], middleware=layers))


def test_every_file_that_the_page_names_is_served_as_it_is_and_kept_for_ever(
    client: TestClient,
) -> None:
    named = re.findall(r"\./static/([\w./-]+)", (FILES.parent / "index.html").read_text())
    assert len(named) > 50
    for name in named:
        answer = client.get(f"/static/{name}")
        assert answer.content == (FILES / name).read_bytes()
        assert "immutable" in answer.headers["cache-control"]
    assert (
        client.get(next(f"/static/{n}" for n in named if n.endswith(".js")))
        .headers["content-type"]
        .startswith(("text/javascript", "application/javascript"))
    )


def test_programs_come_compressed_to_whoever_can_read_them(client: TestClient) -> None:
    largest = max((FILES / "js").glob("*.js"), key=lambda file: file.stat().st_size)
    picture = next((FILES / "media").glob("*.png"))
    for kept, files, folder in ((0.4, largest, "js"), (1.0, picture, "media")):
        content = files.read_bytes()
        plain, packed = (
            client.get(f"/static/{folder}/{files.name}", headers={"Accept-Encoding": words})
            for words in ("identity", "gzip, br")
        )
        assert plain.content == packed.content == content
        assert "content-encoding" not in plain.headers
        assert int(plain.headers["content-length"]) == len(content)
        assert int(packed.headers["content-length"]) <= kept * len(content)
        assert (packed.headers.get("content-encoding") == "gzip") is (kept < 1)
        assert (packed.headers.get("vary") == "Accept-Encoding") is (kept < 1)


def test_what_every_first_visit_asks_for_is_compressed_before(client: TestClient) -> None:
    static_preload._compressed.cache_clear()
    static_preload.compress_what_is_asked_first()
    ready = static_preload._compressed.cache_info()
    page = client.get("/", headers={"Accept": "text/html"}).text
    host = (FILES.parent / "index.html").read_text(encoding="utf-8")
    for name in re.findall(r"\./static/([\w./-]+\.(?:js|css))", page + host):
        client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert static_preload._compressed.cache_info().misses == ready.misses > 50


@pytest.mark.parametrize(
    "path", ["/static/js/nada.js", "/static/../index.html", "/static/js/%2e%2e/index.html", "/js"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_page_asks_at_once_for_what_its_elements_import(client: TestClient) -> None:
    page = client.get("/", headers={"Accept": "text/html"}).text
    asked = re.findall(
        r'<link rel="modulepreload" crossorigin href="\./static/js/([\w.-]+)">', page
    )
    assert [
        name.partition(".")[0]
        for name in asked
        if name.partition(".")[0] in static_preload.ELEMENTS
    ] == [
        "Html",
        "PageLink",
        "Button",
        "Selectbox",
        "ButtonGroup",
        "Checkbox",
        "DownloadButton",
        "PlotlyChart",
    ]
    assert len(asked) == len(set(asked)) > 20
    first_page = (FILES.parent / "index.html").read_text()
    for name in asked:
        imported = re.findall(
            r'from["\'`]\./([\w.-]+\.js)', (FILES / "js" / name).read_text()[: static_preload.HEAD]
        )
        assert all(other in asked or other in first_page for other in imported)
