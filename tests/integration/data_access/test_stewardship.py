"""The desk of the data steward: who may sit at it, and what it leaves behind."""

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.progress import silent
from config.roles import DATA_STEWARD
from config.settings import Settings
from data_access.importing.telling import signature
from data_access.operational.actor import PANEL
from data_access.operational.engine import migrate, operational_engine
from data_access.operational.models import AuditEntry
from data_access.sources.errors import ImportRefusedError
from data_access.stewardship.desk import desk
from data_access.stewardship.upload import Sent, file_name
from indicators.scope import Access, AccessDeniedError

MARIA = Access("maria", roles=frozenset({DATA_STEWARD}))
HEADER = "municipio;porte;competencia;quantidade\n"
GOOD = "".join(
    f"3550308;ME;{year}-{month:02d};1{month:02d}\n"
    for year in (2024, 2025)
    for month in range(1, 13)
)


class Territory:
    def __init__(self, municipalities: pd.DataFrame) -> None:
        self.municipalities = municipalities

    def locate(self, points: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
        raise AssertionError("the stock of companies has no points")


@pytest.fixture
def territory(municipalities: pd.DataFrame) -> Territory:
    return Territory(municipalities)


def sent(text: str, name: str = "estoque.csv") -> Sent:
    return Sent(name, text.encode(), "empresas", "padrao")


def test_only_the_role_opens_the_desk(settings: Settings) -> None:
    for access in (Access("ana", frozenset({"BA"})), Access("rui")):
        with pytest.raises(AccessDeniedError, match="gestor_dados"):
            desk(settings, access, PANEL)
    assert desk(settings, MARIA, PANEL).who == "maria"


def test_an_import_is_told_under_the_name_of_who_sent_it(
    settings: Settings, territory: Territory
) -> None:
    steward = desk(settings, MARIA, PANEL)
    report = steward.bring(sent(HEADER + GOOD + "9999999;ME;2025-01;1\n"), territory, silent)
    (record,) = steward.imports()
    assert (record.who, record.state, record.accepted, record.rejected) == ("maria", "ativa", 24, 1)
    assert record.started_at.tzinfo is not None
    assert datetime.now(UTC) >= record.started_at
    steward.undo(report.import_id)
    assert steward.record(report.import_id).state == "desfeita"
    assert b"9999999" in steward.rejections(report.import_id)
    assert (record.origin, signature(record)) == ("painel", "maria, pelo painel")
    assert signed(settings) == [
        ("maria", "painel", "importacao_concluida"),
        ("maria", "painel", "importacao_desfeita"),
        ("maria", "painel", "rejeicoes_baixadas"),
    ]


def signed(settings: Settings) -> list[tuple[str, str | None, str]]:
    """Who did what from where, in the order of the trail."""
    with Session(operational_engine(settings)) as session:
        entries = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id)).all()
    return [(entry.who, entry.origin, entry.action) for entry in entries]


def test_a_refusal_with_counts_is_a_report_and_one_without_is_an_error(
    settings: Settings, territory: Territory
) -> None:
    steward = desk(settings, MARIA, PANEL)
    refused = steward.bring(
        sent(HEADER + "3550308;XX;2025-01;1\n3550308;ME;2025-01;1\n"), territory, silent
    )
    assert (refused.status, refused.read, refused.accepted) == ("recusado", 2, 0)
    assert steward.record(refused.import_id).state == "recusada"
    with pytest.raises(ImportRefusedError, match="não encontrei"):
        steward.bring(sent("a;b\n1;2\n"), territory, silent)


def test_nothing_of_what_was_sent_stays_and_nobody_else_reads_it_meanwhile(
    settings: Settings, territory: Territory
) -> None:
    modes = set()

    def watch(_fraction: float | None, _label: str, /) -> None:
        for folder in settings.staging_folder.glob(".upload-*"):
            modes.add(
                (
                    folder.stat().st_mode & 0o777,
                    *(file.stat().st_mode & 0o777 for file in folder.iterdir()),
                )
            )

    steward = desk(settings, MARIA, PANEL)
    steward.bring(sent(HEADER + GOOD), territory, watch)
    with pytest.raises(ImportRefusedError):
        steward.bring(sent(""), territory, watch)
    assert modes == {(0o700, 0o600)}
    assert not list(settings.staging_folder.glob(".upload-*"))


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\dados\\planilha.xlsx", "planilha.xlsx"),
        ("a\x00b\n.csv", "ab.csv"),
        ("..", "arquivo"),
        ("ação" * 100 + ".csv", "ção.csv"),
    ],
)
def test_a_name_leads_nowhere(name: str, safe: str) -> None:
    assert file_name(name).endswith(safe)
    assert "/" not in file_name(name)
    assert len(file_name(name).encode()) <= 200


def test_imports_of_before_have_the_name_that_the_audit_trail_kept(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'earlier.db'}")
    migrate(engine, "0003")
    with engine.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO imports (import_id, table_name, profile, contract_version,"
            " key_fingerprint, source_name, source_path, source_sha256, source_bytes,"
            " demonstration, status, started_at) VALUES ('x', 'empresas', 'padrao', 1, '', 'x', '',"
            " '', 1, 0, 'ok', '2026-01-01')"
        )
        connection.exec_driver_sql(
            "INSERT INTO audit (at, who, action, object, detail) VALUES"
            " ('2026-01-01', 'rui', 'importacao_concluida', 'x', '{}')"
        )
    migrate(engine)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT who FROM imports").scalar_one() == "rui"
    engine.dispose()
