"""What `t360 imports` prints: the list of what was imported, and all that one import told."""

import csv
import io
import json
from typing import Any, Literal

from cli.output import results
from cli.report import print_report
from config.formatting import number
from config.settings import Settings
from data_access.base.safe_export import neutralise
from data_access.importing.log import log_path
from data_access.importing.telling import recorded_report, signature, situation, when
from data_access.operational.history import ImportRecord, import_record

NOTHING = "Ainda não há importações. Traga um arquivo com `t360 import TABELA FONTE`."
COUNTS = ("read", "accepted", "rejected", "repeated")
FIELDS = ("import_id", "table", "state", "started_at", "who", "profile", "source_name", *COUNTS)


def print_records(records: list[ImportRecord], output: Literal["text", "csv", "json"]) -> None:
    if output == "json":
        results.print_json(json.dumps([_plain(record) for record in records], ensure_ascii=False))
    elif output == "csv":
        results.print(_as_csv(records), end="")
    elif not records:
        results.print(NOTHING)
    else:
        _print_list(records)


def print_record(settings: Settings, import_id: str, output: Literal["text", "json"]) -> None:
    record = import_record(settings, import_id)
    if output == "json":
        results.print_json(
            json.dumps({**_plain(record), "report": record.report}, ensure_ascii=False)
        )
        return
    results.print(f"Importação {record.import_id}: {situation(record)}")
    results.print(f"“{record.source_name}” para {record.table}, perfil {record.profile}")
    who = signature(record) or "quem não ficou registrado"
    results.print(f"{when(record)}, por {who}")
    report = recorded_report(record)
    if report is not None and report.read:
        print_report(report)
    elif record.message:
        results.print(record.message)
    results.print(f"Registro: {log_path(settings, import_id)}")


def _print_list(records: list[ImportRecord]) -> None:
    head = ("importação", "tabela", "quando", "quem", "lidas", "aceitas", "situação", "fonte")
    rows = [head, *map(_row, records)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        cells = [text.ljust(width) for text, width in zip(row, widths, strict=True)]
        results.print("  ".join(cells).rstrip())


def _row(record: ImportRecord) -> tuple[str, ...]:
    counts = (number(record.read), number(record.accepted))
    what = (situation(record), record.source_name)
    return (record.import_id, record.table, when(record), record.who, *counts, *what)


def _plain(record: ImportRecord) -> dict[str, Any]:
    return {name: _value(getattr(record, name)) for name in FIELDS}


def _value(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if hasattr(value, "isoformat") else value


def _as_csv(records: list[ImportRecord]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: neutralise(cell) for name, cell in _plain(record).items()} for record in records
    )
    return text.getvalue()
