"""`t360 query`: its stable contract, with literal expectations."""

from pathlib import Path

import pandas as pd
import pytest

from cli.query import _contract_columns
from indicators.scope import ScopeError
from tests.support.command_line import Answer, t360
from tests.support.steward import BELO_HORIZONTE, CONTAGEM, SAO_PAULO

COLUMNS = [
    "code",
    "name",
    "numerator",
    "denominator",
    "value",
    "lower",
    "upper",
    "n",
    "method",
    "status",
]
YEAR = ("--from", "2026-01", "--to", "2026-10")
ROWS_OF = {
    "brasil": 1,
    "regiao": 5,
    "uf": 27,
    "mesorregiao": 138,  # 137 and the young municipality that has none
    "microrregiao": 559,
    "regiao_intermediaria": 27,
    "regiao_imediata": 27,
    "municipio": 5571,
}


@pytest.fixture
def ask(filled):
    def ask(indicator: str, level: str, *options: str, period: tuple[str, ...] = YEAR) -> Answer:
        return t360(filled.home, "query", indicator, "--level", level, *period, *options)

    return ask


def test_the_csv_has_exactly_the_columns_of_the_contract(ask) -> None:
    answer = ask("cobertura_me_epp", "brasil")
    assert answer.code == 0
    assert answer.err == ""
    header, line = answer.out.splitlines()
    assert header == ",".join(COLUMNS)
    # C1, C2 and C4 of 20 companies in Belo Horizonte, none in Contagem and 100 in São Paulo.
    assert line.startswith("BR,Brasil,3,120,0.025,")
    assert line.endswith(",120,variacao_esperada,parcial")


def test_the_json_has_the_same_and_null_where_nothing_was_measured(ask) -> None:
    rows = ask("cobertura_me_epp", "municipio", "--format", "json").json
    assert len(rows) == 5571
    assert all(list(row) == COLUMNS for row in rows)
    found = {row["code"]: row for row in rows}
    assert (found[BELO_HORIZONTE]["numerator"], found[BELO_HORIZONTE]["denominator"]) == (2, 20)
    assert found[BELO_HORIZONTE]["value"] == 0.1
    assert found[CONTAGEM]["status"] == "denominador_zero"
    assert found[CONTAGEM]["value"] is None
    nothing = found["1100015"]
    assert nothing == {
        "code": "1100015",
        "name": "Alta Floresta D'Oeste",
        "numerator": None,
        "denominator": None,
        "value": None,
        "lower": None,
        "upper": None,
        "n": None,
        "method": "variacao_esperada",
        "status": "nao_medido",
    }


def test_csv_and_json_say_the_same(ask) -> None:
    for indicator in (
        "cobertura_me_epp",
        "recorrencia",
        "atendimentos_realizados",
        "capilaridade_salas",
    ):
        table = ask(indicator, "uf").rows
        records = ask(indicator, "uf", "--format", "json").json
        assert [
            {name: "" if value is None else str(value) for name, value in row.items()}
            for row in records
        ] == table


@pytest.mark.parametrize("level", ROWS_OF)
def test_every_level_has_all_its_territories_and_the_same_sum(ask, level: str) -> None:
    rows = ask("pequenos_negocios_atendidos", level).rows
    assert len(rows) == ROWS_OF[level]
    assert _sum(rows) == 4  # C1 to C4
    assert len({row["code"] for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("territory", "municipalities", "attended"),
    [
        ("BR", 5571, 4),
        ("brasil", 5571, 4),
        ("MG", 853, 3),
        ("mg", 853, 3),
        ("uf:mg", 853, 3),
        ("UF:31", 853, 3),
        ("3", 1668, 4),
        ("31", 853, 3),
        ("3107", 105, 3),
        ("mesorregiao:3107", 105, 3),
        ("31030", 24, 3),
        ("310001", 853, 3),
        ("regiao_intermediaria:3101", 853, 3),
        (BELO_HORIZONTE, 1, 2),
    ],
)
def test_a_territory_is_named_by_sigla_or_code(
    ask, territory: str, municipalities: int, attended: int
) -> None:
    rows = ask("pequenos_negocios_atendidos", "municipio", "--territory", territory).rows
    assert len(rows) == municipalities
    assert _sum(rows) == attended


def _sum(rows: list[dict[str, str]]) -> int:
    """Of what was measured: a UF without attendances has no numerator, and is not zero."""
    assert all((row["numerator"] == "") == (row["status"] == "nao_medido") for row in rows)
    return sum(int(row["numerator"]) for row in rows if row["numerator"])


def test_a_code_of_two_levels_must_say_which(ask) -> None:
    answer = ask("recorrencia", "municipio", "--territory", "3101")
    assert (answer.code, answer.out) == (2, "")
    assert answer.err == (
        "O código 3101 serve a mais de um nível (regiao_intermediaria:3101 e mesorregiao:3101); "
        "escreva o nível antes do código.\n"
    )


@pytest.mark.parametrize(
    "territory", ["ZZ", "99", "310620", "Minas Gerais", "", "uf:", "xx:31", "9999999"]
)
def test_a_territory_that_does_not_exist_is_refused_in_one_sentence(ask, territory: str) -> None:
    _refused(ask("recorrencia", "municipio", "--territory", territory))


def test_levels_that_do_not_nest_are_refused(ask) -> None:
    answer = ask("recorrencia", "uf", "--territory", "mesorregiao:3107")
    assert "pode não caber inteiro em mesorregiao:3107" in _refused(answer)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (("--from", "2026-13", "--to", "2026-10"), "AAAA-MM, como 2026-10, e encontrei “2026-13”"),
        (("--from", "01/2026", "--to", "2026-10"), "encontrei “01/2026”"),
        (("--from", "2026-01-01", "--to", "2026-10"), "encontrei “2026-01-01”"),
        (
            ("--from", "2026-10", "--to", "2026-01"),
            "termina (jan/2026) antes de começar (out/2026)",
        ),
        (("--from", "2026-10"), "Falta a opção --to."),
        (("--to", "2026-10"), "Falta a opção --from."),
    ],
)
def test_a_bad_period_is_refused_in_one_sentence(ask, period: tuple[str, ...], said: str) -> None:
    assert said in _refused(ask("recorrencia", "uf", period=period))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--porte", "GRANDE"),
            "Não conheço o porte “GRANDE”. Os portes são: MEI, ME, EPP, DEMAIS.",
        ),
        (("--canal", "Pombo"), "Os canais são: “Presencial” e “Telefone”."),
        (("--parceiro", "S9"), "Não há parceiro de identificador “S9”"),
        (("--format", "xml"), "esperava um destes: csv, json."),
        (("--nada",), "Não conheço a opção --nada."),
        (("solto",), "Sobraram palavras no comando: solto."),
    ],
)
def test_a_bad_filter_is_refused_in_one_sentence(ask, options: tuple[str, ...], said: str) -> None:
    assert said in _refused(ask("recorrencia", "uf", *options))


def test_an_unknown_indicator_or_level_names_those_that_exist(ask) -> None:
    assert "Os indicadores são: cobertura_me_epp, cobertura_mei," in _refused(
        ask("nps_do_futuro", "uf")
    )
    assert "esperava um destes: brasil, regiao, uf, mesorregiao," in _refused(
        ask("recorrencia", "estado")
    )


@pytest.mark.parametrize(
    ("options", "attended"),
    [
        ((), 4),
        (("--porte", "ME"), 2),
        (("--porte", "ME,EPP"), 3),
        (("--porte", "me, epp"), 3),
        (("--porte", "EPP,ME,ME"), 3),
        (("--porte", "ME", "--porte", "EPP"), 3),
        (("--porte", ""), 4),
        (("--canal", "Telefone"), 3),
        (("--canal", "Telefone", "--canal", "Presencial"), 4),
        (("--parceiro", "S1"), 1),
        (("--parceiro", "S1", "--parceiro", "S2"), 2),
        (("--parceiro", "S1", "--canal", "Telefone", "--porte", "ME"), 1),
    ],
)
def test_filters_narrow_the_count(ask, options: tuple[str, ...], attended: int) -> None:
    assert ask("pequenos_negocios_atendidos", "brasil", *options).rows[0]["numerator"] == str(
        attended
    )


def test_a_porte_that_the_indicator_leaves_out_does_not_apply(ask) -> None:
    row = ask("cobertura_me_epp", "brasil", "--porte", "MEI").rows[0]
    told = {
        "code": "BR",
        "name": "Brasil",
        "method": "variacao_esperada",
        "status": "nao_aplicavel",
    }
    assert row == dict.fromkeys(COLUMNS, "") | told


def test_recurrence_counts_those_who_came_back(ask) -> None:
    row = ask("recorrencia", "uf", "--territory", "MG").rows[0]
    assert (row["name"], row["numerator"], row["denominator"]) == ("Minas Gerais", "1", "3")
    assert (
        ask("recorrencia", "brasil", period=("--from", "2026-02", "--to", "2026-10")).rows[0][
            "numerator"
        ]
        == "0"
    )


def test_months_outside_the_records_are_not_measured(ask) -> None:
    row = ask("recorrencia", "brasil", period=("--from", "2036-01", "--to", "2036-12")).rows[0]
    assert (row["numerator"], row["value"], row["status"]) == ("", "", "nao_medido")


def test_people_are_counted_apart_from_companies(ask) -> None:
    assert ask("atendimentos_realizados", "brasil").rows[0]["numerator"] == "5"
    assert ask("atendimentos_pf_pj", "brasil").rows[0]["numerator"] == "6"


def test_what_the_file_does_not_say_of_the_service_is_not_measured_and_not_zero(ask) -> None:
    for indicator in ("portfolio_gestao", "portfolio_sincrono", "tma"):
        row = ask(indicator, "brasil").rows[0]
        assert (row["numerator"], row["value"], row["status"]) == ("", "", "nao_medido")
    digital = ask("canais_digitais", "uf").by_code["31"]
    assert (digital["numerator"], digital["denominator"], digital["value"]) == ("0", "5", "0.0")
    for indicator in ("reclamacoes_resolvidas", "indice_reputacao"):
        row = ask(indicator, "uf", "--territory", "MG").rows[0]
        assert (row["denominator"], row["value"], row["status"]) == ("", "", "nao_medido")


def test_salas_are_counted_where_they_are(ask) -> None:
    found = ask("capilaridade_salas", "municipio").by_code
    assert (found[BELO_HORIZONTE]["numerator"], found["3170206"]["numerator"]) == ("1", "0")
    # No partner is listed.
    assert (found[SAO_PAULO]["numerator"], found[SAO_PAULO]["status"]) == (
        "",
        "nao_medido",
    )


def test_without_an_edition_the_sentence_says_how_to_make_one(tmp_path: Path) -> None:
    answer = t360(tmp_path / "vazia", "query", "recorrencia", "--level", "uf", *YEAR)
    assert "Ainda não há edição publicada" in _refused(answer)
    assert "t360 demo" in answer.err


def test_a_level_that_an_edition_lacks_is_refused() -> None:
    table = pd.DataFrame({"code": [None], "numerator": [1], "denominator": [2], "n": [2]})
    with pytest.raises(ScopeError, match="não tem regiao_imediata") as refusal:
        _contract_columns(table, "regiao_imediata")
    assert "t360 geo update" in str(refusal.value)


def test_every_division_of_the_country_is_there_out_of_the_box(demo_home: Path) -> None:
    answer = t360(demo_home, "query", "recorrencia", "--level", "regiao_intermediaria", *YEAR)
    assert answer.code == 0
    assert len(answer.out.splitlines()) == 1 + 133


def _refused(answer: Answer) -> str:
    """The one sentence of a refusal: exit code 2, nothing on standard output, no traceback."""
    assert (answer.code, answer.out) == (2, ""), answer
    assert len(answer.err.splitlines()) == 1, answer.err
    assert "Traceback" not in answer.err
    return answer.err
