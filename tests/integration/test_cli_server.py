"""The command line where a database serves the editions: the same words and the same bytes."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from cli import serve
from tests.support.command_line import t360

PERIOD = ("--from", "2026-01", "--to", "2026-10")
QUERIES = [
    ("cobertura_me_epp", "--level", "uf"),
    ("recorrencia", "--level", "regiao", "--porte", "ME,EPP", "--canal", "Telefone"),
    ("atendimentos_pf_pj", "--level", "municipio", "--territory", "MG", "--parceiro", "S1"),
    ("alcance_salas", "--level", "brasil", "--format", "json"),
    ("capilaridade_salas", "--level", "mesorregiao", "--territory", "31"),
]


@pytest.fixture
def served(own, postgres_url: str) -> str:
    """The address of a database in which the edition of the data folder `own` is published."""
    answer = t360(own.home, "editions", "publish", own.edition, T360_EDITIONS_URL=postgres_url)
    assert (answer.code, answer.out) == (0, f"Edição {own.edition} publicada.\n"), answer.err
    return postgres_url


def test_a_query_answers_the_same_bytes_from_either_engine(
    own, served: str, tmp_path: Path
) -> None:
    for query in QUERIES:
        here = t360(own.home, "query", *query, *PERIOD)
        there = t360(tmp_path / "replica", "query", *query, *PERIOD, T360_EDITIONS_URL=served)
        assert (here.code, len(here.out) > 100) == (0, True), here.err
        assert there == here, query
    refused = t360(
        tmp_path / "replica", "query", "recorrencia", "--level", "uf", *PERIOD, "--canal", "Fax"
    )
    assert refused.code == 2


@pytest.mark.slow
def test_editions_are_listed_verified_sealed_and_rolled_back_from_the_database(
    own, served: str, tmp_path: Path
) -> None:
    def ask(*command: str):
        return t360(tmp_path / "other", *command, T360_EDITIONS_URL=served)

    fresh = t360(own.home, "build").out.split()[-1]
    listed = t360(own.home, "editions", T360_EDITIONS_URL=served).out.splitlines()[1:]
    assert [re.split(r"  +", line)[0] for line in listed] == [own.edition, fresh]
    assert [line.split()[0] for line in ask("editions").out.splitlines()[1:]] == [own.edition]
    assert t360(own.home, "editions", "publish", fresh, T360_EDITIONS_URL=served).code == 0
    assert (
        ask("editions", "verify", fresh).out.splitlines()[-1] == f"A edição {fresh} está íntegra."
    )
    assert ask("editions", "seal", fresh).out == f"Edição {fresh} selada.\n"
    assert ask("editions", "rollback").out == f"A edição publicada voltou a ser a {own.edition}.\n"
    states = {
        line.split()[0]: line.split("  ")[-1].strip()
        for line in ask("editions").out.splitlines()[1:]
    }
    assert states == {own.edition: "publicada", fresh: "selada"}


def test_what_stays_in_the_database_is_told_with_what_removes_it(own, served: str) -> None:
    def ask(*command: str):
        return t360(own.home, *command, T360_EDITIONS_URL=served)

    fresh = t360(own.home, "build").out.split()[-1]
    assert ask("editions", "publish", fresh).code == 0
    drop = f"DROP SCHEMA t360_{own.edition.lower().replace('-', '_')} CASCADE"
    shown = ask("titular", "apagar", "C1", "--code").out
    (line,) = [line for line in shown.splitlines() if own.edition in line and "prune" in line]
    assert "`t360 editions prune --keep 0 --yes`" in line
    assert drop in line
    gone = ask("editions", "prune", "--keep", "0", "--yes")
    assert own.edition in gone.out
    assert drop in gone.err
    assert "podem ser publicadas de novo" in gone.err
    with sa.create_engine(served).begin() as connection:
        connection.execute(sa.text(drop))
    assert own.edition not in ask("editions").out


def test_the_doctor_says_where_editions_are_served_from(own, served: str, tmp_path: Path) -> None:
    folder, database = (
        t360(own.home, "doctor"),
        t360(tmp_path / "other", "doctor", T360_EDITIONS_URL=served),
    )
    assert f"Edições servidas: da pasta {own.home / 'editions'} (1 edição)" in folder.out
    assert re.search(
        r"Edições servidas: do banco postgresql\+psycopg://t360@127\.0\.0\.1:\d+/t360_\w+ \(1"
        r" edição\)",
        database.out,
    )
    assert f"{own.edition}, de jun/2025 a out/2026, íntegra\n" in database.out
    nobody = t360(
        own.home, "doctor", T360_EDITIONS_URL="postgresql+psycopg://u:segredo@127.0.0.1:1/x"
    )
    assert nobody.code == 1
    assert "[FALHA] Edições servidas: Não consegui usar o banco de edições" in nobody.out
    assert "segredo" not in nobody.out + nobody.err


def test_a_replica_serves_what_there_is_and_publishes_no_demonstration(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    monkeypatch.setattr(serve, "refuse_taken_port", lambda *_: None)
    monkeypatch.setattr(serve, "_run", lambda _, port: started.append(port) or 0)
    answer = t360(tmp_path / "home", "serve", "--no-browser", T360_EDITIONS_URL=postgres_url)
    assert (answer.code, len(started)) == (0, 1)
    assert "Ainda não há edição publicada nesse banco" in answer.err
    assert not (tmp_path / "home" / "editions").exists()
