"""A month of Receita Federal's files: found, downloaded, checked, counted and kept with its
provenance.
"""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from data_access.base.durable import hold_lock
from data_access.fetch.archives import DamagedArchiveError
from data_access.fetch.errors import FetchError, NotPublishedError
from data_access.fetch.rfb import ALL_FILES, Machine, count_companies, download_month, newest_month
from tests.support.replay import Replay, file
from tests.support.rfb_double import (
    company,
    establishment,
    line,
    month_files,
    simples,
    write_month,
    zipped,
)

PLACES = [
    establishment("00000001"),
    establishment("00000002"),
    establishment("00000003", "9707", uf="EX"),
]
COMPANIES = [company("00000001"), company("00000002"), company("00000003", "05")]
FLAGS = [simples("00000002")]


def publish(server: Replay, month: str, files: Mapping[str, bytes]) -> None:
    for name, body in files.items():
        server.answers[f"/cnpj/{month}/{name}"] = file(body)


@pytest.fixture
def files() -> dict[str, bytes]:
    return month_files(PLACES, COMPANIES, FLAGS, {"7107": "SÃO PAULO", "0999": "LUGAR SEM EMPRESA"})


def test_from_the_server_to_a_file_ready_to_import(
    server: Replay, connect, files, tmp_path: Path
) -> None:
    publish(server, "2026-10", files)
    steps: list[float | None] = []
    with connect("/cnpj") as service:
        answers = download_month(
            service, "2026-10", tmp_path / "zip", lambda done, _: steps.append(done)
        )
    fetched = count_companies(tmp_path / "zip", tmp_path / "out", "2026-10", answers=answers)
    assert fetched.path.name == "empresas-2026-10.csv"
    assert (fetched.table, fetched.profile) == ("empresas", "rfb_empresas")
    lines = fetched.path.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "codigo_municipio_rfb;porte_empresa;competencia;quantidade"
    assert lines[1] == "0101;EPP;2026-10;1"
    assert lines[-3:] == ["7107;ME;2026-10;1", "7107;MEI;2026-10;1", "9707;DEMAIS;2026-10;1"]
    assert len(lines) == 1 + 27 + 3
    assert steps == sorted(steps)


def test_its_provenance_names_every_file_and_what_became_of_the_records(
    server, connect, files, tmp_path: Path
) -> None:
    publish(server, "2026-10", files)
    with connect("/cnpj") as service:
        answers = download_month(service, "2026-10", tmp_path / "zip")
    fetched = count_companies(tmp_path / "zip", tmp_path / "out", "2026-10", answers=answers)
    kept = json.loads(fetched.provenance.read_text(encoding="utf-8"))
    assert [answer["url"].rpartition("/")[2] for answer in kept["answers"]] == list(ALL_FILES)
    assert kept["details"]["files"]["Simples.zip"] == len(files["Simples.zip"])
    assert kept["details"]["records"]["Estabelecimentos"]["empresas_contadas"] == 30
    assert kept["missing"]["municipalities"] == {"0999": "LUGAR SEM EMPRESA"}
    assert "Estabelecimentos: 39 lidos = 30 empresas contadas + 9 baixadas." in fetched.sentences
    assert (
        "Municípios da tabela da Receita sem empresa ativa (1): LUGAR SEM EMPRESA."
        in fetched.sentences
    )
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        ".lock",
        "empresas-2026-10.csv",
        "empresas-2026-10.csv.procedencia.json",
    ]


def test_the_newest_whole_month_is_found(server: Replay, connect, files) -> None:
    publish(server, "2026-09", files)
    publish(
        server,
        "2026-10",
        {name: body for name, body in files.items() if name != "Estabelecimentos7.zip"},
    )
    with connect("/cnpj") as service:
        assert newest_month(service, date(2026, 11, 22)) == "2026-09"
        with pytest.raises(
            NotPublishedError, match=r"nenhum dos últimos 4 meses completo.*T360_RFB_URL"
        ):
            newest_month(service, date(2027, 3, 1))


def test_a_month_with_a_file_missing_is_not_published(
    server: Replay, connect, files, tmp_path: Path
) -> None:
    del files["Simples.zip"]
    publish(server, "2026-10", files)
    with (
        connect("/cnpj") as service,
        pytest.raises(NotPublishedError, match=r"não tem /2026-10/Simples\.zip"),
    ):
        download_month(service, "2026-10", tmp_path)


def test_a_file_that_is_no_archive_is_fetched_again_next_time(
    server: Replay, connect, files, tmp_path: Path
) -> None:
    publish(server, "2026-10", files | {"Empresas3.zip": b"PK\x03\x04 broken"})
    with connect("/cnpj") as service, pytest.raises(DamagedArchiveError, match=r"Empresas3\.zip"):
        download_month(service, "2026-10", tmp_path)
    assert not (tmp_path / "Empresas3.zip").exists()
    assert (tmp_path / "Empresas2.zip").exists()


def test_files_that_somebody_downloaded_must_all_be_there(files, tmp_path: Path) -> None:
    del files["Empresas4.zip"], files["Municipios.zip"]
    write_month(tmp_path / "zip", files)
    with pytest.raises(
        FetchError, match=r"Faltam arquivos .*: Empresas4\.zip, Municipios\.zip; esperava os 22"
    ):
        count_companies(tmp_path / "zip", tmp_path / "out", "2026-10")


def test_files_without_a_uf_are_refused(files, tmp_path: Path) -> None:
    files["Estabelecimentos0.zip"] = zipped(PLACES, "ESTABELE")
    write_month(tmp_path / "zip", files)
    with pytest.raises(FetchError, match="não têm empresas ativas de RO, AC"):
        count_companies(tmp_path / "zip", tmp_path / "out", "2026-10")
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".lock"]


def test_too_many_broken_records_are_refused(files, tmp_path: Path) -> None:
    files["Empresas1.zip"] = zipped(
        [company("00000009"), line("x", "y"), line("x", "y"), line("x", "y")], "EMPRECSV"
    )
    write_month(tmp_path / "zip", files)
    with pytest.raises(
        FetchError, match=r"De 42 registros de Empresas, 3 \(7,1\s%\) .* o limite é 5,0\s%"
    ):
        count_companies(tmp_path / "zip", tmp_path / "out", "2026-10")
    assert (
        count_companies(
            tmp_path / "zip", tmp_path / "out", "2026-10", machine=Machine(broken_share=0.1)
        ).rows
        == 30
    )


def test_too_little_memory_is_one_sentence(files, tmp_path: Path) -> None:
    write_month(tmp_path / "zip", files)
    with pytest.raises(FetchError, match=r"A memória \(1MB\) ou o disco não bastaram"):
        count_companies(
            tmp_path / "zip", tmp_path / "out", "2026-10", machine=Machine(memory="1MB")
        )


def test_what_a_run_that_died_left_is_removed_and_two_runs_do_not_meet(
    files, tmp_path: Path
) -> None:
    write_month(tmp_path / "zip", files)
    left = tmp_path / "out" / ".work-dead"
    left.mkdir(parents=True)
    (left / "stock.duckdb").touch()
    count_companies(tmp_path / "zip", tmp_path / "out", "2026-10")
    assert not left.exists()
    with hold_lock(tmp_path / "out" / ".lock"), pytest.raises(Exception, match="está em andamento"):
        count_companies(tmp_path / "zip", tmp_path / "out", "2026-10")
