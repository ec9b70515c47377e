"""`t360 audit`: listing, verifying and signing from the command line."""

from datetime import datetime
from pathlib import Path
from shutil import copy

import pytest
import sqlalchemy as sa

from config.formatting import BRASILIA
from config.settings import Settings
from data_access.operational.actor import COMMAND_LINE, Actor
from data_access.operational.audit import record_audit
from data_access.operational.engine import operational_engine
from tests.support.command_line import t360


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A trail of three entries, by two people."""
    settings = Settings(home=tmp_path / "dados", _env_file=None)
    for who, act in (("ana", "edicao_selada"), ("rui", "edicao_publicada"), ("ana", "=1+1")):
        record_audit(settings, Actor(who, COMMAND_LINE), act, f"por {who}", {"ação": 1})
    return settings.home


def test_the_list_is_newest_first_and_narrowed(home: Path) -> None:
    listed = t360(home, "audit", "list", "--format", "json").json
    assert [entry["id"] for entry in listed] == [3, 2, 1]
    rows = t360(home, "audit", "list", "--who", "ana", "--format", "csv").rows
    assert [row["action"] for row in rows] == ["'=1+1", "edicao_selada"]
    assert rows[1]["detail"] == '{"ação": 1}'
    assert "edicao_publicada" in t360(home, "audit", "list", "--text", "POR RUI").out
    assert "Nenhum registro" in t360(home, "audit", "list", "--until", "2020-01-31").out
    assert len(t360(home, "audit", "list", "--limit", "1").out.splitlines()) == 1
    newest = datetime.fromisoformat(listed[0]["at"]).astimezone(BRASILIA)
    assert f"  {newest:%d/%m/%Y %H:%M}  " in t360(home, "audit", "list", "--limit", "1").out


def test_an_empty_list_has_its_columns(tmp_path: Path) -> None:
    answer = t360(tmp_path / "novo", "audit", "list", "--format", "csv")
    assert answer.out == "id,at,who,origin,machine,action,object,detail,hash\n"


def test_verifying_ends_with_one_where_something_was_done(home: Path) -> None:
    assert t360(home, "audit", "verify").code == 0
    with operational_engine(Settings(home=home, _env_file=None)).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        connection.execute(sa.text("DELETE FROM audit WHERE id = 2"))
    answer = t360(home, "audit", "verify")
    assert answer.code == 1
    assert "entre os registros 1 e 3" in answer.out
    assert "alterada fora do produto" in answer.err


def test_a_copy_that_left_the_machine_finds_what_its_own_file_no_longer_can(
    home: Path, tmp_path: Path
) -> None:
    assert "Registro 3:" in t360(home, "audit", "sign").out
    away = copy(home / "trilha" / "cabecas.jsonl", tmp_path / "fora.jsonl")
    key = tmp_path / "chave.pem"
    key.write_text(t360(home, "audit", "key").out)
    settings = Settings(home=home, _env_file=None)
    with operational_engine(settings).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_delete")
        second = connection.scalar(sa.text("SELECT hash FROM audit WHERE id = 2"))
        connection.execute(sa.text("DELETE FROM audit WHERE id = 3"))
        connection.execute(sa.text(f"UPDATE audit_head SET entry = 2, hash = '{second}'"))
    (home / "trilha" / "cabecas.jsonl").unlink()
    assert t360(home, "audit", "verify").code == 0
    answer = t360(home, "audit", "verify", "--heads", away, "--public-key", key)
    assert answer.code == 1
    assert "Falta o registro 3" in answer.out


def test_what_a_user_gives_wrong_is_said(home: Path, tmp_path: Path) -> None:
    nothing = t360(home, "audit", "verify", "--heads", tmp_path / "nada.jsonl")
    assert (nothing.code, "“nada.jsonl”" in nothing.err) == (2, True)
    t360(home, "audit", "sign")
    (tmp_path / "outra.pem").write_text("isto não é uma chave")
    wrong = t360(home, "audit", "verify", "--public-key", tmp_path / "outra.pem")
    assert (wrong.code, "outra.pem" in wrong.err) == (2, True)
    assert "ainda não tem registros" in t360(tmp_path / "novo", "audit", "sign").err
