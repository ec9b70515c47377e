"""CadÚnico by municipality, from MI Social (Ministério do Desenvolvimento Social): a Solr index
that answers in CSV.

A month that is not published yet comes as zeros or without rows, municipalities may be missing, and
codes have six digits. The register of families is asked for by fields; people of 18 and over are
the sum of their age groups.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from config import clock
from config.formatting import plural
from config.ibge import full_code
from config.progress import Progress, silent
from data_access.fetch.coverage import coverage, is_municipal
from data_access.fetch.errors import FetchError, NotPublishedError, TooLargeError
from data_access.fetch.ibge import HEADER
from data_access.fetch.provenance import Fetched, Origin, csv_text, store
from data_access.fetch.service import Service

CREDIT = "MDS, MI Social (CadÚnico)"
CODE, MONTH = "codigo_ibge", "anomes_s"
MONTHS_BACK = 6  # how far the newest published month is looked for
_AGES = (
    *(
        "18_a_24",
        "25_a_34",
        "35_a_39",
        "40_a_44",
        "45_a_49",
        "50_a_54",
        "55_a_59",
        "60_a_64",
        "maior_que_65",
    ),
)
_ADULTS = tuple(
    f"qtd_pes_{group}_idade_{age}_sexo_{sex}_i"
    for group in ("pbf", "cad_nao_pbf")
    for sex in ("feminino", "masculino")
    for age in _AGES
)
# Indicator → the fields whose sum it is.
INDICATORS = {
    "cadunico_pessoas": ("cadun_qtd_pessoas_cadastradas_i",),
    "cadunico_familias": ("cadun_qtd_familias_cadastradas_i",),
    "cadunico_adultos": _ADULTS,
}
_BATCH = 18  # fields in one question: an address of about a thousand characters
Row = dict[str, str]


def fetch_registered(
    service: Service,
    folder: Path,
    municipalities: pd.DataFrame,
    *,
    month: str | None = None,
    today: date | None = None,
    progress: Progress = silent,
) -> Fetched:
    """Write the counts of `month` (YYYY-MM; None: the newest published). Raises FetchError."""
    if month is not None:
        return _one_month(service, folder, municipalities, month, progress)
    for candidate in months_before(today or clock.today(), MONTHS_BACK):
        try:
            return _one_month(service, folder, municipalities, candidate, progress)
        except NotPublishedError:
            service.received.clear()
    raise NotPublishedError(
        f"{service.host} não tem nenhum dos últimos {MONTHS_BACK} meses; escolha um mais antigo com"
        " --month."
    )


def months_before(day: date, count: int) -> list[str]:
    """``YYYY-MM`` of the months before that of `day`, the newest first."""
    last = day.year * 12 + day.month - 2
    return [f"{number // 12}-{number % 12 + 1:02d}" for number in range(last, last - count, -1)]


def _one_month(
    service: Service, folder: Path, municipalities: pd.DataFrame, month: str, progress: Progress
) -> Fetched:
    progress(0.1, f"Pedindo {month}")
    fields = [field for names in INDICATORS.values() for field in names]
    table: dict[str, Row] = {}
    for start in range(0, len(fields), _BATCH):
        for row in _ask(service, month, fields[start : start + _BATCH]):
            table.setdefault(row[CODE], {}).update(row)
        progress(0.1 + 0.8 * min(1, (start + _BATCH) / len(fields)), f"Pedindo {month}")
    sums = {
        name: {code: _sum(row, names) for code, row in table.items()}
        for name, names in INDICATORS.items()
    }
    _refuse_unpublished(service, month, sums["cadunico_pessoas"])
    return _store_sums(service, folder, municipalities, month, sums)


def _ask(service: Service, month: str, fields: Sequence[str]) -> list[Row]:
    """The rows of every municipality; half of the fields at a time if the address is too long."""
    query: dict[str, str | list[str]] = {
        "q": "*",
        "fq": [f"{MONTH}:{month.replace('-', '')}", "tipo_s:mes_mu"],
        "wt": "csv",
        "rows": "10000",
        "fl": ",".join((CODE, MONTH, *fields)),
    }
    try:
        rows = service.rows("", query)
    except TooLargeError:
        half = len(fields) // 2
        if not half:
            raise
        return _ask(service, month, fields[:half]) + _ask(service, month, fields[half:])
    return [_checked_row(row, month, service.host) for row in rows]


def _checked_row(row: Row, month: str, host: str) -> Row:
    """Under its full code, where it has one.
    Raises FetchError where it is of another month or has no columns.
    """
    if CODE not in row or row.get(MONTH) != month.replace("-", ""):
        raise FetchError(
            f"Pedi a {host} os municípios do mês {month} e veio {row.get(MONTH, 'outra tabela')};"
            " nada foi gravado."
        )
    return row | {CODE: full_code(row[CODE]) or row[CODE]}


def _sum(row: Row, fields: Sequence[str]) -> int | None:
    """None where a part is missing: half a sum would pass for a whole one."""
    texts = [row.get(field, "") for field in fields]
    return (
        sum(map(int, texts)) if all(text.isascii() and text.isdigit() for text in texts) else None
    )


def _refuse_unpublished(service: Service, month: str, people: dict[str, int | None]) -> None:
    if not any(people.values()):
        found = "só zeros" if people else "nenhuma linha"
        raise NotPublishedError(
            f"O mês {month} ainda não foi publicado em {service.host} (vieram {found}); tente um"
            " anterior com --month."
        )


def _store_sums(
    service: Service,
    folder: Path,
    municipalities: pd.DataFrame,
    month: str,
    sums: dict[str, dict[str, int | None]],
) -> Fetched:
    """A count of zero people is a municipality whose month did not come: it is missing."""
    people = {code: value for code, value in sums["cadunico_pessoas"].items() if value}
    found = coverage(people, municipalities, service.host)
    credit = f"{CREDIT}, {month}"
    rows = [
        (code, name, month[:4], values[code], credit)
        for name, values in sums.items()
        for code in sorted(filter(is_municipal, people))
        if values[code] is not None
    ]
    absent = {name: sum(values[code] is None for code in people) for name, values in sums.items()}
    missing = {"municipalities": [list(item) for item in found.missing], "without_number": absent}
    path = folder / f"cadunico-{month}.csv"
    details = {"unknown_codes": list(found.unknown)}
    store(
        path,
        csv_text(HEADER, rows),
        len(rows),
        Origin("cadunico", CREDIT, month, service.received, missing, details),
    )
    told = [
        f"{name}: {plural(count, 'município veio', 'municípios vieram')} sem número."
        for name, count in absent.items()
        if count
    ]
    return Fetched(path, "socioeconomico", len(rows), month, (*found.sentences(), *told))
