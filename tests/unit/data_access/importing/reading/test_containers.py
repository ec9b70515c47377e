"""ZIP, gzip and bzip2: the table inside, and what is not opened."""

import bz2
import gzip
import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from config.settings import Settings
from data_access.sources.errors import ImportRefusedError
from data_access.sources.readers import archive as archive_reader
from tests.support.tables import Opened, opener

Read = Callable[..., Opened]
CSV = b"uf;valor\nSP;1\nRJ;2\n"
ROWS = [(2, "SP", "1"), (3, "RJ", "2")]


def archive(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_only_table_of_a_zip_is_read(tmp_path: Path, read: Read, method: int) -> None:
    members = {"pasta/população.csv": CSV, "__MACOSX/pasta/._x": b"x", "pasta/.DS_Store": b"x"}
    found = read(archive(tmp_path / "x.zip", members, method), "uf", "valor")
    assert found.rows == ROWS
    assert found.source.form[0] == "ZIP com “x.zip › população.csv”"
    assert found.progress == sorted(found.progress)


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
@pytest.mark.parametrize("parts", [1, 3])
def test_gzip_and_bzip2_are_read_to_their_last_stream(
    tmp_path: Path, read: Read, pack: Callable[[bytes], bytes], parts: int
) -> None:
    rows = b"BA;3\n" * 1000
    content = pack(CSV) + b"".join(pack(rows) for _ in range(parts - 1))
    (tmp_path / "x.csv.z").write_bytes(content)
    assert len(read(tmp_path / "x.csv.z", "uf").rows) == 2 + 1000 * (parts - 1)


def test_other_formats_come_out_of_archives_too(tmp_path: Path, read: Read) -> None:
    workbook, content = openpyxl.Workbook(), io.BytesIO()
    workbook.active.append(["uf", "valor"])
    workbook.active.append(["SP", 1])
    workbook.save(content)
    path = archive(tmp_path / "x.zip", {"x.xlsx": content.getvalue()})
    assert read(path, "uf", "valor", sheet="Sheet").rows == [(2, "SP", 1)]


def test_of_several_files_one_has_to_be_chosen(tmp_path: Path, read: Read) -> None:
    path = archive(tmp_path / "x.zip", {"a/2023.csv": CSV, "a/2024.csv": CSV + b"BA;3\n"})
    with pytest.raises(
        ImportRefusedError, match=r"mais de um arquivo: “a/2023.csv” e “a/2024.csv”. .* --member"
    ):
        read(path, "uf")
    assert len(read(path, "uf", member="2024.csv").rows) == 3
    assert len(read(path, "uf", member="a/2023.csv").rows) == 2
    with pytest.raises(ImportRefusedError, match="não tem um arquivo “b"):
        read(path, "uf", member="b.csv")
    (tmp_path / "y.csv").write_bytes(CSV)
    with pytest.raises(ImportRefusedError, match="não é um ZIP"):
        read(tmp_path / "y.csv", "uf", member="b.csv")


def test_a_name_in_utf8_without_its_mark_is_shown_as_it_was_written(
    tmp_path: Path, read: Read
) -> None:
    content = archive(tmp_path / "x.zip", {"acao-e-uf.csv": CSV}).read_bytes()
    (tmp_path / "y.zip").write_bytes(
        content.replace(b"acao-e-uf.csv", "ação-euf.csv".encode()[:13])
    )
    assert "ação-euf" in read(tmp_path / "y.zip", "uf").source.form[0]


@pytest.mark.parametrize(
    "name", ["../fora.csv", "/etc/x.csv", "a/../../x.csv", "C:\\x.csv", "..\\x.csv"]
)
def test_names_that_point_outside_are_refused(tmp_path: Path, read: Read, name: str) -> None:
    with pytest.raises(ImportRefusedError, match="aponta para fora dele"):
        read(archive(tmp_path / "x.zip", {name: CSV}), "uf")


def test_links_passwords_and_nested_archives_are_refused(tmp_path: Path, read: Read) -> None:
    link = zipfile.ZipInfo("x.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(ImportRefusedError, match="aponta para fora"):
        read(tmp_path / "x.zip", "uf")
    inner = archive(tmp_path / "inner.zip", {"x.csv": CSV}).read_bytes()
    with pytest.raises(ImportRefusedError, match="há outro arquivo compactado"):
        read(archive(tmp_path / "y.zip", {"inner.zip": inner}), "uf")
    (tmp_path / "z.gz").write_bytes(gzip.compress(gzip.compress(CSV)))
    with pytest.raises(ImportRefusedError, match="há outro arquivo compactado"):
        read(tmp_path / "z.gz", "uf")
    locked = bytearray(archive(tmp_path / "w.zip", {"x.csv": CSV}).read_bytes())
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "w.zip").write_bytes(bytes(locked))
    with pytest.raises(ImportRefusedError, match="tem senha"):
        read(tmp_path / "w.zip", "uf")


def test_an_empty_archive_and_an_empty_table_are_refused(tmp_path: Path, read: Read) -> None:
    with pytest.raises(ImportRefusedError, match="não tem nenhum arquivo"):
        read(archive(tmp_path / "x.zip", {}), "uf")
    with pytest.raises(ImportRefusedError, match="está vazio"):
        read(archive(tmp_path / "y.zip", {"x.csv": b""}), "uf")


@pytest.mark.parametrize("kind", ["zip", "gz", "bz2"])
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_what_is_damaged_is_refused(tmp_path: Path, read: Read, kind: str, damage: str) -> None:
    table = CSV + b"".join(b"%d;%d\n" % (n, n * 7919) for n in range(20_000))
    path = tmp_path / f"x.{kind}"
    if kind == "zip":
        archive(path, {"x.csv": table})
    else:
        path.write_bytes(gzip.compress(table) if kind == "gz" else bz2.compress(table))
    content = bytearray(path.read_bytes())
    if damage == "cut":
        content = content[: len(content) // 2]
    else:
        middle = len(content) // 2
        content[middle : middle + 8] = bytes(byte ^ 0xFF for byte in content[middle : middle + 8])
    path.write_bytes(bytes(content))
    with pytest.raises(ImportRefusedError, match="está incompleto ou danificado"):
        read(path, "uf")


def test_the_limit_counts_what_comes_out_and_not_what_is_declared(
    tmp_path: Path, settings: Settings
) -> None:
    read = opener(settings.model_copy(update={"expansion_limit": "1MB"}))
    path = archive(tmp_path / "x.zip", {"x.csv": CSV + b"SP;1\n" * 400_000})
    with pytest.raises(
        ImportRefusedError, match=r"passa de 1,0 MB, o limite de T360_EXPANSION_LIMIT"
    ):
        read(path, "uf")
    size = (len(CSV) + 2_000_000).to_bytes(4, "little")
    assert path.read_bytes().count(size) == 2
    (tmp_path / "y.zip").write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(ImportRefusedError, match="passa de"):
        read(tmp_path / "y.zip", "uf")
    generous = opener(settings)
    with pytest.raises(ImportRefusedError, match="danificado"):
        generous(tmp_path / "y.zip", "uf")


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_what_shrinks_more_than_any_table_is_a_bomb(
    tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(archive_reader, "HARMLESS", 1 << 20)
    (tmp_path / "x").write_bytes(pack(b"uf;valor\n" + b"0" * (8 << 20)))
    with pytest.raises(ImportRefusedError, match="como nas bombas de descompactação"):
        read(tmp_path / "x", "uf")
