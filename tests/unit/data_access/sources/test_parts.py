"""Whether a sheet or a file of an archive is to be chosen, whatever the file is called."""

import gzip
import io
import zipfile

import openpyxl
import pytest

from data_access.sources.parts import Parts, parts_of


def workbook() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, member in members.items():
            packed.writestr(name, member)
    return content.getvalue()


def damaged(packed: bytes, at: int) -> bytes:
    """With bytes in its packed part that no packer writes."""
    return packed[:at] + b"\xff" * 8 + packed[at + 8 :]


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (workbook(), Parts(sheets=True)),
        (archive(a=b"x;y\n1;2\n"), Parts(members=True)),
        (archive(a=b"x;y\n", b=workbook()), Parts(sheets=True, members=True)),
        (gzip.compress(workbook(), mtime=0), Parts(sheets=True)),
        (gzip.compress(b"x;y\n", mtime=0), Parts()),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, Parts(sheets=True)),
        (b"x;y\n1;2\n", Parts()),
        (b"PK\x03\x04 cut", Parts()),
        (b"\x1f\x8bcut", Parts()),
        (damaged(gzip.compress(workbook(), mtime=0), 12), Parts()),
        (damaged(archive(a=b"x;y\n1;2\n" * 50), 32), Parts()),
        (b"", Parts()),
    ],
    ids=range(12),  # the bytes of a packed file tell when it was packed
)
def test_what_may_have_several_tables_is_told_by_its_bytes(content: bytes, parts: Parts) -> None:
    file = io.BytesIO(content)
    assert parts_of(file) == parts
    assert file.tell() == 0
