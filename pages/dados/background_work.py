"""Long work in the background: it outlives the page that began it, and blocks no other session."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any

import streamlit as st

from config.errors import UserError
from config.machine import system_sentence
from config.progress import Progress
from pages.components import html, messages
from pages.components.acting import act, tell_what_was_done
from pages.state import session

log = logging.getLogger("territorio360")
CONFIRMATIONS = "confirmations"
REFRESH = 0.8  # seconds between two looks at work that goes on


class BusyError(UserError):
    """Somebody else's work goes on."""


@dataclass
class Work:
    """One piece of work. ``problem`` is what went wrong, in words for users;
    ``result`` is what the action gave.
    """

    kind: str
    title: str
    who: str
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    fraction: float | None = 0.0
    label: str = ""
    done: bool = False
    result: Any = None
    problem: str = ""

    def progress(self, fraction: float | None, label: str, /) -> None:
        self.fraction, self.label = fraction, label


_latest: list[Work] = []  # of this process: what goes on, or ended last
_turn = Lock()


def begin(kind: str, title: str, who: str, action: Callable[[Progress], Any]) -> None:
    """Start `action` and remember that this session did. Raises BusyError while other work runs."""
    with _turn:
        now = running_work()
        if now is not None:
            raise BusyError(
                f"{now.title}, por {now.who}, ainda não terminou. Espere que termine e tente de"
                " novo."
            )
        work = Work(kind, title, who)
        _latest[:] = [work]
    session.keep_work(work.id)
    Thread(target=_do, args=(work, action), name=f"work-{kind}", daemon=True).start()


def _do(work: Work, action: Callable[[Progress], Any]) -> None:
    try:
        work.result = action(work.progress)
    except UserError as error:
        work.problem = str(error)
    except Exception as error:
        identifier = uuid.uuid4().hex[:8]
        log.exception("error %s", identifier)
        work.problem = system_sentence(error, whole_path=False) or (
            f"Algo deu errado do nosso lado. O erro foi registrado com o código {identifier}; "
            "informe-o a quem cuida do painel."
        )
    finally:
        work.done = True


def running_work() -> Work | None:
    return next((work for work in _latest if not work.done), None)


def finished_work(*kinds: str) -> Work | None:
    """What this session began last, if it is one of `kinds` and has ended."""
    return next(
        (
            work
            for work in _latest
            if work.done and work.kind in kinds and work.id == session.own_work()
        ),
        None,
    )


def attempt(action: Callable[[], None]) -> None:
    """Do what a button asks; why it cannot be done is said on the page that follows."""
    session.next_round(CONFIRMATIONS)
    act("", action)


def put_aside() -> None:
    session.keep_work("")


def show_running() -> None:
    """The bar of the work that goes on, whoever began it; nothing where there is none.

    The place is always there: what comes after it must not change place when work begins and ends.
    """
    work = running_work()
    with st.container(key="work"):
        if work is not None:
            with st.container(key="card_work"):
                html.title(
                    work.title,
                    f"Iniciado por {work.who}. Continua mesmo que você saia desta página.",
                )
                _watch(work)
        tell_what_was_done()


@st.fragment(run_every=REFRESH)
def _watch(work: Work) -> None:
    if work.done:
        st.rerun()
    if work.fraction is None:
        messages.busy(work.label or "Em andamento")
    else:
        st.progress(min(work.fraction, 1.0), text=f"{work.label or 'Começando'}…")
