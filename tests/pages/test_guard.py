"""Only requests by a name of the panel, and from its own pages, reach it."""

from unittest.mock import patch

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from config.settings import Settings
from pages.server import guard, headers
from pages.server.guard import Guard
from pages.server.headers import SecurityHeaders
from pages.streamlit_patches.no_outside_request import ask_nobody

pytestmark = pytest.mark.streamlit_patches


async def _answer(_: object) -> PlainTextResponse:
    return PlainTextResponse("dentro")


async def _talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("dentro")
    await socket.close()


PATHS = ("/", "/saude", "/_stcore/metrics", "/media/x.csv")


def client(settings: Settings, reached: str = "127.0.0.1") -> TestClient:
    routes = [*(Route(path, _answer, methods=["GET", "POST"]) for path in PATHS)]
    app = Starlette(
        routes=[*routes, WebSocketRoute("/_stcore/stream", _talk)],
        middleware=[Middleware(SecurityHeaders), Middleware(Guard)],
    )
    with patch.object(guard, "get_settings", lambda: settings):
        host = f"[{reached}]" if ":" in reached else reached
        return TestClient(app, base_url=f"http://{host}:8501")


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    found = Settings(hosts="painel.exemplo, outro.exemplo")
    monkeypatch.setattr(guard, "get_settings", lambda: found)
    return found


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("localhost:8501", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:8501", 200),
        ("[::1]:8501", 200),
        ("192.168.0.9", 200),
        ("painel.exemplo", 200),
        ("outro.exemplo.:443", 200),
        ("ataque.exemplo", 403),
        ("ataque.exemplo:8501", 403),
        ("painel.exemplo.ataque.exemplo", 403),
        ("localhost.ataque.exemplo", 403),
        ("[:", 403),
        ("", 403),
    ],
)
def test_a_name_that_nobody_told_is_a_stranger_s(settings, host: str, code: int) -> None:
    answer = client(settings).get("/", headers={"Host": host})
    assert answer.status_code == code
    assert ("dentro" in answer.text) == (code == 200)
    assert "content-security-policy" in answer.headers


ORIGINS = [
    (None, True),
    ("http://localhost:8501", True),
    ("http://localhost:8502", False),
    ("https://localhost:8501", True),
    ("http://ataque.exemplo", False),
    ("http://localhost:8501.ataque.exemplo", False),
    ("null", False),
    ("file://", False),
]


@pytest.mark.parametrize(("origin", "inside"), ORIGINS)
def test_another_page_neither_asks_nor_opens_a_socket(settings, origin, inside: bool) -> None:
    headers = {"Host": "localhost:8501"} | ({"Origin": origin} if origin else {})
    for method in ("GET", "POST"):
        answer = client(settings).request(method, "/", headers=headers)
        assert (answer.status_code == 200) == inside
    try:
        with client(settings).websocket_connect("/_stcore/stream", headers=headers) as socket:
            assert inside
            assert socket.receive_text() == "dentro"
    except WebSocketDisconnect:
        assert not inside


def test_behind_a_proxy_with_tls_the_origin_has_no_port(settings) -> None:
    headers = {"Host": "painel.exemplo", "Origin": "https://painel.exemplo"}
    assert client(settings).post("/", headers=headers).status_code == 200


def test_the_network_is_served_where_somebody_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    for told, code in ((None, 403), ("none", 200)):
        found = Settings(auth=told)
        monkeypatch.setattr(guard, "get_settings", lambda found=found: found)
        answer = client(found, "10.0.0.7").get("/")
        assert answer.status_code == code
        assert ("T360_AUTH" in answer.text) == (code == 403)


def test_a_provider_of_identities_serves_the_network_by_its_own_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = Settings(oidc_issuer="https://login.exemplo", public_url="https://painel.exemplo/t360")
    monkeypatch.setattr(guard, "get_settings", lambda: found)
    for host, code in (("painel.exemplo", 200), ("login.exemplo", 403)):
        assert client(found, "10.0.0.7").get("/", headers={"Host": host}).status_code == code


def test_behind_tls_browsers_are_told_to_come_by_nothing_else(
    settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "strict-transport-security"
    assert name not in client(settings).get("/").headers
    behind = Settings(public_url="https://painel.exemplo")
    monkeypatch.setattr(headers, "get_settings", lambda: behind)
    assert client(settings).get("/").headers[name] == "max-age=31536000"


@pytest.mark.asvs("13.4.5", "14.3.2")
def test_what_streamlit_measures_is_closed_and_what_was_drawn_is_kept_by_nobody(settings) -> None:
    assert client(settings).get("/_stcore/metrics").status_code == 404
    assert client(settings).get("/media/x.csv").headers["cache-control"] == "private, no-store"


def test_nobody_is_asked_for_the_address_of_this_machine() -> None:
    from streamlit import net_util
    from streamlit.web.server.server_util import is_url_from_allowed_origins

    ask_nobody()
    with patch.object(net_util, "_make_blocking_http_get", side_effect=AssertionError):
        assert not is_url_from_allowed_origins("http://ataque.exemplo")
