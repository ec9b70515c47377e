"""The client of the benchmarks speaks Streamlit's protocol: to the dashboard, without a browser."""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import crowd
from benchmarks.crowd import Noted, Question, Visitor, different_alone, watch_crowd
from benchmarks.streamlit_client import Answer, BrokenAnswerError, Session
from pages.frame.heading import named

pytestmark = pytest.mark.streamlit_patches

COUNTRY = Question("", (named("Rede parceira", "Brasil"),))
MINAS = Question("territorio=uf:31", (named("Rede parceira", "Minas Gerais"),))


T = TypeVar("T")


def beside(work: Callable[[], T]) -> T:
    """In a thread of its own: that of the tests may have the loop of an open browser."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def crowd_of(server: str, visitors: list[Visitor], seconds: float) -> Noted:
    return beside(lambda: watch_crowd(server, os.getpid(), visitors, seconds))


def answers(server: str, *queries: str) -> list[Answer]:
    async def asked() -> list[Answer]:
        async with Session(server, "/rede") as session:
            return [await session.ask(query) for query in queries]

    return beside(lambda: asyncio.run(asked()))


def test_a_session_is_answered_for_what_it_asks_and_knows_what_it_was_sent(server: str) -> None:
    country, state, again = answers(server, COUNTRY.query, MINAS.query, COUNTRY.query)
    assert COUNTRY.words[0] in "".join(country.texts)
    assert MINAS.words[0] in "".join(state.texts)
    assert again.compared() == country.compared() != state.compared()
    assert again.received < country.received / 2  # what was large is only referred to
    assert country.problems == []


def test_a_crowd_notes_what_it_is_shown(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "EVERY", 0.2)  # each comes once
    visitors = [Visitor("/rede", (COUNTRY,)), Visitor("/rede", (MINAS,))]
    noted = crowd_of(server, visitors, 0.15)
    assert len(noted.first) == len(noted.last) == 2
    assert noted.errors == noted.strangers == []
    assert beside(lambda: different_alone(server, noted)) == []
    (visitor, answer), _ = noted.last
    wrong = replace(answer, asked="territorio=uf:35")
    other = Noted(last=[(visitor, wrong)])
    assert beside(lambda: different_alone(server, other)) == ["/rede?territorio=uf:35"]


def test_an_answer_to_another_question_is_noted(server: str) -> None:
    visitor = Visitor("/rede", (replace(MINAS, query=COUNTRY.query),))
    noted = crowd_of(server, [visitor], 1)
    (told,) = noted.strangers
    assert "Minas Gerais" in told


def test_a_server_that_is_gone_is_an_error() -> None:
    noted = crowd_of("http://127.0.0.1:1", [Visitor("/rede", (COUNTRY,))], 1)
    (told,) = noted.errors
    assert told.startswith("/rede: ")


def test_a_reference_to_what_never_came_is_an_error() -> None:
    with pytest.raises(BrokenAnswerError):
        Session("http://127.0.0.1:1", "/")._drawn(ForwardMsg(ref_hash="abc"), Answer(""))
