"""`t360 query` answers for every indicator at every level, and in every way that pages offer; the
rest it refuses.
"""

import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from cli.query import COLUMNS, TARGET_COLUMNS
from config.settings import PROJECT_ROOT, Settings
from data_access.editions import reading
from data_access.editions.reading import Edition, open_edition
from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.indicators.pace import judged_table
from data_access.queries.indicators.query_options import OPTIONS
from data_access.queries.measures.registry import measure_of
from data_access.queries.tables.vintages import coverage_by_stock
from data_access.queries.tables.waiting import waits
from indicators.catalogue.definitions import catalogue
from indicators.goals.pace import Standing
from indicators.measure import Status
from indicators.scope import Access, Attribution, Month, Period, Scope
from tests.support.command_line import Answer, t360
from tests.support.tiers import few, some

ROWS_OF = {
    "brasil": 1,
    "regiao": 5,
    "uf": 27,
    "mesorregiao": 138,
    "microrregiao": 559,
    "municipio": 5571,
}
LEVELS = few(("brasil", "uf", "mesorregiao"), everything=tuple(ROWS_OF))
SAME = {"brasil", "uf"}  # where the answer is read beside the query that pages make
UNIT = "unidade_executora"
# The demonstration's contacts are answered in the UF of the client.
OF_THE_SAME_UF = {
    "resolucao_primeiro_contato",
    "nivel_servico",
    "retencao_chatbot",
    "reclamacoes_resolvidas",
}
ALL = Access.everything()
# Each way of counting and of attributing once: the sums of the others differ, not their way.
WAYS = (
    "cobertura_me_epp",
    "recorrencia",
    "nps",
    "tma",
    "alcance_salas",
    "permanencia_12m",
    "paridade_mulheres",
    "desigualdade_cobertura",
    "conformidade_programa",
    "resolucao_primeiro_contato",
)


@pytest.fixture(scope="module")
def demo(demo_home: Path):
    edition = open_edition(Settings(home=demo_home, _env_file=None))
    yield edition
    edition.close()


@pytest.fixture(scope="module")
def period(demo: Edition) -> Period:
    return Period.year_to_date(Month(demo.manifest.last_month))


@pytest.fixture
def one_edition(demo: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands read the edition that is open here: opening it again for each of hundreds of
    questions would be most of their time.
    """
    kept = replace(demo, _release=lambda: None)
    monkeypatch.setattr(reading, "open_edition", lambda _settings: kept)


@pytest.fixture
def ask(demo_home: Path, period: Period, one_edition: None):
    del one_edition

    def ask(indicator: str, level: str, *options: str) -> Answer:
        months = ("--from", str(period.start), "--to", str(period.end))
        return t360(demo_home, "query", indicator, "--level", level, *months, *options)

    return ask


def _as_told(table: pd.DataFrame) -> list[dict[str, object]]:
    """Rows of a query as JSON has them."""
    return table[COLUMNS].astype(object).where(table[COLUMNS].notna(), None).to_dict("records")


@pytest.mark.parametrize("name", ["cobertura_me_epp", "recorrencia", "atendimentos_realizados"])
def test_targets_and_the_pace_to_them_follow_the_columns_of_the_contract(demo, ask, name) -> None:
    answer = ask(name, "uf", "--from", "2026-01", "--to", "2026-03", "--meta", "--format", "json")
    scope = Scope(Period.parse("2026-01", "2026-03"))
    told = judged_table(demo, name, scope=scope, access=ALL, level="uf")
    assert list(answer.json[0]) == [*COLUMNS, *TARGET_COLUMNS]
    assert [row["standing"] for row in answer.json] == told["standing"].tolist()
    assert [row["expected"] for row in answer.json] == pytest.approx(
        [None if pd.isna(value) else value for value in told["expected"]]
    )
    # A quarter of the year against the target of all of it: few states, if any, are behind.
    standings = [row["standing"] for row in answer.json]
    assert set(standings) <= set(Standing)
    assert standings.count(Standing.BEHIND) < 14


def test_another_measure_has_no_target(ask) -> None:
    answer = ask("nps", "uf", "--medida", "promotores", "--meta")
    assert (answer.code, answer.out) == (2, "")
    assert "tire --medida ou --meta" in answer.err


@pytest.mark.parametrize("name", some(catalogue(), *WAYS))
def test_every_indicator_answers_at_every_level_as_the_pages_read_it(
    demo, period, ask, name: str
) -> None:
    rule = catalogue()[name].attribution
    values = {}
    for level in LEVELS:
        count = ROWS_OF[level]
        answer = ask(name, level, "--format", "json")
        assert (answer.code, answer.err) == (0, ""), level
        assert len(answer.json) == count
        if level in SAME:
            table = indicator_table(demo, name, scope=Scope(period), access=ALL, level=level)
            assert answer.json == _as_told(table)
        statuses = {Status(row["status"]) for row in answer.json}
        below = level not in {"brasil", "regiao", "uf"} and (
            rule == UNIT or name == "conformidade_programa"
        )
        # It has no municipalities to order.
        fifthless = (name, level) == (
            "desigualdade_cobertura",
            "municipio",
        )
        assert (statuses == {Status.NOT_APPLICABLE}) == (below or fifthless), (level, statuses)
        values[level] = [row["value"] for row in answer.json]
    assert None not in values["brasil"]


@pytest.mark.parametrize("name", some(catalogue(), *WAYS))
def test_the_view_that_is_asked_for_is_the_rule_the_other_or_refused(
    demo, period, ask, name: str
) -> None:
    definition = catalogue()[name]
    by_rule = ask(name, "uf").out
    for word, attribution in (
        ("cliente", Attribution.ESTABLISHMENT),
        ("executora", Attribution.EXECUTING_UNIT),
    ):
        answer = ask(name, "uf", "--atribuicao", word)
        if definition.attribution is None:
            assert "não tem atendimentos a atribuir" in _refused(answer)
        elif definition.attribution is attribution:
            assert answer.out == by_rule
        elif measure_of(definition).switchable:
            scope = Scope(period, attribution=attribution)
            expected = indicator_table(demo, name, scope=scope, access=ALL, level="uf")
            assert ask(name, "uf", "--atribuicao", word, "--format", "json").json == _as_told(
                expected
            )
            assert answer.out != by_rule or name in OF_THE_SAME_UF
        else:
            assert "só é contado pel" in _refused(answer)


def test_units_are_refused_below_the_uf_where_they_are_asked_for(ask) -> None:
    told = _refused(ask("cobertura_me_epp", "municipio", "--atribuicao", "executora"))
    assert "A unidade que atendeu é conhecida por UF, e o nível pedido é municipio" in told
    assert ask("nps", "municipio", "--atribuicao", "cliente").code == 0


@pytest.mark.parametrize("name", ["cobertura_me_epp", "cobertura_mei"])
def test_coverage_over_a_stock_is_that_of_the_page(demo, period, ask, name: str) -> None:
    told = coverage_by_stock(demo, name, scope=Scope(period), access=ALL)
    assert len(told) > 1
    found = []
    for row in told.to_dict("records"):
        answer = ask(name, "brasil", "--estoque", str(Month(row["stock"]))).rows[0]
        assert (int(answer["numerator"]), int(answer["denominator"])) == (
            row["numerator"],
            row["denominator"],
        )
        assert float(answer["value"]) == row["value"]
        found.append(answer["denominator"])
    assert len(set(found)) > 1


@pytest.mark.parametrize("name", ["alcance_salas", "desigualdade_cobertura"])
def test_whatever_is_divided_by_the_stock_takes_one(demo, period, ask, name: str) -> None:
    month = Month(min(demo.manifest.company_months))
    expected = indicator_table(demo, name, scope=Scope(period, stock=month), access=ALL, level="uf")
    assert ask(name, "uf", "--estoque", str(month), "--format", "json").json == _as_told(expected)
    assert ask(name, "uf", "--estoque", str(month)).out != ask(name, "uf").out


@pytest.mark.parametrize("name", ["tempo_primeira_resposta", "tempo_resolucao", "tma"])
def test_the_ninetieth_percentile_is_that_of_the_page(demo, period, ask, name: str) -> None:
    shown = waits(demo, name, scope=Scope(period), access=ALL).whole.iloc[0]
    (high,) = ask(name, "brasil", "--medida", "p90", "--format", "json").json
    assert (high["value"], high["lower"], high["upper"]) == (
        shown["p90"],
        shown["p90_lower"],
        shown["p90_upper"],
    )
    (median,) = ask(name, "brasil", "--format", "json").json
    assert (high["n"], high["method"], high["status"]) == (
        shown["cases"],
        "estatisticas_de_ordem",
        median["status"],
    )
    assert ask(name, "uf", "--medida", "mediana").out == ask(name, "uf").out


@pytest.mark.parametrize(
    ("name", "measure", "other"),
    [
        ("capilaridade_salas", "alcance", "alcance_salas"),
        ("reclamacoes_mil", "resolvidas", "reclamacoes_resolvidas"),
        ("reclamacoes_mil", "reputacao", "indice_reputacao"),
    ],
)
def test_what_the_catalogue_has_by_another_name_is_the_same(
    ask, name: str, measure: str, other: str
) -> None:
    assert ask(name, "uf", "--medida", measure).out == ask(other, "uf").out != ask(name, "uf").out


def test_promoters_less_detractors_are_the_score(ask) -> None:
    asked = [ask("nps", "uf", "--format", "json", *option).json for option in (
        (), ("--medida", "promotores"), ("--medida", "detratores"),
    )]  # fmt: skip
    told = 0
    for score, promoters, detractors in zip(*asked, strict=True):
        assert promoters["denominator"] == detractors["denominator"] == score["denominator"]
        if score["value"] is not None:
            assert promoters["numerator"] - detractors["numerator"] == score["numerator"]
            told += 1
    assert told > 10


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        (
            "nps",
            ("--porte", "ME"),
            "não se filtra por porte; filtra-se por período, canal e parceiro.",
        ),
        ("tma", ("--porte", "ME", "--parceiro", ""), "não se filtra por porte e parceiro;"),
        ("capilaridade_salas", ("--canal", "Telefone"), "não se filtra por canal;"),
        ("recorrencia", ("--estoque", "2026-01"), "não se divide pelo estoque de empresas"),
        (
            "cobertura_mei",
            ("--estoque", "1999-01"),
            "A edição não tem estoque de empresas da competência 1999-01; as",
        ),
        ("cobertura_mei", ("--estoque", "janeiro"), "Esperava um mês no formato AAAA-MM"),
        ("cobertura_mei", ("--medida", "p90"), "não tem a medida “p90”: ele só tem uma."),
        (
            "tma",
            ("--medida", "p95"),
            "não tem a medida “p95”: as deste indicador são mediana e p90.",
        ),
        (
            "reclamacoes_mil",
            ("--medida", "reputacao", "--atribuicao", "cliente"),
            "só é contado pela unidade",
        ),
        ("nps", ("--atribuicao", "sede"), "esperava um destes: cliente, executora."),
    ],
)
def test_what_the_indicator_would_leave_unheeded_is_refused(
    ask, name: str, options, said: str
) -> None:
    assert said in _refused(ask(name, "uf", *options))


@pytest.mark.parametrize("spelling", [("--format", "json"), ("--format=json",)])
@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("nps", "--level", "uf", "--from", "2026-01", "--to", "2026-10", "--porte", "ME"),
            "não se filtra por porte",
        ),
        (("nps", "--level", "uf", "--from", "2026-01"), "Falta a opção --to."),
        (
            ("nada", "--level", "uf", "--from", "2026-01", "--to", "2026-10"),
            "Não conheço o indicador “nada”.",
        ),
    ],
)
def test_who_asks_for_json_is_refused_in_json(
    demo_home: Path, options, said: str, spelling
) -> None:
    plain = t360(demo_home, "query", *options)
    answer = t360(demo_home, "query", *options, *spelling)
    assert (answer.code, answer.out) == (2, "")
    told = json.loads(answer.err)
    assert told == {"error": plain.err.rstrip("\n"), "exit_code": 2}
    assert said in told["error"]


def test_the_page_of_the_command_line_names_every_measure() -> None:
    text = (PROJECT_ROOT / "docs" / "linha-de-comando.md").read_text(encoding="utf-8")
    table = re.search(r"^\| indicador \| medidas \|\n(.*?)\n\n", text, re.M | re.S)[1]
    told = {}
    for indicators, measures in re.findall(r"^\| (`.*?) \| (.*) \|$", table, re.M):
        words = re.findall(r"`(\w+)`", measures)
        told |= {
            name: [word for word in words if word not in catalogue()]
            for name in re.findall(r"`(\w+)`", indicators)
        }
    assert told == {name: list(measures) for name, measures in OPTIONS.items()}


def _refused(answer: Answer) -> str:
    assert (answer.code, answer.out) == (2, ""), answer
    assert len(answer.err.splitlines()) == 1, answer.err
    return answer.err
