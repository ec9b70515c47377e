"""What the first visitor would wait for and is the same for everybody: libraries, the edition and
the pages.
"""

import importlib
import logging
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from contextvars import ContextVar
from dataclasses import replace
from threading import Event, Lock, Thread
from types import ModuleType

import streamlit as st

from config.errors import UserError
from config.navigation import PageEntry, load_navigation
from config.settings import get_settings
from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from pages.components import caching
from pages.components.caching import ask, territory_options
from pages.components.tabs import Parts
from pages.frame import frame
from pages.frame.seek import sought_names
from pages.server import garbage
from pages.server.health import ALL_WARM, WARM
from pages.server.signing import start_signing, stop_signing
from pages.state import gateway
from pages.state.view import View
from pages.streamlit_patches import static_preload
from pages.streamlit_patches.quiet_logs import quieten_drawing_of

log = logging.getLogger(__name__)
THREAD = "warm-up"
SMALLER = ("uf", "municipio")
# Seconds without a visitor before a page is warmed, and for how long that is waited for.
CALM, PATIENCE = 2.0, 10.0
LULL, NO_HURRY = 10.0, 60.0  # the same for what is only one of many places
serving = Event()  # only a server prepares what its visitors will ask
_begun: set[str] = set()
_life = 0  # odd while a server serves; another number for each
_begun_in: ContextVar[int | None] = ContextVar("_begun_in", default=None)  # by this thread
_asked = float("-inf")  # when somebody last asked for a page
_beginning, _warming = Lock(), Lock()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[dict[str, object], None]:
    """The server answers at once; ``/saude`` says “ready” when the opening page is warm."""
    global _life  # noqa: PLW0603 - one process, one server at a time
    _life += 1
    WARM.clear()
    quieten_drawing_of(THREAD)
    _begun.clear()
    with suppress(
        UserError
    ):  # without an edition there is nothing to prepare, and the warm-up says so
        _begun.add(gateway.published_id())
    serving.set()
    share()
    garbage.begin()
    _in_background()
    start_signing()
    yield {}
    _life += 1
    garbage.end()
    serving.clear()
    caching.share(None)
    stop_signing()


def prepare(edition_id: str) -> None:
    """Before each page: warm an edition that was published while the server runs; the others have
    been.
    """
    global _asked  # noqa: PLW0603 - one process, one clock
    _asked = time.monotonic()
    with _beginning:
        if not serving.is_set() or not edition_id or edition_id in _begun:
            return
        _begun.add(edition_id)
    _in_background()


def share() -> None:
    """Read what the other processes of this panel prepare; without a folder that can be trusted
    each prepares for itself.
    """
    try:
        caching.share(get_settings().prepared)
    except (UserError, OSError) as error:
        caching.share(None)
        log.error("%s", error)


def _in_background() -> None:
    ALL_WARM.clear()
    Thread(target=_warm_up_in, args=(_life,), name=THREAD, daemon=True).start()


class _ServerEndedError(Exception):
    """Nobody will ask for what is being prepared."""


def _warm_up_in(life: int) -> None:
    _begun_in.set(life)
    warm_up_or_tell()


def warm_up_or_tell() -> None:
    """Nobody waits for this thread, so what goes wrong in it is only told: the pages say it to whom
    it concerns.
    """
    try:
        with _warming:
            warm_up(Access.everything())
            garbage.settle()
            ALL_WARM.set()
            warm_states(Access.everything())
            garbage.settle()
    except _ServerEndedError:
        log.info("The server ended before all was warm")
    except UserError as error:
        log.info("Nothing to warm up: %s", error)
    except Exception:
        log.exception("The warm-up failed; the first pages will be slower")
    finally:
        WARM.set()
        ALL_WARM.set()


def warm_up(access: Access) -> None:
    """Draw, for nobody, what is asked most: the opening page first, then every page. UserError
    without an edition.

    Streamlit draws outside of any session too, and the caches fill as they would for a visitor.
    """
    opening, *others = load_navigation()
    country = opening_view(access)
    with caching.preparing(country, "frame"):
        frame.content(country.edition_id, country.manifest, access)
    _draw(opening, country)
    caching.boxes(
        country
    )  # of what the first choice of a territory needs, this alone is the same for everybody
    WARM.set()
    static_preload.compress_what_is_asked_first()
    _step_aside()
    with caching.preparing(country, "search"):
        ask(country, sought_names)
    gateway.mesh_parts(country.manifest.territory.layers["municipio"].sha256)
    for view in (country, *_likely_next(country)):
        for entry in others if view is country else (opening, *others):
            _step_aside()
            _draw(entry, view)


def warm_states(access: Access) -> None:
    """The UFs of the opening page, each a click away on its map, where there is a lull."""
    opening, country = load_navigation()[0], opening_view(access)
    for view in _views_inside(country, "uf"):
        _step_aside(LULL, NO_HURRY)
        if gateway.published_id() != country.edition_id:
            return  # a newer edition, whose visitors are the ones to come, waits for its turn
        _draw(opening, view)


def _step_aside(calm: float = CALM, patience: float = PATIENCE) -> None:
    """Whoever is looking at a page comes first; but not for ever, or a busy server would never be
    warm. Raises _ServerEndedError.
    """
    if _begun_in.get() not in (None, _life):
        raise _ServerEndedError
    began = time.monotonic()
    while time.monotonic() - began < patience and time.monotonic() - _asked < calm:
        time.sleep(calm / 10)


def opening_view(access: Access) -> View:
    edition_id = gateway.published_id()
    last = Month(gateway.edition(edition_id).manifest.end)
    return View(edition_id, access, Scope(Period.year_to_date(last)), "Brasil", {})


def _likely_next(country: View) -> list[View]:
    """The other period that people choose, and one place of each smaller level: any of them asks
    the same questions.

    A municipality is set beside all the others, which depends on the period: it comes in both.
    """
    inside = [view for level in SMALLER for view in _views_inside(country, level)[:1]]
    twelve = Period.last_months(country.scope.period.end)
    in_twelve = [
        replace(view, scope=view.scope.with_period(twelve)) for view in (country, *inside[1:])
    ]
    return [*inside, *in_twelve]


def _views_inside(country: View, level: str) -> list[View]:
    """The places of a level, as the filter of territories has them."""
    places = ask(country, territory_options)
    rows = places[places["level"] == level]
    return [
        replace(country.within(TerritoryRef(level, code)), place=label)
        for code, label in zip(rows["code"].astype(str), rows["label"].astype(str), strict=True)
    ]


def _draw(entry: PageEntry, view: View) -> None:
    """One page with each of its parts; another is tried all the same where it fails, and its
    visitor will be told.
    """
    try:
        module = importlib.import_module(f"pages.{entry.module}.page")
        with caching.preparing(view, entry.module):
            _draw_parts(module, view)
    except UserError as error:
        log.info("%s has nothing to warm up: %s", entry.title, error)
    except Exception:
        log.exception("%s could not be warmed up", entry.title)


def _draw_parts(module: ModuleType, view: View) -> None:
    module.page(view)
    parts: Parts = module.parts(view) if hasattr(module, "parts") else {}
    for part in list(parts.values())[1:]:  # the first has been
        part.draw(view)
