"""Proportions are believable, and every effect of `effects.toml` can be measured in the files."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data_access.demo.chance import load
from data_access.demo.country import build_country
from data_access.demo.network import CITY
from indicators.recognition.radar.judge import radar
from indicators.recognition.radar.patterns import Rows
from tests.support.tiers import some

EFFECTS = load("effects")
LAST_YEAR = "data_fim >= DATE '2025-11-01'"
NPS = "100 * avg(CASE WHEN nps >= 9 THEN 1 WHEN nps <= 6 THEN -1 ELSE 0 END)"
ME_EPP = "porte IN ('ME', 'EPP')"
ACTIVE_SALA = "tipo = 'Sala do Empreendedor' AND situacao = 'ativa'"
WORSE_SINCE = "2026-05-01"


def coverage(
    group: str, *, since: str = "2025-11-01", until: str = "2026-11-01", month: str = "2026-10"
) -> str:
    """Distinct ME and EPP with a valid attendance over active ME and EPP, by an SQL group of
    register columns.
    """
    return f"""
        SELECT {group} AS place, sum(d) / sum(q) FROM (
            SELECT municipio, sum(quantidade) AS q FROM empresas
            WHERE competencia = '{month}' AND {ME_EPP} GROUP BY 1
        ) LEFT JOIN (
            SELECT municipio, count(DISTINCT id_cliente) AS d FROM valid
            WHERE {ME_EPP} AND data_fim >= '{since}' AND data_fim < '{until}' GROUP BY 1
        ) USING (municipio) JOIN register ON code = municipio GROUP BY 1
    """


def national_coverage(demo: Any, portes: str) -> float:
    clients = demo.number(
        f"SELECT count(DISTINCT id_cliente) FROM valid WHERE porte IN {portes} AND {LAST_YEAR}"
    )
    stock = (
        f"SELECT sum(quantidade) FROM empresas WHERE porte IN {portes} AND competencia = '2026-10'"
    )
    return clients / demo.number(stock)


def test_the_country_has_believable_proportions(demo: Any) -> None:
    assert 0.17 < national_coverage(demo, "('ME', 'EPP')") < 0.22
    assert 0.11 < national_coverage(demo, "('MEI', 'MEI')") < 0.16
    recurrent = f"""
        SELECT avg((n > 1)::INTEGER) FROM (
            SELECT count(*) AS n FROM valid
            WHERE porte <> 'DEMAIS' AND {LAST_YEAR} GROUP BY id_cliente
        )
    """
    assert 0.42 < demo.number(recurrent) < 0.49
    assert 80 < demo.number(f"SELECT {NPS} FROM pesquisas") < 88
    assert 0.20 < demo.number("SELECT avg((tipo_cliente = 'PF')::INTEGER) FROM atendimentos") < 0.25
    answers = demo.number("SELECT count(*) FROM pesquisas") / demo.summary.rows["atendimentos"]
    assert 0.08 < answers < 0.12
    assert (
        3_800
        < demo.number("SELECT count(*) FROM parceiros WHERE tipo = 'Sala do Empreendedor'")
        < 4_000
    )
    assert 85 < demo.number("SELECT count(*) FROM parceiros WHERE selo = 'Diamante'") < 125


@pytest.mark.slow
def test_a_few_percent_are_attended_by_another_state(demo: Any) -> None:
    share = (
        "SELECT avg((uf_executora <> uf)::INTEGER) FROM atendimentos JOIN register ON code ="
        " municipio"
    )
    assert 0.02 < demo.number(share) < 0.05


def test_states_are_ahead_of_and_behind_their_targets(demo: Any) -> None:
    reached = demo.by_uf(coverage("uf"))
    targets = demo.by_uf("""
        SELECT territorio, valor / 100 FROM metas
        WHERE indicador = 'cobertura_me_epp' AND nivel = 'uf' AND ano = 2026
    """)
    assert set(reached) == set(targets)
    for uf, pace in EFFECTS["pace"].items():
        ratio = reached[uf] / targets[uf]
        assert ratio > 1.04 if pace > 1 else ratio < 0.95, f"{uf}: {ratio:.2f}"


def test_the_interior_is_under_served(demo: Any, register: pd.DataFrame) -> None:
    country = build_country(register)
    distance = pd.DataFrame({"place": country.codes, "uf": country.uf, "km": country.capital_km})
    coverages = (
        demo.frame(coverage("code")).set_axis(["place", "reached"], axis=1).fillna({"reached": 0})
    )
    found = coverages.merge(distance)
    third = found.groupby("uf")["km"].rank(pct=True)
    near, far = found[third <= 1 / 3], found[third > 2 / 3]
    assert far["reached"].mean() < 0.85 * near["reached"].mean()
    steep = [country.uf_index(uf) for uf in EFFECTS["interior"]["steep"]]
    assert far.loc[far["uf"].isin(steep), "reached"].mean() < 0.8 * far["reached"].mean()


@pytest.mark.slow
def test_municipalities_without_a_sala_are_under_served(demo: Any) -> None:
    group = f"code IN (SELECT municipio FROM parceiros WHERE {ACTIVE_SALA})"
    found = dict(demo.connection.execute(coverage(group)).fetchall())
    assert found[False] < 0.9 * found[True]


def test_one_state_lost_coverage_to_its_growth(demo: Any) -> None:
    now = demo.by_uf(coverage("uf"))
    before = demo.by_uf(coverage("uf", since="2023-11-01", until="2024-11-01", month="2024-10"))
    change = {uf: now[uf] / before[uf] for uf in now}
    growing = EFFECTS["fast_growth"]["uf"]
    assert change[growing] < 0.8
    assert min((change[uf], uf) for uf in change)[1] == growing


@pytest.mark.slow
def test_one_state_slowed_down(demo: Any) -> None:
    change = demo.by_uf("""
        SELECT uf, count(*) FILTER (data_fim >= '2026-05-01')
            / count(*) FILTER (data_fim >= '2025-05-01' AND data_fim < '2025-11-01')
        FROM valid GROUP BY 1 HAVING count(*) > 3000
    """)  # of the smallest states chance alone would say as much
    assert len(change) > 15
    assert change.pop(EFFECTS["slowdown"]["uf"]) < 0.75
    assert min(change.values()) > 0.85


def test_one_sala_stands_out(demo: Any) -> None:
    code = EFFECTS["outstanding_sala"]["municipality"]
    sala = f"SALA-{code}"
    volume = demo.frame("""
        SELECT parceiro, count(*) AS n FROM valid
        WHERE uf = 'PB' AND parceiro IS NOT NULL GROUP BY 1 ORDER BY n DESC
    """)
    assert volume.loc[0, "parceiro"] == sala
    places = dict(demo.connection.execute(coverage(f"code = '{code}'")).fetchall())
    state = demo.by_uf(coverage("uf"))["PB"]
    assert places[True] > 1.3 * state
    own, others = (
        demo.number(
            f"SELECT {NPS} FROM pesquisas WHERE parceiro {test} '{sala}' AND uf_executora = 'PB'"
        )
        for test in ("=", "<>")
    )
    assert own > others + 4


@pytest.mark.parametrize(
    "uf", some(EFFECTS["lucky_teams"]["ufs"], EFFECTS["lucky_teams"]["ufs"][0])
)
def test_small_teams_are_lucky(demo: Any, uf: str) -> None:
    team = f"SELECT count(*) AS n, {NPS} AS nps FROM pesquisas WHERE equipe = 'EQ-{uf}-P1'"
    row = demo.frame(team).iloc[0]
    assert 10 <= row["n"] <= 90
    assert row["nps"] > 92


@pytest.mark.parametrize("uf", some(EFFECTS["good_teams"]["ufs"]))
def test_some_large_teams_are_truly_better(demo: Any, uf: str) -> None:
    teams = demo.frame(
        f"SELECT equipe, count(*) AS n, {NPS} AS nps FROM pesquisas GROUP BY 1"
    ).set_index("equipe")
    good = teams.loc[f"EQ-{uf}-01"]
    state = demo.number(
        f"SELECT {NPS} FROM pesquisas WHERE uf_executora = '{uf}' AND equipe <> 'EQ-{uf}-01'"
    )
    assert good["n"] > 500
    assert good["nps"] > state + 4


@pytest.mark.parametrize("uf", EFFECTS["bad_teams"]["ufs"])
def test_some_teams_are_truly_worse(demo: Any, uf: str) -> None:
    team = f"equipe = 'EQ-{uf}-02'"
    own, others = (
        demo.number(f"SELECT {NPS} FROM pesquisas WHERE uf_executora = '{uf}' AND {condition}")
        for condition in (team, f"NOT {team}")
    )
    assert demo.number(f"SELECT count(*) FROM pesquisas WHERE {team}") > 20
    assert own < others - 6


def test_one_channel_got_worse(demo: Any) -> None:
    channel = EFFECTS["worse_channel"]["channel"]

    def change(measure: str, table: str, day: str) -> dict[str, float]:
        found = demo.connection.execute(f"""
            SELECT canal, {measure} FILTER ({day} >= '{WORSE_SINCE}'),
                {measure} FILTER ({day} < '{WORSE_SINCE}')
            FROM {table} GROUP BY 1
        """).fetchall()
        return {name: after - before for name, after, before in found}

    nps = change(NPS, "pesquisas", "data")
    assert nps[channel] < -12
    assert min(value for name, value in nps.items() if name != channel) > -8
    solved = change("avg(resolvido_primeiro_contato::INTEGER)", "contatos", "aberto_em")
    assert solved.pop(channel) < -0.12
    assert min(solved.values()) > -0.04
    slower = "median(date_diff('second', aberto_em, resolvido_em))"
    assert change(slower, "contatos", "aberto_em")[channel] > 300


def test_some_groups_are_under_represented_in_some_states(demo: Any) -> None:
    def share(column: str, values: str) -> dict[str, float]:
        return demo.by_uf(f"""
            SELECT uf, avg(({column} IN {values})::INTEGER)
            FROM clientes JOIN register ON code = municipio GROUP BY 1
        """)

    women, black_and_brown = (
        share("genero", "('Feminino')"),
        share("raca_cor", "('Preta', 'Parda')"),
    )
    assert 0.48 < women["SP"] < 0.54
    assert max(women[uf] for uf in ("RS", "MT", "PA")) < women["SP"] - 0.04
    assert black_and_brown["BA"] < black_and_brown["PE"] - 0.06  # the same population share


def test_states_miss_the_rules_that_the_effects_name(demo: Any) -> None:
    rules = EFFECTS["programme"]
    strategies = demo.by_uf(
        "SELECT uf, count(DISTINCT estrategia) FROM iniciativas WHERE ano = 2026 GROUP BY 1"
    )
    assert {uf for uf, n in strategies.items() if n < 6} == set(rules["without_strategy"])
    resource = demo.by_uf("""
        SELECT uf, sum(csn) FILTER (estrategia IS NOT NULL) / sum(csn)
        FROM iniciativas WHERE ano = 2026 GROUP BY 1
    """)
    assert {uf for uf, share in resource.items() if share < 0.3} == set(rules["low_csn"])
    for column, word, effect, group in (
        ("tags", "#inclusãosocioprodutiva", "without_inclusion_tag", "vulneraveis"),
        ("indicadores", "Percepção do aumento de renda", "without_income_indicator", "vulneraveis"),
        ("tags", "#impulsionarnegócios", "sector_without_tag", "setorial"),
    ):
        missing = demo.frame(
            f"SELECT DISTINCT uf FROM iniciativas WHERE {group} AND NOT contains({column},"
            f" '{word}')"
        )
        assert set(missing["uf"]) == set(rules[effect])


def test_states_miss_the_portfolio_targets_that_the_effects_name(demo: Any) -> None:
    rules = EFFECTS["programme"]
    for column, floor, effect in (
        ("portfolio_gestao", 0.3, "low_portfolio"),
        ("sincrono", 0.1, "low_synchronous"),
    ):
        share = demo.by_uf(f"""
            SELECT uf_executora, avg({column}::INTEGER)
            FROM atendimentos WHERE usa_solucao GROUP BY 1
        """)
        named = set(rules[effect])
        assert {uf for uf in named if share[uf] < floor} == named
        others = (
            {uf for uf, value in share.items() if value < floor}
            - named
            - set(rules["low_portfolio"])
        )
        assert others == set()


def test_comments_carry_what_has_to_be_redacted(demo: Any) -> None:
    personal = r"'\d{3}\.\d{3}\.\d{3}-\d{2}|@exemplo|\(\d{2}\) \d'"
    share = demo.number(f"""
        SELECT avg(regexp_matches(comentario, {personal})::INTEGER)
        FROM pesquisas WHERE comentario IS NOT NULL
    """)
    assert 0.02 < share < 0.12


def test_nearly_every_city_has_an_active_sala(demo: Any, register: pd.DataFrame) -> None:
    country = build_country(register)
    served = set(demo.frame(f"SELECT municipio FROM parceiros WHERE {ACTIVE_SALA}")["municipio"])
    without = ~np.isin(country.codes, sorted(served))
    assert not (without & (country.capital_km == 0)).any()
    assert without[country.population >= CITY].mean() < 0.035


FRAUDS = EFFECTS["frauds"]
CHEATS = {
    "equipe": {
        "fracionado": set(FRAUDS["splitting_teams"]),
        "frequencia_75": set(FRAUDS["heaping_teams"]),
        "fim_do_periodo": {f"EQ-{code}" for code in FRAUDS["crowding_salas"]},
        "fora_da_abertura": {f"EQ-{code}" for code in FRAUDS["sunday_salas"]},
    },
    "parceiro": {
        "fim_do_periodo": {f"SALA-{code}" for code in FRAUDS["crowding_salas"]},
        "fora_da_abertura": {f"SALA-{code}" for code in FRAUDS["sunday_salas"]},
    },
}


def radar_rows(demo: Any, unit: str) -> Rows:
    """The generated files, as the radar reads attendances row by row."""
    table = demo.frame(f"""
        SELECT {unit} AS unit, id_cliente[2:]::INTEGER AS client, data_fim::TIMESTAMP AS day,
            dense_rank() OVER (ORDER BY tema) AS topic, minutos AS minutes, frequencia AS frequency
        FROM valid WHERE {unit} IS NOT NULL ORDER BY data_fim, id_atendimento
    """)
    opened = demo.frame("SELECT id_parceiro, inaugurado_em AS opened FROM parceiros")
    known = opened.set_index("id_parceiro").reindex(sorted(set(table["unit"])))
    units = known.assign(closed=pd.NaT).astype("datetime64[ns]")
    return Rows(table.astype({"day": "datetime64[ns]"}), units, pd.Timestamp("2026-10-31"))


@pytest.mark.parametrize("unit", some(CHEATS))
def test_the_radar_finds_the_planted_frauds_and_leaves_others_alone(demo: Any, unit: str) -> None:
    rows = radar_rows(demo, unit)
    cases = radar(rows, pd.Series("pares", index=rows.units.index))
    found = {(case.unit, case.pattern) for case in cases}
    planted = {(who, pattern) for pattern, units in CHEATS[unit].items() for who in units}
    assert planted <= found
    cheats = {who for who, _ in planted}
    honest = set(rows.units.index) - cheats
    called = {case.unit for case in cases} & honest
    assert len(called) <= 0.01 * len(honest), sorted(called)
