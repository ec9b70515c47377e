"""What the first visitor would wait for and is the same for everybody: libraries, the edition and the opening page."""

import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st

from config.errors import UserError
from indicators.catalogue import catalogue
from indicators.scope import Access, Month, Period, Scope
from pages import panorama
from pages.components import cached, gateway, pace
from pages.components.changes_card import largest
from pages.components.view import View
from pages.server.readiness import WARM

log = logging.getLogger(__name__)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncGenerator[dict[str, object], None]:
    """The server answers at once; ``/saude`` says that it is ready when the opening page is warm."""
    WARM.clear()
    Thread(target=warm_up_or_tell, name="warm-up", daemon=True).start()
    yield {}


def warm_up_or_tell() -> None:
    """Nobody waits for this thread, so what goes wrong in it is only told: the pages say it to whom it concerns."""
    try:
        warm_up(Access.everything())
    except UserError as error:
        log.info("Nothing to warm up: %s", error)
    except Exception:
        log.exception("The warm-up failed; the first page will be slower")
    finally:
        WARM.set()


def warm_up(access: Access) -> None:
    """Fill the caches with what the opening page shows without any filter. Raises UserError without an edition."""
    view = opening_view(access)
    gateway.layer(view.edition, view.finer_level)
    cached.territory_options(view.edition_id, access)
    cached.partner_names(view.edition_id, access)
    cached.channels(view.edition_id, access)
    largest(view, next(iter(catalogue().values())), view.finer_level)
    for headline in panorama.HEADLINES:
        cached.series(view, headline)
        cached.total(view, headline)
        cached.compared(view, headline)
    pace.paces(view)
    cached.boxes(view)  # of what the first choice of a territory needs, this alone is the same for everybody


def opening_view(access: Access) -> View:
    edition_id = gateway.published_id()
    last = Month(gateway.edition(edition_id).manifest.last_month)
    return View(edition_id, access, Scope(Period.year_to_date(last)), "Brasil", {})
