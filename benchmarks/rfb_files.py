"""Synthetic open CNPJ files of any size: 22 archives as Receita Federal publishes them, written by
DuckDB.

One establishment in twelve is a branch, four in ten are active, one base in a hundred has letters,
texts have accents and are as hard to compress as real ones (about four to one).
"""

import zipfile
from pathlib import Path

import duckdb

from config.ibge import UFS

PARTS = 10
PLACES = 5571
# Whole companies: a branch belongs to the company before it.
_BASE = "(k - (k % 12 = 11)::BIGINT)"
_KEY = (
    f"CASE WHEN {_BASE} % 100 = 7 THEN printf('%07d', {_BASE} // 10) || 'A' ELSE printf('%08d',"
    f" {_BASE}) END"
)
_UFS = "[" + ", ".join(f"'{uf.sigla}'" for uf in UFS) + "]"
_ESTABLISHMENT = f"""
    SELECT {_KEY}, CASE WHEN k % 12 = 11 THEN '0002' ELSE '0001' END, '42',
        CASE WHEN k % 12 = 11 THEN '2' ELSE '1' END,
        'COMÉRCIO ' || upper(md5(k::VARCHAR)[:14]),
        CASE WHEN hash(k) % 10 < 4 THEN '02' WHEN hash(k) % 10 < 9 THEN '08' ELSE '04' END,
        '20200101', '01', '', '', '20' || printf('%06d', hash(k + 2) % 240000),
        '4781400', '4782201,4789099,5611201', 'RUA',
        'SÃO JOÃO ' || md5((k + 1)::VARCHAR)[:10], (hash(k + 3) % 2000)::VARCHAR,
        'SALA ' || (k % 90), 'CENTRO',
        printf('%08d', hash(k + 4) % 99999999), {_UFS}[(1 + hash(k + 5) % 27)::BIGINT],
        printf('%04d', 1 + hash(k + 5) % {PLACES}),
        '11', printf('%08d', hash(k + 6) % 99999999), '', '', '', '',
        md5((k + 2)::VARCHAR)[:12] || '@exemplo.com.br', '', ''
    FROM range({{start}}, {{end}}) t(k)
"""
_COMPANY = f"""
    SELECT {_KEY}, 'COMÉRCIO ' || upper(md5(k::VARCHAR)[:14]) || ' LTDA', '2062', '49',
        (hash(k + 8) % 99999) || ',00',
        CASE WHEN hash(k + 7) % 100 < 85 THEN '01' WHEN hash(k + 7) % 100 < 92 THEN '03'
            WHEN hash(k + 7) % 100 < 99 THEN '05' ELSE '00' END, ''
    FROM range({{start}}, {{end}}) t(k) WHERE k % 12 <> 11
"""
_SIMPLES = f"""
    SELECT {_KEY}, 'S', '20180101', '00000000',
        CASE WHEN hash(k + 9) % 10 < 6 THEN 'S' ELSE 'N' END, '20180101',
        CASE WHEN hash(k + 10) % 10 = 0 THEN '20240131' ELSE '00000000' END
    FROM range({{start}}, {{end}}) t(k) WHERE k % 12 <> 11 AND hash(k + 11) % 10 < 7
"""


def month(folder: Path, establishments: int) -> Path:
    """Fill `folder` with a month of `establishments`, unless it is there already."""
    done = folder / "done"
    if done.exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        each = establishments // PARTS
        for part in range(PARTS):
            bounds = {"start": part * each, "end": (part + 1) * each}
            _write(connection, folder, f"Estabelecimentos{part}", _ESTABLISHMENT.format(**bounds))
            _write(connection, folder, f"Empresas{part}", _COMPANY.format(**bounds))
        _write(connection, folder, "Simples", _SIMPLES.format(start=0, end=each * PARTS))
        names = f"SELECT printf('%04d', k), 'LUGAR ' || k FROM range(1, {PLACES + 1}) t(k)"
        _write(connection, folder, "Municipios", names)
    done.touch()
    return folder


def _write(connection: duckdb.DuckDBPyConnection, folder: Path, name: str, sql: str) -> None:
    text = folder / f"{name}.csv"
    connection.execute(
        f"COPY ({sql}) TO '{text}' (FORMAT csv, DELIMITER ';', QUOTE '\"', FORCE_QUOTE *, HEADER"
        " false)"
    )
    with zipfile.ZipFile(
        folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1
    ) as archive:
        archive.write(text, f"{name}.CSV")
    text.unlink()
