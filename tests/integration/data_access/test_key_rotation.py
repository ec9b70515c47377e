"""A key is rotated between two imports: who was one client is one, who was erased stays out."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.progress import silent
from config.roles import ADMINISTRATOR, DATA_STEWARD
from config.settings import Settings
from data_access.base.hash_keys import LAYERS_FILE, SecretKeyError
from data_access.base.pseudonym import fingerprint
from data_access.identity.accounts import Vouched, take_account
from data_access.importing.report import BLOCKED, CORRECTED, ImportReport
from data_access.operational import keys
from data_access.operational.actor import PANEL
from data_access.operational.engine import operational_engine
from data_access.operational.imports import staged_path
from data_access.operational.keys import current_key
from data_access.operational.models import AuditEntry, ImportRun
from data_access.operational.verification import verify_trail
from data_access.sources.errors import ImportRefusedError
from data_access.staging import rewriting
from data_access.staging.soundness import refuse_damaged
from data_access.staging.turn import remove_dead_work
from data_access.stewardship import rotation
from data_access.stewardship.rotation import KeyOffice, RotationError, key_office
from data_access.stewardship.subjects import SubjectOffice, subject_office
from indicators.scope import Access, AccessDeniedError
from tests.support.tiers import some

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
CPF, OTHER = "111.444.777-35", "529.982.247-25"
HEAD, BRANCH = "11.222.333/0001-81", "11.222.333/0002-62"
HEADER = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora;atendente\n"
BEFORE = (
    f"A1;PF;{CPF};2025-01-02;3550308;SP;{OTHER}\n"
    f"A2;PJ;{HEAD};2025-03-04;3550308;SP;\nA3;PF;{OTHER};2025-05-06;3550308;SP;\n"
)
AFTER = (
    f"B1;PF;{CPF};2025-06-02;3550308;SP;{OTHER}\n"
    f"B2;PJ;{BRANCH};2025-07-04;3550308;SP;\nB3;PF;{OTHER};2025-08-06;3550308;SP;\n"
)
CLIENTS = f"tipo_cliente;id_cliente;porte\nPF;{CPF};\nPJ;{HEAD};ME\n"
SURVEYS = "id_pesquisa;data;id_atendimento;nps\nR1;2025-01-03;A1;2\nR2;2025-05-07;A3;9\n"


@pytest.fixture(params=some(["sqlite", "postgresql"], "sqlite"))
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(home=tmp_path / "home", operational_url=url)


@pytest.fixture
def keeper(settings: Settings) -> KeyOffice:
    access = Access("ana", roles=frozenset({ADMINISTRATOR}), authenticated_at=datetime.now(UTC))
    return key_office(settings, access, PANEL)


@pytest.fixture
def subjects(settings: Settings) -> SubjectOffice:
    return office_of(settings)


def office_of(settings: Settings) -> SubjectOffice:
    return subject_office(settings, Access("ana", roles=frozenset({DATA_STEWARD})), PANEL)


def attended(settings: Settings, active: Active) -> dict[str, str]:
    """The pseudonym of the client of each attendance."""
    rows = active(settings, "atendimentos", "id_atendimento, id_cliente::VARCHAR")
    return {str(code): str(who) for code, who in rows}


def one_client_each(settings: Settings, active: Active) -> bool:
    who = attended(settings, active)
    same = who["A1"] == who["B1"] and who["A3"] == who["B3"]
    company = who["A2"] != who["B2"] and who["A2"][-17:] == who["B2"][-17:]
    return same and company and len(set(who.values())) == 4


def test_a_client_before_and_after_is_one_client(
    keeper: KeyOffice, subjects: SubjectOffice, bring: Bring, settings: Settings, active: Active
) -> None:
    bring("atendimentos", HEADER + BEFORE)
    old, first = attended(settings, active), keeper.key_name()
    assert keeper.rotatable().rows == {"atendimentos": 3}
    assert attended(settings, active) == old  # shown, and no more
    for _ in range(2):
        keeper.rotate_key(silent)
    refuse_damaged(settings)
    new = attended(settings, active)
    assert not set(old.values()) & set(new.values())
    bring("atendimentos", HEADER + AFTER, name="depois.csv")
    assert one_client_each(settings, active)
    assert subjects.look(CPF).holdings.counts == {"atendimentos": 2}
    assert subjects.look(OTHER).holdings.counts == {"atendimentos": 4}  # attended, and attending
    assert (len(keeper.key_rotations()), keeper.key_name() != first) == (2, True)


def test_who_was_erased_or_corrected_before_stays_so(
    keeper: KeyOffice,
    subjects: SubjectOffice,
    bring: Bring,
    settings: Settings,
    active: Active,
    municipalities: pd.DataFrame,
) -> None:
    bring("atendimentos", HEADER + BEFORE)
    bring("clientes", CLIENTS)
    subjects.correct(HEAD, {"porte": "EPP"}, municipalities)
    subjects.erase(CPF)
    kept = keeper.rotate_key(silent).kept
    assert (kept.erased, kept.corrections) == (2, 1)
    again = bring("atendimentos", HEADER + BEFORE + AFTER, name="de-novo.csv")
    assert again.left_out == {BLOCKED: 2}
    register = bring("clientes", f"{CLIENTS}PF;{OTHER};\n", name="cadastro.csv")
    assert (register.left_out, register.repaired) == ({BLOCKED: 1}, {CORRECTED: 1})
    assert bring("pesquisas", SURVEYS).left_out == {BLOCKED: 1}
    assert active(settings, "clientes", "porte") == [("EPP",), (None,)]
    assert "titulares" in subjects.look(CPF).elsewhere.store


def test_an_account_is_the_same_after(keeper: KeyOffice, settings: Settings) -> None:
    def enter() -> tuple[int, str, str]:
        with Session(operational_engine(settings)) as session, session.begin():
            account = take_account(
                settings, session, Vouched("https://p", "11144477735"), datetime.now(UTC)
            )
            return account.id, account.code, account.identity

    before = enter()
    assert keeper.rotate_key(silent).kept.accounts == 1
    after = enter()
    assert after[:2] == before[:2]
    assert after[2] != before[2]


class KilledError(Exception):
    """The process dies here."""


def kill(*_given: object) -> None:
    raise KilledError


def kill_where_a_key_waits(settings: Settings) -> None:
    """Files are put in their places before a rotation begins, too: that must not end it."""
    if keys.has_next_key(settings):
        raise KilledError


STOPS = {
    "before its key is written": (rotation, "write_next_layers", kill, False),
    "before its rows are written": (rotation, "write_beside", kill, False),
    "before it is on record": (rotation, "record_rotation", kill, False),
    "before its rows have their places": (rotation, "settle", kill, True),
    "before its key has its place": (rewriting, "settle_key", kill_where_a_key_waits, True),
}


@pytest.mark.parametrize("stop", some(STOPS, *list(STOPS)[:2]))
def test_killed_anywhere_one_key_works_and_nothing_is_lost(
    stop: str, keeper: KeyOffice, bring: Bring, active: Active, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, killing, rotated = STOPS[stop]
    settings = keeper.settings
    bring("atendimentos", HEADER + BEFORE)
    old = fingerprint(current_key(settings))
    monkeypatch.setattr(module, name, killing)
    with pytest.raises(KilledError):
        keeper.rotate_key(silent)
    monkeypatch.undo()
    assert (fingerprint(current_key(settings)) != old) is rotated
    assert office_of(settings).look(CPF).holdings.counts == {"atendimentos": 1}
    bring("atendimentos", HEADER + AFTER, name="depois.csv")
    assert one_client_each(settings, active)
    refuse_damaged(settings)
    assert (settings.home / LAYERS_FILE).exists() is rotated
    assert [*settings.home.rglob("*.novo")] == []
    assert len(keeper.key_rotations()) == rotated


def test_what_died_is_ended_by_whoever_comes_next(
    keeper: KeyOffice, bring: Bring, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring("atendimentos", HEADER + BEFORE)
    monkeypatch.setattr(rotation, "settle", kill)
    with pytest.raises(KilledError):
        keeper.rotate_key(silent)
    assert not (settings.home / LAYERS_FILE).exists()
    remove_dead_work(settings)
    assert (settings.home / LAYERS_FILE).exists()
    refuse_damaged(settings)


def test_a_key_that_lost_its_rotation_is_refused(
    keeper: KeyOffice, bring: Bring, settings: Settings
) -> None:
    keeper.rotate_key(silent)
    layers = (settings.home / LAYERS_FILE).read_bytes()
    for content in (None, layers * 2):
        (settings.home / LAYERS_FILE).unlink(missing_ok=True)
        if content:
            (settings.home / LAYERS_FILE).write_bytes(content)
        with pytest.raises(SecretKeyError, match=r"restaure secret\.layers"):
            bring("atendimentos", HEADER + BEFORE)
    (settings.home / LAYERS_FILE).write_bytes(layers)
    assert bring("atendimentos", HEADER + BEFORE).accepted == 3


def test_rows_that_a_rotation_would_leave_behind_refuse_it(
    keeper: KeyOffice, bring: Bring, settings: Settings
) -> None:
    report = bring("atendimentos", HEADER + BEFORE)
    file = staged_path(settings, "atendimentos", report.import_id)
    away = file.rename(file.with_name("longe"))
    with pytest.raises(RotationError, match="não estão nesta pasta"):
        keeper.rotate_key(silent)
    away.rename(file)
    with Session(operational_engine(settings)) as session, session.begin():
        session.execute(sa.update(ImportRun).values(key_fingerprint="outra"))
    with pytest.raises(RotationError, match="com outra chave"):
        keeper.rotatable()
    assert not (settings.home / LAYERS_FILE).exists()


def test_a_rotation_is_on_record_without_any_key(
    keeper: KeyOffice, bring: Bring, settings: Settings
) -> None:
    bring("atendimentos", HEADER + BEFORE)
    keeper.rotate_key(silent)
    with Session(operational_engine(settings)) as session:
        entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.object, entry.detail) == (
        "chave_trocada",
        keeper.key_name(),
        {"linhas": 3},
    )
    assert (settings.home / LAYERS_FILE).stat().st_mode & 0o077 == 0
    assert verify_trail(settings).intact


def test_only_who_administers_and_entered_just_now_rotates(settings: Settings) -> None:
    with pytest.raises(AccessDeniedError, match="administrador"):
        key_office(settings, Access("ana", roles=frozenset({DATA_STEWARD})), PANEL)
    stale = key_office(settings, Access("ana", roles=frozenset({ADMINISTRATOR})), PANEL)
    with pytest.raises(AccessDeniedError, match="tenha entrado há pouco"):
        stale.rotate_key(silent)


def test_an_import_waits_for_no_rotation(
    keeper: KeyOffice, bring: Bring, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the key is rotated nobody imports: the rows would be of the key before."""
    tried: list[str] = []

    def importing(*_given: object) -> None:
        try:
            bring("atendimentos", HEADER + BEFORE)
        except ImportRefusedError as refused:
            tried.append(str(refused))

    monkeypatch.setattr(rotation, "refuse_damaged", importing)
    keeper.rotate_key(silent)
    assert len(tried) == 1
    assert "Outra importação está em andamento" in tried[0]
