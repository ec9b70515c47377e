"""A browser without a screen: one session that speaks Streamlit's protocol over a WebSocket.

It sends what the page sends when somebody opens an address or changes a filter, which is written in
the address; it keeps the large messages that the server may refer to by their hash, as the page
does; and it knows that an answer is whole when the server says so.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

PATIENCE = 60.0  # seconds for an answer
LARGEST = 64 << 20  # bytes of a message
AGENT = "Mozilla/5.0 (X11; Linux x86_64) benchmarks"
WHOLE = ForwardMsg.FINISHED_SUCCESSFULLY


class BrokenAnswerError(Exception):
    """The server ended the conversation, or refers to what it never sent."""


@dataclass
class Answer:
    """What one run of the script drew. `texts` are the HTML of the page, `charts` the figures, in
    the order of their places; `problems` what the server says went wrong.
    """

    asked: str
    seconds: float = 0.0
    received: int = 0  # bytes, as they are before the WebSocket compresses them
    drawn: dict[tuple[int, ...], Element] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return [element.html.body for element in self._of("html")]

    @property
    def problems(self) -> list[str]:
        return [element.exception.message for element in self._of("exception")]

    @property
    def charts(self) -> list[str]:
        return [element.plotly_chart.spec for element in self._of("plotly_chart")]

    def compared(self) -> list[str]:
        """All that is shown, without what is each session's own, as the keys of its widgets."""
        return [*self.texts, *self.charts]

    def _of(self, kind: str) -> list[Element]:
        return [self.drawn[at] for at in sorted(self.drawn) if self.drawn[at].HasField(kind)]


class Session:
    """One visitor of one page: ``async with Session(address, "/cobertura") as session``; `cookie`
    is what its browser has of the server.
    """

    def __init__(self, address: str, path: str, cookie: str = "") -> None:
        self.address = address
        self.cookie = cookie
        self.page = path.strip("/")
        self._connection: ClientConnection | None = None
        self._page_hash = ""  # told by the server; until then the page is asked by its name
        self._kept: dict[str, Element] = {}  # large elements, by the hash of their message

    async def __aenter__(self) -> Self:
        self._connection = await connect(
            f"ws://{urlsplit(self.address).netloc}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            origin=Origin(self.address),
            user_agent_header=AGENT,
            additional_headers={"Cookie": self.cookie} if self.cookie else {},
            max_size=LARGEST,
            open_timeout=PATIENCE,
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def ask(self, query: str) -> Answer:
        """What the page draws for the query of an address.

        Raises TimeoutError where it takes longer than `PATIENCE`, BrokenAnswerError where the
        conversation cannot go on.
        """
        answer = Answer(query)
        started = time.perf_counter()
        async with asyncio.timeout(PATIENCE):
            await self._sent(self._request(query))
            while not await self._heard(answer):
                pass
        answer.seconds = time.perf_counter() - started
        return answer

    def _request(self, query: str) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string = query
        state.page_script_hash = self._page_hash
        state.page_name = "" if self._page_hash else self.page
        state.cached_message_hashes.extend(self._kept)
        state.is_history_navigation = bool(self._page_hash)  # the address changed, and no widget
        state.context_info.url = f"{self.address}/{self.page}"
        state.context_info.locale, state.context_info.timezone = "pt-BR", "America/Sao_Paulo"
        state.context_info.color_scheme = "light"
        return message

    async def _sent(self, message: BackMsg) -> None:
        if self._connection is None:
            raise BrokenAnswerError("the session is not open")
        await self._connection.send(message.SerializeToString())

    async def _heard(self, answer: Answer) -> bool:
        """Take in one message; whether it ends the answer."""
        if self._connection is None:
            raise BrokenAnswerError("the session is not open")
        raw = await self._connection.recv(decode=False)
        answer.received += len(raw)
        message = ForwardMsg.FromString(raw)
        kind = message.WhichOneof("type")
        if kind == "new_session":
            answer.drawn.clear()  # what an earlier run had drawn is drawn again
        elif kind == "navigation":
            self._page_hash = message.navigation.page_script_hash
        elif kind in ("delta", "ref_hash"):
            self._drawn(message, answer)
        return kind == "script_finished" and message.script_finished == WHOLE

    def _drawn(self, message: ForwardMsg, answer: Answer) -> None:
        place = tuple(message.metadata.delta_path)
        if message.ref_hash:
            if message.ref_hash not in self._kept:
                raise BrokenAnswerError("the server refers to an element that it never sent")
            answer.drawn[place] = self._kept[message.ref_hash]
        elif message.delta.HasField("new_element"):
            element = message.delta.new_element
            answer.drawn[place] = element
            if message.metadata.cacheable:
                self._kept[message.hash] = element
