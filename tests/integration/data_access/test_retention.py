"""What is past its time is shown, and goes when asked again; nothing else does."""

import os
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.settings import Settings
from data_access.identity.accounts import Vouched
from data_access.identity.sessions import begin_session
from data_access.importing.report import ImportReport
from data_access.operational.actor import Actor
from data_access.operational.engine import operational_engine
from data_access.operational.identity_models import UserSession
from data_access.operational.imports import undo_import
from data_access.operational.models import AuditEntry
from data_access.staging.files import rejection_path
from data_access.staging.soundness import refuse_damaged
from data_access.stewardship.retention import find_expired, remove_expired, term_of

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
TODAY = date(2026, 11, 30)
ROOT = Actor("root")
ATTENDANCES = (
    "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora\n"
    "A1;PJ;C1;2021-11-29;3550308;SP\n"  # a day past sixty months
    "A2;PJ;C2;2021-11-30;3550308;SP\n"
    "A3;PJ;C3;2021-01-02;3550308;SP\nA4;PJ;C3;2026-01-02;3550308;SP\n"
)
CLIENTS = "tipo_cliente;id_cliente;porte\nPJ;C1;MEI\nPJ;C2;ME\nPJ;C3;EPP\nPJ;C4;DEMAIS\n"
SURVEYS = (
    "id_pesquisa;data;nps;comentario\nR1;2020-01-01;1;velho\nR2;2024-11-29;2;dois anos\n"
    "R3;2024-11-30;3;novo\nR4;2023-01-01;4;\n"
)


def test_rows_and_cells_past_their_term_go_and_nothing_else(
    bring: Bring, settings: Settings, active: Active
) -> None:
    reports = [
        bring("atendimentos", ATTENDANCES),
        bring("clientes", CLIENTS),
        bring("pesquisas", SURVEYS),
    ]
    found = find_expired(settings, TODAY)
    effects = {item.record.table: (item.effect.gone, item.effect.changed) for item in found.rows}
    assert effects == {"atendimentos": (2, 0), "clientes": (1, 0), "pesquisas": (1, 1)}
    assert (found.sessions, found.files, found.folders, found.imports) == (0, (), (), ())
    assert len(active(settings, "atendimentos")) == 4  # shown, and no more
    assert remove_expired(settings, TODAY, ROOT) == found
    assert active(settings, "atendimentos", "id_atendimento") == [("A2",), ("A4",)]
    # C1 was attended too long ago; C4 never, and came in today.
    assert active(settings, "clientes", "porte") == [("DEMAIS",), ("EPP",), ("ME",)]
    assert active(settings, "pesquisas", "id_pesquisa, comentario") == [
        ("R2", None),
        ("R3", "novo"),
        ("R4", None),
    ]
    refuse_damaged(settings)
    assert not find_expired(settings, TODAY)
    with Session(operational_engine(settings)) as session:
        entry = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.detail) == ("retencao_aplicada", {"linhas": 4, "celulas": 1})
    assert len(reports) == 3


def test_a_client_who_is_no_more_attended_goes_after_the_term_of_the_import(
    bring: Bring, settings: Settings
) -> None:
    undo_import(settings, bring("atendimentos", ATTENDANCES).import_id)  # which then tells nothing
    bring("clientes", CLIENTS)
    tables = {item.record.table for item in find_expired(settings, TODAY).rows}
    assert tables == {"atendimentos"}  # undone, and past their time all the same
    later = date(datetime.now(UTC).year + 6, 1, 1)
    (clients,) = [i for i in find_expired(settings, later).rows if i.record.table == "clientes"]
    assert clients.effect.gone == 4


@pytest.mark.parametrize("work", [".upload-x", ".suggestion-x", ".ainda-sem-nome-x"])
def test_files_beside_old_imports_and_what_died_go(
    bring: Bring, settings: Settings, work: str
) -> None:
    report = bring("clientes", CLIENTS + "PJ;C5;grande\n", tolerant=True)
    dead = settings.staging_folder / work
    dead.mkdir()
    assert not find_expired(settings, TODAY)
    os.utime(dead, (0, 0))
    later = date(datetime.now(UTC).year + 2, 1, 1)
    found = remove_expired(settings, later, ROOT)
    assert rejection_path(settings, report.import_id) in found.files
    assert not any(file.exists() for file in (*found.files, *found.folders))
    assert found.folders == (dead,)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_old_sessions_go(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    url = request.getfixturevalue("postgres_url") if engine == "postgresql" else None
    settings = Settings(home=tmp_path / "home", operational_url=url)
    begin_session(settings, Vouched("https://a", "rui", "Rui"), "Firefox", None)
    today = datetime.now(UTC).date()
    assert find_expired(settings, today).sessions == 0
    later = date(today.year + 1, today.month, 1)
    assert remove_expired(settings, later, ROOT).sessions == 1
    with Session(operational_engine(settings)) as session:
        assert session.scalars(sa.select(UserSession)).all() == []


def test_terms_are_told_in_words() -> None:
    assert term_of("pesquisas") == "60 meses desde data; comentario, 24"
    assert term_of("clientes") == "60 meses desde o último atendimento"
