"""What the server writes leaves at once, on a socket such as Streamlit hands to its server too."""

import asyncio
import socket
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from pages.streamlit_patches.tcp_nodelay import TcpNoDelay

pytestmark = pytest.mark.streamlit_patches


async def tells(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers whether the connection waits before it sends what is small."""
    found = receive.__self__.transport.get_extra_info("socket")
    prompt = found.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    await PlainTextResponse("at once" if prompt else "later")(scope, receive, send)


@contextmanager
def served(app: ASGIApp) -> Iterator[str]:
    with socket.socket(
        socket.AF_INET
    ) as bound:  # as Streamlit makes it, without saying that it is of TCP
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[bound])))
        thread.start()
        try:
            yield f"http://127.0.0.1:{bound.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=20)


def asked(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310 - our own server
        return answer.read().decode()


@pytest.mark.parametrize(("app", "told"), [(tells, "later"), (TcpNoDelay(tells), "at once")])
def test_the_connection_does_not_wait_before_it_sends_what_is_small(
    app: ASGIApp, told: str
) -> None:
    with served(app) as address:
        assert asked(address) == told


def test_another_server_is_left_as_it_is() -> None:
    assert TestClient(TcpNoDelay(PlainTextResponse("the same"))).get("/").text == "the same"


def test_the_panel_is_served_so() -> None:
    import app as panel

    assert TcpNoDelay in [layer.cls for layer in panel.app._user_middleware]
