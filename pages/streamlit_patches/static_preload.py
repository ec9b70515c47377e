"""Streamlit's own programs: served from memory, and asked for at once by the host page.

Streamlit reads each of its files in pieces through threads, and its page learns of what the
elements need in four waves, each after the last: the largest would come half a second later than it
can. It does not compress them either, and a line of 1.6 Mb/s carries 0.2 MB a second. The
files are named by their content, so what was read and compressed once holds while the process
lives.
"""

import gzip
import mimetypes
import re
from functools import cache
from pathlib import Path

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from pages.streamlit_patches.base_path import base_path

# Elements that every page shows, or nearly, by the name in front of the hash of their file; the
# largest comes last.
ELEMENTS = (
    "Html",
    "PageLink",
    "Button",
    "Selectbox",
    "ButtonGroup",
    "Checkbox",
    "DownloadButton",
    "PlotlyChart",
)
WORDY = (".js", ".css")  # the others are pictures and fonts, which are compressed already
FOREVER = "public, max-age=31536000, immutable"
HEAD = 20_000  # bytes of a file in which its imports are written
IMPORTED = re.compile(rb"""(?:from|import)\s*["'`]\./([\w.-]+\.js)["'`]""")


class StaticPreload:
    """ASGI middleware that answers for Streamlit's files; it allows no route of ours in their
    place.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = _asked_file(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if path is None:
            await self.app(scope, receive, send)
            return
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        headers = {"Cache-Control": FOREVER}
        if path.endswith(WORDY):
            headers["Vary"] = "Accept-Encoding"
            if "gzip" in Headers(scope=scope).get("Accept-Encoding", ""):
                headers["Content-Encoding"] = "gzip"
        compressed = "Content-Encoding" in headers
        content = await to_thread.run_sync(_compressed, path) if compressed else _content(path)
        await Response(content, media_type=kind, headers=headers)(scope, receive, send)


def compress_what_is_asked_first() -> None:
    """What every first visit asks for, before anybody does."""
    asked = (_folder().parent / "index.html").read_text(encoding="utf-8") + preloads().decode()
    for path in _files():
        if path.endswith(WORDY) and path in asked:
            _compressed(path)


def _asked_file(scope: Scope) -> str | None:
    path = scope["path"].removeprefix(f"{base_path()}static/")
    return path if path in _files() else None


@cache
def preloads() -> bytes:
    """Links that ask for the programs of `ELEMENTS` and of all they import, which the page does not
    name itself.
    """
    known = (_folder().parent / "index.html").read_bytes()
    wanted = [
        name
        for element in ELEMENTS
        for name in _with_imports(element)
        if name.encode() not in known
    ]
    links = (
        f'<link rel="modulepreload" crossorigin href="./static/js/{name}">'
        for name in dict.fromkeys(wanted)
    )
    return "".join(links).encode()


def _with_imports(element: str) -> list[str]:
    """Files of an element in the order in which they are found; none where Streamlit calls it
    otherwise.
    """
    found = [path.name for path in sorted((_folder() / "js").glob(f"{element}.*.js"))]
    for name in found:  # grows while it is read
        found += [
            other for other in dict.fromkeys(_imports(_content(f"js/{name}"))) if other not in found
        ]
    return found


def _imports(content: bytes) -> list[str]:
    return [name.decode() for name in IMPORTED.findall(content[:HEAD])]


@cache
def _content(path: str) -> bytes:
    """One of `_files`; all of them are two dozen megabytes."""
    return _files()[path].read_bytes()


@cache
def _compressed(path: str) -> bytes:
    return gzip.compress(_content(path), 9, mtime=0)


@cache
def _files() -> dict[str, Path]:
    return {
        f"{path.parent.name}/{path.name}": path for path in _folder().glob("*/*") if path.is_file()
    }


def _folder() -> Path:
    return Path(file_util.get_static_dir()) / "static"
