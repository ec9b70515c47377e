"""Imports one after the other: repeated, replaced, undone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.errors import UserError
from config.settings import Settings
from data_access.base.durable import hold_lock
from data_access.importing.report import Example, ImportReport
from data_access.importing.run import import_table
from data_access.operational.actor import Actor
from data_access.operational.engine import operational_engine
from data_access.operational.imports import undo_demonstration
from data_access.operational.models import AuditEntry, ImportRun
from data_access.staging.files import active_imports, active_rows_sql, undo_import

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
STOCK = "municipio;porte;competencia;quantidade\n"
STOCK_FILE = STOCK + "3550308;ME;2025-10;5\n"


def test_the_last_of_two_rows_with_one_key_stays_and_a_bad_row_is_none_of_them(
    active: Active, settings: Settings, bring: Bring
) -> None:
    rows = (
        "3550308;ME;2025-10;1\n3550308;EPP;2025-10;2\n355030;me;10/2025;3\n3550308;ME;2025-10;x\n"
    )
    report = bring("empresas", STOCK + rows, tolerant=True)
    assert (report.read, report.accepted, report.rejected_rows, report.conflicting_keys) == (
        4,
        2,
        1,
        1,
    )
    assert active(settings, "empresas", "porte, quantidade") == [("EPP", 2), ("ME", 3)]


def test_the_same_content_again_changes_nothing(
    active: Active, settings: Settings, bring: Bring
) -> None:
    first = bring("empresas", STOCK + "3550308;ME;2025-10;1\n", name="a.csv")
    bring("empresas", STOCK + "3550308;ME;2025-10;2\n", name="b.csv")
    before = active_imports(settings, "empresas")
    again = bring("empresas", STOCK + "3550308;ME;2025-10;1\n", name="outro nome.csv")
    assert (again.status, again.import_id) == ("repetido", first.import_id)
    assert active_imports(settings, "empresas") == before
    assert active(settings, "empresas", "quantidade") == [(2,)]


def test_of_two_imports_the_later_wins_key_by_key_until_it_is_undone(
    active: Active, settings: Settings, bring: Bring
) -> None:
    bring("empresas", STOCK + "3550308;ME;2025-10;1\n3304557;ME;2025-10;1\n")
    second = bring("empresas", STOCK + "3550308;ME;2025-10;2\n3550308;EPP;2025-10;2\n")
    third = bring("empresas", STOCK + "3550308;ME;2025-10;3\n")
    what = "municipio, porte, quantidade"
    assert active(settings, "empresas", what) == [
        ("3304557", "ME", 1),
        ("3550308", "EPP", 2),
        ("3550308", "ME", 3),
    ]
    undo_import(settings, third.import_id)
    assert active(settings, "empresas", what)[-1] == ("3550308", "ME", 2)
    undo_import(settings, second.import_id, actor=Actor("maria"))
    assert active(settings, "empresas", what) == [("3304557", "ME", 1), ("3550308", "ME", 1)]
    with pytest.raises(UserError, match="já foi desfeita"):
        undo_import(settings, second.import_id)
    with pytest.raises(UserError, match="Não há importação com o código “x”"):
        undo_import(settings, "x")
    assert bring("empresas", STOCK + "3550308;ME;2025-10;3\n").status == "ok"
    with Session(operational_engine(settings)) as session:
        entries = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.object == second.import_id)
        ).all()
    assert [entry.action for entry in entries] == ["importacao_concluida", "importacao_desfeita"]
    assert entries[1].who == "maria"


def test_what_is_not_of_the_demonstration_is_not_undone_with_it(
    municipalities: pd.DataFrame, settings: Settings, bring: Bring
) -> None:
    own = bring("empresas", STOCK + "3550308;ME;2025-10;1\n")
    undo_import(settings, own.import_id)
    bring_demonstration(settings, municipalities)
    later = bring("equipes", "nome;uf;id_equipe\nTime;SP;E1\n")
    assert undo_demonstration(settings) == 0
    assert active_imports(settings, "empresas") == []
    assert [file.import_id for file in active_imports(settings, "equipes")] == [later.import_id]


def bring_demonstration(settings: Settings, municipalities: pd.DataFrame) -> Path:
    demo = settings.home / "demo" / "empresas.csv"
    demo.parent.mkdir(parents=True, exist_ok=True)
    demo.write_text(STOCK + "3304557;ME;2025-10;1\n")
    import_table(settings, "empresas", demo, municipalities=municipalities)
    return demo


def test_own_data_end_the_demonstration_and_say_so_once(
    municipalities: pd.DataFrame, active: Active, settings: Settings, bring: Bring
) -> None:
    demo = bring_demonstration(settings, municipalities)
    with pytest.raises(UserError):
        bring("empresas", STOCK + "3550308;ME;2025-10;x\n")
    assert [file.demonstration for file in active_imports(settings, "empresas")] == [True]
    report = bring("empresas", demo.read_bytes())
    assert (report.status, len(report.notices)) == ("ok", 1)
    assert report.notices[0].startswith("Os dados de demonstração deixam de valer")
    (file,) = active_imports(settings, "empresas")
    assert (file.import_id, file.demonstration) == (report.import_id, False)
    assert bring("empresas", STOCK + "3550308;ME;2025-10;1\n").notices == ()


def test_the_demonstration_does_not_come_in_beside_own_data(
    municipalities: pd.DataFrame, settings: Settings, bring: Bring
) -> None:
    own = bring("equipes", "nome;uf;id_equipe\nTime;SP;E1\n")
    with pytest.raises(UserError, match="use outra pasta: defina T360_HOME"):
        bring_demonstration(settings, municipalities)
    assert active_imports(settings, "empresas") == []
    undo_import(settings, own.import_id)
    bring_demonstration(settings, municipalities)


def test_an_import_is_of_the_demonstration_even_when_its_file_or_folder_is_gone(
    municipalities: pd.DataFrame, settings: Settings, tmp_path: Path
) -> None:
    bring_demonstration(settings, municipalities).unlink()
    settings.home.rename(tmp_path / "elsewhere")
    (file,) = active_imports(
        settings.model_copy(update={"home": tmp_path / "elsewhere"}), "empresas"
    )
    assert file.demonstration


def test_a_table_without_imports_is_empty_and_has_its_columns(settings: Settings) -> None:
    relation = duckdb.sql(active_rows_sql([], "empresas"))
    assert relation.columns == ["municipio", "porte", "competencia", "quantidade"]
    assert relation.fetchall() == []


def test_the_columns_that_a_source_had_are_on_record(settings: Settings, bring: Bring) -> None:
    bring("equipes", "nome;uf;id_equipe\nTime;SP;E1\n")
    (file,) = active_imports(settings, "equipes")
    assert (file.columns, file.rows, file.source_name) == (
        ("id_equipe", "nome", "uf"),
        1,
        "fonte.csv",
    )


@pytest.mark.parametrize("name", ["base[1]*?", "base[1", "base]"])
@pytest.mark.parametrize("extension", ["csv", "parquet"])
@pytest.mark.parametrize("line", ["3550308;ME;2025-10;5\n", "3550308;ME;2025-10;5\n\n"])
def test_a_name_that_looks_like_a_pattern_is_the_name_of_one_file(
    municipalities: pd.DataFrame,
    active: Active,
    tmp_path: Path,
    name: str,
    extension: str,
    line: str,
) -> None:
    """In the source as in the folder of the data; a blank line takes the other way of reading."""
    settings = Settings(home=tmp_path / name)
    for source, text in (
        (f"{name}.{extension}", line),
        (f"base1xx.{extension}", "3304557;EPP;2025-10;7\n"),
    ):
        (tmp_path / source).write_text(STOCK + text)
        if extension == "parquet":
            frame = pd.read_csv(tmp_path / source, sep=";", dtype={"municipio": "str"})
            frame.to_parquet(tmp_path / source)
    (tmp_path / "base1xx").mkdir()
    assert (
        import_table(
            settings, "empresas", tmp_path / f"{name}.{extension}", municipalities=municipalities
        ).read
        == 1
    )
    assert active(settings, "empresas", "porte, quantidade") == [("ME", 5)]


def test_two_imports_at_once_do_not_mix(settings: Settings, bring: Bring) -> None:
    with (
        hold_lock(settings.home / "import.lock"),
        pytest.raises(UserError, match="Outra importação está em andamento"),
    ):
        bring("empresas", STOCK_FILE)
    assert bring("empresas", STOCK_FILE).status == "ok"


def test_the_history_may_live_on_a_server(
    municipalities: pd.DataFrame, active: Active, tmp_path: Path, postgres_url: str
) -> None:
    settings = Settings(home=tmp_path / "home", operational_url=postgres_url)
    (tmp_path / "x.csv").write_text(STOCK_FILE)
    first = import_table(settings, "empresas", tmp_path / "x.csv", municipalities=municipalities)
    again = import_table(settings, "empresas", tmp_path / "x.csv", municipalities=municipalities)
    assert (first.status, again.status, again.import_id) == ("ok", "repetido", first.import_id)
    assert active(settings, "empresas", "quantidade") == [(5,)]
    undo_import(settings, first.import_id)
    assert active(settings, "empresas") == []
    assert not (settings.home / "operational.db").exists()


def test_what_an_import_told_is_kept_whole(settings: Settings, bring: Bring) -> None:
    rows = "3550308;ME;2025-10;1\n3550308;EPP;2025-10;x\n3550309;EPP;2025-10;2\n"
    report = bring("empresas", STOCK + rows, tolerant=True)
    with Session(operational_engine(settings)) as session:
        kept = session.scalars(
            sa.select(ImportRun.report).where(ImportRun.import_id == report.import_id)
        ).one()
    assert ImportReport.from_json(kept or {}) == report
    assert report.examples == {
        "inteiro_invalido": (Example(3, "quantidade", "x"),),
        "municipio_digito_verificador": (Example(4, "municipio", "3550309"),),
    }


def test_the_report_shows_three_examples_of_a_rule_and_no_person(
    settings: Settings, bring: Bring
) -> None:
    header = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora\n"
    rows = "".join(f"{n};PX;529.982.247-25;2025-13-01;3550308;SP\n" for n in range(9))
    good = "a;PF;529.982.247-25;2025-01-01;3550308;SP\n"
    report = bring("atendimentos", header + rows + good, tolerant=True)
    assert {rule: len(examples) for rule, examples in report.examples.items()} == {
        "valor_fora_da_lista": 3,
        "data_invalida": 3,
    }
    assert "982" not in str(report.to_json())


def test_each_import_has_its_log(settings: Settings, bring: Bring) -> None:
    report = bring("empresas", STOCK_FILE)
    log = settings.logs_folder / f"{report.import_id}.log"
    text = log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o777 == 0o600
    assert report.import_id in text.splitlines()[0]
    assert "Conferência das linhas" in text
    assert text.rstrip().endswith(report.message)


def test_the_log_of_a_refused_import_ends_with_the_refusal(
    settings: Settings, bring: Bring
) -> None:
    with pytest.raises(UserError) as refusal:
        bring("empresas", STOCK + "3550308;ME;2025-10;x\n")
    (log,) = settings.logs_folder.glob("*.log")
    assert log.read_text(encoding="utf-8").rstrip().endswith(str(refusal.value))
