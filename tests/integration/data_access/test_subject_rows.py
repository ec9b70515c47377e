"""What a data subject asks reaches every staged row, and every row that comes in later."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from config.errors import UserError
from config.roles import DATA_STEWARD
from config.settings import Settings
from data_access.importing.report import BLOCKED, CORRECTED, ImportReport
from data_access.operational.actor import PANEL
from data_access.operational.history import import_record
from data_access.operational.imports import staged_path, undo_import
from data_access.operational.subjects import SubjectRequestError
from data_access.staging import rewriting
from data_access.staging.soundness import refuse_damaged
from data_access.staging.turn import turn
from data_access.stewardship import subjects
from data_access.stewardship.subjects import SubjectOffice, subject_office
from indicators.scope import Access

Bring = Callable[..., ImportReport]
Active = Callable[..., list[tuple[Any, ...]]]
CPF, OTHER, CNPJ = "111.444.777-35", "529.982.247-25", "11.222.333/0001-81"
ATTENDANCES = (
    "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora;atendente\n"
    f"A1;PF;{CPF};2025-01-02;3550308;SP;{OTHER}\n"
    f"A2;PJ;{CNPJ};2025-03-04;3550308;SP;{CPF}\n"
    f"A3;PF;{OTHER};2025-05-06;3550308;SP;\n"
)
CLIENTS = (
    "tipo_cliente;id_cliente;municipio;porte;genero;pcd;aberta_em\n"
    f"PF;{CPF};3550308;;Mulher;sim;\nPF;{OTHER};3304557;;Homem;;\nPJ;{CNPJ};3550308;ME;;;2020-02-01\n"
)
SURVEYS = (
    "id_pesquisa;data;id_atendimento;nps;comentario\nR1;2025-01-03;A1;2;ruim\nR2;2025-05-07;A3;9;\n"
)
TABLES = {"atendimentos": ATTENDANCES, "clientes": CLIENTS, "pesquisas": SURVEYS}


@pytest.fixture
def office(settings: Settings) -> SubjectOffice:
    return subject_office(settings, Access("ana", roles=frozenset({DATA_STEWARD})), PANEL)


@pytest.fixture
def brought(bring: Bring) -> dict[str, ImportReport]:
    return {table: bring(table, text) for table, text in TABLES.items()}


def test_an_erasure_takes_the_rows_and_keeps_the_sums_right(
    office: SubjectOffice, brought: dict[str, ImportReport], settings: Settings, active: Active
) -> None:
    found = office.erase(CPF)
    assert found.holdings.counts == {"atendimentos": 2, "clientes": 1, "pesquisas": 1}
    assert active(settings, "atendimentos", "id_atendimento, atendente") == [
        ("A2", None),
        ("A3", None),
    ]
    assert active(settings, "clientes", "porte") == [("ME",), (None,)]
    assert active(settings, "pesquisas", "id_pesquisa") == [("R2",)]
    refuse_damaged(settings)
    kept = [import_record(settings, report.import_id).accepted for report in brought.values()]
    assert kept == [2, 2, 1]
    assert not office.look(CPF).holdings.held
    (request,) = office.requests()
    assert (request.rows, set(request.imports)) == (
        found.holdings.counts,
        {report.import_id for report in brought.values()},
    )


def test_who_was_erased_does_not_come_in_again(
    office: SubjectOffice, brought: dict[str, ImportReport], bring: Bring, settings: Settings
) -> None:
    office.erase(CPF)
    more = {table: bring(table, text + "\n", name="outra.csv") for table, text in TABLES.items()}
    assert {table: report.left_out for table, report in more.items()} == {
        table: {BLOCKED: 1} for table in TABLES
    }
    assert [report.accepted for report in more.values()] == [2, 2, 1]
    for report in more.values():
        gone = report.rejected_rows + report.repeated_keys + report.conflicting_keys
        assert report.read == report.accepted + gone + sum(report.left_out.values())
    assert "1 de quem pediu para ser apagado" in more["clientes"].message
    assert not office.look(CPF).holdings.held
    assert office.look(OTHER).holdings.counts["clientes"] == 2


def test_an_erasure_reaches_what_was_undone_and_the_lists_of_doubts(
    office: SubjectOffice, brought: dict[str, ImportReport], settings: Settings
) -> None:
    undone = brought["clientes"].import_id
    undo_import(settings, undone)
    who = duckdb.sql(
        f"SELECT id_cliente FROM '{staged_path(settings, 'clientes', undone)}' LIMIT 1"
    ).fetchone()[0]
    listed = settings.home / "findings" / undone / "x.csv"
    listed.parent.mkdir(parents=True, exist_ok=True)
    listed.write_text(f"cliente;n\n{who};1\noutro;2\n")
    assert office.look(CPF).elsewhere.store == {"arquivos": 1}
    office.erase(CPF)
    assert listed.read_text() == "cliente;n\noutro;2\n"
    left = duckdb.sql(
        f"SELECT count(*) FROM '{staged_path(settings, 'clientes', undone)}'"
    ).fetchone()[0]
    assert left == 2


def test_a_correction_passes_the_door_and_survives_the_next_import(
    office: SubjectOffice,
    brought: dict[str, ImportReport],
    bring: Bring,
    settings: Settings,
    active: Active,
    municipalities: pd.DataFrame,
) -> None:
    values = {"porte": "epp", "municipio": "Rio de Janeiro/RJ", "aberta_em": "", "pcd": "não"}
    office.correct(CNPJ, values, municipalities)
    corrected = ("EPP", "3304557", None, False)
    columns = "porte, municipio, aberta_em, pcd"
    assert corrected in active(settings, "clientes", columns)
    refuse_damaged(settings)
    again = bring("clientes", CLIENTS + "\n", name="outra.csv")
    assert again.repaired == {CORRECTED: 1}
    assert corrected in active(settings, "clientes", columns)
    assert (None, "3550308", None, True) in active(settings, "clientes", columns)  # somebody else
    office.correct(CNPJ, {"porte": "ME"}, municipalities)
    assert ("ME", "3304557", None, False) in active(settings, "clientes", columns)


def test_a_correction_that_cannot_be_changes_nothing(
    office: SubjectOffice, brought: dict[str, ImportReport], municipalities: pd.DataFrame
) -> None:
    for document, values, told in (
        (CNPJ, {"porte": "grande"}, "porte: valor fora da lista"),
        (CNPJ, {"municipio": "Lugar Nenhum"}, "municipio: município que não se reconhece"),
        (CNPJ, {"id_cliente": CPF}, "Não se corrige “id_cliente”"),
        (CNPJ, {}, "Não há o que corrigir"),
        ("286.255.878-87", {"porte": "ME"}, "Não há cadastro desta pessoa"),
    ):
        with pytest.raises(SubjectRequestError, match=told):
            office.correct(document, values, municipalities)
    assert office.requests() == []


def test_what_is_handed_over_is_the_persons_own_and_says_why_it_is_here(
    office: SubjectOffice, brought: dict[str, ImportReport], tmp_path: Path
) -> None:
    target = tmp_path / "entrega"
    _, files = office.export(CPF, target)
    assert [file.name for file in files] == [
        "atendimentos.csv",
        "clientes.csv",
        "dados.json",
        "pesquisas.csv",
    ]
    told = json.loads((target / "dados.json").read_text(encoding="utf-8"))
    by_table = {item["tabela"]: item for item in told["tabelas"]}
    rows = by_table["atendimentos"]["linhas"]
    assert [(row["id_atendimento"], row["id_cliente"], row["atendente"]) for row in rows] == [
        ("A1", "(você)", "(outra pessoa)"),
        ("A2", "(outra pessoa)", "(você)"),
    ]
    (gender,) = [item for item in by_table["clientes"]["colunas"] if item["coluna"] == "genero"]
    assert gender["base_legal"].startswith("Consentimento")
    assert "ruim" in (target / "pesquisas.csv").read_text(encoding="utf-8")
    with pytest.raises(UserError, match="Já existe “entrega”"):
        office.export(CPF, target)
    assert len(office.requests()) == 1


def test_what_could_not_be_recorded_does_not_leave(
    office: SubjectOffice,
    brought: dict[str, ImportReport],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise UserError("o banco operacional não responde")

    monkeypatch.setattr(subjects, "answer", fail)
    with pytest.raises(UserError, match="não responde"):
        office.export(CPF, tmp_path / "entrega")
    assert [file.name for file in tmp_path.iterdir() if "entrega" in file.name] == []


class DiedError(Exception):
    """The process ends here."""


@pytest.mark.parametrize("at", ["before the record", "after the record"])
def test_a_process_that_dies_leaves_it_all_done_or_not_begun(
    office: SubjectOffice,
    brought: dict[str, ImportReport],
    settings: Settings,
    active: Active,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
) -> None:
    def die(*_: object) -> None:
        raise DiedError

    place = "record_rewritten" if at == "before the record" else "settle"
    with monkeypatch.context() as patched:
        patched.setattr(subjects, place, die)
        with pytest.raises(DiedError):
            office.erase(CPF)
    assert rewriting.unsettled(settings)
    with turn(settings):  # whoever comes next
        pass
    assert rewriting.unsettled(settings) == []
    refuse_damaged(settings)
    done = at == "after the record"
    assert len(active(settings, "clientes")) == (2 if done else 3)
    assert bool(office.look(CPF).holdings.held) != done
    assert len(office.requests()) == int(done)
