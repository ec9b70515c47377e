"""All that a page sends to a browser, and all the files that it offers, as bytes.

Everything that opens on a page is open, and every file is made.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from streamlit.elements.lib.mutable_expander_container import ExpanderContainer
from streamlit.elements.lib.mutable_popover_container import PopoverContainer
from streamlit.elements.widgets.button import ButtonMixin
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

from config.navigation import load_navigation
from config.roles import COORDINATION
from tests.support.logged_in import logged_in, right

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")
PATIENCE = 120  # seconds
# What tells one run of the script from another, and nothing of what it drew.
OF_THE_RUN = frozenset({"new_session", "script_finished", "session_status_changed", "page_profile"})


class Sent(NamedTuple):
    """A message of a page, and where it stands there; or a file that it offers, and its name."""

    path: str
    kind: str
    content: bytes


def sent_by(path: str, uf: str, **params: str) -> list[Sent]:
    """What the page of that address sends to the coordination of a UF, through the whole frame."""
    messages: list[ForwardMsg] = []
    files: list[Sent] = []
    app = AppTest.from_file(SHELL, default_timeout=PATIENCE)
    first = load_navigation()[0].path
    app._page_hash = calc_hash("" if path == first else path)
    for name, value in params.items():
        app.query_params[name] = value
    with logged_in(right(COORDINATION, uf)), _all_is_open(), _recorded(messages, files):
        app.run()
    assert not app.exception, app.exception
    assert not any("Algo deu errado" in str(block.proto.body) for block in app.get("html"))
    return [*_read(messages), *files]


@contextmanager
def _all_is_open() -> Iterator[None]:
    is_open = property(lambda _: True, lambda *_: None)
    with ExitStack() as stack:
        for container in (ExpanderContainer, PopoverContainer):
            stack.enter_context(patch.object(container, "open", is_open))
        yield


@contextmanager
def _recorded(messages: list[ForwardMsg], files: list[Sent]) -> Iterator[None]:
    read = local_script_runner.parse_tree_from_messages
    offer = ButtonMixin._download_button

    def parse(received: list[ForwardMsg]) -> Any:
        messages[:] = received
        return read(received)

    def make(button: Any, *args: Any, **given: Any) -> Any:
        data = given["data"] if "data" in given else args[1]
        content = data() if callable(data) else data
        files.append(Sent("", f"file {given.get('file_name')}", _bytes_of(content)))
        return offer(button, *args, **given)

    with (
        patch.object(local_script_runner, "parse_tree_from_messages", parse),
        patch.object(ButtonMixin, "_download_button", make),
    ):
        yield


def _bytes_of(content: object) -> bytes:
    return content if isinstance(content, bytes) else str(content).encode()


def _read(messages: list[ForwardMsg]) -> Iterator[Sent]:
    for message in messages:
        kind = str(message.WhichOneof("type"))
        if kind in OF_THE_RUN:
            continue
        message.hash = ""  # of what else the message says
        path = ".".join(map(str, message.metadata.delta_path))
        message.ClearField("metadata")
        if message.delta.new_element.HasField("download_button"):
            # Names of the offer, which are of one tab alone.
            message.delta.new_element.download_button.ClearField("deferred_file_id")
        yield Sent(path, kind, message.SerializeToString(deterministic=True))


class Difference(NamedTuple):
    """What one page sends where the other sends something else."""

    mine: list[Sent]
    theirs: list[Sent]

    def __str__(self) -> str:
        one, other = (b"".join(sent.content for sent in part) for part in self)
        where = [sent.kind for part in self for sent in part]
        return f"{where}: {_around(one, other)}"


def differences(one: list[Sent], other: list[Sent]) -> Iterator[Difference]:
    """In the order of the page; where something is more or less, what comes after it is compared
    all the same.
    """
    alike = SequenceMatcher(
        None, [sent[1:] for sent in one], [sent[1:] for sent in other], autojunk=False
    )
    for same, start, end, their_start, their_end in alike.get_opcodes():
        if same != "equal":
            yield Difference(one[start:end], other[their_start:their_end])


def _around(one: bytes, other: bytes) -> str:
    pairs = zip(one, other, strict=False)
    at = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    told = (text[max(at - 120, 0) : at + 120].decode("utf-8", "replace") for text in (one, other))
    return " <<>> ".join(told)
