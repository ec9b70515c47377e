"""The files: same arguments same content, the size asked for, every table and column of the
contract.
"""

import hashlib
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from config.errors import UserError
from data_access.contract.load import contract
from data_access.demo.generate import DemoError, generate
from data_access.demo.size import Size

pytestmark = pytest.mark.heavy

END_MONTH = "2026-10"
SMALL = 30_000
CLAUSES = {
    "id_cliente": "id_cliente IS NULL",
    "valido": "NOT valido",
    "instrumento": "contains(lower(instrumento), 'informação')",
    "tipo: agendamento": "tipo_atendimento = 'Agendamento'",
    "tipo: kit": "tipo_atendimento = 'Agendamento executado em Kit'",
    "situacao": "situacao <> 'Concluído'",
    "frequencia": "frequencia < 75",
    "tipo_cliente": "tipo_cliente = 'PF'",
}
REFERENCES = [
    ("atendimentos", "parceiro", "parceiros", "id_parceiro"),
    ("atendimentos", "equipe", "equipes", "id_equipe"),
    ("atendimentos", "iniciativa", "iniciativas", "id_iniciativa"),
    ("atendimentos", "id_cliente", "clientes", "id_cliente"),
    ("pesquisas", "id_atendimento", "atendimentos", "id_atendimento"),
    ("pesquisas", "parceiro", "parceiros", "id_parceiro"),
    ("pesquisas", "equipe", "equipes", "id_equipe"),
    ("contatos", "equipe", "equipes", "id_equipe"),
    ("equipes", "parceiro", "parceiros", "id_parceiro"),
]


def content_hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of the values of each table, in order."""
    return {
        file.stem: hashlib.sha256(pq.read_table(file).to_pandas().to_csv().encode()).hexdigest()
        for file in sorted(folder.glob("*.parquet"))
    }


def small(folder: Path, register: pd.DataFrame, *, seed: int = 360) -> dict[str, str]:
    generate(folder, municipalities=register, size=Size(SMALL), seed=seed, end_month=END_MONTH)
    return content_hashes(folder)


def test_the_same_seed_gives_the_same_content(register: pd.DataFrame, tmp_path: Path) -> None:
    threads = pa.cpu_count()
    first = small(tmp_path / "a", register)
    pa.set_cpu_count(1)
    try:
        again = small(tmp_path / "b", register.sample(frac=1, random_state=1))
    finally:
        pa.set_cpu_count(threads)
    assert first == again
    other = small(tmp_path / "c", register, seed=361)
    differing = {table for table in first if first[table] != other[table]}
    assert {"atendimentos", "clientes", "pesquisas", "contatos"} <= differing
    assert first["socioeconomico"] == other["socioeconomico"]


@pytest.mark.parametrize("attendances", [1_000, 25_001, 300_000])
def test_there_are_as_many_attendances_as_asked(
    register: pd.DataFrame, tmp_path: Path, attendances: int
) -> None:
    summary = generate(
        tmp_path, municipalities=register, size=Size(attendances), end_month=END_MONTH
    )
    assert summary.rows["atendimentos"] == attendances
    for table, rows in summary.rows.items():
        assert pq.read_metadata(tmp_path / f"{table}.parquet").num_rows == rows


def test_every_table_and_column_of_the_contract_is_there(demo: Any) -> None:
    assert set(demo.summary.rows) == set(contract())
    for name, table in contract().items():
        assert tuple(pq.read_schema(demo.folder / f"{name}.parquet").names) == table.names
        assert demo.summary.rows[name] > 0


@pytest.mark.parametrize("name", sorted(contract()))
def test_values_obey_the_contract(demo: Any, name: str) -> None:
    table = contract()[name]
    for column in table.columns:
        filled = demo.number(f"SELECT count({column.name}) FROM {name}")
        assert filled > 0, f"{name}.{column.name} is always empty"
        if column.filled:
            assert filled == demo.summary.rows[name], f"{name}.{column.name} has blanks"
        allowed = column.model_dump()["values"]
        if allowed:
            found = set(demo.frame(f"SELECT DISTINCT {column.name} AS v FROM {name}")["v"].dropna())
            assert found <= set(allowed)
        for bound, comparison in ((column.minimum, "<"), (column.maximum, ">")):
            if bound is not None:
                assert (
                    demo.number(
                        f"SELECT count(*) FROM {name} WHERE {column.name} {comparison} {bound}"
                    )
                    == 0
                )
    key = ", ".join(table.key)
    assert (
        demo.number(f"SELECT count(*) FROM (SELECT DISTINCT {key} FROM {name})")
        == demo.summary.rows[name]
    )


def test_facts_are_the_published_ones_and_all_else_says_it_is_invented(demo: Any) -> None:
    """Against the files as they are read by the profiles' own names of sources."""
    totals = demo.frame("""
        SELECT fonte, indicador, ano, count(*) AS places, sum(valor) AS total
        FROM socioeconomico GROUP BY ALL ORDER BY ALL
    """)
    real = totals[totals["fonte"] != "demonstração"].set_index(["indicador", "ano"])
    assert real["places"].to_dict() == {
        ("idhm", 2010): 5565,
        ("populacao", 2022): 5570,
        ("populacao", 2024): 5570,
        ("pib", 2021): 5570,
        ("pib_per_capita", 2021): 5570,
    }
    assert real.loc[("populacao", 2022), "total"] == 203_062_512
    assert real.loc[("populacao", 2024), "total"] == 212_583_750
    assert real.loc[("pib", 2021), "total"] == 9_012_142_031_000
    invented = totals.loc[totals["fonte"] == "demonstração", "indicador"]
    assert not set(invented) & {"populacao", "pib", "pib_per_capita", "idhm"}


@pytest.mark.parametrize(("table", "column", "target", "key"), REFERENCES)
def test_references_lead_somewhere(
    demo: Any, table: str, column: str, target: str, key: str
) -> None:
    lost = (
        f"SELECT count(*) FROM {table} a ANTI JOIN {target} b ON a.{column} = b.{key} WHERE"
        f" a.{column} IS NOT NULL"
    )
    assert demo.number(lost) == 0


def test_a_partner_attends_from_its_opening_on_and_in_its_state(demo: Any) -> None:
    wrong = """
        SELECT count(*) FROM atendimentos a JOIN parceiros p ON p.id_parceiro = a.parceiro
        JOIN register r ON r.code = p.municipio
        WHERE a.data_fim < p.inaugurado_em OR a.uf_executora <> r.uf OR p.situacao <> 'ativa'
    """
    assert demo.number(wrong) == 0


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_clause_of_the_valid_attendance_excludes_some(demo: Any, clause: str) -> None:
    share = demo.number(
        f"SELECT avg(coalesce({CLAUSES[clause]}, false)::INTEGER) FROM atendimentos"
    )
    assert 0.002 < share < 0.25


def test_months_are_those_of_the_history(demo: Any) -> None:
    assert (demo.summary.first_month, demo.summary.last_month) == ("2022-11", END_MONTH)
    ends = demo.frame(
        "SELECT min(data_fim)::VARCHAR AS a, max(data_fim)::VARCHAR AS b FROM atendimentos"
    )
    assert ends.loc[0, "a"].startswith("2022-11")
    assert ends.loc[0, "b"].startswith(END_MONTH)
    assert demo.number("SELECT count(DISTINCT competencia) FROM empresas") == 16
    late = (
        "SELECT count(*) FROM contatos WHERE resolvido_em >= '2026-11-01' OR primeira_resposta_em <"
        " aberto_em"
    )
    assert demo.number(late) == 0
    assert demo.number("SELECT count(*) FROM pesquisas WHERE data >= '2026-11-01'") == 0


def test_by_default_the_history_ends_with_the_last_complete_month(
    register: pd.DataFrame, tmp_path: Path
) -> None:
    summary = generate(tmp_path, municipalities=register.head(40), size=Size(1_000))
    last = date.today().replace(day=1) - timedelta(days=1)  # noqa: DTZ011
    assert summary.last_month == f"{last:%Y-%m}"


def test_progress_goes_from_start_to_end(register: pd.DataFrame, tmp_path: Path) -> None:
    seen: list[float] = []
    generate(
        tmp_path,
        municipalities=register,
        size=Size(200_000),
        progress=lambda fraction, _label: seen.append(-1 if fraction is None else fraction),
    )
    assert seen == sorted(seen)
    assert seen[0] == 0
    assert seen[-1] == 1
    assert len(seen) > 4


def test_what_cannot_be_made_is_refused_in_one_sentence(
    register: pd.DataFrame, tmp_path: Path
) -> None:
    with pytest.raises(
        DemoError, match=r"de 1\.000 a 200\.000\.000 atendimentos, e foram pedidos 10"
    ):
        generate(tmp_path, municipalities=register, size=Size(10))
    with pytest.raises(DemoError, match="semente"):
        generate(tmp_path, municipalities=register, size=Size(1_000), seed=-1)
    with pytest.raises(UserError, match="AAAA-MM"):
        generate(tmp_path, municipalities=register, size=Size(1_000), end_month="10/2026")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_memory_does_not_grow_with_the_size(register: pd.DataFrame, tmp_path: Path) -> None:
    register.to_parquet(tmp_path / "register.parquet")
    program = (
        "import resource, sys, pandas as pd; from pathlib import Path;"
        "from data_access.demo.generate import generate; from data_access.demo.size import Size;"
        "generate(Path(sys.argv[1]), municipalities=pd.read_parquet(sys.argv[2]),"
        " size=Size(int(sys.argv[3])));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )

    def peak_mb(attendances: int) -> int:
        command = [
            sys.executable,
            "-c",
            program,
            str(tmp_path / "d"),
            str(tmp_path / "register.parquet"),
        ]
        done = subprocess.run(
            [*command, str(attendances)], check=True, capture_output=True, text=True
        )
        return int(done.stdout)

    # 2 million attendances more would take over 400 MB if they were held.
    assert peak_mb(2_300_000) - peak_mb(300_000) < 80
