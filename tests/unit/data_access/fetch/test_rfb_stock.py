"""The stock of companies: each active one once, under its porte, and every record accounted for."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_access.fetch import archives, rfb_read
from data_access.fetch.archives import DamagedArchiveError, Piece, open_archive, pieces
from data_access.fetch.errors import FetchError
from data_access.fetch.rfb_records import COMPANIES, ESTABLISHMENTS, cells, mend
from data_access.fetch.rfb_stock import Stock, company_stock
from tests.support.rfb_double import company, establishment, simples, zipped


@pytest.fixture
def count(tmp_path: Path):
    def run(
        places: list[str], companies: list[str], flags: list[str] = (), *, parts: int = 1
    ) -> Stock:
        kinds = {
            "Estabelecimentos": places,
            "Empresas": companies,
            "Simples": [simples("99999999", "N"), *flags],
        }
        paths = {kind: [] for kind in kinds}
        for kind, lines in kinds.items():
            for part in range(parts):
                path = tmp_path / f"{kind}{part}.zip"
                path.write_bytes(zipped(lines[part::parts] or [lines[0]], kind))
                paths[kind].append(path)
        work = tmp_path / f"work{len(list(tmp_path.glob('work*')))}"
        work.mkdir()
        return company_stock(paths, work)

    return run


def rows(stock: Stock) -> dict[tuple[str, str], int]:
    return {(code, porte): quantity for code, porte, quantity in stock.rows}


def test_companies_by_municipality_and_porte(count) -> None:
    stock = count(
        [establishment(f"0000000{n}", "9707" if n == 4 else "7107") for n in range(1, 6)],
        [
            company(f"0000000{n}", porte)
            for n, porte in enumerate(["01", "03", "05", "01", "00"], 1)
        ],
        [simples("00000004")],
    )
    assert rows(stock) == {
        ("7107", "ME"): 1,
        ("7107", "EPP"): 1,
        ("7107", "DEMAIS"): 1,
        ("7107", "NAO_INFORMADO"): 1,
        ("9707", "MEI"): 1,
    }
    assert stock.ufs == {"SP"}


def test_mei_is_taken_out_of_porte_01_while_it_lasts(count) -> None:
    bases = [f"0000000{n}" for n in range(1, 6)]
    flags = [
        simples("00000001", "S", "00000000"),
        simples("00000002", "S", ""),
        simples("00000003", "S", "20240131"),
        simples("00000004", "N"),
        simples("00000001", "S"),
    ]
    stock = count(
        [establishment(base) for base in bases], [company(base, "01") for base in bases], flags
    )
    assert rows(stock) == {("7107", "MEI"): 2, ("7107", "ME"): 3}


def test_mei_with_another_porte_is_mei_and_told(count) -> None:
    stock = count([establishment("00000001")], [company("00000001", "05")], [simples("00000001")])
    assert rows(stock) == {("7107", "MEI"): 1}
    assert stock.report["cruzamento"]["mei_fora_do_porte_01"] == 1


def test_a_company_counts_once_where_its_head_office_is(count) -> None:
    places = [
        establishment("00000001", "7107"),
        establishment("00000001", "6001", office="2"),
        establishment("00000001", "7107"),
        establishment("00000002", "7107", status="08"),
        establishment("00000002", "6001", office="2"),
        establishment("00000003", "7107", status="04"),
    ]
    stock = count(places, [company("00000001"), company("00000002"), company("00000001")])
    assert rows(stock) == {("7107", "ME"): 1}
    assert stock.report["Estabelecimentos"] == {
        "lidos": 6,
        "quebrados": 0,
        "consertados": 0,
        "linhas_em_branco": 0,
        "filiais_ativas": 2,
        "baixadas": 1,
        "inaptas": 1,
        "matrizes_repetidas": 1,
        "empresas_contadas": 1,
    }


def test_a_company_without_its_record_has_no_porte(count) -> None:
    stock = count([establishment("00000001")], [company("00000009")])
    assert rows(stock) == {("7107", "NAO_INFORMADO"): 1}
    assert stock.report["cruzamento"]["sem_registro_em_empresas"] == 1


def test_letters_in_the_cnpj_and_none_taken_for_another(count) -> None:
    bases = ["000001E5", "00100000", "0000000A", "00000010", "12ABC34Z", "ZZZZZZZZ", "12abc34z"]
    portes = dict(zip(bases, ["01", "03", "01", "03", "05", "03", "05"], strict=True))
    stock = count(
        [establishment(base) for base in bases],
        [company(base, porte) for base, porte in portes.items()],
    )
    assert rows(stock) == {("7107", "ME"): 2, ("7107", "EPP"): 3, ("7107", "DEMAIS"): 1}
    assert stock.report["Estabelecimentos"]["matrizes_repetidas"] == 1  # the one in small letters


def test_codes_that_lost_their_zeros(count) -> None:
    stock = count(
        [establishment("00000001", "101", status="2"), establishment("00000002", "")],
        [company("00000001", "1")],
    )
    assert rows(stock) == {("0101", "ME"): 1, ("", "NAO_INFORMADO"): 1}


TORN = establishment("00000001").replace('ESQUINA";', "ESQUINA\n")
BAD = {
    "loose quotes": (establishment("00000001", name='BAR "DO ZÉ" LTDA'), 1, {"consertados": 1}),
    "a separator between loose quotes": (
        establishment("00000001", name='BAR "A"; B'), 1, {"consertados": 1}
    ),
    "doubled quotes": (establishment("00000001", name='BAR ""DO ZÉ""'), 1, {"consertados": 0}),
    "a separator in a cell": (establishment("00000001", name="A;B"), 1, {"consertados": 0}),
    "a backslash at the end": (establishment("00000001", name="BAR\\"), 1, {"consertados": 0}),
    "a line end in a cell": (establishment("00000001", name="BAR\nDO ZÉ"), 1, {"lidos": 21}),
    "NUL": (establishment("00000001", name="BAR\0DO\0ZÉ"), 1, {"consertados": 0}),
    "carriage returns": (establishment("00000001") + "\r", 1, {"consertados": 0}),
    "without quotes": (establishment("00000001").replace('"', ""), 1, {"consertados": 0}),
    "a blank line": ("\n" + establishment("00000001"), 1, {"linhas_em_branco": 1, "lidos": 21}),
    "too few cells": ('"00000001";"0001";"42"', 0, {"quebrados": 1}),
    "too many cells": (establishment("00000001") + ';"x"', 0, {"quebrados": 1}),
    "a quote that does not close": (
        establishment("00000001").replace('ESQUINA"', "ESQUINA"), 0, {"quebrados": 1}
    ),
    "a quote that closes lines later": (
        TORN + "\n" + establishment("00000001"), 1, {"quebrados": 2}
    ),
    "letters for a base": (establishment("0000-001"), 0, {"quebrados": 1}),
    "neither head office nor branch": (establishment("00000001", office="7"), 0, {"quebrados": 1}),
    "an unknown situation": (establishment("00000001", status="99"), 0, {"quebrados": 1}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_defect_costs_at_most_its_own_record(count, name: str) -> None:
    text, counted, told = BAD[name]
    good = [establishment(f"100000{n:02d}", "6001") for n in range(20)]
    stock = count([*good[:10], text, *good[10:]], [company("00000001", "03")])
    assert rows(stock) == {("6001", "NAO_INFORMADO"): 20} | (
        {("7107", "EPP"): 1} if counted else {}
    )
    report = stock.report["Estabelecimentos"]
    assert {key: report[key] for key in told} == told
    assert report["lidos"] == 20 + (1 if counted else 0) + report["quebrados"]


def test_pieces_end_where_records_end_whatever_their_size(
    count, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = [
        establishment(f"200000{n:02d}", f"{6000 + n % 7}", name="A\nB" if n % 5 == 0 else 'C "D"')
        for n in range(60)
    ]
    companies = [company(f"200000{n:02d}", "03") for n in range(60)]
    whole = count(places, companies, parts=3)
    for size in (300, 1000, 5000):
        monkeypatch.setattr(
            rfb_read, "pieces", lambda archive, folder, size=size: pieces(archive, folder, size)
        )
        assert rows(count(places, companies, parts=3)) == rows(whole)
    assert whole.companies == 60


def test_only_two_pieces_are_on_the_disk(tmp_path: Path) -> None:
    path = tmp_path / "Empresas0.zip"
    path.write_bytes(zipped([company(f"{n:08d}") for n in range(500)], "EMPRECSV"))
    folder = tmp_path / "work"
    folder.mkdir()
    lines = [(piece.lines, len(list(folder.iterdir()))) for piece in pieces(path, folder, 3000)]
    assert sum(number for number, _ in lines) == 500
    assert max(files for _, files in lines) == 2


def test_another_file_is_refused_with_what_was_expected(count) -> None:
    with pytest.raises(
        FetchError, match=r"Esperava, em “Estabelecimentos0\.zip”, 30 colunas .* encontrei 7\."
    ):
        count([company("00000001")], [company("00000001")])


@pytest.mark.parametrize("damage", ["cut", "flipped", "text"])
def test_a_damaged_archive_is_refused(
    count, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = bytearray(zipped([establishment(f"{n:08d}") for n in range(2000)], "ESTABELE"))
    spoiled = {"cut": body[: len(body) // 2], "text": b"<html>fora do ar</html>", "flipped": body}[
        damage
    ]
    if damage == "flipped":
        body[len(body) // 2] ^= 0xFF
    path = tmp_path / "Estabelecimentos0.zip"
    path.write_bytes(bytes(spoiled))
    with pytest.raises(DamagedArchiveError, match="não é um ZIP íntegro"):
        company_stock({"Estabelecimentos": [path], "Empresas": [], "Simples": []}, tmp_path)


def test_an_archive_that_claims_to_be_immense_is_refused(
    count, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST", 100)
    with pytest.raises(DamagedArchiveError, match="diz expandir até"):
        count([establishment("00000001")], [company("00000001")])


def test_a_record_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(["x" * 100_000], "x"))
    with pytest.raises(DamagedArchiveError, match="registro sem fim"):
        list[Piece](pieces(path, tmp_path, 1000))


@given(
    st.lists(st.text(alphabet='";\nAÇ \\', max_size=12), min_size=7, max_size=7).filter(
        lambda row: '";"' not in "".join(row)
    )
)
def test_careful_reading_finds_the_cells_again(row: list[str]) -> None:
    """Whatever stands inside the cells, as long as it does not look like a separator."""
    texts = ["12345678", *[text.replace("\n", " ").strip(';"') for text in row[1:]]]
    record = ";".join(f'"{text}"' for text in texts)
    assert cells(record) == texts
    assert mend([record], COMPANIES).rows == [(texts[0], texts[5])]


def test_the_positions_are_those_of_the_published_layout() -> None:
    found = cells(establishment("12345678", "7107", uf="SP", status="02", office="1"))
    assert len(found) == ESTABLISHMENTS.columns
    assert {name: found[position] for name, position in ESTABLISHMENTS.needed.items()} == {
        "basico": "12345678",
        "matriz": "1",
        "situacao": "02",
        "uf": "SP",
        "municipio": "7107",
    }


@pytest.mark.parametrize(
    "damage", [(8, 99), (6, 1)], ids=["a compression nobody has", "a password"]
)
def test_an_archive_that_cannot_be_unpacked_has_its_sentence(
    tmp_path: Path, damage: tuple[int, int]
) -> None:
    file = tmp_path / "Empresas0.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "1;2\n")
    content = bytearray(file.read_bytes())
    offset, value = damage
    central = content.index(b"PK\x01\x02")
    content[offset] = content[central + 2 + offset] = value
    file.write_bytes(content)
    with (
        pytest.raises(DamagedArchiveError, match="não é um ZIP íntegro"),
        open_archive(file) as archive,
    ):
        archive.read("a.csv")


def test_an_error_of_ours_inside_an_archive_is_not_taken_for_damage(tmp_path: Path) -> None:
    file = tmp_path / "Empresas0.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.csv", "1;2\n")
    with pytest.raises(RuntimeError, match="ours"), open_archive(file):
        raise RuntimeError("ours")
