"""Receita Federal's monthly open CNPJ files:
which they are, their download, and the file of the stock.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import uuid4

import duckdb

from config.formatting import enumerate_words, file_size, number, percent
from config.ibge import UFS
from config.progress import Progress, silent
from data_access.base.durable import hold_lock
from data_access.fetch.archives import DamagedArchiveError, open_archive, text_size
from data_access.fetch.coverage import list_in_words
from data_access.fetch.download import download, exists, forget
from data_access.fetch.errors import FetchError, NotPublishedError
from data_access.fetch.provenance import Fetched, Origin, csv_text, store
from data_access.fetch.rfb_records import COMPANIES, ESTABLISHMENTS, SIMPLES, cells
from data_access.fetch.rfb_stock import MEMORY, UNKNOWN, Stock, company_stock
from data_access.fetch.service import Received, Service

HEADER = ("codigo_municipio_rfb", "porte_empresa", "competencia", "quantidade")
PROFILE = "rfb_empresas"
ABROAD = "9707"  # EXTERIOR, which is no municipality
MUNICIPALITIES = "Municipios.zip"
FILES = {
    ESTABLISHMENTS.kind: tuple(f"Estabelecimentos{part}.zip" for part in range(10)),
    COMPANIES.kind: tuple(f"Empresas{part}.zip" for part in range(10)),
    SIMPLES.kind: ("Simples.zip",),
}
ALL_FILES = (*(name for names in FILES.values() for name in names), MUNICIPALITIES)
MONTHS_BACK = 3
_WORK = ".work-"
_DOWNLOADING = 0.5  # of the progress, where there is something to download


@dataclass(frozen=True)
class Machine:
    """What the count may use; broken records beyond ``broken_share`` refuse it."""

    memory: str = MEMORY
    threads: int = 2
    broken_share: float = 0.05


def newest_month(service: Service, today: date) -> str:
    """The newest month with all that is needed. Raises NotPublishedError."""
    last = today.year * 12 + today.month - 1
    for position in range(last, last - MONTHS_BACK - 1, -1):
        month = f"{position // 12}-{position % 12 + 1:02d}"
        if all(exists(service, f"/{month}/{name}") for name in reversed(ALL_FILES)):
            return month
    raise NotPublishedError(
        f"{service.host} não tem nenhum dos últimos {MONTHS_BACK + 1} meses completo; escolha um"
        " com --month, e confira T360_RFB_URL: a Receita muda o endereço de tempos em tempos."
    )


def download_month(
    service: Service, month: str, folder: Path, progress: Progress = silent
) -> list[Received]:
    """Have all files of `month` in `folder`; what is already there and has not changed stays.
    Raises FetchError.
    """
    answers = []
    for position, name in enumerate(ALL_FILES):

        def watch(come: int, size: int | None, position: int = position, name: str = name) -> None:
            share = come / size if size else 0.0
            told = f"{file_size(come)} de {file_size(size)}" if size else file_size(come)
            progress(
                _DOWNLOADING * (position + share) / len(ALL_FILES), f"Baixando {name} ({told})"
            )

        answers.append(download(service, f"/{month}/{name}", folder / name, watch))
        try:
            text_size(folder / name)
        except DamagedArchiveError:
            forget(folder / name)
            raise
    return answers


def count_companies(
    archives: Path,
    folder: Path,
    month: str,
    *,
    answers: Sequence[Received] = (),
    machine: Machine | None = None,
    progress: Progress = silent,
) -> Fetched:
    """Count the stock of `month` from the files in `archives` and write it under `folder`.
    Raises FetchError.
    """
    paths = _present(archives)
    limits = machine or Machine()
    with _workspace(folder) as work:
        try:
            stock = company_stock(
                paths, work, memory=limits.memory, threads=limits.threads, progress=progress
            )
        except duckdb.OutOfMemoryException:
            raise FetchError(
                f"A memória ({limits.memory}) ou o disco não bastaram para contar as empresas."
                " Libere espaço na pasta dos dados ou dê mais memória com T360_MEMORY_LIMIT."
            ) from None
    _refuse_partial(stock, limits.broken_share)
    names = municipality_names(archives / MUNICIPALITIES)
    path = folder / f"empresas-{month}.csv"
    rows = [(code, porte, month, quantity) for code, porte, quantity in stock.rows]
    absent = {
        code: names[code] for code in sorted(names.keys() - {row[0] for row in rows} - {ABROAD})
    }
    details = {
        "records": stock.report,
        "files": {item.name: item.stat().st_size for item in _files(paths)},
    }
    service = "Receita Federal, dados abertos do CNPJ"
    origin = Origin("rfb-empresas", service, month, answers, {"municipalities": absent}, details)
    store(path, csv_text(HEADER, rows), len(rows), origin)
    progress(1.0, "Gravado")
    return Fetched(
        path, "empresas", len(rows), month, tuple(_notes_on_stock(stock, absent)), PROFILE
    )


def municipality_names(archive: Path) -> dict[str, str]:
    """Receita's own table: name by TOM code of four digits."""
    names = {}
    with open_archive(archive) as content:
        for member in content.infolist():
            with content.open(member) as stream:
                for line in stream.read(10_000_000).decode("latin-1").splitlines():
                    code, *rest = cells(line)
                    names[code.strip().zfill(4)] = " ".join(rest).strip()
    return names


def _present(archives: Path) -> dict[str, list[Path]]:
    absent = [name for name in ALL_FILES if not (archives / name).is_file()]
    if absent:
        raise FetchError(
            f"Faltam arquivos da Receita em {archives}: {list_in_words(absent)}; esperava os"
            f" {len(ALL_FILES)} de um mês."
        )
    return {kind: [archives / name for name in names] for kind, names in FILES.items()}


def _files(paths: Mapping[str, Sequence[Path]]) -> Iterator[Path]:
    for group in paths.values():
        yield from group


def _refuse_partial(stock: Stock, broken_share: float) -> None:
    absent = [uf.sigla for uf in UFS if uf.sigla not in stock.ufs]
    if absent:
        raise FetchError(
            f"Os arquivos da Receita não têm empresas ativas de {enumerate_words(absent)}; esperava"
            " as 27 UFs, e nada foi gravado."
        )
    for kind in FILES:
        read, broken = stock.report[kind]["lidos"], stock.report[kind]["quebrados"]
        if broken > broken_share * read:
            raise FetchError(
                f"De {number(read)} registros de {kind}, {number(broken)}"
                f" ({percent(broken / read)}) não têm a forma que a Receita publica e o limite é"
                f" {percent(broken_share)}; nada foi gravado."
            )


def _notes_on_stock(stock: Stock, absent: Mapping[str, str]) -> Iterator[str]:
    places = stock.report[ESTABLISHMENTS.kind]
    parts = [
        f"{number(places[name])} {name.replace('_', ' ')}"
        for name in places
        if name != "lidos" and places[name]
    ]
    sum_of_parts = " + ".join(_reordered_parts(parts))
    yield f"Estabelecimentos: {number(places['lidos'])} lidos = {sum_of_parts}."
    for kind in (COMPANIES.kind, SIMPLES.kind):
        counts = stock.report[kind]
        yield f"{kind}: {number(counts['lidos'])} lidos, {number(counts['quebrados'])} quebrados."
    unknown = sum(quantity for _, porte, quantity in stock.rows if porte == UNKNOWN)
    if unknown:
        without = stock.report["cruzamento"]["sem_registro_em_empresas"]
        yield (
            f"Sem porte ({UNKNOWN}): {number(unknown)} empresas, {number(without)} delas sem"
            " registro em Empresas; não entram em nenhum porte."
        )
    if absent:
        yield (
            f"Municípios da tabela da Receita sem empresa ativa ({len(absent)}):"
            f" {list_in_words(list(absent.values()))}."
        )


def _reordered_parts(parts: list[str]) -> list[str]:
    """What was counted first; the mended rows are part of it, and blank lines are no records."""
    kept = [part for part in parts if not part.endswith((" consertados", " linhas em branco"))]
    return sorted(kept, key=lambda part: not part.endswith(" empresas contadas"))


@contextmanager
def _workspace(folder: Path) -> Iterator[Path]:
    """A folder of this run, gone at its end; those of runs that died go first."""
    folder.mkdir(parents=True, exist_ok=True)
    with hold_lock(
        folder / ".lock",
        busy="Outra contagem das empresas da Receita está em andamento; espere que termine.",
    ):
        for left in folder.glob(f"{_WORK}*"):
            shutil.rmtree(left, ignore_errors=True)
        work = folder / f"{_WORK}{uuid4().hex}"
        work.mkdir()
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)
