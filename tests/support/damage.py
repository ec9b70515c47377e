"""Damage to files, as transfers, editors, exports and hostile people do it. All of it follows from
a seed.
"""

import bz2
import codecs
import gzip
import io
import zipfile
from collections.abc import Callable
from random import Random

JUNK = [
    *(
        "",
        '"',
        '""',
        "'",
        ";",
        ",",
        "\t",
        "|",
        "\r",
        "\n",
        "\r\n",
        "\x00",
        "\x1a",
        "\ufeff",
        "\ufffd",
        "\u2028",
    ),
    *(
        "=1+1",
        "@SUM(A1)",
        "-",
        "+",
        "NULL",
        "NaN",
        "inf",
        "-inf",
        "1e400",
        "9" * 400,
        "0x1F",
        "1.234",
        "1,2,3",
        "½",
    ),
    *(
        "٣٥٥٠٣٠٨",
        "ação",
        "日本",
        "\U0001f600",
        "31/02/2025",
        "0000-00-00",
        "2025-13",
        "9999-12-31",
        "3550308.0",
    ),
    *(
        "São Paulo/SP",
        "Bom Jesus",
        "XX",
        "sim",
        "não",
        "null\x00null",
        "../../etc/passwd",
        "${x}",
        "{{7*7}}",
        "%s%n",
    ),
    *(
        "\\",
        "\\N",
        "' OR 1=1 --",
        "'; DROP TABLE register; --",
        "a" * 5000,
        "c0",
        "_linha",
        "t_porte",
        "municipio",
    ),
]
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "latin-1", "utf-16", "utf-16-be", "utf-32", "cp037"]
BYTES = [
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"PK\x03\x04",
    b"PAR1",
    b"\x1f\x8b",
    b"BZh9",
    b"%PDF",
    b"\xc3",
]
MARKS = [
    *(
        (b";", b","),
        (b";", b"\t"),
        (b";", b"|"),
        (b";", b" ; "),
        (b";", b'";"'),
        (b"\n", b"\r\n"),
        (b"\n", b"\r"),
    ),
    *(
        (b"\n", b"\n\n"),
        (b"\n", b"\n;;;\n"),
        (b"-", b"/"),
        (b"e", b"\xe9"),
        (b"a", b"\xc3\xa3"),
        (b"5", b"\x00"),
    ),
]
EXTENSIONS = ["csv", "xlsx", "parquet", "txt", "gz", "zip", "xls", ""]

Damage = Callable[[bytes, Random], bytes]


def flip(data: bytes, random: Random) -> bytes:
    damaged = bytearray(data)
    for _ in range(random.choice([1, 1, 2, 8])):
        damaged[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(damaged)


def cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(len(data))]


def cut_start(data: bytes, random: Random) -> bytes:
    return data[random.randrange(len(data)) :]


def drop(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data))
    return data[:start] + data[start + random.choice([1, 1, 4, 40]) :]


def insert(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    more = random.choice([*BYTES, random.randbytes(random.choice([1, 3, 50]))])
    return data[:at] + more * random.choice([1, 1, 1, 30]) + data[at:]


def repeat(data: bytes, random: Random) -> bytes:
    start, end = sorted(random.randrange(len(data) + 1) for _ in range(2))
    return data[:end] + data[start:end] * random.choice([1, 2, 9]) + data[end:]


def zero(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data))
    end = min(len(data), start + random.choice([1, 4, 64]))
    return data[:start] + bytes(end - start) + data[end:]


def lines(data: bytes, random: Random) -> bytes:
    """Lines that come twice, in another order, or not at all."""
    rows = data.split(b"\n")
    what = random.randrange(4)
    if what == 0:
        random.shuffle(rows)
    elif what == 1:
        rows.insert(random.randrange(len(rows) + 1), random.choice(rows))
    elif what == 2:
        rows.pop(random.randrange(len(rows)))
    else:
        rows[1:] = random.sample(rows[1:], len(rows) - 1)
    return b"\n".join(rows)


def junk(data: bytes, random: Random) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.choice(JUNK).encode() + data[at:]


def cells(data: bytes, random: Random) -> bytes:
    """Cells, nearly always below the header, that hold something else."""
    rows = data.split(b"\n")
    for _ in range(random.choice([1, 2, 6])):
        first = 1 if len(rows) > 1 and random.random() < 0.9 else 0
        place = random.randrange(first, len(rows))
        row = rows[place].split(b";")
        row[random.randrange(len(row))] = random.choice(JUNK).encode()
        rows[place] = b";".join(row)
    return b"\n".join(rows)


def columns(data: bytes, random: Random) -> bytes:
    """A row, or the header, with a cell too many, too few, or at another place."""
    rows = data.split(b"\n")
    place = random.randrange(len(rows))
    row = rows[place].split(b";")
    what = random.randrange(3)
    if what == 0:
        row.insert(random.randrange(len(row) + 1), random.choice(JUNK).encode())
    elif what == 1:
        row.pop(random.randrange(len(row)))
    else:
        random.shuffle(row)
    rows[place] = b";".join(row)
    return b"\n".join(rows)


def marks(data: bytes, random: Random) -> bytes:
    """Another separator, another line end, quotes around cells, spaces."""
    old, new = random.choice(MARKS)
    return data.replace(old, new, random.choice([-1, -1, 1, 3]))


def encoding(data: bytes, random: Random) -> bytes:
    return data.decode("utf-8", "replace").encode(random.choice(ENCODINGS), "replace")


def titles(data: bytes, random: Random) -> bytes:
    above = b"".join(
        random.choice([b"Relatorio\n", b"\n", b"Tabela 1;;;\n", codecs.BOM_UTF8]) for _ in range(2)
    )
    below = random.choice([b"", b"\nFonte: IBGE\n", b"Total;9\n", b"(1) Nota\n;;\n"])
    return above + data + below


BYTE_DAMAGE: list[Damage] = [flip, cut, cut_start, drop, insert, repeat, zero]
TEXT_DAMAGE: list[Damage] = [
    lines,
    junk,
    junk,
    cells,
    cells,
    cells,
    columns,
    columns,
    marks,
    encoding,
    titles,
]


def of_bytes(data: bytes, random: Random) -> bytes:
    return _several(data, random, BYTE_DAMAGE)


def of_text(data: bytes, random: Random) -> bytes:
    return _several(data, random, [*TEXT_DAMAGE, *TEXT_DAMAGE, *BYTE_DAMAGE])


def _several(data: bytes, random: Random, kinds: list[Damage]) -> bytes:
    for _ in range(random.choice([1, 1, 2, 3])):
        if data:
            data = random.choice(kinds)(data, random)
    return data


def of_zip(data: bytes, random: Random) -> bytes:
    """Damage to the archive as it is, or to one of its members, in an archive that is sound."""
    if random.random() < 0.4:
        return of_bytes(data, random)
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as copy,
    ):
        members = archive.infolist()
        chosen = random.choice(members)
        for info in members:
            content = archive.read(info)
            copy.writestr(info.filename, of_text(content, random) if info is chosen else content)
    return buffer.getvalue()


def of_gzip(data: bytes, random: Random) -> bytes:
    if random.random() < 0.5:
        return of_bytes(data, random)
    return gzip.compress(of_text(gzip.decompress(data), random), 1, mtime=0)


def of_bzip2(data: bytes, random: Random) -> bytes:
    return (
        of_bytes(data, random)
        if random.random() < 0.5
        else bz2.compress(of_text(bz2.decompress(data), random))
    )


DAMAGES: dict[str, Damage] = {
    "zip": of_zip,
    "xlsx": of_zip,
    "csv.gz": of_gzip,
    "csv.bz2": of_bzip2,
    "parquet": of_bytes,
    "xls": of_bytes,
}


def damaged(data: bytes, extension: str, seed: str) -> tuple[str, bytes]:
    """The extension, one time in ten another one, and the damaged content."""
    random = Random(seed)  # noqa: S311 - repeatable, not secret
    content = DAMAGES.get(extension, of_text)(data, random)
    return random.choice(EXTENSIONS) if random.random() < 0.1 else extension, content
