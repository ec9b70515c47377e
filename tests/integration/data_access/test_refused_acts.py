"""Acts that were refused, in the trail: who, what and of what; and who insists fills no trail."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from inspect import isfunction
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from config.audit import act_words, request_words
from config.roles import AUDITOR, COMMITTEE, DATA_STEWARD, ROLES
from config.settings import Settings
from data_access.identity.asking import FRESH, Door, FreshLoginError, put_on_record
from data_access.operational.actor import COMMAND_LINE, PANEL, Actor
from data_access.operational.engine import operational_engine
from data_access.operational.models import AuditEntry, RefusedAct
from data_access.operational.refusals import (
    MINUTE,
    MOST,
    OTHERS,
    REFUSED_ACT,
    record_refused_act,
    settle_refused_acts,
)
from data_access.recognition.committee import committee
from data_access.recognition.errors import NotAMemberError, SecondSignatureError
from data_access.stewardship.accesses import access_office
from data_access.stewardship.auditing import auditor
from data_access.stewardship.desk import desk
from data_access.stewardship.week import Item, WeekMarks
from indicators.scope import Access, AccessDeniedError

RUI = Actor("Rui (1)", PANEL)
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
TOWN = Item("edicao-1", "municipio", "3106200", "Belo Horizonte", "MG", "cobertura", "Alcança 5 %.")


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(home=tmp_path / "home", operational_url=url, _env_file=None)


def refused(settings: Settings) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Who, from where, of what, and the detail."""
    e = AuditEntry
    with Session(operational_engine(settings)) as session:
        rows = session.execute(
            sa.select(e.who, e.origin, e.object, e.detail)
            .where(e.action == REFUSED_ACT)
            .order_by(e.id)
        )
        return [tuple(row) for row in rows]


def waiting(settings: Settings) -> int:
    with operational_engine(settings).connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(RefusedAct)).scalar_one()


def holding(*roles: str, ufs: frozenset[str] | None = None, **more: Any) -> Access:
    return Access("Rui (1)", ufs, frozenset(roles), frozenset(), "1", **more)


@pytest.mark.asvs("16.3.2", "16.2.1")
def test_the_first_time_is_told_at_once_and_who_insists_as_a_number(settings: Settings) -> None:
    for second in range(60):
        record_refused_act(settings, RUI, "selar", "e1", NOW + timedelta(seconds=second / 2))
    first = ("Rui (1)", "painel", "e1", {"pedido": "selar"})
    assert refused(settings) == [first]
    settle_refused_acts(settings, NOW + timedelta(seconds=59))
    assert refused(settings) == [first]
    settle_refused_acts(settings, NOW + MINUTE)
    again = {"pedido": "selar", "repetido": 59, "desde": "2026-11-30T12:00:00+00:00"}
    assert refused(settings) == [first, ("Rui (1)", "painel", "e1", again)]
    assert waiting(settings) == 0
    settle_refused_acts(settings, NOW + 2 * MINUTE)
    assert len(refused(settings)) == 2


def test_what_was_counted_is_written_by_whoever_is_refused_next(settings: Settings) -> None:
    record_refused_act(settings, RUI, "selar", "e1", NOW)
    record_refused_act(settings, RUI, "selar", "e1", NOW)
    record_refused_act(settings, Actor("Eva (2)", PANEL), "dar", "x", NOW + MINUTE)
    assert [(who, detail.get("repetido")) for who, _, _, detail in refused(settings)] == [
        ("Rui (1)", None),
        ("Rui (1)", 1),
        ("Eva (2)", None),
    ]


def test_who_asks_for_ever_another_thing_fills_no_trail(settings: Settings) -> None:
    for place in range(60):
        record_refused_act(settings, RUI, "ver", f"uf:{place}", NOW)
    record_refused_act(settings, Actor("Eva (2)", PANEL), "ver", "uf:1", NOW)
    found = refused(settings)
    assert len(found) == MOST + 2
    assert found[MOST] == ("Rui (1)", "painel", OTHERS, {"pedido": OTHERS})
    settle_refused_acts(settings, NOW + MINUTE)
    assert refused(settings)[-1][3]["repetido"] == 60 - MOST - 1


def test_what_was_asked_for_is_told_without_what_no_name_has(settings: Settings) -> None:
    record_refused_act(settings, RUI, "ver", "a\x00b\u202ec\nd" + "x" * 300, NOW)
    (entry,) = refused(settings)
    assert entry[2].startswith("a b c d")
    assert len(entry[2]) == 80


def test_many_at_once_are_counted_each(settings: Settings) -> None:
    operational_engine(settings)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: record_refused_act(settings, RUI, "ver", "a", NOW), range(24)))
    settle_refused_acts(settings, NOW + MINUTE)
    assert [detail.get("repetido") for *_, detail in refused(settings)] == [None, 23]


@pytest.fixture(scope="module")
def one_home(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("home"), operational_url=None, _env_file=None)


@examples(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.tuples(st.integers(0, 400), st.sampled_from("ab"), st.integers(0, MOST + 3).map(str)),
        max_size=40,
    )
)
def test_no_attempt_is_lost_and_none_is_told_twice(
    one_home: Settings, tried: list[tuple[int, str, str]]
) -> None:
    before = len(refused(one_home))
    for second, who, subject in sorted(tried):
        moment = NOW + timedelta(seconds=second)
        record_refused_act(one_home, Actor(who, PANEL), "ver", subject, moment)
    settle_refused_acts(one_home, NOW + timedelta(hours=1))
    told: Counter[str] = Counter()
    for who, _, _, detail in refused(one_home)[before:]:
        told[who] += detail.get("repetido", 1)
    assert told == Counter(who for _, who, _ in tried)


def _doors(settings: Settings, access: Access) -> Iterator[tuple[str, Callable[[], object]]]:
    yield DATA_STEWARD, lambda: desk(settings, access, PANEL)
    yield AUDITOR, lambda: auditor(settings, access, PANEL)
    yield COMMITTEE, lambda: committee(settings, access, PANEL)
    yield "administrador", lambda: access_office(settings, access, PANEL)


@pytest.mark.asvs("16.3.2", "8.3.1")
def test_every_door_leaves_who_was_turned_away(settings: Settings) -> None:
    for role, enter in _doors(settings, holding("executivo")):
        with pytest.raises(AccessDeniedError, match=role):
            enter()
        told = {"pedido": "passar pela porta de quem tem o papel"}
        assert refused(settings)[-1] == ("Rui (1)", "painel", role, told)
    before = len(refused(settings))
    for _, enter in _doors(settings, holding(*ROLES)):
        enter()
    assert len(refused(settings)) == before


@pytest.mark.asvs("16.3.2")
def test_an_act_behind_a_door_is_told_by_what_was_asked_of_it(settings: Settings) -> None:
    door = WeekMarks(settings, holding("coordenacao", ufs=frozenset({"SP"})), COMMAND_LINE)
    with pytest.raises(AccessDeniedError):
        door.done(TOWN)
    told = {"pedido": "marcar um item da semana como feito"}
    assert refused(settings) == [("Rui (1)", "linha de comando", "MG", told)]


@pytest.mark.asvs("7.5.3", "8.4.2")
def test_sealing_and_keys_ask_for_a_fresh_login(settings: Settings) -> None:
    stale = holding(*ROLES, authenticated_at=datetime.now(UTC) - FRESH)
    for act in (
        lambda: desk(settings, stale, PANEL).seal("e1"),
        lambda: auditor(settings, stale, PANEL).sign(),
    ):
        with pytest.raises(FreshLoginError, match="Entre de novo"):
            act()
    assert [detail["pedido"] for *_, detail in refused(settings)] == ["selar", "assinar a trilha"]
    fresh = holding(*ROLES, authenticated_at=datetime.now(UTC))
    assert auditor(settings, fresh, PANEL).sign() is not None
    assert auditor(settings, Access.everything(), COMMAND_LINE).sign() is not None


def test_what_nobody_asked_under_a_name_waits_for_who_did(settings: Settings) -> None:
    error = AccessDeniedError("não", "uf:29")
    put_on_record(settings, Access(""), PANEL, error, act="consultar")
    assert refused(settings) == []
    for _ in range(2):  # and once it is told
        put_on_record(settings, Access("Rui (1)"), PANEL, error, act="consultar")
    assert refused(settings) == [("Rui (1)", "painel", "uf:29", {"pedido": "consultar"})]
    assert waiting(settings) == 1


def test_who_signs_twice_and_who_is_no_member_are_refused_too() -> None:
    assert issubclass(SecondSignatureError, AccessDeniedError)
    assert issubclass(NotAMemberError, AccessDeniedError)
    assert str(SecondSignatureError("frase")) == "frase"


def _kinds(kind: type) -> Iterator[type]:
    for found in kind.__subclasses__():
        yield found
        yield from _kinds(found)


def test_every_method_of_a_door_is_watched_and_has_words() -> None:
    asked = {
        name: made
        for kind in _kinds(Door)
        for name, made in vars(kind).items()
        if isfunction(made) and not name.startswith("_") and kind.__module__.startswith("data_")
    }
    assert {"seal", "undo", "give", "approve"} <= set(asked)
    assert [name for name, made in asked.items() if not hasattr(made, "__wrapped__")] == []
    silent = [name for name in asked if request_words(name) == name.replace("_", " ")]
    assert silent == []
    assert act_words(REFUSED_ACT) == "Ato negado"
