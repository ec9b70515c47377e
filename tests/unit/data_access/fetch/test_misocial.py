"""CadÚnico from MI Social: six-digit codes, months that are not there yet, municipalities that are
missing.
"""

import csv
import json
from datetime import date

import pytest

from data_access.fetch.errors import FetchError, NotPublishedError
from data_access.fetch.misocial import INDICATORS, fetch_registered, months_before
from data_access.fetch.provenance import Fetched
from tests.support.official import misocial
from tests.support.replay import Replay, content, refusal

PATH = "/misocial"
PEOPLE = "cadun_qtd_pessoas_cadastradas_i"


@pytest.fixture
def fetch(connect, register, tmp_path):
    def run(**options) -> Fetched:
        with connect(PATH) as service:
            return fetch_registered(service, tmp_path, register, **options)

    return run


def values(fetched: Fetched, indicator: str) -> dict[str, str]:
    rows = csv.DictReader(fetched.path.read_text(encoding="utf-8").splitlines(), delimiter=";")
    return {row["municipio"]: row["valor"] for row in rows if row["indicador"] == indicator}


def test_people_families_and_adults_under_codes_of_seven_digits(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[PATH] = misocial(codes, "202608")
    fetched = fetch(month="2026-08")
    assert fetched.path.name == "cadunico-2026-08.csv"
    assert fetched.rows == 3 * 54
    assert values(fetched, "cadunico_pessoas") == {
        code: str(int(code) % 1000 + 1) for code in codes
    }
    assert set(values(fetched, "cadunico_familias").values()) == {"2"}
    assert len(INDICATORS["cadunico_adultos"]) == 36
    assert set(values(fetched, "cadunico_adultos").values()) == {"72"}
    assert "2026;" in fetched.path.read_text(encoding="utf-8")
    assert (
        fetched.path.read_text(encoding="utf-8")
        .splitlines()[1]
        .endswith("MDS, MI Social (CadÚnico), 2026-08")
    )


@pytest.mark.parametrize("zeros", [True, False])
def test_a_month_of_zeros_or_without_rows_is_not_published(
    server: Replay, codes: list[str], fetch, zeros
) -> None:
    server.answers[PATH] = misocial(codes if zeros else [], "202611", lambda *_: "0")
    with pytest.raises(
        NotPublishedError,
        match=rf"2026-11 ainda não foi publicado .*{'só zeros' if zeros else 'nenhuma'}",
    ):
        fetch(month="2026-11")


def test_without_a_month_the_newest_published_one_is_found(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[PATH] = misocial(codes, "202609")
    fetched = fetch(today=date(2026, 11, 22))
    assert fetched.period == "2026-09"
    asked = [query["fq"][0] for _, query in server.asked]
    assert asked[0] == "anomes_s:202610"
    assert set(asked) == {"anomes_s:202610", "anomes_s:202609"}
    kept = json.loads(fetched.provenance.read_text(encoding="utf-8"))
    assert all("202609" in answer["url"] for answer in kept["answers"])


def test_no_month_at_all_says_how_far_it_looked(server: Replay, codes: list[str], fetch) -> None:
    server.answers[PATH] = misocial(codes, "202001")
    with pytest.raises(NotPublishedError, match="nenhum dos últimos 6 meses"):
        fetch(today=date(2026, 11, 22))


def test_months_go_back_over_the_turn_of_the_year() -> None:
    assert months_before(date(2026, 2, 1), 3) == ["2026-01", "2025-12", "2025-11"]


def test_a_municipality_without_people_or_without_a_row_is_missing(
    server: Replay, codes: list[str], fetch
) -> None:
    def value(code: str, field: str) -> str:
        return "0" if code == codes[3] and field == PEOPLE else "5"

    server.answers[PATH] = misocial(codes[1:], "202608", value)
    fetched = fetch(month="2026-08")
    assert set(values(fetched, "cadunico_pessoas")) == set(codes) - {codes[0], codes[3]}
    assert f"Sem valor (2): Lugar {codes[0]}/RO, Lugar {codes[3]}/AC." in fetched.sentences


def test_a_sum_with_a_missing_part_is_missing_and_counted(
    server: Replay, codes: list[str], fetch
) -> None:
    part = INDICATORS["cadunico_adultos"][7]
    server.answers[PATH] = misocial(
        codes, "202608", lambda code, field: " " if (field, code) == (part, codes[2]) else "5"
    )
    fetched = fetch(month="2026-08")
    assert set(values(fetched, "cadunico_adultos")) == set(codes) - {codes[2]}
    assert "cadunico_adultos: 1 município veio sem número." in fetched.sentences


def test_an_address_that_is_too_long_is_asked_for_in_halves(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[PATH] = misocial(codes, "202608")
    server.faults[PATH] = [refusal(414)]
    assert fetch(month="2026-08").rows == 3 * 54
    sizes = [len(query["fl"][0].split(",")) - 2 for _, query in server.asked]
    assert sizes == [18, 9, 9, 18, 2]


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (b"codigo_ibge,anomes_s\n110001,202607\n", "o mês 2026-08 e veio 202607"),
        (b"erro\nalgo deu errado\n", "veio outra tabela"),
        (b"codigo_ibge,anomes_s\n110001\n", "não é uma tabela CSV inteira"),
        (b"", "não é uma tabela CSV inteira"),
    ],
    ids=["another month", "another table", "a short row", "nothing"],
)
def test_another_answer_is_refused(server: Replay, fetch, body: bytes, sentence: str) -> None:
    server.answers[PATH] = content(body, "text/plain")
    with pytest.raises(FetchError, match=sentence):
        fetch(month="2026-08")


def test_a_code_of_no_municipality_is_told_and_left_out(
    server: Replay, codes: list[str], fetch
) -> None:
    server.answers[PATH] = misocial([*codes, "9999999"], "202608")
    fetched = fetch(month="2026-08")
    assert fetched.rows == 3 * 54
    assert "Códigos que o cadastro não tem (1): 999999." in fetched.sentences
