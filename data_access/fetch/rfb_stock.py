"""The stock of active companies by municipality and porte, from Receita Federal's files.

A company is a CNPJ básico whose head office is active: counted once, in the municipality of that
head office. Branches are establishments of the same company and are told apart. MEI is a flag of
the Simples file and wins over the porte, inside which Receita keeps it (porte 01): ME is what
remains of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from config.progress import Progress, silent
from data_access.fetch.archives import text_size
from data_access.fetch.rfb_read import BATCH, Tally, Use, read_archive
from data_access.fetch.rfb_records import COMPANIES, ESTABLISHMENTS, LAYOUTS, SIMPLES

PORTES = {"01": "ME", "03": "EPP", "05": "DEMAIS"}
UNKNOWN = "NAO_INFORMADO"
MEMORY = "3GB"
ACTIVE, HEADS, BRANCHES = "ativas", "matrizes_ativas", "filiais_ativas"
SITUATIONS = {"01": "nulas", "02": ACTIVE, "03": "suspensas", "04": "inaptas", "08": "baixadas"}
# Eight characters, letters among them since 2026, as a number: digits as they are, others in base
# 36 beyond them. "000001E5" is no number in exponent notation, so only digits are cast.
_KEY = """
    CREATE OR REPLACE MACRO company_key(t) AS
    CASE WHEN regexp_full_match(t, '[0-9]{8}') THEN t::BIGINT
        WHEN regexp_full_match(t, '[0-9A-Z]{8}') THEN 1000000000 + list_sum(list_transform(
            range(1, 9),
            lambda i: (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', t[i]) - 1)
                * pow(36, 8 - i)::BIGINT
        ))::BIGINT END
"""
_COMPANY = "company_key(upper(trim(basico)))"
_TABLES = (
    "CREATE TABLE head_office (company BIGINT, municipality VARCHAR)",
    "CREATE TABLE company (company BIGINT, porte VARCHAR)",
    "CREATE TABLE mei (company BIGINT)",
)


@dataclass(frozen=True)
class Stock:
    """``rows`` are (TOM code, porte, companies);
    ``report`` says what became of every record, by kind of file.
    """

    rows: Sequence[tuple[str, str, int]]
    ufs: frozenset[str]
    report: Mapping[str, Mapping[str, int]]

    @property
    def companies(self) -> int:
        return sum(quantity for _, _, quantity in self.rows)


def company_stock(
    archives: Mapping[str, Sequence[Path]],
    folder: Path,
    *,
    memory: str = MEMORY,
    threads: int = 2,
    progress: Progress = silent,
) -> Stock:
    """Count the companies of `archives` (by kind: Estabelecimentos, Empresas, Simples), working in
    `folder`.

    Raises FetchError where a file is damaged or is another. `memory` bounds DuckDB, which spills
    into `folder`.
    """
    with duckdb.connect(
        str(folder / "stock.duckdb"),
        config={
            "memory_limit": memory,
            "threads": threads,
            "temp_directory": str(folder / "spill"),
            "preserve_insertion_order": False,
            "autoinstall_known_extensions": False,
        },
    ) as database:
        database.execute(_KEY)
        for table in _TABLES:
            database.execute(table)
        tallies = _read_all(database, archives, folder, progress)
        progress(0.92, "Contando empresas")
        return _counted_stock(database, tallies)


def _read_all(
    database: duckdb.DuckDBPyConnection,
    archives: Mapping[str, Sequence[Path]],
    folder: Path,
    progress: Progress,
) -> dict[str, Tally]:
    sizes = {path: text_size(path) for paths in archives.values() for path in paths}
    total, done = sum(sizes.values()) or 1, 0
    tallies = {}
    for layout in LAYOUTS:
        tally = tallies[layout.kind] = Tally()
        for path in archives[layout.kind]:
            before, label = done, f"Lendo {path.name}"

            def watch(come: int, before: int = before, label: str = label) -> None:
                progress(0.9 * (before + come) / total, label)

            read_archive(
                database, path, layout, folder, tally=tally, use=_USES[layout.kind], watch=watch
            )
            done += sizes[path]
    return tallies


_GOOD = "regexp_full_match(trim(basico), '[0-9A-Za-z]{8}')"
_HEADS = "trim(situacao) IN ('2', '02') AND trim(matriz) = '1'"


def _use_establishments(database: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    """Active head offices into `head_office`; everything else is counted, by its few situations."""
    groups = database.execute(f"""
        SELECT situacao, matriz, uf, {_GOOD}, count(*) FROM {BATCH} GROUP BY ALL
    """).fetchall()
    for situation, office, uf, good, number in groups:
        told = (
            SITUATIONS.get(situation.strip().zfill(2))
            if good and office.strip() in ("1", "2")
            else None
        )
        if told is None:
            tally.broken += number
        elif told != ACTIVE:
            tally.add(told, number)
        elif office.strip() == "2":
            tally.add(BRANCHES, number)
        else:
            tally.add(HEADS, number)
            tally.ufs.add(uf.strip().upper())
    place = "CASE WHEN trim(municipio) = '' THEN '' ELSE lpad(trim(municipio), 4, '0') END"
    database.execute(
        "INSERT INTO head_office (company, municipality)"
        f" SELECT {_COMPANY}, {place} FROM {BATCH} WHERE {_HEADS} AND {_GOOD}"
    )


def _use_companies(database: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    _use_keyed(
        database,
        tally,
        f"INSERT INTO company (company, porte) SELECT {_COMPANY}, lpad(trim(porte), 2, '0')",
        "true",
    )


def _use_simples(database: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    """Who opted for SIMEI and was not excluded: a date that is not there is blank or zeros."""
    lasting = "upper(trim(mei)) = 'S' AND trim(fim_mei, ' 0') = ''"
    _use_keyed(database, tally, f"INSERT INTO mei (company) SELECT {_COMPANY}", lasting)


def _use_keyed(
    database: duckdb.DuckDBPyConnection, tally: Tally, insert: str, condition: str
) -> None:
    broken = database.execute(f"SELECT count(*) FROM {BATCH} WHERE NOT {_GOOD}").fetchall()[0][0]
    kept = database.execute(f"{insert} FROM {BATCH} WHERE {_GOOD} AND {condition}").fetchall()[0][0]
    tally.broken += broken
    tally.add("aproveitados", kept)


_USES: dict[str, Use] = {
    ESTABLISHMENTS.kind: _use_establishments,
    COMPANIES.kind: _use_companies,
    SIMPLES.kind: _use_simples,
}


def _counted_stock(database: duckdb.DuckDBPyConnection, tallies: dict[str, Tally]) -> Stock:
    portes = " ".join(f"WHEN c.porte = '{code}' THEN '{name}'" for code, name in PORTES.items())
    database.execute(f"""
        CREATE TABLE active AS
        WITH office AS (
            SELECT company, min(municipality) AS municipality FROM head_office GROUP BY company
        ),
        size AS (SELECT company, max(porte) AS porte FROM company GROUP BY company),
        flag AS (SELECT DISTINCT company FROM mei)
        SELECT municipality,
            CASE WHEN f.company IS NOT NULL THEN 'MEI' {portes} ELSE '{UNKNOWN}' END AS porte,
            count(*) AS companies, count(*) FILTER (c.company IS NULL) AS without_company,
            count(*) FILTER (f.company IS NOT NULL AND c.porte <> '01') AS mei_elsewhere
        FROM office LEFT JOIN size AS c USING (company) LEFT JOIN flag AS f USING (company)
        GROUP BY ALL
    """)
    rows = database.execute(
        "SELECT municipality, porte, companies FROM active ORDER BY 1, 2"
    ).fetchall()
    ufs = frozenset(tallies[ESTABLISHMENTS.kind].ufs)
    totals = "sum(companies), sum(without_company), sum(mei_elsewhere)"
    numbers = database.execute(f"SELECT {totals} FROM active").fetchall()[0]
    return Stock(rows, ufs, _report(tallies, *(int(number or 0) for number in numbers)))


def _report(
    tallies: dict[str, Tally], companies: int, without: int, elsewhere: int
) -> dict[str, dict[str, int]]:
    """What became of every record. Raises RuntimeError where one is unaccounted for."""
    places = tallies[ESTABLISHMENTS.kind]
    repeated = places.counts.pop(HEADS, 0) - companies
    if places.read != places.broken + sum(places.counts.values()) + repeated + companies:
        raise RuntimeError(f"of {places.read} establishments some are unaccounted for: {places}")
    places.counts |= {"matrizes_repetidas": repeated, "empresas_contadas": companies}
    report = {kind: _flat(tally) for kind, tally in tallies.items()}
    report["cruzamento"] = {"sem_registro_em_empresas": without, "mei_fora_do_porte_01": elsewhere}
    return report


def _flat(tally: Tally) -> dict[str, int]:
    always = {
        "lidos": tally.read,
        "quebrados": tally.broken,
        "consertados": tally.mended,
        "linhas_em_branco": tally.blank,
    }
    return always | tally.counts
