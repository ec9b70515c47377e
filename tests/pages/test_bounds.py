"""What one visitor may take of the server: bounded, and told where the bound is."""

from collections.abc import Iterator
from contextlib import ExitStack
from threading import Thread

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket, WebSocketDisconnect

from pages.components.plain_text import literal_label, without_direction
from pages.server import connections, intake, turns
from pages.server.intake import Intake
from pages.state import url
from pages.streamlit_patches import cache_of_all, uploads

pytestmark = pytest.mark.streamlit_patches


async def _receive(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr(intake, "MOST_OF_A_SESSION", 100)
    monkeypatch.setattr(intake, "MOST_OF_ALL", 150)
    path = "/_stcore/upload_file/{session}/{file}"
    return TestClient(
        Starlette(
            routes=[Route(path, _receive, methods=["PUT", "DELETE"])],
            middleware=[Middleware(Intake)],
        )
    )


def send(client: TestClient, size: int, session: str = "a") -> int:
    return client.put(f"/_stcore/upload_file/{session}/x", content=bytes(size)).status_code


def test_a_session_and_all_of_them_send_so_much_and_no_more(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = {"a": 60, "b": 70}
    monkeypatch.setattr(intake, "held_bytes", lambda name: (held.get(name, 0), sum(held.values())))
    assert send(client, 20) == 200
    assert send(client, 41) == 413  # more than one may
    assert send(client, 21, "c") == 413  # more than all may
    assert client.delete("/_stcore/upload_file/a/x").status_code == 200
    answer = client.put("/_stcore/upload_file/a/x", content=bytes(90))
    assert "ainda não importados" in answer.text


def test_an_upload_that_does_not_say_its_size_is_not_received(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"x"

    assert client.put("/_stcore/upload_file/a/x", content=pieces()).status_code == 411


def test_what_streamlit_holds_is_counted_by_session(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
    from streamlit.runtime.uploaded_file_manager import UploadedFileRec

    manager = MemoryUploadedFileManager(uploads.PATH)
    for session, size in (("a", 3), ("a", 4), ("b", 5)):
        record = UploadedFileRec(f"{session}{size}", "x", "text/csv", bytes(size))
        manager.add_file(session, record)
    runtime = type("Runtime", (), {"uploaded_file_mgr": manager})
    monkeypatch.setattr(uploads, "exists", lambda: True)
    monkeypatch.setattr(uploads, "get_instance", runtime)
    assert uploads.held_bytes("a") == (7, 12)
    assert uploads.held_bytes("c") == (0, 12)


def test_pages_are_drawn_a_few_at_a_time_and_nobody_waits_in_vain() -> None:
    queue = turns.Queue(most=1, patience=10)
    drawn: list[int] = []

    def draw() -> None:
        with queue.turn(queue.ticket()):
            drawn.append(1)

    with ExitStack() as stack:
        for _ in range(turns.AT_ONCE):
            stack.enter_context(queue.turn(queue.ticket()))
        waiting = Thread(target=draw)
        waiting.start()
        while not queue._waiting:
            pass
        with pytest.raises(turns.BusyServerError, match="atendendo muita gente"):
            draw()
        assert drawn == []
    waiting.join(10)
    draw()
    assert drawn == [1, 1]


async def _talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.receive_text()


def test_so_many_pages_are_open_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST", 1)
    app = Starlette(
        routes=[WebSocketRoute("/x", _talk)], middleware=[Middleware(connections.Connections)]
    )
    client = TestClient(app)
    for _ in range(2):  # whoever leaves makes room
        with client.websocket_connect("/x") as first:
            with pytest.raises(WebSocketDisconnect), client.websocket_connect("/x"):
                pass
            first.send_text("bye")


def test_an_address_keeps_what_a_page_may_ask_and_no_more() -> None:
    normal = {"periodo": "2026-01..2026-10", "territorio": "uf:31", "canal": "x" * 5000}
    assert url.excess(normal) == []
    assert url.excess({**normal, "estranho": "x" * 500_000, "secao": "a"}) == ["estranho"]
    assert len(url.excess({f"p{place}": "1" for place in range(1000)})) == 940


def test_a_stranger_empties_no_cache() -> None:
    from streamlit.runtime.app_session import AppSession

    assert hasattr(AppSession, cache_of_all.REQUEST)
    cache_of_all.keep_what_is_for_all()
    assert getattr(AppSession, cache_of_all.REQUEST)(None) is None


def test_an_imported_name_is_its_characters() -> None:
    assert without_direction("Sala \u202egnp.exe\u2066") == "Sala gnp.exe"
    assert literal_label("**Sala** [x](http://y) :red[z]") == (
        r"\*\*Sala\*\* \[x\]\(http\://y\) \:red\[z\]"
    )
