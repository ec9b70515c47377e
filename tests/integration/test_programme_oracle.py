"""The programme's rules: whatever was registered, they are judged as the plan's words say, one
initiative at a time.
"""

from datetime import date

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_series, indicator_table
from data_access.queries.tables.programme import programme_board, programme_years
from indicators.measure import Status
from indicators.scope import Access, AccessDeniedError, Period, Scope, TerritoryRef
from tests.support.oracle_programme import (
    MET,
    NOT_MEASURED,
    NOT_MET,
    STRATEGIES,
    judged,
    of_strategies,
    share_rule,
)
from tests.support.oracle_source_months import heard
from tests.support.small_country import CODES, edition_of, pseudonym, register
from tests.support.tiers import few

ALL = Access.everything()
# What the plan recommends and does not oblige (ADR 0038): in no count of obligations.
RECOMMENDED = {"estrategia_tema", "portfolio_gestao", "portfolio_sincrono"}
HOMES = {"MG": "3106200", "SP": "3550308", "MT": "5103403"}
REGIONS = {"MG": "3", "SP": "3", "MT": "5"}
NAMES = [*STRATEGIES, "MOBILIZACOES", " rede Parceira", "Outra", None]
FLAGS = st.sampled_from([None, True, False])
TAGS = ["#inclusãosocioprodutiva", "#Inclusao Socioprodutiva", "#impulsionarnegócios", "#x"]
INDICATORS = ["Percepção do aumento de renda", "NPS"]
REGISTERED = st.lists(
    st.fixed_dictionaries(
        {
            "uf": st.sampled_from(list(HOMES)),
            "estrategia": st.sampled_from(NAMES),
            "tema_indutor": st.sampled_from(
                [
                    None,
                    "Inclusão Socioprodutiva",
                    "Mercado",
                    "PARCERIAS estrategicas",
                    "Atuação integrada;Inclusão Socioprodutiva",
                ]
            ),
            "indicadores": (
                st.lists(st.sampled_from(INDICATORS), unique=True).map(
                    lambda w: ";".join(w) or None
                )
            ),
            "tags": st.lists(st.sampled_from(TAGS), unique=True).map(lambda w: ";".join(w) or None),
            "setorial": FLAGS,
            "vulneraveis": FLAGS,
            "csn": st.sampled_from([None, 0.0, 0.1, 0.2, 30.0, 70.0, 1e9]),
            "ano": st.sampled_from([2025, 2026, 2026, None]),
        }
    ),
    max_size=30,
)
SOLVED = st.lists(
    st.tuples(
        st.sampled_from(list(HOMES)),
        st.integers(0, 23),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=40,
)
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = settings(
    max_examples=few(2, everything=15),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)


def made(folder, registered, solved, **more):
    """An edition, and its two tables as frames. The first attendance fills every column."""
    # Both ends of the two years are on record.
    solved = [("MG", 0, False, False, False), ("MG", 23, False, False, False), *solved]
    attendances = pd.DataFrame(
        {
            "id_atendimento": f"A{n}",
            "id_cliente": pseudonym(n),
            "tipo_cliente": "PJ",
            "porte": "ME",
            "valido": True,
            "situacao": "Concluído",
            "data_fim": date(2025 + month // 12, month % 12 + 1, 5),
            "municipio": HOMES[uf],
            "uf_executora": uf,
            "usa_solucao": solution or portfolio,
            "portfolio_gestao": portfolio,
            "instrumento": "Curso",
            "sincrono": portfolio and synchronous,
        }
        for n, (uf, month, solution, portfolio, synchronous) in enumerate(solved)
    )
    columns = [
        "uf",
        "estrategia",
        "tema_indutor",
        "indicadores",
        "tags",
        "setorial",
        "vulneraveis",
        "csn",
        "ano",
    ]
    frame = pd.DataFrame(registered, columns=columns).astype(object)
    frame = frame.where(frame.notna(), None).assign(
        id_iniciativa=[f"I{n:02d}" for n in range(len(frame))], nome="Uma"
    )
    return (
        edition_of(folder, atendimentos=attendances, iniciativas=frame, **more),
        frame,
        attendances,
    )


def expected(frame, attendances, uf, year, month):
    """Each rule of a state from January to `month` of a year."""
    of_year = frame[frame["ano"] == year]
    rules = judged(of_year[of_year["uf"] == uf], of_year)
    when = (
        attendances["data_fim"]
        .map(lambda day: day.year == year and day.month <= month)
        .astype(bool)
    )
    here = attendances["uf_executora"] == uf
    said = attendances[here]["data_fim"].map(lambda day: day.year * 12 + day.month)
    if not heard([uf] * len(said), said, year * 12 + 1, year * 12 + month):
        return rules | {"portfolio_gestao": NOT_MEASURED, "portfolio_sincrono": NOT_MEASURED}
    rows = attendances[here & when]
    whole = int(rows["usa_solucao"].sum())
    return rules | {
        "portfolio_gestao": share_rule(int(rows["portfolio_gestao"].sum()), whole, 30),
        "portfolio_sincrono": share_rule(int(rows["sincrono"].sum()), whole, 10),
    }


@RELAXED
@given(
    registered=REGISTERED,
    solved=SOLVED,
    year=st.sampled_from([2025, 2026]),
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
)
def test_every_state_is_judged_as_the_words_of_the_plan_say(
    tmp_path_factory, registered, solved, year, months
):
    edition, frame, attendances = made(tmp_path_factory.mktemp("programme"), registered, solved)
    scope = Scope(Period.parse(*(f"{year}-{month:02d}" for month in months)))
    try:
        rules = {uf: expected(frame, attendances, uf, year, months[1]) for uf in HOMES}
        found = programme_board(edition, scope=scope, access=ALL).rules
        assert {
            uf: dict(zip(rows["rule"], rows["status"], strict=True))
            for uf, rows in found.groupby("uf")
        } == rules
        of_year = frame[frame["ano"] == year]
        _same_shares(found, of_year)
        _same_matrix(programme_board(edition, scope=scope, access=ALL).strategies, of_year)
        _same_conformity(edition, scope, rules, set(of_year["uf"]))
        years = {
            None if pd.isna(key) else int(key): n
            for key, n in frame["ano"].value_counts(dropna=False).items()
        }
        assert programme_years(edition, access=ALL) == years
    finally:
        edition.close()


def _same_shares(found, frame):
    for row in found[found["rule"] == "csn_estrategias"].to_dict("records"):
        rows = frame[(frame["uf"] == row["uf"]) & frame["csn"].notna()]
        if row["value"] is not None:
            part, whole = rows.loc[of_strategies(rows), "csn"].sum(), rows["csn"].sum()
            assert (row["met"], row["total"]) == (
                pytest.approx(part, abs=1e-6),
                pytest.approx(whole, abs=1e-6),
            )
            assert row["value"] == pytest.approx(part / whole, abs=1e-9)


def _same_matrix(matrix, frame):
    for uf, rows in matrix.groupby("uf"):
        own = frame[frame["uf"] == uf]
        if own.empty:
            assert rows["initiatives"].isna().all()
        else:
            assert rows["initiatives"].sum() == of_strategies(own).sum()


def _same_conformity(edition, scope, rules, known):
    for level, place in (
        ("uf", lambda uf: uf),
        ("regiao", REGIONS.get),
        ("brasil", lambda uf: "BR"),
    ):
        table = indicator_table(
            edition, "conformidade_programa", scope=scope, access=ALL, level=level
        )
        for row in table.to_dict("records"):
            key = row["uf"] if level == "uf" else row["code"]
            members = [uf for uf in HOMES if place(uf) == key]
            statuses = [
                status
                for uf in members
                if uf in known
                for rule, status in rules[uf].items()
                if rule not in RECOMMENDED
            ]
            met, applicable = statuses.count(MET), statuses.count(MET) + statuses.count(NOT_MET)
            if applicable:
                assert (row["numerator"], row["denominator"], row["value"]) == (
                    met,
                    applicable,
                    met / applicable,
                )
                whole = all(uf in known for uf in members)
                assert row["status"] == (Status.MEASURED if whole else Status.PARTIAL)
            else:
                assert pd.isna(row["value"])


@pytest.fixture(scope="module")
def edition(tmp_path_factory):
    rows = [
        {"uf": "MG", "estrategia": name, "csn": 10.0, "ano": 2026,
         "tema_indutor": "Atuação integrada", "vulneraveis": n == 0, "indicadores": "NPS"}
        for n, name in enumerate(STRATEGIES)
    ]  # fmt: skip
    rows += [
        {
            "uf": "SP",
            "estrategia": "Mobilizacao",
            "csn": 5.0,
            "ano": 2026,
            "setorial": True,
            "tags": "#x;#y",
        }
    ]
    rows += [{"uf": "SP", "ano": 2025}, {"uf": "MT"}]
    edition, _, _ = made(tmp_path_factory.mktemp("fixed"), rows, [("SP", 15, True, True, False)])
    yield edition
    edition.close()


def scope_of(territory="brasil", start="2026-01", end="2026-06"):
    return Scope(Period.parse(start, end), TerritoryRef.parse(territory))


def test_a_municipality_shows_the_state_that_it_lies_in(edition):
    found = programme_board(edition, scope=scope_of(f"municipio:{CODES[1]}"), access=ALL).rules
    assert set(found["uf"]) == {"MG"}
    assert len(found) == 9
    table = indicator_table(
        edition,
        "conformidade_programa",
        scope=scope_of(f"municipio:{CODES[1]}"),
        access=ALL,
        level="municipio",
    )
    assert table["status"].tolist() == [Status.NOT_APPLICABLE]


def test_a_coordinator_sees_the_own_states_and_no_other(edition):
    only = Access("ana", frozenset({"SP"}))
    board = programme_board(edition, scope=scope_of(), access=only)
    for frame in (board.initiatives, board.rules, board.strategies, board.behind):
        assert set(frame["uf"]) == {"SP"}
    with pytest.raises(AccessDeniedError):
        programme_board(edition, scope=scope_of("uf:31"), access=only)
    assert programme_years(edition, access=only) == {2025: 1, 2026: 1}
    table = indicator_table(
        edition, "conformidade_programa", scope=scope_of(), access=only, level="brasil"
    )
    own = indicator_table(
        edition, "conformidade_programa", scope=scope_of("uf:35"), access=ALL, level="uf"
    )
    assert table["numerator"].tolist() == own["numerator"].tolist()


def test_who_looks_does_not_change_what_is_judged(edition):
    """Of São Paulo's year nobody says who is vulnerable, and of the country's somebody does."""
    whole, part = (
        programme_board(edition, scope=scope_of("uf:35"), access=access).rules
        for access in (ALL, Access("ana", frozenset({"SP"})))
    )
    assert whole.equals(part)


def test_the_year_is_that_of_the_end_of_the_period(edition):
    before = programme_board(
        edition, scope=scope_of(start="2025-07", end="2025-12"), access=ALL
    ).initiatives
    assert before["initiative_id"].tolist() == ["I07"]
    across = programme_board(
        edition, scope=scope_of(start="2025-07", end="2026-01"), access=ALL
    ).initiatives
    assert len(across) == 7


def test_a_strategy_that_the_plan_does_not_have_is_told_and_counts_for_none(edition):
    rows = programme_board(edition, scope=scope_of("uf:35"), access=ALL).initiatives
    assert rows[["strategy_id", "strategy", "known_strategy"]].to_numpy().tolist() == [
        ["", "Mobilizacao", False]
    ]
    rules = programme_board(edition, scope=scope_of("uf:35"), access=ALL).rules.set_index("rule")
    assert "que o plano não tem: “Mobilizacao”" in rules.loc["estrategias", "sentence"]
    assert rules.loc["csn_estrategias", "met"] == 0


def test_the_rows_behind_a_rule_say_what_each_lacks(edition):
    rows = programme_board(edition, scope=scope_of(), access=ALL).behind
    missed = rows[(rows["rule"] == "inclusao")]
    assert missed[["uf", "initiative_id", "ok", "missing"]].to_numpy().tolist() == [
        ["MG", "I00", False, "tema; indicador; tag"]
    ]
    sector = rows[rows["rule"] == "setoriais_tags"]
    assert sector["missing"].tolist() == ["#impulsionarnegócios"]


def test_a_state_without_initiatives_is_not_measured_and_the_whole_is_partial(edition):
    table = indicator_table(
        edition, "conformidade_programa", scope=scope_of(), access=ALL, level="uf"
    ).set_index("uf")
    assert table.loc["MT", "status"] == Status.NOT_MEASURED
    assert pd.isna(table.loc["MT", "value"])
    whole = indicator_table(
        edition, "conformidade_programa", scope=scope_of(), access=ALL, level="brasil"
    ).iloc[0]
    assert whole["status"] == Status.PARTIAL
    assert whole["numerator"] == table["numerator"].sum()


def test_a_series_judges_each_month_by_its_own_year(edition):
    series = indicator_series(
        edition, "conformidade_programa", scope=scope_of("uf:31", end="2026-01"), access=ALL
    )
    assert series["status"].tolist() == [Status.NOT_MEASURED] * 12 + [Status.MEASURED]


def test_every_state_of_the_country_is_there(edition):
    assert set(programme_board(edition, scope=scope_of(), access=ALL).rules["uf"]) == set(
        register()["uf"]
    )


def test_the_portfolios_shares_are_those_of_its_indicators(edition):
    """They are added up apart, for many months at once."""
    rules = programme_board(edition, scope=scope_of(), access=ALL).rules.set_index(["rule", "uf"])
    for name in ("portfolio_gestao", "portfolio_sincrono"):
        table = indicator_table(edition, name, scope=scope_of(), access=ALL, level="uf")
        for row in table.dropna(subset="value").to_dict("records"):
            judged_one = rules.loc[(name, row["uf"])]
            expected = [row[column] for column in ("numerator", "denominator", "value", "target")]
            assert judged_one[["met", "total", "value", "target"]].tolist() == expected
    assert rules.loc[("portfolio_gestao", "SP"), "met"] == 1


def test_a_target_of_metas_comes_before_the_programmes(tmp_path):
    half = [
        {"uf": uf, "estrategia": name, "csn": 5.0, "ano": 2026}
        for uf in HOMES
        for name in ("Mobilizações", "Outra")
    ]
    aims = [("csn_estrategias", "uf", "SP", 60.0), ("csn_estrategias", "brasil", "BR", 40.0),
            ("portfolio_gestao", "uf", "MG", 100.0)]  # fmt: skip
    metas = pd.DataFrame(aims, columns=["indicador", "nivel", "territorio", "valor"]).assign(
        ano=2026
    )
    edition, _, _ = made(
        tmp_path, half, [(uf, 13, True, uf == "MT", False) for uf in HOMES], metas=metas
    )
    try:
        rules = programme_board(edition, scope=scope_of(), access=ALL).rules.set_index(
            ["rule", "uf"]
        )
        csn = rules.loc["csn_estrategias"]
        assert csn["target"].to_dict() == {"MG": 0.4, "SP": 0.6, "MT": 0.4}
        assert csn["status"].to_dict() == {"MG": MET, "SP": NOT_MET, "MT": MET}
        assert rules.loc["portfolio_gestao", "target"].to_dict() == {
            "MG": 1.0,
            "SP": 0.3,
            "MT": 0.3,
        }
        before = programme_board(
            edition, scope=scope_of(start="2025-01", end="2025-12"), access=ALL
        ).rules
        assert set(before.loc[before["rule"] == "portfolio_gestao", "target"].dropna()) == {0.3}
    finally:
        edition.close()
