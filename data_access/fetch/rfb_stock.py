"""The stock of active companies by municipality and porte, from Receita Federal's files.

A company is a CNPJ básico whose head office is active: counted once, in the municipality of that head office. Branches
are establishments of the same company and are told apart. MEI is a flag of the Simples file and wins over the porte,
inside which Receita keeps it (porte 01): ME is what remains of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from config.progress import Progress, silent
from data_access.fetch.archives import text_size
from data_access.fetch.rfb_read import BATCH, Tally, Use, read_archive
from data_access.fetch.rfb_records import COMPANIES, ESTABLISHMENTS, LAYOUTS, SIMPLES

PORTES = {"01": "ME", "03": "EPP", "05": "DEMAIS"}
UNKNOWN = "NAO_INFORMADO"
MEMORY = "3GB"
SITUATIONS = {"01": "nulas", "02": "ativas", "03": "suspensas", "04": "inaptas", "08": "baixadas"}
# Eight characters, letters among them since 2026, as a number: digits as they are, others in base 36 beyond them.
# "000001E5" is no number in exponent notation, so only digits are cast.
_KEY = """
    CREATE OR REPLACE MACRO company_key(t) AS CASE WHEN regexp_full_match(t, '[0-9]{8}') THEN t::BIGINT
        WHEN regexp_full_match(t, '[0-9A-Z]{8}') THEN 1000000000 + list_sum(list_transform(range(1, 9),
            lambda i: (strpos('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', t[i]) - 1) * pow(36, 8 - i)::BIGINT))::BIGINT END
"""
_TABLES = (
    "CREATE TABLE head_office (company BIGINT, municipality VARCHAR)",
    "CREATE TABLE company (company BIGINT, porte VARCHAR)",
    "CREATE TABLE mei (company BIGINT)",
    "CREATE TABLE seen_uf (uf VARCHAR PRIMARY KEY)",
)


@dataclass(frozen=True)
class Stock:
    """``rows`` are (TOM code, porte, companies); ``report`` says what became of every record, by kind of file."""

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
    """Count the companies of `archives` (by kind: Estabelecimentos, Empresas, Simples), working in `folder`.

    Raises FetchError where a file is damaged or is another. `memory` bounds DuckDB, which spills into `folder`.
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
        return _counted(database, tallies)


def _read_all(
    database: duckdb.DuckDBPyConnection, archives: Mapping[str, Sequence[Path]], folder: Path, progress: Progress
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

            read_archive(database, path, layout, folder, tally=tally, use=_USES[layout.kind], watch=watch)
            done += sizes[path]
    return tallies


def _use_establishments(database: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    """Active head offices into `head_office`; everything else is counted."""
    database.execute(f"""
        CREATE OR REPLACE TEMP TABLE keyed AS SELECT company_key(upper(trim(basico))) AS company,
            lpad(trim(situacao), 2, '0') AS situation, trim(matriz) AS office, upper(trim(uf)) AS uf,
            CASE WHEN trim(municipio) = '' THEN '' ELSE lpad(trim(municipio), 4, '0') END AS municipality,
            company IS NOT NULL AND office IN ('1', '2') AND situation IN {tuple(SITUATIONS)} AS good FROM {BATCH}
    """)
    counts = database.execute("""
        SELECT CASE WHEN NOT good THEN 'broken' WHEN situation <> '02' THEN situation
            WHEN office = '2' THEN 'branch' ELSE 'head' END, count(*) FROM keyed GROUP BY 1
    """).fetchall()
    for name, number in counts:
        if name == "broken":
            tally.broken += number
        else:
            tally.add({"branch": "filiais_ativas", "head": "matrizes_ativas"}.get(name) or SITUATIONS[name], number)
    active = "FROM keyed WHERE good AND situation = '02' AND office = '1'"
    database.execute(f"INSERT INTO head_office SELECT company, municipality {active}")
    database.execute(f"INSERT INTO seen_uf SELECT DISTINCT uf {active} ON CONFLICT DO NOTHING")


def _use_companies(database: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    _use_keyed(database, tally, "company", "lpad(trim(porte), 2, '0')", "true")


def _use_simples(database: duckdb.DuckDBPyConnection, tally: Tally) -> None:
    """Who opted for SIMEI and was not excluded: a date that is not there is blank or zeros."""
    _use_keyed(database, tally, "mei", None, "upper(trim(mei)) = 'S' AND trim(fim_mei, ' 0') = ''")


def _use_keyed(
    database: duckdb.DuckDBPyConnection, tally: Tally, table: str, value: str | None, condition: str
) -> None:
    columns = "company" if value is None else f"company, {value}"
    keyed = f"(SELECT company_key(upper(trim(basico))) AS company, * FROM {BATCH})"
    kept, broken = database.execute(f"""
        SELECT count(*) FILTER (company IS NOT NULL AND {condition}), count(*) FILTER (company IS NULL) FROM {keyed}
    """).fetchall()[0]
    tally.add("aproveitados", kept)
    tally.broken += broken
    database.execute(f"INSERT INTO {table} SELECT {columns} FROM {keyed} WHERE company IS NOT NULL AND {condition}")


_USES: dict[str, Use] = {
    ESTABLISHMENTS.kind: _use_establishments,
    COMPANIES.kind: _use_companies,
    SIMPLES.kind: _use_simples,
}


def _counted(database: duckdb.DuckDBPyConnection, tallies: dict[str, Tally]) -> Stock:
    portes = " ".join(f"WHEN c.porte = '{code}' THEN '{name}'" for code, name in PORTES.items())
    database.execute(f"""
        CREATE TABLE active AS
        WITH office AS (SELECT company, min(municipality) AS municipality FROM head_office GROUP BY company),
        size AS (SELECT company, max(porte) AS porte FROM company GROUP BY company),
        flag AS (SELECT DISTINCT company FROM mei)
        SELECT municipality, CASE WHEN f.company IS NOT NULL THEN 'MEI' {portes} ELSE '{UNKNOWN}' END AS porte,
            count(*) AS companies, count(*) FILTER (c.company IS NULL) AS without_company,
            count(*) FILTER (f.company IS NOT NULL AND c.porte <> '01') AS mei_elsewhere
        FROM office LEFT JOIN size AS c USING (company) LEFT JOIN flag AS f USING (company) GROUP BY ALL
    """)
    rows = database.execute("SELECT municipality, porte, companies FROM active ORDER BY 1, 2").fetchall()
    ufs = frozenset(uf for (uf,) in database.execute("SELECT uf FROM seen_uf").fetchall())
    totals = "sum(companies), sum(without_company), sum(mei_elsewhere)"
    numbers = database.execute(f"SELECT {totals} FROM active").fetchall()[0]
    return Stock(rows, ufs, _report(tallies, *(int(number or 0) for number in numbers)))


def _report(tallies: dict[str, Tally], companies: int, without: int, elsewhere: int) -> dict[str, dict[str, int]]:
    """What became of every record. Raises RuntimeError where one is unaccounted for."""
    places = tallies[ESTABLISHMENTS.kind]
    repeated = places.counts.pop("matrizes_ativas", 0) - companies
    if places.read != places.broken + sum(places.counts.values()) + repeated + companies:
        raise RuntimeError(f"of {places.read} establishments some are unaccounted for: {places}")
    places.counts |= {"matrizes_repetidas": repeated, "empresas_contadas": companies}
    report = {kind: _flat(tally) for kind, tally in tallies.items()}
    report["cruzamento"] = {"sem_registro_em_empresas": without, "mei_fora_do_porte_01": elsewhere}
    return report


def _flat(tally: Tally) -> dict[str, int]:
    known = {key: value for key, value in asdict(tally).items() if key != "counts"}
    names = {"read": "lidos", "broken": "quebrados", "mended": "consertados", "blank": "linhas_em_branco"}
    return {names[key]: value for key, value in known.items()} | tally.counts
