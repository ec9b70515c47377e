"""Small open CNPJ files in the shape of Receita Federal's: quoted, ``;``, Latin-1, no header, in
ZIP archives.
"""

import io
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from config.ibge import UFS


def line(*cells: str) -> str:
    return ";".join(f'"{cell}"' for cell in cells)


def establishment(
    base: str,
    tom: str = "7107",
    *,
    uf: str = "SP",
    status: str = "02",
    office: str = "1",
    name: str = "DA ESQUINA",
) -> str:
    """The 30 cells of an establishment."""
    order = "0001" if office == "1" else "0002"
    start = [
        base,
        order,
        "42",
        office,
        name,
        status,
        "20200101",
        "00",
        "",
        "",
        "20150312",
        "4721102",
        "",
    ]
    address = ["RUA", "SÃO JOÃO", "10", "", "CENTRO", "01001000", uf, tom]
    return line(*start, *address, "11", "33334444", "", "", "", "", "a@exemplo.com.br", "", "")


def company(base: str, porte: str = "01", *, name: str = "COMÉRCIO DE PÃES LTDA") -> str:
    return line(base, name, "2062", "49", "10000,00", porte, "")


def simples(base: str, mei: str = "S", ended: str = "00000000") -> str:
    return line(base, "S", "20180101", "00000000", mei, "20180101", ended)


def zipped(lines: Iterable[str], member: str, encoding: str = "latin-1") -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(member, "".join(f"{text}\n" for text in lines).encode(encoding))
    return body.getvalue()


def one_per_uf() -> tuple[list[str], list[str]]:
    """An active establishment and its company in each UF, at made-up TOM codes from 0101 on."""
    bases = [f"9{number:07d}" for number in range(len(UFS))]
    places = [
        establishment(base, f"{101 + n:04d}", uf=UFS[n].sigla) for n, base in enumerate(bases)
    ]
    return places, [company(base, "03") for base in bases]


def month_files(
    places: Iterable[str] = (),
    companies: Iterable[str] = (),
    flags: Iterable[str] = (),
    names: Mapping[str, str] | None = None,
) -> dict[str, bytes]:
    """All 22 files of a month by name, with one EPP per UF beside what is given."""
    everywhere, theirs = one_per_uf()
    files = {
        "Simples.zip": zipped([simples("99999998", "N"), *flags], "F.K03200$W.SIMPLES.CSV.D61011")
    }
    for part in range(10):
        own = (
            [*everywhere, *places] if part == 0 else [establishment(f"8888888{part}", status="08")]
        )
        files[f"Estabelecimentos{part}.zip"] = zipped(own, f"K3241.K03200Y{part}.D61011.ESTABELE")
        own = [*theirs, *companies] if part == 0 else [company(f"8888888{part}")]
        files[f"Empresas{part}.zip"] = zipped(own, f"K3241.K03200Y{part}.D61011.EMPRECSV")
    known = (
        {f"{101 + n:04d}": f"LUGAR {n}" for n in range(len(UFS))}
        | {"9707": "EXTERIOR"}
        | dict(names or {})
    )
    files["Municipios.zip"] = zipped(
        [line(code, name) for code, name in known.items()], "F.K03200$Z.D61011.MUNICCSV"
    )
    return files


def write_month(folder: Path, files: Mapping[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return folder
