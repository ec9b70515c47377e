"""Files that a tab offers: each has an address of its own, that nobody else can know or have made,
and that serves for a few minutes.

Streamlit names a file by its content, so that two tabs with the same file share one address, and
whoever knows the content knows the address; and it makes a file for whatever tab names it. Here the
name is of the tab too, and only the tab that was offered a file has it made.
"""

import time
from collections.abc import Mapping
from contextvars import ContextVar
from hmac import digest
from secrets import token_bytes
from threading import Lock
from typing import Any, NamedTuple

from streamlit.runtime import backend_operation_handler, exists, get_instance
from streamlit.runtime import memory_media_file_storage as storage
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.web.server.starlette import starlette_routes

LIFE = 300.0  # seconds that an address serves for
FOLDER = f"{starlette_routes.BASE_ROUTE_MEDIA}/"
_KEY = token_bytes(32)
_asking: ContextVar[str] = ContextVar("_asking", default="")  # the tab that a file is made for
_offers: dict[str, "Offer"] = {}
_lock = Lock()
_named_by_content = storage._calculate_file_id
_make = backend_operation_handler.DeferredFileHandler.handle


class Offer(NamedTuple):
    """Cookies of the browser that a file was offered to, and until when (`time.monotonic`)."""

    cookies: Mapping[str, str]
    until: float


def offer_to_one_alone() -> None:
    """From now on, for the whole process."""
    storage._calculate_file_id = _named_by_tab
    setattr(backend_operation_handler.DeferredFileHandler, "handle", _make_for_its_own)  # noqa: B010


def offer_of(name: str) -> Offer | None:
    """Of the file at ``media/name``; None where it was offered to nobody, or too long ago."""
    with _lock:
        offer = _offers.get(name.split(".", maxsplit=1)[0])
    return offer if offer is not None and time.monotonic() < offer.until else None


def cookies_of(tab: str) -> Mapping[str, str] | None:
    """Of the browser in which a tab of Streamlit is open; None where there is no such tab."""
    client = get_instance().get_client(tab) if exists() else None
    context = getattr(client, "client_context", None)
    return None if context is None else context.cookies


def _named_by_tab(data: bytes, mimetype: str, filename: str | None = None) -> str:
    tab, now = _asking.get() or _drawn_tab(), time.monotonic()
    name = digest(_KEY, f"{tab} {_named_by_content(data, mimetype, filename)}".encode(), "sha256")
    with _lock:
        for known in [known for known, offer in _offers.items() if offer.until <= now]:
            del _offers[known]
        _offers[name.hex()] = Offer(cookies_of(tab) or {}, now + LIFE)
    return name.hex()


def _drawn_tab() -> str:
    context = get_script_run_ctx()
    return context.session_id if context else ""


async def _make_for_its_own(handler: Any, request: Any, session_id: str) -> Any:
    """As Streamlit does, for the tab that was offered the file; another's is to it as none."""
    name = request.deferred_file.file_id
    entry = handler._get_media_file_mgr()._deferred_callables.get(name)
    if entry is not None and entry["session_id"] != session_id:
        request = type(request)(request_id=request.request_id)
        request.deferred_file.file_id = ""
    token = _asking.set(session_id)
    try:
        return await _make(handler, request, session_id)
    finally:
        _asking.reset(token)
