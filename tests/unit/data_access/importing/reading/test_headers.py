"""Where the header is, and what stands below the table."""

import pytest

from data_access.sources.readers.headers import find_header
from data_access.sources.readers.notes import first_note
from data_access.sources.values.text import normalised_name

KNOWN = {"uf", "municipio", "ano", "valor", "populacao_total", "populacao_urbana"}


def recognised(names: object) -> int:
    return len({normalised_name(str(name)) for name in names} & KNOWN)  # type: ignore[attr-defined]


TITLE = ["Estimativas da população, por município e ano", "", "", ""]
HEADER = ["UF", "Município", "Ano", "Valor"]
ROW = ["SP", "São Paulo", "2024", "1"]


@pytest.mark.parametrize(
    ("rows", "first", "last"),
    [
        ([HEADER, ROW], 0, 0),
        ([TITLE, HEADER, ROW], 1, 1),
        ([TITLE, ["", "", "", ""], TITLE, HEADER, ROW, ROW], 3, 3),
        ([["", *HEADER], ["", *ROW]], 0, 0),
        ([HEADER, HEADER, ROW], 0, 0),
        ([["Ano", "de", "2024", ""], HEADER, ROW], 1, 1),
        ([["UF", "Município", "", ""], ["", "", "Ano", "Valor"], ROW], 0, 1),
    ],
)
def test_the_header_is_the_row_with_most_names_that_are_known(
    rows: list[list[str]], first: int, last: int
) -> None:
    place = find_header(rows, recognised)
    assert place is not None
    assert (place.first, place.last) == (first, last)


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        (
            [["UF", "População", ""], ["", "Total", "Urbana"], ["SP", "2", "1"]],
            ("UF", "População Total", "População Urbana"),
        ),
        (
            [["UF", "População", "", "Área"], ["", "Total", "Urbana", ""], ["SP", "2", "1", "9"]],
            ("UF", "População Total", "População Urbana", "Área"),
        ),
        (
            [
                ["Município", "Dados", ""],
                ["", "População", ""],
                ["", "Total", "Ano"],
                ["x", "2", "1"],
            ],
            ("Município", "Total", "Ano"),
        ),
    ],
)
def test_a_header_of_several_rows_is_read_from_top_to_bottom(
    rows: list[list[str]], names: tuple[str, ...]
) -> None:
    place = find_header(rows, recognised)
    assert place is not None
    assert place.names == names


def test_without_a_known_name_the_first_of_the_widest_rows_is_shown() -> None:
    place = find_header([["título", "", ""], ["a", "b", "c"], ["1", "2", "3"]], recognised)
    assert place is not None
    assert (place.first, place.score, place.names) == (1, 0, ("a", "b", "c"))
    assert find_header([], recognised) is None


NOTES = [
    "Fonte: IBGE, Diretoria de Pesquisas",
    "FONTE – IBGE",
    "Nota: dados preliminares",
    "Notas",
    "Notas:",
    "Obs.: exclui MEI",
    "Elaboração: Sebrae",
    "(1) População recalculada",
    "1/ Inclui estimativas",
    "* Dado sujeito a revisão",
    "Legenda",
]


@pytest.mark.parametrize("note", NOTES)
def test_notes_at_the_end_are_told_from_rows(note: str) -> None:
    assert first_note([ROW, ROW, [note, "", "", ""]], 4) == 2
    assert first_note([ROW, ROW, ["", "", "", ""], [note], ["continua na outra linha"]], 4) == 3


@pytest.mark.parametrize(
    "rows",
    [
        [ROW, ["SP", "São Paulo"]],
        [ROW, ["3550308"]],
        [ROW, ["Nota", "de", "2024", "1"]],
        [ROW, ["Fontes do Sul/RS", "", "", ""]],
        [ROW, ["Fonte: IBGE"], ROW],
        [ROW, ["Fonte: IBGE"], ["3550308"]],
        [ROW, ["Total", "", "", ""]],
        [ROW, ["1234"]],
    ],
)
def test_a_row_cut_short_is_no_note(rows: list[list[str]]) -> None:
    assert first_note(rows, 4) == len(rows)


def test_commas_within_a_note_make_no_row_of_it() -> None:
    assert (
        first_note(
            [ROW, ["Fonte: IBGE", " Diretoria de Pesquisas", " Coordenação de População", " 2024"]],
            4,
        )
        == 1
    )


def test_what_stands_in_few_cells_after_a_note_belongs_to_it() -> None:
    rows = [ROW, ["Fonte: IBGE"], ["Símbolo", "Significado"], ["-", "Zero absoluto"]]
    assert first_note(rows, 5) == 1
