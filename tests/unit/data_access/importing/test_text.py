from pathlib import Path

import pytest

from config.settings import PROJECT_ROOT
from data_access.contract.load import table_contract
from data_access.sources.errors import ImportRefusedError
from data_access.sources.examine import DAMAGED_UTF8, PACKED, READ, TABLES, examine
from data_access.sources.layout import StandardLayout, columns_found
from data_access.sources.readers.text_header import read_header
from data_access.sources.step import Step
from data_access.sources.values import text as text_module
from data_access.sources.values.text import as_utf8, normalised_name

TEXT = "município;ação\nSão Tomé;1\n"
STANDARD = StandardLayout(table_contract("socioeconomico"))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("ID_Atendimento", "id_atendimento"),
        (" Data  Fim ", "data_fim"),
        ("Município", "municipio"),
        ("UF-executora", "uf_executora"),
        ("(ano)", "ano"),
        ("", ""),
    ],
)
def test_names_are_compared_without_case_accents_and_marks(written: str, name: str) -> None:
    assert normalised_name(written) == name


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode("utf-8"), "UTF-8"),
        (b"a;b\n1;2\n", "UTF-8"),
        (TEXT.encode("utf-8-sig"), "UTF-8 com BOM"),
        (TEXT.encode("cp1252"), "Windows-1252"),
        (TEXT.encode("utf-16"), "UTF-16"),
        (TEXT.encode("utf-16-le"), "UTF-16 LE"),
        (TEXT.encode("utf-16-be"), "UTF-16 BE"),
        ((TEXT * 3).encode("utf-8") + b"S\xe3o Paulo;2\n", DAMAGED_UTF8),
    ],
)
def test_the_encoding_is_found_and_the_text_comes_out_as_utf8(
    tmp_path: Path, data: bytes, encoding: str
) -> None:
    source = tmp_path / "fonte.csv"
    source.write_bytes(data)
    examined = examine(source, Step())
    assert (examined.format, examined.encoding, examined.size) == ("csv", encoding, len(data))
    text = as_utf8(examined, tmp_path, Step()).read_text("utf-8-sig")
    assert text.startswith((TEXT, "a;b"))
    assert ("\ufffd" in text) == (encoding == DAMAGED_UTF8)


DOS = "município;ação\nÓtimo atenção;1\n".encode("cp850")
TWICE = "situação\nConcluído – às vezes “Ônibus”\nSÃO JOÃO ÂMBAR\n"


def as_twice(text: str) -> bytes:
    """UTF-8 read as Windows-1252, whose undefined bytes pass as they are, and written as UTF-8."""
    undefined = b"\x81\x8d\x8f\x90\x9d"
    read = (bytes([b]).decode("latin-1" if b in undefined else "cp1252") for b in text.encode())
    return "".join(read).encode()


def test_text_of_dos_is_told_by_its_letters(tmp_path: Path) -> None:
    source = tmp_path / "fonte.csv"
    source.write_bytes(DOS)
    examined = examine(source, Step())
    assert examined.encoding == "CP850 (DOS)"
    assert "Ótimo atenção" in as_utf8(examined, tmp_path, Step()).read_text("utf-8")


@pytest.mark.parametrize("size", [1, 2, 3, 1 << 20])
def test_text_that_was_encoded_twice_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    source = tmp_path / "fonte.csv"
    source.write_bytes(as_twice(TWICE))
    examined = examine(source, Step())
    assert str(examined.encoding).startswith("UTF-8 gravada mais de uma vez")
    monkeypatch.setattr(text_module, "CHUNK", size)
    assert as_utf8(examined, tmp_path, Step()).read_text("utf-8") == TWICE


def again(text: str, codec: str) -> str:
    return "".join(
        bytes([byte]).decode("latin-1" if byte in b"\x81\x8d\x8f\x90\x9d" else codec)
        for byte in text.encode()
    )


@pytest.mark.parametrize(
    ("codecs_used", "size"),
    [
        (("latin-1",), 1),
        (("latin-1",), 5),
        (("cp1252", "cp1252"), 1 << 20),
        (("latin-1", "latin-1"), 1 << 20),
        (("cp1252", "latin-1", "cp1252"), 1 << 20),
    ],
)
@pytest.mark.parametrize("content", ["Ótimo coração não “é” São\n", "SÃO LUÍS; CONCLUSÃO ÓTIMA\n"])
def test_text_that_was_encoded_many_times_or_by_latin_1_is_taken_back_whole(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    content: str,
    size: int,
    codecs_used: tuple[str, ...],
) -> None:
    written = content * 3
    for codec in codecs_used:
        written = again(written, codec)
    source = tmp_path / "fonte.csv"
    source.write_text(written, "utf-8", newline="")
    examined = examine(source, Step())
    monkeypatch.setattr(text_module, "CHUNK", size)
    assert as_utf8(examined, tmp_path, Step()).read_text("utf-8") == content * 3


def test_text_of_an_old_mac_is_told_by_its_letters(tmp_path: Path) -> None:
    content = "situação;Não; orientação; é; início\n"
    source = tmp_path / "fonte.csv"
    source.write_bytes(content.encode("mac_roman"))
    examined = examine(source, Step())
    assert examined.encoding == "Mac Roman (Mac)"
    assert as_utf8(examined, tmp_path, Step()).read_text("utf-8") == content


@pytest.mark.parametrize("size", [1, 4 << 20])
def test_characters_that_were_lost_before_do_not_make_utf_8_another_encoding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr("data_access.sources.examine.CHUNK", size)
    source = tmp_path / "fonte.csv"
    source.write_text("Ótimo cora\ufffd\ufffdo n\ufffdo\n" * 9, "utf-8")
    assert examine(source, Step()).encoding == DAMAGED_UTF8


def test_capital_letters_with_accents_are_no_text_encoded_twice(tmp_path: Path) -> None:
    source = tmp_path / "fonte.csv"
    source.write_text("AMANHÃ\u00a0“MAÇÃ” Âncora\n", encoding="utf-8")
    assert examine(source, Step()).encoding == "UTF-8"


def test_a_character_that_a_piece_of_the_file_cuts_in_two_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("data_access.sources.examine.CHUNK", 1)
    (tmp_path / "x").write_text("ação;é", encoding="utf-8")
    assert examine(tmp_path / "x", Step()).encoding == "UTF-8"
    (tmp_path / "x").write_bytes("ação;é".encode()[:-1])
    assert examine(tmp_path / "x", Step()).encoding == DAMAGED_UTF8


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "está vazio"),
        (b"%PDF-1.7", "é um PDF"),
        (
            b"\xef\xbb\xbf\n<HTML><body><table><tr><td>municipio</td></tr></table>",
            "é uma página HTML",
        ),
        (b"7z\xbc\xaf\x27\x1c", "é um arquivo 7z"),
        (
            b'\xef\xbb\xbf<?xml version="1.0"?>\n<Workbook municipio="1"/>',
            "é XML: se for uma planilha",
        ),
        (b'[{"NC": "6", "V": "1"}]', "é JSON;"),
        (b'\xef\xbb\xbf{\n  "a": 1\n}\n', "é JSON;"),
        (b'{"a": 1}\n{"a": 2}\n', "um registro por linha"),
        (b"x" * 257 + b"ustar\x0000", "é um pacote TAR"),
        (
            b"\x03\x7e\x0b\x1d\x03\0\0\0\x41\0\x0b\0" + bytes(52) + b"\r" + b" 35503080ME",
            "é uma tabela DBF",
        ),
        (b"a;b\n1;2\n3;\x004\n", "A linha 3 de “x.csv” tem um caractere nulo"),
        (b"\xfd7zXZ\x00", "está compactado \\(xz\\)"),
        (b"SQLite format 3\x00", "é um banco SQLite"),
        ('[{"a": "b"}]'.encode("utf-16"), "é JSON"),
        ('[{"a": "b"}]'.encode("utf-16-be"), "é JSON"),
        ('{"a": "b"}'.encode("utf-32"), "é JSON"),
        (bytes(range(256)) * 4, "não é texto nem outro formato"),
        (b"a;b\n" + b"1;\x00\n" * 30, "A linha 2 de “x.csv” tem .*há outros 29"),
        (b"a;b\n1;2\n3" + bytes(9000), "A partir da linha 3 de “x.csv” só há .*9.000 até o fim"),
        (b"a;b\n1;2\n" + bytes(5 << 20), "A partir da linha 3 de “x.csv” só há"),
        (b"a;b\n1;2\n" + bytes(5 << 20) + b"\n", "A linha 3 de “x.csv” tem .*há outros"),
    ],
)
def test_what_is_no_table_is_refused_with_what_it_is(
    tmp_path: Path, data: bytes, sentence: str
) -> None:
    (tmp_path / "x.csv").write_bytes(data)
    with pytest.raises(ImportRefusedError, match=sentence):
        examine(tmp_path / "x.csv", Step())


def test_what_is_not_there_or_is_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportRefusedError, match=r"Não encontrei o arquivo “.*nada\.csv”"):
        examine(tmp_path / "nada.csv", Step())
    with pytest.raises(ImportRefusedError, match="é uma pasta"):
        examine(tmp_path, Step())


@pytest.mark.parametrize(
    ("text", "separator", "names", "lines"),
    [
        ("municipio;indicador;ano;valor\n", ";", 4, 1),
        ("municipio,indicador,ano,valor\n", ",", 4, 1),
        ("municipio\tindicador\tano\tvalor\n", "\t", 4, 1),
        ("municipio|indicador|ano|valor\n", "|", 4, 1),
        ("\n\r\nmunicipio;indicador;ano;valor\n", ";", 4, 3),
        ('"municipio";"indicador";"ano";"valor (R$, mil)"\n', ";", 4, 1),
        ('municipio;indicador;ano;valor;"nota\nlonga"\n', ";", 5, 2),
        ("\ufeffmunicipio;indicador;ano;valor", ";", 4, 1),
        ("municipio;a,b,c,d,e,f\n", ";", 2, 1),
    ],
)
def test_the_separator_is_the_one_that_shows_most_columns_of_the_contract(
    tmp_path: Path, text: str, separator: str, names: int, lines: int
) -> None:
    (tmp_path / "x").write_text(text, encoding="utf-8", newline="")
    header = read_header(tmp_path / "x", STANDARD.recognised, "x")
    assert (header.separator, len(header.names), header.lines) == (separator, names, lines)
    assert header.names[0] == "municipio"


def test_a_blank_file_and_one_with_too_many_columns_are_refused(tmp_path: Path) -> None:
    for blank in ("\n \n\n", "\u2028", "\u00a0\n\u3000"):
        (tmp_path / "x").write_text(blank, encoding="utf-8")
        with pytest.raises(ImportRefusedError, match="está em branco"):
            read_header(tmp_path / "x", STANDARD.recognised, "x")
    (tmp_path / "x").write_text(";".join(f"c{n}" for n in range(16_000)))
    with pytest.raises(ImportRefusedError, match="16000 colunas; o limite é 1000"):
        read_header(tmp_path / "x", STANDARD.recognised, "x")


@pytest.mark.parametrize("page", ["docs/fontes.md", "docs/linha-de-comando.md"])
def test_the_formats_that_are_read_are_named_where_people_read_of_them(page: str) -> None:
    text = (PROJECT_ROOT / page).read_text(encoding="utf-8")
    assert [name for name in (*TABLES, *PACKED) if name not in text] == []


def test_who_brings_no_table_is_told_every_format(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"%PDF-1.7")
    with pytest.raises(ImportRefusedError, match=f"é um PDF; esperava {READ}"):
        examine(tmp_path / "x.csv", Step())


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_a_null_character_of_several_bytes_names_its_line(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "x.csv").write_bytes(("a;b\n" * 9 + "1;M\0E\n").encode(encoding))
    with pytest.raises(ImportRefusedError, match=r"A linha 10 de .* tem um caractere nulo"):
        as_utf8(examine(tmp_path / "x.csv", Step()), tmp_path, Step())


NAMES = ("municipio", "indicador", "ano", "valor")


@pytest.mark.parametrize("mark", ["~", "^", "#", ":", "§", " ", "    "])
def test_names_between_marks_that_part_nothing_are_told_as_a_matter_of_the_separator(
    tmp_path: Path, mark: str
) -> None:
    (tmp_path / "x").write_text(f"Estoque\n{mark.join(NAMES)}\n{mark.join('1234')}\n")
    said = f"por “{mark}”" if mark.strip() else "por espaços"
    with pytest.raises(ImportRefusedError) as refused:
        read_header(tmp_path / "x", STANDARD.recognised, "x")
    assert f"Na linha 2 de “x” há nomes de colunas separados {said}" in str(refused.value)
    assert "ponto e vírgula (;)" in str(refused.value)


def test_lines_in_quotes_from_end_to_end_are_told(tmp_path: Path) -> None:
    (tmp_path / "x").write_text(f'"{";".join(NAMES)}"\n"1;2;3;4"\n')
    with pytest.raises(ImportRefusedError, match="Tire as aspas das pontas"):
        read_header(tmp_path / "x", STANDARD.recognised, "x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp850"])
@pytest.mark.parametrize("end", ["\x1a", "\n\x1a", ""])
def test_the_mark_by_which_dos_ends_a_text_is_none_of_it(
    tmp_path: Path, encoding: str, end: str
) -> None:
    text = "município;ano\nSão Paulo;2025"
    (tmp_path / "x.csv").write_bytes(f"{text}{end}".encode(encoding))
    read = as_utf8(examine(tmp_path / "x.csv", Step()), tmp_path, Step())
    assert read.read_bytes().removeprefix(b"\xef\xbb\xbf").decode().rstrip("\n") == text
    assert (tmp_path / "x.csv").read_bytes() == f"{text}{end}".encode(encoding)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("3550308", "ME", "2026-01", "5"), True),
        (("municipio", "2024", "2025", "2026"), False),
        (("a", "b", "c", "d"), False),
    ],
)
def test_a_first_line_of_numbers_is_said_to_be_of_data(names: tuple[str, ...], told: bool) -> None:
    assert ("parece ser de dados" in columns_found(names)) == told
