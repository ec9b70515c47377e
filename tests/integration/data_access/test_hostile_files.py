"""Hostile files through the whole door: each is refused or set aside with its sentence, and none
takes memory.
"""

import bz2
import gzip
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.good_rows import as_csv, as_xlsx, as_zip

HEADER = "municipio;porte;competencia;quantidade\n"
ROW = "3550308;ME;2025-10;5\n"
BOMB = 160 << 20  # bytes, several times what the settings allow
LIMIT = 40  # MB
LONG_LINE = "z_linha.csv"
# MB more than for a small good file, without and with a line of 70 MB.
MOST_MEMORY, MOST_OF_A_LINE = (
    120,
    600,
)
LAUGHS = (
    '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c'
    ' "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
# Imports each file of a folder, in order; prints what was said of it and the most memory so far, in
# MB.
PROGRAM = """
import json, re, resource, sys
from pathlib import Path
import pandas as pd
from config.errors import UserError
from config.settings import Settings
from data_access.importing.run import import_table
places = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
settings = Settings(
    home=Path(sys.argv[1]), expansion_limit=sys.argv[3], threads=1, rejection_threshold=0.9
)
for file in sorted(Path(sys.argv[2]).iterdir()):
    try:
        report = import_table(settings, "empresas", file, municipalities=places)
        said = f"{report.sentence()} {dict(report.rejected)}"
    except UserError as refusal:
        said = str(refusal)
    own = int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps([file.name, said, max(own, children) >> 10]))
"""
SAID = {
    "a.csv": "1 linha aceita de 1.",
    "bomba.bz2": "passa de 40,0 MB, o limite de T360_EXPANSION_LIMIT",
    "bomba.gz": "passa de 40,0 MB, o limite de T360_EXPANSION_LIMIT",
    "bomba.zip": "passa de 40,0 MB, o limite de T360_EXPANSION_LIMIT",
    "celula.csv": "registro_longo",
    "colunas.csv": "16000 colunas; o limite é 1000",
    "fora.zip": "aponta para fora dele (“../../fora.csv”)",
    "nulos.csv": "A linha 3 de “nulos.csv” tem um caractere nulo",
    "risadas.xlsx": "declarações (DOCTYPE) que nenhuma planilha precisa ter",
    "z_linha.csv": "passa de 16 MB",
    "zip.zip": "há outro arquivo compactado",
}


def write_all(folder: Path) -> None:
    plain = (HEADER + ROW).encode()
    (folder / "a.csv").write_bytes(plain)
    blank = bytes(10) * (1 << 17)
    with bz2.open(folder / "bomba.bz2", "wb", 1) as packed:
        for _ in range(BOMB // len(blank)):
            packed.write(blank)
    with gzip.open(folder / "bomba.gz", "wb", 1) as packed:
        for _ in range(BOMB // len(blank)):
            packed.write(blank)
    with (
        zipfile.ZipFile(
            folder / "bomba.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1
        ) as archive,
        archive.open("x.csv", "w") as packed,
    ):
        for _ in range(BOMB // len(blank)):
            packed.write(blank)
    (folder / "celula.csv").write_bytes(plain + b"3550308;" + b"x" * 2_000_001 + b";2025-10;1\n")
    (folder / "colunas.csv").write_bytes(as_csv([f"c{n}" for n in range(16_000)], [["1"] * 16_000]))
    (folder / "fora.zip").write_bytes(as_zip(plain, "../../fora.csv"))
    (folder / "z_linha.csv").write_bytes(plain + b"x" * (70 << 20))
    (folder / "nulos.csv").write_bytes(plain + b"3550308;M\0E;2025-10;5\n")
    (folder / "risadas.xlsx").write_bytes(laughing(as_xlsx(["municipio"], [["3550308"]])))
    (folder / "zip.zip").write_bytes(as_zip(as_zip(plain), "dentro.zip"))


def laughing(book: bytes) -> bytes:
    """The workbook with entities that would multiply in its first sheet."""
    import io

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as sound, zipfile.ZipFile(buffer, "w") as copy:
        for info in sound.infolist():
            content = sound.read(info)
            if info.filename.endswith("sheet1.xml"):
                start = content.index(b"<worksheet")
                content = content[:start] + LAUGHS.encode() + content[start:]
            copy.writestr(info.filename, content)
    return buffer.getvalue()


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is told by /proc")
def test_each_is_told_and_none_takes_memory(tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    write_all(folder)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "home"), str(folder), f"{LIMIT}MB"],
        env={**os.environ, "PYTHONPATH": "."},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, _, _ in told] == sorted(SAID)
    assert [(name, said) for name, said, _ in told if SAID[name] not in said] == []
    first = told[0][2]
    before = [peak for name, _, peak in told if name < LONG_LINE]
    assert max(before) - first < MOST_MEMORY
    assert told[-1][2] - first < MOST_OF_A_LINE
    assert not list(tmp_path.rglob("fora.csv"))
    assert [path.name for path in (tmp_path / "home" / "staging").iterdir()] == ["empresas"]
