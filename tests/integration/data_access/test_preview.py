"""A source looked at before it is imported."""

import gzip
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from config.settings import Settings
from data_access.importing.preview import HEAD_ROWS, Preview, preview
from data_access.operational.history import history
from data_access.sources.errors import ImportRefusedError
from data_access.sources.head import HEAD, head_of
from data_access.staging.files import active_imports

CPF = "111.444.777-35"
HEADER = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora;minutos\n"
GOOD = f"A1;PF;{CPF};31/10/2026;São Paulo/SP;SP;1,5\n"
BAD = f"A2;PF;{CPF};31/02/2026;Sao Pualo/SP;SP;x\n"
Look = Callable[..., Preview]


@pytest.fixture
def look(settings: Settings, municipalities: pd.DataFrame, tmp_path: Path) -> Look:
    def look(
        content: str | bytes, name: str = "fonte.csv", table: str = "atendimentos", rows: int = 20
    ) -> Preview:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode("latin-1"))
        return preview(settings, table, file, "padrao", municipalities, rows)

    return look


def test_rows_are_shown_as_they_came_and_as_they_were_understood(look: Look) -> None:
    found = look(HEADER + GOOD)
    (row,) = found.rows
    cells = dict(zip(found.report.columns, row.cells, strict=True))
    assert (row.line, cells["data_fim"].raw, cells["data_fim"].value) == (
        2,
        "31/10/2026",
        "31/10/2026",
    )
    assert (cells["municipio"].raw, cells["municipio"].value) == (
        "São Paulo/SP",
        "3550308 São Paulo (SP)",
    )
    assert (cells["minutos"].raw, cells["minutos"].value) == ("1,5", "1,50")
    assert (found.report.encoding, found.report.separator, found.whole) == (
        "Windows-1252",
        "ponto e vírgula (;)",
        True,
    )


def test_what_would_be_rejected_is_marked_and_counted(look: Look) -> None:
    found = look(HEADER + GOOD + BAD)
    cells = dict(zip(found.report.columns, found.rows[1].cells, strict=True))
    assert (cells["data_fim"].value, cells["data_fim"].rule) == (None, "data_invalida")
    assert cells["municipio"].rule == "municipio_desconhecido"
    assert (found.report.read, found.report.accepted, found.report.rejected_rows) == (2, 1, 1)
    assert found.report.rejected["data_invalida"] == 1
    assert [place.spelling for place in found.report.unresolved] == ["Sao Pualo/SP"]


def test_conflicts_are_told_before_the_import_and_the_limit_is_the_one_of_imports(
    look: Look,
) -> None:
    found = look(HEADER + GOOD + GOOD.replace("1,5", "2,5"))
    assert (found.report.repeated_keys, found.report.conflicting_keys) == (0, 1)
    assert "a linha 2, à 3, que difere em minutos" in found.report.notices[0]
    assert not found.exceeds
    assert look(HEADER + GOOD + BAD).exceeds


def test_no_identifier_is_shown(look: Look) -> None:
    found = look(HEADER + GOOD + BAD)
    assert CPF not in repr(found)
    assert "11144477735" not in repr(found)
    assert found.rows[0].cells[2].raw == found.rows[0].cells[2].value == "(protegido)"


def test_a_preview_stores_nothing(look: Look, settings: Settings) -> None:
    look(HEADER + GOOD + BAD)
    assert active_imports(settings, "atendimentos") == []
    assert history(settings) == []
    assert list(settings.staging_folder.iterdir()) == []
    assert not settings.rejections_folder.exists()


def test_of_a_large_file_the_head_is_enough(look: Look) -> None:
    found = look(HEADER + GOOD * 40_000, rows=3)
    assert [row.line for row in found.rows] == [2, 3, 4]
    assert found.report.read == HEAD_ROWS
    assert not found.whole
    assert not found.refused


def test_a_part_is_refused_where_no_rest_of_the_file_could_mend_it(look: Look) -> None:
    """Five thousand bad rows are more than a twentieth of twenty thousand, and not of two hundred
    thousand; a packed file does not tell how many it has.
    """
    short, long = ((HEADER + BAD * HEAD_ROWS + GOOD * more) for more in (20_000, 200_000))
    found = look(short)
    assert (found.whole, found.exceeds, found.refused) == (False, True, True)
    assert found.most_rows == HEAD_ROWS + 20_000 + 2
    assert not look(long).refused
    assert look(long).exceeds
    packed = look(gzip.compress(short.encode("latin-1")), "fonte.csv.gz")
    assert (packed.exceeds, packed.refused) == (True, False)


def test_a_file_without_the_columns_is_refused_as_by_an_import(look: Look) -> None:
    with pytest.raises(ImportRefusedError, match="não encontrei"):
        look("a;b\n1;2\n")
    with pytest.raises(ImportRefusedError, match="está vazio"):
        look("")


def test_the_head_of_a_packed_file_is_its_text(tmp_path: Path) -> None:
    line = b"0123456789" * 10 + b"\n"
    text = line * (HEAD // len(line) + 100)
    with gzip.open(tmp_path / "a.csv.gz", "wb") as file:
        file.write(text)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("pasta/a.csv", text)
    for name in ("a.csv.gz", "a.zip"):
        folder = tmp_path / name.replace(".", "-")
        folder.mkdir()
        head = head_of(tmp_path / name, folder)
        assert head == folder / "a.csv"
        assert head.read_bytes() == text[: HEAD // len(line) * len(line)]
        assert head.stat().st_mode & 0o777 == 0o600


def test_what_is_small_or_binary_is_taken_whole(tmp_path: Path) -> None:
    small, parquet = tmp_path / "a.csv", tmp_path / "a.parquet"
    small.write_bytes(b"a;b\n1;2\n")
    parquet.write_bytes(b"PAR1" + bytes(2 * HEAD))
    for source in (small, parquet):
        assert head_of(source, tmp_path) == source
