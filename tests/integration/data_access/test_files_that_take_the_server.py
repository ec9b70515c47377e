"""Small files that ask for gigabytes or hours: read like any other, or refused with a sentence,
within a bound of time and memory.
"""

import base64
import io
import os
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from config.errors import UserError
from config.progress import Progress, silent
from config.settings import Settings
from data_access.base.apart import call_apart
from data_access.importing.run import import_table
from data_access.stewardship.apart import PREVIEW, Given, _preview
from tests.support.tiers import few

PLACES = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
HEADER = "municipio;porte;competencia;quantidade\n"
ROW = "3550308;ME;2025-10;5\n"
MOST_SECONDS, MOST_MEMORY = 20, 900  # MB
ROWS = 2_000


def repeated(text: str, rows: int) -> pa.DictionaryArray:
    """A text that is written once in the file, however many rows have it."""
    return pa.DictionaryArray.from_arrays(pa.array(np.zeros(rows, np.int32)), pa.array([text]))


def parquet(municipality: pa.Array, **options: Any) -> bytes:
    rows = len(municipality)
    columns = {
        "municipio": municipality,
        "porte": repeated("ME", rows),
        "competencia": repeated("2025-10", rows),
        "quantidade": pa.array(np.zeros(rows, np.int64)),
    }
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file, compression="zstd", **options)
    return file.getvalue()


def shared_beginnings() -> bytes:
    """Texts of which each is written as what the one before has, and nothing more."""
    texts = pa.array(["x" * 900_000] * 300)
    return parquet(texts, use_dictionary=False, column_encoding={"municipio": "DELTA_BYTE_ARRAY"})


def packed(text: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", text)
    return file.getvalue()


def sheet_of_open_cells() -> bytes:
    """Cells that begin and never end."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", "<c " * 300_000)
    return file.getvalue()


BOMB = "como nas bombas"
FAST = ("semlinha.csv", "linha.zip", "celulas.csv", "aspas.csv", "valores.parquet", "utf32le.csv")
FILES: dict[str, tuple[Callable[[], bytes], str]] = {
    "semlinha.csv": (lambda: b"a" * 40_000, "não encontrei"),
    "base64.csv": (lambda: base64.b64encode(os.urandom(2_000_000)), "não encontrei"),
    "linha.zip": (lambda: packed(b"a" * 10_000_000), "não encontrei"),
    "celulas.csv": (lambda: (b";" * 300_000 + b"\n") * 5, "300001 colunas"),
    "aspas.csv": (lambda: (HEADER + '"').encode() + b"x" * (20 << 20), "A linha 2 de"),
    "aspas2.csv": (lambda: (HEADER + ROW + '"').encode() + b"x;" * (30 << 20), "A linha 3 de"),
    "dobradas.csv": (lambda: (HEADER + '"').encode() + b'""' * (6 << 20), "registro_longo"),
    "valor.parquet": (lambda: parquet(repeated("x" * (50 << 20), ROWS)), "registro_longo"),
    "valores.parquet": (lambda: parquet(repeated("x" * 900_000, ROWS)), BOMB),
    "inicios.parquet": (shared_beginnings, BOMB),
    "linhas.parquet": (lambda: parquet(repeated("3550308", 20_000_000)), "nada"),
    "celulas.xlsx": (sheet_of_open_cells, "danificada"),
    "cabecalho.csv": (HEADER.encode, "só tem o cabeçalho"),
    "utf32.csv": (lambda: (HEADER + ROW).encode("utf-32"), "nada"),
    "utf32le.csv": (lambda: (HEADER + ROW * 9_000).encode("utf-32-le"), "nada"),
}


Seen = tuple[str, float, int]


def look_at_each(_: Progress, home: Path) -> dict[str, Seen]:
    """What the preview of each file says, its seconds and the most memory it took, in MB."""
    seen = {}
    for file in sorted((home / "files").iterdir()):
        Path("/proc/self/clear_refs").write_text("5", "ascii")  # the most so far is counted anew
        began = time.monotonic()
        try:
            given = Given(file, "empresas")
            report = _preview(silent, Settings(home=home, threads=1), given, PLACES).report
            assert report.read
            said = " ".join(report.rejected) or "nada"
        except UserError as refusal:
            said = str(refusal)
        peak = re.search(r"VmHWM:\s*(\d+)", Path("/proc/self/status").read_text("ascii"))
        assert peak is not None
        seen[file.name] = said, time.monotonic() - began, int(peak[1]) >> 10
    return seen


def test_no_file_takes_the_server(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    names = few(FAST, tuple(FILES))
    for name in names:
        (tmp_path / "files" / name).write_bytes(FILES[name][0]())
    seen = call_apart(look_at_each, PREVIEW, silent, tmp_path)
    assert [name for name in names if FILES[name][1] not in seen[name][0]] == []
    assert {name: look for name, look in seen.items() if look[1] > MOST_SECONDS} == {}
    assert {name: look for name, look in seen.items() if look[2] > MOST_MEMORY} == {}


@pytest.mark.parametrize("source", ["fifo", "/dev/zero"])
def test_what_has_no_end_is_not_waited_for(tmp_path: Path, source: str) -> None:
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(UserError, match="não é um arquivo, e sim um dispositivo"):
        import_table(Settings(home=tmp_path), "empresas", tmp_path / source, municipalities=PLACES)
