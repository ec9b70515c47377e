"""Rows of one key: repetitions, conflicts, and what takes the place of what."""

import csv
from collections.abc import Callable

import pytest

from config.settings import Settings
from data_access.importing.report import ImportReport
from data_access.importing.telling import breakdown, in_place_of_others
from data_access.operational.imports import undo_import

Bring = Callable[..., ImportReport]
STOCK = "municipio;porte;competencia;quantidade\n"
FIRST = STOCK + "3550308;ME;2026-01;100\n3304557;ME;2026-01;50\n"


def listed(report: ImportReport) -> list[list[str]]:
    file = report.warnings[0].file
    assert file is not None
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.reader(text, delimiter=";"))


def test_one_key_with_other_values_is_a_conflict_that_is_told_and_written_out(
    bring: Bring, rows: Callable[..., list[tuple[object, ...]]]
) -> None:
    report = bring("empresas", FIRST + "3550308;ME;01/2026;900\n3304557;ME;2026-01;50\n")
    assert (report.accepted, report.repeated_keys, report.conflicting_keys) == (2, 1, 1)
    assert report.read == sum(rows for _, rows in breakdown(report))
    assert ("com a chave de outra e outros valores", 1) in breakdown(report)
    assert "1 repetida no arquivo; 1 com a chave de outra e outros valores" in report.message
    (finding,) = [item for item in report.warnings if item.check == "chave_em_conflito"]
    assert "1 linha tem a chave de outra do mesmo arquivo" in finding.sentence
    assert "a linha 2, à 4, que difere em quantidade" in finding.sentence
    assert listed(report) == [
        ["linha", "linha_que_vale", "municipio", "porte", "competencia", "coluna", "valor",
         "valor_que_vale"],
        ["2", "4", "3550308", "ME", "2026-01", "quantidade", "100", "900"],
    ]  # fmt: skip
    assert rows("empresas", "quantidade") == [(50,), (900,)]


def test_rows_that_say_what_the_last_of_their_key_says_are_repetitions(bring: Bring) -> None:
    report = bring("empresas", FIRST + "3550308;ME;2026-01;7\n3550308;ME;2026-01;100\n")
    assert (report.repeated_keys, report.conflicting_keys) == (1, 1)
    again = bring("empresas", FIRST + FIRST.removeprefix(STOCK))
    assert (again.repeated_keys, again.conflicting_keys, again.warnings) == (2, 0, ())


def test_what_is_written_of_a_conflict_shows_no_person(bring: Bring) -> None:
    header = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora;instrumento\n"
    row = "1;PF;{};02/02/2026;3550308;SP;Ligou {}\n"
    report = bring("atendimentos", header + row.format("529.982.247-25", "a 111.444.777-35")
                   + row.format("111.444.777-35", "à noite"))  # fmt: skip
    told = listed(report)[1:]
    assert [line[-3:] for line in told] == [
        ["id_cliente", "(protegido)", "(protegido)"],
        ["instrumento", "Ligou a [CPF]", "Ligou à noite"],
    ]


def test_an_import_says_how_many_rows_take_the_place_of_earlier_ones(
    bring: Bring, settings: Settings
) -> None:
    first = bring("empresas", FIRST)
    second = bring("empresas", STOCK + "3550308;ME;2026-01;7\n2201919;ME;2026-01;1\n")
    assert (first.replaced_rows, second.replaced_rows) == (0, 1)
    assert "2 linhas aceitas de 2 (1 no lugar de linhas de importações anteriores)" in (
        second.message
    )
    assert (
        in_place_of_others(second)
        == "1 linha aceita tomou o lugar de uma de importações anteriores."
    )
    undo_import(settings, second.import_id)
    third = bring("empresas", STOCK + "3550308;EPP;2026-01;7\n")
    assert third.replaced_rows == 0


def test_a_file_that_comes_again_tells_that_a_later_one_counts_and_how_to_bring_it_back(
    bring: Bring, settings: Settings, rows: Callable[..., list[tuple[object, ...]]]
) -> None:
    first = bring("empresas", FIRST, name="a.csv")
    later = bring("empresas", FIRST.replace(";100", ";7"), name="b.csv")
    again = bring("empresas", FIRST, name="a.csv")
    assert again.status == "repetido"
    assert "1 linha dele não conta" in again.message
    assert f"“b.csv” ({later.import_id})" in again.message
    assert f"t360 imports undo {first.import_id}" in again.message
    undo_import(settings, first.import_id)  # as the message says
    assert bring("empresas", FIRST, name="a.csv").status == "ok"
    assert rows("empresas", "quantidade") == [(50,), (100,)]


@pytest.mark.parametrize("later", ["", "2201919;ME;2026-01;1\n", "3550308;ME;2026-01;100\n"])
def test_a_file_that_comes_again_and_counts_in_full_is_only_told_so(
    bring: Bring, later: str
) -> None:
    bring("empresas", FIRST)
    if later:
        bring("empresas", STOCK + later, name="b.csv")
    assert bring("empresas", FIRST).message.endswith("está ativo: nada mudou.")


def test_columns_that_a_correction_does_not_bring_are_told(bring: Bring) -> None:
    head = "id_pesquisa;data;uf_executora;nps"
    bring("pesquisas", f"{head};csat;canal\nR1;2026-03-01;SP;9;5;Telefone\nR2;2026-03-01;SP;8;4;\n")
    second = bring("pesquisas", f"{head}\nR2;2026-03-01;SP;7\n")
    assert any("tinham csat, e este arquivo não" in each for each in second.notices)
    third = bring("pesquisas", f"{head}\nR3;2026-03-01;SP;7\n")
    assert not any("tinham" in each for each in third.notices)


def test_columns_that_are_empty_in_every_replaced_row_are_not_told(bring: Bring) -> None:
    head = "id_pesquisa;data;uf_executora;nps"
    bring("pesquisas", f"{head};canal\nR1;2026-03-01;SP;9;\nR2;2026-03-01;SP;8;Telefone\n")
    second = bring("pesquisas", f"{head}\nR1;2026-03-01;SP;7\n")
    assert second.replaced_rows == 1
    assert not any("tinham" in each for each in second.notices)


def test_what_an_earlier_correction_emptied_is_not_told_of_a_later_one(bring: Bring) -> None:
    head = "id_pesquisa;data;uf_executora;nps"
    bring("pesquisas", f"{head};canal\nR1;2026-03-01;SP;9;Telefone\nR2;2026-03-01;SP;8;App\n")
    emptying = bring("pesquisas", f"{head}\nR1;2026-03-01;SP;7\n")
    assert any("tinham canal" in each for each in emptying.notices)
    later = bring("pesquisas", f"{head}\nR1;2026-03-01;SP;6\n")
    assert later.replaced_rows == 1
    assert not any("tinham" in each for each in later.notices)
    other = bring("pesquisas", f"{head}\nR1;2026-03-01;SP;5\nR2;2026-03-01;SP;5\n")
    assert any("tinham canal" in each for each in other.notices)
