"""A page that is open belongs to a session, and ends with it: in every tab, within a second."""

import sqlite3
import time
from contextlib import closing
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from config.settings import get_settings
from data_access.identity import sessions
from data_access.identity.granted import grant, revoke, rights_in_force
from data_access.identity.sessions import set_disabled
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.operational.engine import FILE, OperationalDatabaseError, operational_engine
from indicators.rights import Right
from pages.server.identity import gate
from pages.server.identity.use_notes import use_notes
from pages.streamlit_patches.session_over import OVER, script
from tests.support import panel_double
from tests.support.oidc_double import Provider
from tests.support.panel_double import SOCKET, browser, log_in

pytestmark = pytest.mark.streamlit_patches
ADMIN = Actor("ana", COMMAND_LINE)
WITHIN = 1.0  # seconds until a change is felt


@pytest.fixture
def visit(provider: Provider) -> TestClient:
    visit = browser()
    log_in(visit)
    return visit


def code() -> str:
    (found,) = sessions.open_sessions(get_settings())
    return found.account.code


def minas() -> Right:
    return Right("coordenacao", frozenset({"MG"}))


def end_of_session() -> None:
    (found,) = sessions.open_sessions(get_settings())
    sessions.end_session(get_settings(), found.id, ADMIN)


CHANGES = {
    "left": lambda visit: visit.get("/sair"),
    "ended by somebody": lambda _: end_of_session(),
    "account disabled": lambda _: set_disabled(get_settings(), code(), True, ADMIN),
    "right given": lambda _: grant(get_settings(), code(), minas(), ADMIN),
}


@pytest.mark.asvs("7.4.1", "7.4.2", "7.4.5", "8.3.2")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_page_that_nobody_touches_ends_within_a_second(visit: TestClient, change) -> None:
    with visit.websocket_connect(SOCKET) as page:
        page.send_bytes(b"x")
        page.receive_text()
        change(visit)
        began = time.monotonic()
        with pytest.raises(WebSocketDisconnect) as told:
            page.receive_text()
    assert told.value.code == OVER
    assert time.monotonic() - began < WITHIN


@pytest.mark.asvs("7.2.1")
def test_what_is_asked_after_the_end_is_not_heard(
    visit: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "LOOK", 3600.0)  # only the message itself is looked at
    with visit.websocket_connect(SOCKET) as page:
        end_of_session()
        page.send_bytes(b"x")
        with pytest.raises(WebSocketDisconnect) as told:
            page.receive_text()
    assert told.value.code == OVER


@pytest.mark.asvs("8.3.2")
def test_a_right_taken_away_or_run_out_is_felt_too(visit: TestClient) -> None:
    given = grant(get_settings(), code(), minas(), ADMIN)
    with visit.websocket_connect(SOCKET) as page:
        page.send_bytes(b"x")
        page.receive_text()
        revoke(get_settings(), given.id, ADMIN)
        with pytest.raises(WebSocketDisconnect):
            page.receive_text()
    grant(get_settings(), code(), minas(), ADMIN)
    with visit.websocket_connect(SOCKET) as page:
        with operational_engine(get_settings()).begin() as connection:
            connection.execute(sa.text("UPDATE account_rights SET expires_at = '2026-01-01'"))
        with pytest.raises(WebSocketDisconnect):
            page.receive_text()
    assert rights_in_force(get_settings()) == []


def test_nobody_s_page_is_accepted_only_to_be_told_why_it_is_closed(provider: Provider) -> None:
    with browser().websocket_connect(SOCKET) as page, pytest.raises(WebSocketDisconnect) as told:
        page.receive_text()
    assert told.value.code == OVER
    assert str(OVER) in script()


def test_a_connection_takes_up_no_other_s_session_of_streamlit(visit: TestClient) -> None:
    asked = ["streamlit", "forged", "0f8fad5b-d9cb-469f-a165-70867728950e"]
    with visit.websocket_connect(SOCKET, subprotocols=asked) as page:
        page.send_bytes(b"x")
        assert page.receive_text().replace(" ", "") == "streamlit,forged"


@pytest.mark.asvs("7.4.1")
def test_a_download_is_cut_where_its_session_ends(
    visit: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gate, "LOOK", 0.0)  # each part is asked for
    assert visit.get("/media/longo.csv").text.count("\n") == 50

    def end_after_six(lines: int) -> None:
        if lines == 6:
            end_of_session()

    monkeypatch.setattr(panel_double, "sent", end_after_six)
    assert visit.get("/media/longo.csv").text.count("\n") == 6


@pytest.mark.asvs("7.3.1", "7.3.2")
@pytest.mark.parametrize(
    ("column", "moment"),
    [
        ("issued_at", "2026-01-01"),  # its hours are over
        ("seen_at", "2026-01-01"),  # nobody used it
        ("issued_at", "2099-01-01"),  # the clock was set back
        ("seen_at", "2099-01-01"),
    ],
)
def test_a_session_out_of_its_time_is_none(visit: TestClient, column: str, moment: str) -> None:
    assert visit.get("/").status_code == 200
    with operational_engine(get_settings()).begin() as connection:
        connection.execute(sa.text(f"UPDATE user_sessions SET {column} = '{moment}'"))
    assert visit.get("/").status_code == 401
    assert sessions.open_sessions(get_settings()) == []


def test_use_is_written_once_a_minute(visit: TestClient) -> None:
    def seen() -> str:
        with operational_engine(get_settings()).connect() as connection:
            return str(connection.execute(sa.text("SELECT seen_at FROM user_sessions")).scalar())

    at_login = seen()
    visit.get("/")
    assert seen() == at_login
    earlier = datetime.fromisoformat(at_login) - timedelta(minutes=2)
    with operational_engine(get_settings()).begin() as connection:
        connection.execute(sa.text(f"UPDATE user_sessions SET seen_at = '{earlier}'"))
    gate._written.clear()
    visit.get("/")
    use_notes.wait()
    assert seen() >= at_login


def test_while_nothing_can_be_written_reading_goes_on_and_nobody_is_idle(
    visit: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the database, or the disk is full, and it may be so for hours."""
    monkeypatch.setattr("data_access.operational.engine.BUSY_TIMEOUT_MS", 50)
    operational_engine(get_settings()).dispose()
    gate._written.clear()
    with closing(sqlite3.connect(get_settings().home / FILE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert visit.get("/").status_code == 200
        with visit.websocket_connect(SOCKET) as page:
            gate._written.clear()
            page.send_bytes(b"x")
            page.receive_text()
            use_notes.wait()
        other.execute("ROLLBACK")
        other.execute("UPDATE user_sessions SET seen_at = '2026-01-01'")
    assert visit.get("/").status_code == 200
    gate._written.clear()
    assert visit.get("/").status_code == 200
    use_notes.wait()  # it can be written again
    with operational_engine(get_settings()).begin() as connection:
        connection.execute(sa.text("UPDATE user_sessions SET seen_at = '2026-01-01'"))
    assert visit.get("/").status_code == 401


def test_without_the_table_of_sessions_nobody_is_let_in(
    visit: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalDatabaseError("O banco está fora.")

    with visit.websocket_connect(SOCKET) as page:
        monkeypatch.setattr(gate, "standing_of", away)
        assert visit.get("/").status_code == 503
        page.send_bytes(b"x")
        with pytest.raises(WebSocketDisconnect) as told:
            page.receive_text()
    assert told.value.code == gate.TRY_AGAIN_LATER


def test_forged_headers_of_a_proxy_make_nobody_somebody(visit: TestClient) -> None:
    forged = {"X-Forwarded-User": "ana", "Remote-User": "ana", "X-Forwarded-Email": "ana@a.br"}
    assert browser().get("/", headers=forged).status_code == 401
    assert visit.get("/", headers=forged).text.startswith("Maria")


@pytest.mark.asvs("7.4.2")
def test_a_disabled_account_does_not_enter_and_an_enabled_one_does(
    visit: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    named = code()
    set_disabled(get_settings(), named, True, ADMIN)
    again = browser()
    refused = log_in(again)
    assert (refused.status_code, "desativada" in refused.text) == (403, True)
    assert f"entrada recusada: a conta {named} está desativada" in caplog.messages
    assert "Maria" not in caplog.text
    set_disabled(get_settings(), named, False, ADMIN)
    assert log_in(again).status_code == 303
    assert visit.get("/").status_code == 401  # what was ended stays ended
