"""Damage that once got through as something else than a sentence or a counted row."""

import io
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.integration.data_access.fuzz.door import Door
from tests.support.good_rows import as_zip

STOCK = "municipio;porte;competencia;quantidade\n"
ROWS = "3550308;ME;2025-10;5\n3304557;ME;2025-10;6\n"


def late_archive() -> bytes:
    """A ZIP whose directory says that it begins beyond the end, so that its member begins before
    the file.
    """
    data = bytearray(as_zip((STOCK + ROWS).encode()))
    end = data.rindex(b"PK\x05\x06")
    offset = int.from_bytes(data[end + 16 : end + 20], "little")
    data[end + 16 : end + 20] = (offset + 500).to_bytes(4, "little")
    return bytes(data)


def late_page() -> bytes:
    """A Parquet file that is sound but for the values of one of its columns."""
    buffer = io.BytesIO()
    rows = [line.split(";") for line in ROWS.splitlines()]
    pd.DataFrame(rows, columns=STOCK.strip().split(";")).to_parquet(buffer, compression="snappy")
    data = bytearray(buffer.getvalue())
    place = data.index(b"2025-10")
    data[place - 40 : place + 20] = bytes(60)
    return bytes(data)


@pytest.mark.parametrize(
    ("extension", "content", "outcome"),
    [
        ("zip", late_archive(), "refused"),
        ("parquet", late_page(), "refused"),
        ("zip", as_zip(late_page(), "x.parquet"), "refused"),
        ("csv", ('municipio";"x;porte;competencia;quantidade\n' + ROWS).encode(), "refused"),
        (
            "csv",
            (STOCK.replace("porte", 'outra";"a;porte') + ROWS.replace(";ME", ";a;b;ME")).encode(),
            "accepted",
        ),
    ],
)
def test_it_is_refused_or_counted(
    tmp_path: Path, extension: str, content: bytes, outcome: str
) -> None:
    door = Door(tmp_path)
    door.push("empresas", "padrao", extension, content)
    assert dict(door.outcomes) == {outcome: 1}


def test_the_archive_made_here_is_one_that_python_opens() -> None:
    with zipfile.ZipFile(io.BytesIO(late_archive())) as archive:
        assert archive.infolist()[0].header_offset < 0
