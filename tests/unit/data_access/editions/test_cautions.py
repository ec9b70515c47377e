"""What the manifest warns of."""

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import pandas as pd
import pytest

from data_access.building import cautions
from data_access.comparing.compare import EditionComparison
from data_access.operational.imports import StagedFile
from indicators.scope import Period
from tests.support.small_country import stage as stage_table


def stage(path: Path, rows: str = "SELECT 1", *columns: str) -> StagedFile:
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({rows}) TO '{path}' (FORMAT parquet)")
    return StagedFile(path.stem, path, 1, 1, path.name, "0" * 64, datetime.now(UTC), columns)


def test_rows_that_a_later_import_replaced_are_counted_by_their_whole_key(tmp_path: Path) -> None:
    stock = "SELECT * FROM (VALUES {}) AS t (municipio, porte, competencia)"
    first = stage(
        tmp_path / "a.parquet", stock.format("('1', 'ME', '2025-01'), ('1', 'EPP', '2025-01')")
    )
    second = stage(
        tmp_path / "b.parquet", stock.format("('1', 'ME', '2025-01'), ('1', 'ME', '2025-02')")
    )
    third = stage(
        tmp_path / "c.parquet", stock.format("('1', 'ME', '2025-01'), ('2', 'ME', '2025-01')")
    )
    with duckdb.connect() as connection:
        assert list(
            cautions.replaced_rows(connection, {"empresas": [first, second, third], "metas": []})
        ) == [
            "Em empresas, 2 linhas de importações anteriores foram substituídas por outra posterior"
            " com a mesma chave (municipio, porte, competencia)."
        ]
        assert list(cautions.replaced_rows(connection, {"empresas": [second]})) == []


def test_a_clause_that_could_not_be_checked_is_told_with_its_column(tmp_path: Path) -> None:
    with_column, without = (
        stage(tmp_path / "a.parquet", "SELECT 1", "valido"),
        stage(tmp_path / "b.parquet"),
    )
    (some,) = cautions.unchecked_clauses(("marcado_valido",), [with_column, without])
    assert some.startswith("A coluna valido falta em 1 de 2 importações de atendimentos")
    assert "“O atendimento não está marcado como válido”" in some
    (every,) = cautions.unchecked_clauses(("marcado_valido",), [without])
    assert "falta em todas as importações" in every
    assert list(cautions.unchecked_clauses((), [without])) == []


def test_channels_that_no_rule_knows_are_told_with_the_one_written_most_alike() -> None:
    with duckdb.connect() as connection:
        connection.execute("""
            CREATE TABLE attendance_cell AS SELECT * FROM (VALUES ('e mail', 3), ('E-MAIL', 9),
                ('Whats App', 2), ('balcao', 1), ('', 7), ('Pombo-correio', 1))
                AS t (channel, attendances);
            CREATE TABLE contact_cell AS SELECT 'e mail' AS channel, 4 AS contacts
        """)
        (told,) = cautions.unknown_channels(connection)
        assert told.startswith(
            "Canais que nenhuma regra conhece: “e mail” (7 casos; o mais parecido é “E-mail”),"
            " “Whats App” (2 casos; o mais parecido é “WhatsApp”) e “Pombo-correio” (1 caso)."
        )
        connection.execute("DELETE FROM attendance_cell WHERE channel NOT IN ('E-MAIL', '')")
        connection.execute("DELETE FROM contact_cell")
        assert list(cautions.unknown_channels(connection)) == []


def test_the_manifest_has_the_warnings_of_the_build_of_the_rule_and_of_the_tables(
    settings, country, small_marts, imported, tmp_path: Path
) -> None:
    from dataclasses import replace

    from data_access.building import build

    rows = pd.DataFrame({"id_atendimento": ["1", "2"]})
    first, second = (stage_table(tmp_path, "atendimentos", rows, sequence) for sequence in (1, 2))
    imported(replace(first, columns=()), replace(second, columns=("valido",)))

    class Warned(small_marts):
        def __call__(self, connection, **kwargs):
            report = super().__call__(connection, **kwargs)
            return replace(
                report,
                warnings=("Um aviso.", "Um aviso."),
                unverifiable_clauses=("marcado_valido",),
            )

    manifest = build.build_edition(settings, territory=country, build_marts=Warned()).manifest
    told = [" ".join(warning.split()[:4]) for warning in manifest.warnings]
    assert told == [
        "Um aviso.",
        "Em atendimentos, 2 linhas",
        "A coluna valido falta",
        "Não há estoque de",
    ]


def test_a_build_knows_which_imports_have_no_key_in_common(
    settings: Any, country: Any, small_marts: Any, imported: Any, tmp_path: Path
) -> None:
    from data_access.building import build

    ids = (["1"], ["2"], ["2", "3"])
    imported(*(
        stage_table(tmp_path, "atendimentos", pd.DataFrame({"id_atendimento": own}), place)
        for place, own in enumerate(ids)
    ))  # fmt: skip
    found: list[bool] = []

    class Looking(small_marts):
        def __call__(self, connection, **kwargs):
            found.extend(file.apart for file in kwargs["staged"]["atendimentos"])
            return super().__call__(connection, **kwargs)

    build.build_edition(settings, territory=country, build_marts=Looking())
    assert found == [True, False, False]


@pytest.mark.parametrize("count", [1, 2])
def test_one_row_is_told_in_the_singular(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, count: int
) -> None:
    monkeypatch.setattr(cautions, "_count_repeated_keys", lambda *_: count)
    file = stage(tmp_path / "a.parquet")
    with duckdb.connect() as connection:
        (sentence,) = cautions.replaced_rows(connection, {"metas": [file, file]})
    assert ("foi substituída" in sentence) == (count == 1)


def test_what_clients_are_today_is_said_where_editions_are_compared() -> None:
    """Only of indicators of clients, and only where a source of them is another."""

    def caution(indicator: str, table: str) -> str:
        return EditionComparison(
            before="a",
            after="b",
            period=Period.parse("2026-01", "2026-06"),
            sources=cast("Any", (SimpleNamespace(table=table, same_content=False),)),
            others=(),
            tables=(),
            moves=cast("Any", (SimpleNamespace(indicator=indicator),)),
        ).caution

    said = caution("cobertura_mei", "clientes")
    assert "no porte e no município mais recentes que conhece, também nos meses passados" in said
    assert "Cobertura MEI" in said
    assert caution("cobertura_mei", "empresas") == caution("nivel_servico", "clientes") == ""
