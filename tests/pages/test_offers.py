"""A file that the panel made is of whoever it was made for: to anybody else there is none."""

import asyncio
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import memory_media_file_storage
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.web.server.starlette.starlette_routes import create_media_routes

from data_access.operational.refusals import REFUSED_ACT
from pages.server import offers
from pages.server.guard import Guard
from pages.server.identity import routes
from pages.server.identity.gate import Gate
from pages.server.offers import Offers
from pages.streamlit_patches import offered_files
from pages.streamlit_patches.offered_files import LIFE, offer_to_one_alone
from tests.support.oidc_double import Provider
from tests.support.panel_double import URL, log_in
from tests.support.trail import trail

pytestmark = pytest.mark.streamlit_patches
UPLOAD = "/_stcore/upload_file/{tab}/f1"


class Panel:
    """Streamlit's own routes and manager of files, with two browsers and a tab in each."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.storage = MemoryMediaFileStorage("/media")
        self.files = MediaFileManager(self.storage)
        self.handler = DeferredFileHandler(lambda: self.files)
        self.tabs: dict[str, Mapping[str, str]] = {}
        self.clock = 0.0
        for module in (offered_files, offers):
            patch.setattr(module, "cookies_of", self.tabs.get)
        patch.setattr(offered_files.time, "monotonic", lambda: time.time() + self.clock)

    def app(self) -> Starlette:
        upload = Route(UPLOAD, _received, methods=["PUT", "DELETE"])
        return Starlette(
            routes=[*routes.routes(), upload, *create_media_routes(self.storage, None)],
            middleware=[Middleware(Guard), Middleware(Gate), Middleware(Offers)],
        )

    def browser(self, tab: str) -> TestClient:
        found = TestClient(self.app(), base_url=URL, follow_redirects=False)
        log_in(found)
        self.tabs[tab] = dict(found.cookies)
        return found

    def offered(self, tab: str, content: bytes = b"a;b\n") -> str:
        """The name of a file that a tab may have made."""
        self.tabs.setdefault(tab, {})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: tab)
            return self.files.add_deferred(lambda: content, "text/csv", tab, "tabela.csv")

    def made(self, tab: str, name: str) -> str:
        """The address that a tab is told; empty where it is told that there is none."""
        request = BackMsg().backend_operation_request
        request.request_id, request.deferred_file.file_id = "1", name
        # In a thread of its own: where a browser test ran before, a loop is at work in this one.
        with ThreadPoolExecutor(1) as thread:
            answer = thread.submit(asyncio.run, self.handler.handle(request, tab)).result()
        return answer.deferred_file.url


async def _received(_: Request) -> PlainTextResponse:
    return PlainTextResponse("recebido")


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Panel:
    monkeypatch.setattr(memory_media_file_storage, "_calculate_file_id", None)
    monkeypatch.setattr(DeferredFileHandler, "handle", None)
    offer_to_one_alone()
    return Panel(monkeypatch)


@pytest.mark.asvs("8.2.2", "8.4.1")
def test_a_file_is_fetched_by_the_session_that_was_offered_it_and_by_no_other(
    provider: Provider, panel: Panel, tmp_path: Path
) -> None:
    maria = panel.browser("tab-1")
    provider.claims["sub"] = "another"
    rui = panel.browser("tab-2")
    address = panel.made("tab-1", panel.offered("tab-1"))
    assert maria.get(address).text == "a;b\n"
    assert "tabela.csv" in maria.get(address).headers["content-disposition"]
    refused, unknown = rui.get(address), rui.get("/media/0123.csv")
    assert (refused.status_code, refused.text) == (404, "Não encontrado.")
    assert (unknown.status_code, unknown.text) == (404, "Não encontrado.")
    assert dict(refused.headers) == dict(unknown.headers)
    nobody = TestClient(panel.app(), base_url=URL).get(address)
    assert nobody.status_code == 401
    noted = [entry for entry in trail(tmp_path) if entry.action == REFUSED_ACT]
    assert [entry.detail["pedido"] for entry in noted] == ["baixar ou enviar um arquivo"]
    assert noted[0].who == trail(tmp_path)[1].who  # who logged in after Maria


@pytest.mark.asvs("8.2.2")
def test_a_file_is_made_for_the_tab_that_was_offered_it_and_for_no_other(
    provider: Provider, panel: Panel
) -> None:
    name = panel.offered("tab-1")
    assert panel.made("tab-2", name) == ""
    assert panel.made("tab-1", name) != ""


def test_the_same_content_has_another_address_in_another_tab(
    provider: Provider, panel: Panel
) -> None:
    """Whoever knows what is in a file does not know where it is."""
    first, again, other = (
        panel.made(tab, panel.offered(tab)) for tab in ("tab-1", "tab-1", "tab-2")
    )
    assert first == again
    assert first != other


def test_an_address_serves_for_a_few_minutes(provider: Provider, panel: Panel) -> None:
    maria = panel.browser("tab-1")
    address = panel.made("tab-1", panel.offered("tab-1"))
    panel.clock = LIFE - 5
    assert maria.get(address).status_code == 200
    panel.clock = LIFE + 5
    assert maria.get(address).status_code == 404
    panel.made("tab-1", panel.offered("tab-1", b"c"))
    assert len(offered_files._offers) == 1  # what is over is not kept


@pytest.mark.asvs("8.2.2")
def test_what_is_sent_to_another_s_tab_is_not_received(provider: Provider, panel: Panel) -> None:
    maria = panel.browser("tab-1")
    rui = panel.browser("tab-2")
    for method in ("PUT", "DELETE"):
        assert maria.request(method, UPLOAD.format(tab="tab-1")).status_code == 200
        assert rui.request(method, UPLOAD.format(tab="tab-1")).status_code == 404
        assert rui.request(method, UPLOAD.format(tab="tab-9")).status_code == 404


def test_where_nobody_logs_in_an_address_is_of_whoever_was_told_it(
    panel: Panel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from config.settings import get_settings

    monkeypatch.setenv("T360_HOME", str(tmp_path))
    get_settings.cache_clear()
    client = TestClient(panel.app(), base_url=URL)
    address = panel.made("tab-1", panel.offered("tab-1"))
    assert client.get(address).text == "a;b\n"
    panel.clock = LIFE + 5
    assert client.get(address).status_code == 404
    get_settings.cache_clear()
