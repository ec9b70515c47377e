"""All that is held of a person, in files that the person can read (LGPD, art. 18, II and V)."""

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from config.errors import UserError
from config.formatting import day, moment
from config.privacy import privacy
from data_access.base.durable import flush_file, flush_folder
from data_access.base.safe_export import write_csv
from data_access.contract.load import table_contract
from data_access.contract.model import Column
from data_access.staging.holdings import Held, Holdings
from data_access.stewardship.subject_places import Elsewhere

SUMMARY = "dados.json"
OWN, FOREIGN = "(você)", "(outra pessoa)"


@contextmanager
def written_out(
    target: Path, holdings: Holdings, elsewhere: Elsewhere
) -> Iterator[Callable[[], tuple[Path, ...]]]:
    """A folder with `SUMMARY` and a CSV of each table, which comes to be at `target` when what is
    given is called, and not before. Raises UserError where something is there.
    """
    if target.exists():
        raise UserError(
            f"Já existe “{target.name}”. Escolha o nome de uma pasta nova: nada é sobrescrito."
        )
    if not target.parent.is_dir():
        raise UserError(f"Não há a pasta em que “{target.name}” ficaria. Crie-a antes.")
    fresh = target.with_name(f".{target.name}.parte")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)

    def put_in_place() -> tuple[Path, ...]:
        fresh.replace(target)
        flush_folder(target.parent)
        return tuple(sorted(target.iterdir()))

    try:
        _write(fresh, holdings, elsewhere)
        yield put_in_place
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _write(folder: Path, holdings: Holdings, elsewhere: Elsewhere) -> None:
    tables = []
    for name, held in holdings.by_table.items():
        rows = [row for item in held for row in _rows(item)]
        contract = table_contract(name)
        header = ("importado_em", *contract.names)
        write_csv(
            folder / f"{name}.csv",
            header,
            ([_words(cell) for cell in row] for row in rows),
            private=True,
        )
        tables.append(_told(name, [dict(zip(header, row, strict=True)) for row in rows]))
    content = {
        "escrito_em": datetime.now().astimezone().isoformat(timespec="seconds"),
        "tabelas": tables,
        "alem_das_tabelas": [
            {
                "onde": privacy().store[name].title,
                "linhas": count,
                "finalidade": privacy().store[name].purpose,
                "base_legal": privacy().basis[privacy().store[name].basis],
                "por_quanto_tempo": privacy().store[name].kept,
            }
            for name, count in elsewhere.store.items()
        ],
        "edicoes": [info.id for info in elsewhere.editions],
    }
    summary = folder / SUMMARY
    summary.touch(mode=0o600)
    summary.write_text(
        json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8"
    )
    for file in folder.iterdir():
        flush_file(file)


def _told(name: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    contract, treatment = table_contract(name), privacy().table[name]
    bases = privacy().basis
    return {
        "tabela": name,
        "o_que_e": contract.description,
        "finalidade": treatment.purpose,
        "base_legal": bases[treatment.basis],
        "por_quanto_tempo": f"{treatment.keep_months} meses",
        "colunas": [
            {
                "coluna": column.name,
                "o_que_e": column.description,
                "finalidade": treatment.purpose_of(column.name),
                "base_legal": bases[treatment.basis_of(column.name)],
            }
            for column in contract.columns
        ],
        "linhas": rows,
    }


def _rows(item: Held) -> Iterator[list[Any]]:
    """Whoever else is in a row is not told of: neither who attended, nor who was attended."""
    columns = table_contract(item.record.table).columns
    at = (item.record.finished_at or item.record.started_at).astimezone()
    for row in item.rows:
        yield [
            at,
            *(_cell(item, column, cell) for column, cell in zip(columns, row, strict=True)),
        ]


def _cell(item: Held, column: Column, cell: Any) -> Any:
    if not column.sensitive or cell is None:
        return cell
    return OWN if column.name in privacy().table[item.record.table].erased(item.how) else FOREIGN


def _words(cell: Any) -> Any:
    match cell:
        case bool():
            return "sim" if cell else "não"
        case datetime():
            return moment(cell)
        case date():
            return day(cell)
        case _:
            return cell
