"""Routes and headers of the server."""

import gzip
import json
import re
import shutil
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from pages.components import plots
from pages.components.maps.network_script import MAP_SCRIPT
from pages.server import routes as routes_of_server
from pages.server import warm
from pages.server.addresses import redirect_address
from pages.server.headers import SecurityHeaders, policy_with
from pages.server.health import ALL_WARM, WARM
from pages.server.routes import routes
from pages.state import gateway
from pages.streamlit_patches.host_page import SCRIPTS, HostPage
from tests.pages.conftest import settings_of
from tests.support.panel_double import PAGE

# What no page may bring, whatever a name or a comment holds.
NOTHING_OF = {
    "default-src",
    "script-src-attr",
    "worker-src",
    "frame-src",
    "frame-ancestors",
    "object-src",
    "base-uri",
}
pytestmark = pytest.mark.streamlit_patches


async def _host_page(_: object) -> HTMLResponse:
    return HTMLResponse(
        '<html lang="en"><head><title>Streamlit</title></head></html>',
        headers={"ETag": "x", "Last-Modified": "Mon, 02 Nov 2026 10:00:00 GMT"},
    )


# Streamlit answers every address that is of nothing else with its one page
HOSTED = ("/", "/panorama", "/cobertura", "/relatório", "/Panorama", "/MUNICÍPIO/", "/x")


async def _component(_: object) -> HTMLResponse:
    return HTMLResponse("<html><title>Quadro</title></html>")


@pytest.fixture
def client() -> TestClient:
    host_page = Middleware(HostPage, elsewhere=redirect_address, policy=policy_with)
    layers = [Middleware(SecurityHeaders), host_page]
    hosted = [
        Route("/componente/quadro.html", _component),
        *(Route(path, _host_page) for path in HOSTED),
    ]
    return TestClient(Starlette(routes=[*routes(), *hosted], middleware=layers))


@pytest.mark.usefixtures("empty")
def test_health_without_an_edition_says_so(client: TestClient) -> None:
    answer = client.get("/saude")
    assert (answer.status_code, answer.json()) == (503, {"situacao": "sem edição"})


@pytest.mark.usefixtures("demo")
def test_health_tells_the_state_and_nothing_else(client: TestClient) -> None:
    ready = {"situacao": "ok", "paginas_prontas": True}
    assert client.get("/saude").json() == ready
    ALL_WARM.clear()
    assert client.get("/saude").json() == ready | {"paginas_prontas": False}
    ALL_WARM.set()


@pytest.fixture
def damaged(tiny_home: Path, tmp_path: Path) -> Iterator[Path]:
    """The published edition, of which one byte is no longer what was built; of a copy, as others
    read the edition at the same time.
    """
    shutil.copytree(tiny_home, tmp_path / "home")
    with settings_of(tmp_path / "home"):
        file = tmp_path / "home" / "editions" / gateway.published_id() / "edition.duckdb"
        whole = file.read_bytes()
        file.chmod(0o600)
        file.write_bytes(whole[:-5000] + bytes([whole[-5000] ^ 255]) + whole[-4999:])
        yield file


def test_health_is_not_well_over_a_damaged_edition(client: TestClient, damaged: Path) -> None:
    assert client.get("/saude").json() == {"situacao": "com defeito"}
    damaged.write_bytes(damaged.read_bytes()[:-4096])
    assert client.get("/saude").json() == {"situacao": "com defeito"}


def test_health_says_that_the_database_of_editions_does_not_answer(
    client: TestClient, tmp_path: Path
) -> None:
    with settings_of(tmp_path, T360_EDITIONS_URL="postgresql+psycopg://u:s@127.0.0.1:1/x"):
        answer = client.get("/saude")
    assert (answer.status_code, answer.json()) == (503, {"situacao": "sem resposta"})


def test_health_does_not_wait_for_who_does_not_answer(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "require_sound_edition", lambda: time.sleep(1))
    monkeypatch.setattr(routes_of_server, "HEALTH_SECONDS", 0.1)
    answer = client.get("/saude")
    assert (answer.status_code, answer.json()) == (503, {"situacao": "sem resposta"})


@pytest.mark.usefixtures("demo")
def test_health_waits_until_the_opening_page_is_warm(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    monkeypatch.setattr(warm, "warm_up", lambda _access: seen.append(client.get("/saude")))
    monkeypatch.setattr(warm, "warm_states", lambda _access: None)
    WARM.clear()
    warm.warm_up_or_tell()
    assert [answer.status_code for answer in seen] == [503]
    assert seen[0].json()["situacao"] == "preparando"
    assert client.get("/saude").status_code == 200


def test_a_warm_up_that_fails_does_not_keep_the_server_from_being_ready(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(warm, "warm_up", lambda _access: 1 / 0)
    WARM.clear()
    warm.warm_up_or_tell()
    assert WARM.is_set()


@pytest.mark.usefixtures("demo")
def test_a_state_is_given_its_own_part_of_the_mesh(client: TestClient) -> None:
    edition = gateway.edition(gateway.published_id())
    whole = client.get(gateway.mesh_url(edition, "municipio")).json()["features"]
    part = client.get(gateway.mesh_url(edition, "municipio", "31")).json()["features"]
    assert part == [feature for feature in whole if feature["id"].startswith("31")]
    assert 0 < len(part) < len(whole)
    assert (
        client.get(gateway.mesh_url(edition, "municipio", "31").replace("-31", "-99")).status_code
        == 404
    )
    # A mesh without any polygon of a UF is drawn as a whole, as it lacks the others that it lacks.
    assert gateway.mesh_url(edition, "municipio", "99") == gateway.mesh_url(edition, "municipio")


@pytest.mark.usefixtures("demo")
def test_the_mesh_is_compressed_named_by_its_content_and_kept_for_ever(client: TestClient) -> None:
    url = gateway.mesh_url(gateway.edition(gateway.published_id()), "uf")
    answer = client.get(url)
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert len(answer.json()["features"]) == 27
    again = client.get(url, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.usefixtures("demo")
def test_a_mesh_is_served_to_who_asks_before_any_page_was_drawn(client: TestClient) -> None:
    sha = gateway.edition(gateway.published_id()).manifest.territory.layers["regiao"].sha256
    assert client.get(f"{gateway.MESH_FOLDER}/{sha}.geojson").status_code == 200


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("name", ["0" * 64, "x", "..%2Fsecret"])
def test_nothing_else_is_served_as_a_mesh(client: TestClient, name: str) -> None:
    assert client.get(f"{gateway.MESH_FOLDER}/{name}.geojson").status_code == 404


def test_the_map_of_the_world_that_plotly_asks_for_is_ours_and_empty(client: TestClient) -> None:
    found = client.get(f"{plots.config(name='x', map_buttons=True)['topojsonURL']}world_110m.json")
    assert found.json() == {"type": "Topology", "objects": {}, "arcs": []}
    assert "topojsonURL" not in plots.config(name="x")


def test_leaflet_is_ours(client: TestClient) -> None:
    assert client.get("/leaflet/leaflet.js").status_code == 200
    assert client.get("/leaflet/../routes.py").status_code == 404


def test_every_answer_has_the_headers(client: TestClient) -> None:
    for path in ("/", "/leaflet/leaflet.css", "/nada"):
        headers = client.get(path).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert {name for name, allowed in policy.items() if allowed == "'none'"} == NOTHING_OF
        assert "http" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_the_scripts_of_the_host_page_run_and_none_that_is_written_into_it(
    client: TestClient,
) -> None:
    answer = client.get("/", headers=PAGE)
    (allowed,) = re.findall("script-src ([^;]*);", answer.headers["content-security-policy"])
    assert "unsafe" not in allowed
    written = re.findall("<script>(.*?)</script>", answer.text, re.DOTALL)
    hashes = [b64encode(sha256(text.encode()).digest()).decode() for text in written]
    assert allowed.split() == ["'self'", *(f"'sha256-{each}'" for each in hashes)]
    assert len(written) > len(SCRIPTS)
    assert "'self';" in client.get("/saude").headers["content-security-policy"]


def test_who_has_the_page_is_sent_its_policy_and_not_the_page(client: TestClient) -> None:
    first = client.get("/", headers=PAGE)
    again = client.get("/", headers=PAGE | {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["content-security-policy"] == first.headers["content-security-policy"]
    # The age of Streamlit's file says nothing of what was put into it.
    assert "last-modified" not in first.headers
    since = {"If-Modified-Since": "Mon, 30 Nov 2026 10:00:00 GMT", "If-None-Match": '"another"'}
    assert client.get("/", headers=PAGE | since).content == first.content


def test_the_program_of_the_map_is_a_file_of_ours(client: TestClient) -> None:
    answer = client.get(MAP_SCRIPT)
    assert answer.headers["content-type"].startswith("text/javascript")
    assert "L.map(" in answer.text


def test_the_host_page_speaks_portuguese_and_knows_where_the_application_is(
    client: TestClient,
) -> None:
    answer = client.get("/", headers={"Accept": "text/html"})
    assert '<html lang="pt-BR">' in answer.text
    assert "<title>Território 360</title>" in answer.text
    assert 'BACKEND_BASE_URL:location.origin+"/"' in answer.text
    assert '"No results": "Nada encontrado"' in answer.text
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["etag"] != "x"


def test_an_address_of_no_page_leads_to_the_first_with_its_name(client: TestClient) -> None:
    html = {"Accept": "text/html"}
    answer = client.get("/relatório", headers=html, follow_redirects=False)
    assert answer.status_code == 307
    assert answer.headers["location"] == "/?pagina=relat%C3%B3rio"
    assert answer.headers["x-content-type-options"] == "nosniff"
    for known in ("/", "/panorama", "/cobertura", "/componente/quadro.html"):
        assert client.get(known, headers=html, follow_redirects=False).status_code == 200


@pytest.mark.parametrize(
    ("asked", "led_to"),
    [
        ("/Panorama?territorio=uf:35", "/panorama?territorio=uf:35"),
        ("/MUNIC%C3%8DPIO/?territorio=uf:35", "/municipio?territorio=uf:35"),
        ("/Panorama", "/panorama"),
        ("/x?territorio=uf:35&pagina=y", "/?pagina=x&territorio=uf%3A35"),
    ],
)
def test_whoever_is_led_to_a_page_keeps_the_filters(
    client: TestClient, asked: str, led_to: str
) -> None:
    answer = client.get(asked, headers={"Accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, led_to)


@pytest.mark.usefixtures("demo")
def test_the_bytes_of_the_mesh_are_those_of_the_edition() -> None:
    edition = gateway.edition(gateway.published_id())
    features = json.loads(gzip.decompress(gateway.layer(edition, "regiao")))["features"]
    assert sorted(feature["id"] for feature in features) == ["1", "2", "3", "4", "5"]
