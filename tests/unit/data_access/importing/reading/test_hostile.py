"""What is made to fill the memory or the disk, or to be taken for something else: refused or set
aside, and told.
"""

import gzip
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers import package
from data_access.sources.readers.package import look_at_package
from tests.support.tables import Opened
from tests.support.tiers import some

pytestmark = pytest.mark.heavy

Read = Callable[..., Opened]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="A" sheetId="1"'
    ' r:id="rId1"/></sheets></workbook>'
)
TARGETS = (
    "<Relationships"
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2"'
    f' Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)
ROOT = (
    "<Relationships"
    ' xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
    f' Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>uf</t></is></c><c r="B1"'
    ' t="inlineStr"><is><t>valor</t></is></c></row>'
)


def workbook(path: Path, rows: str, *, strings: bytes = b"<sst/>", prologue: str = "") -> Path:
    """An XLSX with one sheet."""
    sheet = f'{prologue}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<Types/>")
        file.writestr("_rels/.rels", ROOT)
        file.writestr("xl/workbook.xml", BOOK)
        file.writestr("xl/_rels/workbook.xml.rels", TARGETS)
        file.writestr("xl/sharedStrings.xml", strings)
        file.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


def text(cell: str, content: str) -> str:
    return f'<c r="{cell}" t="inlineStr"><is><t>{content}</t></is></c>'


def test_a_plain_workbook_made_like_these_is_read(tmp_path: Path, read: Read) -> None:
    path = workbook(
        tmp_path / "x.xlsx", HEADER + f'<row r="2">{text("A2", "SP")}<c r="B2"><v>7</v></c></row>'
    )
    assert read(path, "uf", "valor").rows == [(2, "SP", 7)]


@pytest.mark.parametrize(
    "far",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576">' + "<c><v>1</v></c>" * 40 + "</row>",
        "<row/>" * 900_000 + "<row>" + "<c><v>1</v></c>" * 40 + "</row>",
    ],
)
def test_a_cell_at_the_end_of_the_world_is_refused(tmp_path: Path, read: Read, far: str) -> None:
    with pytest.raises(
        ImportRefusedError, match=r"células demais\. Grave a aba da tabela como CSV"
    ):
        read(workbook(tmp_path / "x.xlsx", HEADER + far), "uf")


def test_formats_far_below_the_table_are_no_cells(tmp_path: Path, read: Read) -> None:
    rows = f'<row r="2">{text("A2", "SP")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    assert read(workbook(tmp_path / "x.xlsx", HEADER + rows), "uf").rows == [(2, "SP")]


def test_what_expands_beyond_the_limits_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(
        tmp_path / "x.xlsx", HEADER, strings=b"<sst>" + b"<si><t/></si>" * 200_000 + b"</sst>"
    )
    monkeypatch.setattr(package, "MOST_STRINGS", 2 << 20)
    with pytest.raises(ImportRefusedError, match="mais de 2 MB de textos"):
        look_at_package(path, "x.xlsx")
    monkeypatch.setattr(package, "MOST_EXPANDED", 1 << 20)
    with pytest.raises(ImportRefusedError, match="passa de 1 MB quando aberta"):
        look_at_package(path, "x.xlsx")


@pytest.mark.parametrize("part", ["sheet", "strings"])
def test_entities_that_would_multiply_are_refused(tmp_path: Path, read: Read, part: str) -> None:
    laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    if part == "sheet":
        path = workbook(tmp_path / "x.xlsx", HEADER, prologue=laughs)
    else:
        path = workbook(tmp_path / "x.xlsx", HEADER, strings=f"{laughs}<sst/>".encode())
    with pytest.raises(
        ImportRefusedError, match=r"declarações \(DOCTYPE\) que nenhuma planilha precisa ter"
    ):
        read(path, "uf")


@pytest.mark.slow
def test_sixteen_thousand_columns_are_refused(tmp_path: Path, read: Read) -> None:
    columns = "".join(f"<c><v>{n}</v></c>" for n in range(16_000))
    with pytest.raises(ImportRefusedError, match="tem 16000 colunas; o limite é 1000"):
        read(workbook(tmp_path / "x.xlsx", f"<row>{columns}</row>"), "uf")
    names = ", ".join(f"1 AS c{n}" for n in range(16_000))
    duckdb.sql(f"SELECT {names}").write_parquet(str(tmp_path / "x.parquet"))
    with pytest.raises(ImportRefusedError, match="tem 16000 colunas; o limite é 1000"):
        read(tmp_path / "x.parquet", "uf")


def test_a_cell_of_a_million_characters_is_set_aside_in_every_format(
    tmp_path: Path, read: Read
) -> None:
    long = "x" * 1_000_001
    rows = f'<row r="2">{text("A2", long)}</row><row r="3">{text("A3", "SP")}</row>'
    workbook(tmp_path / "x.xlsx", HEADER + rows)
    (tmp_path / "x.csv").write_text(f"uf;valor\n{long};\nSP;\n")
    duckdb.sql(f"SELECT unnest(['{long}', 'SP']) AS uf").write_parquet(str(tmp_path / "x.parquet"))
    for name in ("x.xlsx", "x.csv", "x.parquet"):
        source = read(tmp_path / name, "uf").source
        assert (source.records, source.broken_records) == (1, 1), name


def test_nul_characters_are_refused_in_text_and_replaced_in_cells(
    tmp_path: Path, read: Read
) -> None:
    (tmp_path / "x.csv").write_bytes(b"uf;valor\nS\0P;1\n")
    with pytest.raises(ImportRefusedError, match="tem um caractere nulo"):
        read(tmp_path / "x.csv", "uf")
    duckdb.sql("SELECT unnest(['S' || chr(0) || 'P', 'RJ']) AS uf").write_parquet(
        str(tmp_path / "x.parquet")
    )
    found = read(tmp_path / "x.parquet", "uf")
    assert [row[1] for row in found.rows] == ["S\ufffdP", "RJ"]
    assert found.source.mended == {"caracteres_nulos": 1}


def test_nul_characters_inside_lists_are_replaced_as_in_cells(tmp_path: Path, read: Read) -> None:
    null = "'S' || chr(0) || 'P'"
    duckdb.sql(f"SELECT unnest([['RJ', {null}], NULL, [NULL, 'MG'], []]) AS uf").write_parquet(
        str(tmp_path / "x.parquet")
    )
    found = read(tmp_path / "x.parquet", "uf")
    assert [row[1] for row in found.rows] == [["RJ", "S\ufffdP"], None, [None, "MG"], []]
    assert found.source.mended == {"caracteres_nulos": 1}


MEASURE = """
import re, resource, sys
from pathlib import Path
from config.settings import Settings
from data_access.sources.errors import ImportRefusedError
from tests.support.tables import opener
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 31, 1 << 31))
home, path = Path(sys.argv[1]), Path(sys.argv[2])
try:
    opener(Settings(home=home, expansion_limit="400MB", _env_file=None))(path, "uf")
except ImportRefusedError as refusal:
    print(refusal)
own = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
print(max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) >> 10)
"""


def memory_of(home: Path, path: Path) -> tuple[str, int]:
    """What reading says, and the most memory in MB that its processes took."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, str(home), str(path)],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )
    sentence, peak = done.stdout.strip().splitlines()
    return sentence, int(peak)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by /proc")
@pytest.mark.parametrize("bomb", some(["gzip", "zip", "strings", "cells"], "zip"))
def test_bombs_take_no_memory(tmp_path: Path, bomb: str) -> None:
    blank = b"\n" * (1 << 20)
    path = tmp_path / "bomb"
    if bomb == "gzip":
        with gzip.open(path, "wb", compresslevel=1) as file:
            for _ in range(600):
                file.write(blank)
        expected = "passa de 400,0 MB"
    elif bomb == "zip":
        with (
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
            archive.open("x", "w") as file,
        ):
            for _ in range(600):
                file.write(blank)
        expected = "passa de 400,0 MB"
    elif bomb == "strings":
        workbook(path, HEADER, strings=b"<sst>" + b"<si><t/></si>" * (24 << 20) + b"</sst>")
        expected = "mais de 256 MB de textos"
    else:
        workbook(path, HEADER + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        expected = "células demais"
    sentence, peak = memory_of(tmp_path / "home", path)
    assert expected in sentence
    assert peak < 500


def test_text_that_was_encoded_twice_is_taken_back_in_parquet(tmp_path: Path, read: Read) -> None:
    frame = pd.DataFrame(
        {"uf": ["ConcluÃ­do", "SÃO JOÃO", "nu\0lo Ã©", None], "valor": [1, 2, 3, 4]}
    )
    frame.to_parquet(tmp_path / "x.parquet")
    found = read(tmp_path / "x.parquet", "uf", "valor")
    assert [row[1] for row in found.rows] == ["Concluído", "SÃO JOÃO", "nu\ufffdlo é", None]
    assert found.source.mended == {"caracteres_nulos": 1, "texto_gravado_duas_vezes": 2}
