"""Whatever stands in the cells of a source, no CPF, CNPJ, e-mail or telephone of anybody is left
anywhere: in no file of the data folder, however it is packed, and in nothing that is printed.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from data_access.contract.load import contract
from data_access.contract.model import Column
from tests.support.command_line import t360
from tests.support.good_rows import as_csv, good_cell

CPF, CNPJ = "111.444.777-35", "11.222.333/0001-81"
EMAIL, PHONE = "joana.prado@exemplo.com.br", "(11) 98765-4321"
SAID = (CPF, "11144477735", CNPJ, "11222333000181", EMAIL, PHONE)
# What is looked for: also the parts that would tell most of it.
NEEDLES = (*SAID, "444.777", "44477735", "222.333/0001", "joana.prado", "98765-4321")
WRITTEN = ("texto", "nome", "categoria", "texto_livre", "lista", "identificador")
ROWS = len(SAID)
# What the rule of valid attendances asks, so that there is something to build.
VALID = {"situacao": "Concluído", "valido": "sim", "data_fim": "15/06/2025", "frequencia": "80,5"}


def hostile_cell(column: Column, n: int) -> str:
    """A cell that the contract accepts; whatever people may write has somebody in it."""
    if column.name in VALID:
        return VALID[column.name]
    if column.type not in WRITTEN or column.values:
        return good_cell(column, n)
    words = f"{column.name} {n} de {SAID[n % ROWS]}"
    return SAID[n % ROWS] if column.type == "identificador" else words


def hostile_table(name: str) -> bytes:
    """Good rows, one row that is rejected for each column, lines that are no rows, and a header
    with a column that is somebody.
    """
    table = contract()[name]
    rows = [[hostile_cell(column, n) for column in table.columns] for n in range(ROWS)]
    everything = f"{CPF} {EMAIL} {PHONE}"
    wrong = [
        [f"{cell} {everything}" if at == place else cell for at, cell in enumerate(rows[1])]
        for place in range(len(table.columns))
    ]
    wide = [*rows[2], CPF, EMAIL]
    header = [*table.names, f"col {CPF}"]
    content = as_csv(header, [[*row, EMAIL] for row in (*rows, *wrong)])
    return content + as_csv(wide, [])


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Every text in a folder, unpacked, with where it is."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        where = str(file.relative_to(folder))
        yield f"{where} (name)", where
        yield where, file.read_bytes().decode("utf-8", "replace")
        if file.suffix == ".parquet":
            rows = duckdb.sql(f"SELECT * FROM read_parquet('{file}')").fetchall()
            yield f"{where} (rows)", repr(rows)
        if file.suffix == ".duckdb":
            yield from _tables(file, where)


def _tables(file: Path, where: str) -> Iterator[tuple[str, str]]:
    with duckdb.connect(str(file), config={"threads": 2, "memory_limit": "1GB"}) as connection:
        for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall():
            if name != "mesh":  # the borders that IBGE publishes, as they are
                rows = connection.execute(f'SELECT * FROM "{name}"').fetchall()
                yield f"{where}: {name}", repr(rows)


def leaks(texts: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(where, needle) for where, text in texts for needle in NEEDLES if needle in text]


@pytest.mark.heavy
def test_nobody_is_left_anywhere(tmp_path: Path) -> None:
    home, said = tmp_path / "home", []

    def run(*arguments: str | Path) -> str:
        answer = t360(home, *arguments, T360_REJECTION_THRESHOLD="0.99")
        said.append((" ".join(map(str, arguments[:2])), answer.out + answer.err))
        assert answer.code in (0, 2), answer.err
        return answer.out

    for name in contract():
        source = tmp_path / f"{name} de {CPF} {SAID[1]} {EMAIL}.csv"
        source.write_bytes(hostile_table(name))
        run("import", name, source)
    imported = t360(home, "imports", "list", "--format", "json").json
    assert {row["table"] for row in imported if row["state"] == "ativa"} == set(contract())
    for row in imported:
        run("imports", "show", row["import_id"], "--format", "json")
    built = run("build")
    assert built, said[-1]
    edition = built.split()[-1]
    run("editions", "publish", edition)
    run("query", "atendimentos", "--level", "uf", "--from", "2025-01", "--to", "2025-12")
    for kind in ("confirmar", "apagar"):
        run("titular", kind, CPF)
    run("titular", "apagar", CPF, "--confirmar")
    run("titular", "pedidos")
    run("retention")
    run("audit", "list", "--format", "json")
    run("doctor")
    assert leaks(iter(said)) == []
    assert leaks(texts_of(home)) == []
