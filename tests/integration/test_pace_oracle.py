"""Targets, and the pace to them, against people counted one by one and the definitions written out
in pandas.
"""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import t

from data_access.queries.indicators.pace import judged_headline, judged_table
from indicators.goals.pace import SIGNIFICANCE, Standing
from indicators.measure import Status
from indicators.scope import Access, Period, Scope, ScopeError, TerritoryRef
from tests.support.small_country import pseudonym

ALL = Access.everything()
HOMES = {
    "MG": ["3106200", "3118601", "3170206"],
    "SP": ["3550308", "3509502"],
    "MT": ["5103403", "5101837"],
}
CODES = {"MG": "31", "SP": "35", "MT": "51"}
REGIONS = {"MG": "3", "SP": "3", "MT": "5"}
YEARS, JUDGED = (2023, 2024, 2025), 2026
# Of each year, by UF: how many attendances, and what part of them in its first half.
SIZES = {"MG": (3000, 0.40), "SP": (3600, 0.45), "MT": (1200, 0.35)}
NOW = {"MG": 1500, "SP": 1500, "MT": 250}  # in the first half of the year that is judged
BASES = {"MG": 20_000, "SP": 30_000, "MT": 6000}
TARGETS = {
    "cobertura_me_epp": {"MG": 13.0, "SP": 10.0, "MT": 17.0},
    "atendimentos_realizados": {"MG": 3600, "SP": 3400, "MT": 1300},
    "recorrencia": {"MG": 20.0},
}
PERIOD = Period.parse("2026-01", "2026-06")
SCOPE = Scope(PERIOD)


def _days(random, year, size, first):
    half = random.random(size) < first
    spans = np.where(half, random.integers(0, 181, size), random.integers(181, 365, size))
    return [date(year, 1, 1) + pd.Timedelta(days=int(days)) for days in spans]


def _rows():
    random = np.random.default_rng(43)
    frames = []
    for place, (uf, (size, first)) in enumerate(SIZES.items()):
        for year in YEARS:
            drawn = int(size * random.normal(1, 0.05))
            days = _days(random, year, drawn, first * random.normal(1, 0.03))
            frames.append((uf, place, days))
        days = [day for day in _days(random, JUDGED, NOW[uf], 1.0) if day < date(JUDGED, 7, 1)]
        frames.append((uf, place, [*days, date(JUDGED, 6, 30)]))
    parts = []
    for uf, place, days in frames:
        clients = random.integers(0, 9000, len(days)) + 10_000 * place
        parts.append(
            pd.DataFrame({
                "client": clients, "data_fim": days, "uf_executora": uf,
                "municipio": [HOMES[uf][client % len(HOMES[uf])] for client in clients],
            })
        )  # fmt: skip
    return pd.concat(parts, ignore_index=True)


ROWS = _rows()


@pytest.fixture(scope="module")
def edition(tmp_path_factory, edition_of):
    attendances = ROWS.assign(
        id_atendimento=[f"A{place}" for place in ROWS.index],
        id_cliente=ROWS["client"].map(pseudonym),
        tipo_cliente="PJ", porte="ME", valido=True, situacao="Concluído",
    ).drop(columns="client")  # fmt: skip
    stock = [
        (HOMES[uf][place], porte, "2022-12", base // len(HOMES[uf]) if porte == "ME" else 0)
        for uf, base in BASES.items()
        for place in range(len(HOMES[uf]))
        for porte in ("ME", "EPP")
    ]
    aims = [
        (name, "uf", uf, year, value * 1.0)
        for name, values in TARGETS.items()
        for uf, value in values.items()
        for year in (2025, JUDGED)
    ]
    made = edition_of(
        tmp_path_factory.mktemp("pace"),
        atendimentos=attendances,
        empresas=pd.DataFrame(stock, columns=["municipio", "porte", "competencia", "quantidade"]),
        metas=pd.DataFrame(aims, columns=["indicador", "nivel", "territorio", "ano", "valor"]),
    )
    yield made
    made.close()


def judged(edition, name, level="uf", scope=SCOPE, access=ALL):
    found = judged_table(edition, name, scope=scope, access=access, level=level)
    return found.set_index("code")


def counted(name, ufs, start, end):
    """(numerator, denominator) of the UFs in a window, counted one by one."""
    rows = ROWS[ROWS["uf_executora"].isin(ufs)]
    rows = rows[(rows["data_fim"] >= start) & (rows["data_fim"] <= end)]
    per_client = rows.groupby("client").size()
    if name == "atendimentos_realizados":
        return len(rows), 1
    if name == "recorrencia":
        return int((per_client >= 2).sum()), len(per_client)
    return len(per_client), sum(BASES[uf] // len(HOMES[uf]) * len(HOMES[uf]) for uf in ufs)


def amount(name, ufs, year, *, whole):
    end = date(year, 12, 31) if whole else date(year, 6, 30)
    numerator, denominator = counted(name, ufs, date(year, 1, 1), end)
    return numerator / denominator if name == "recorrencia" else numerator


def growths(name, ufs):
    return [
        np.log(amount(name, ufs, year, whole=True) / amount(name, ufs, year, whole=False))
        for year in YEARS
    ]


def aim(name, ufs):
    """In the unit of the value: of several UFs what their parts make."""
    targets = TARGETS[name]
    if name == "atendimentos_realizados":
        return sum(targets[uf] for uf in ufs)
    bases = [counted(name, [uf], date(JUDGED, 1, 1), date(JUDGED, 6, 30))[1] for uf in ufs]
    values = [targets[uf] / 100 for uf in ufs]
    return sum(v * b for v, b in zip(values, bases, strict=True)) / sum(bases)


PLACES = {
    "uf": {CODES[uf]: [uf] for uf in CODES},
    "regiao": {"3": ["MG", "SP"], "5": ["MT"]},
    "brasil": {"BR": ["MG", "SP", "MT"]},
}


@pytest.mark.parametrize("level", list(PLACES))
@pytest.mark.parametrize("name", ["cobertura_me_epp", "atendimentos_realizados"])
def test_targets_of_wholes_and_what_is_expected_by_now(edition, name, level):
    found = judged(edition, name, level)
    for code, ufs in PLACES[level].items():
        row, target = found.loc[code], aim(name, ufs)
        numerator, denominator = counted(name, ufs, date(JUDGED, 1, 1), date(JUDGED, 6, 30))
        assert row["numerator"] == numerator
        assert row["target"] == pytest.approx(target)
        assert row["target_from"] == "uf"
        assert (row["target_parts"] == len(ufs)) or (
            level == "uf" and np.isnan(row["target_parts"])
        )
        assert row["expected"] == pytest.approx(target * np.exp(-np.mean(growths(name, ufs))))
        assert (row["years"], row["judged_until"]) == (3, "2026-06")
        missing = max(np.ceil(target * denominator - numerator - 1e-6), 0)
        assert row["gap"] == missing
        if missing:
            assert row["per_week"] == np.ceil(missing / (184 / 7))


def test_a_share_that_matures_is_held_against_the_same_share_of_past_years(edition):
    found = judged(edition, "recorrencia")
    row = found.loc["31"]
    usual = np.exp(-np.mean(growths("recorrencia", ["MG"])))
    assert row["expected"] == pytest.approx(0.2 * usual)
    assert row["expected"] < 0.15  # half a year brings far less than half of those who come back
    assert np.isnan(row["per_week"])  # of how many, December will say
    assert found.drop("31")["standing"].eq(Standing.NONE).all()
    assert judged(edition, "recorrencia", "regiao")["standing"].eq(Standing.NONE).all()


def test_the_words_are_those_of_the_definition_written_out(edition):
    """Of counts of many cases, over the states and over the country."""
    name = "atendimentos_realizados"
    apart, chance = {}, {}
    for uf in CODES:
        growth = growths(name, [uf])
        apart[uf] = np.sum((growth - np.mean(growth)) ** 2)
        chance[uf] = np.mean([
            1 / amount(name, [uf], year, whole=False) - 1 / amount(name, [uf], year, whole=True)
            for year in YEARS
        ])  # fmt: skip

    def excess(variance):
        return sum(apart[uf] / (variance + chance[uf]) for uf in CODES) - 6

    variance = brentq(excess, 0, 1) if excess(0) > 0 else 0.0
    found = judged(edition, name)
    p_values = {}
    for uf, code in CODES.items():
        row, target = found.loc[code], TARGETS[name][uf]
        expected = target * np.exp(-np.mean(growths(name, [uf])))
        own = (1 - expected / target) / expected
        spread = variance * 4 / 3 + own + chance[uf] / 3
        reach = np.log(row["expected_upper"] / row["expected"])
        assert reach == pytest.approx(-np.log(row["expected_lower"] / row["expected"]))
        # the quantile tells the degrees of freedom, from those of three years to those of all
        assert (
            t.ppf(0.975, 6) * np.sqrt(spread) <= reach <= t.ppf(0.975, 2) * np.sqrt(spread) * 1.001
        )
        size = abs(np.log(row["numerator"] / expected)) / np.sqrt(spread)
        p_values[code] = [2 * t.sf(size, free) for free in (6, 2)]
    assert found.loc["51", "standing"] == Standing.BEHIND
    assert p_values["51"][1] < SIGNIFICANCE or p_values["51"][0] < SIGNIFICANCE / 3
    assert found.loc["31", "standing"] != Standing.BEHIND
    assert judged(edition, name, "brasil").loc["BR", "standing"] != Standing.NONE


def test_the_first_quarter_of_a_year_on_its_way_is_not_behind(edition):
    """Three quarters of the year's target are missing in March, and nothing is wrong."""
    scope = Scope(Period.parse("2025-01", "2025-03"))
    found = judged(edition, "atendimentos_realizados", scope=scope)
    assert (found["numerator"] < 0.5 * found["target"]).all()
    assert not found["standing"].eq(Standing.BEHIND).any()


@pytest.mark.parametrize("period", [("2026-03", "2026-03"), ("2024-01", "2026-06")])
def test_a_month_and_several_years_are_not_held_against_the_target_of_a_year(edition, period):
    found = judged(edition, "cobertura_me_epp", scope=Scope(Period.parse(*period)))
    assert found["standing"].eq(Standing.WHOLE_YEAR).all()
    assert found[["gap", "expected", "per_week"]].isna().all(axis=None)


@pytest.mark.parametrize("period", [("2025-01", "2025-12"), ("2025-07", "2026-06")])
def test_twelve_months_stand_as_they_are(edition, period):
    found = judged(edition, "cobertura_me_epp", scope=Scope(Period.parse(*period)))
    assert set(found["standing"]) <= {Standing.BETTER, Standing.EQUAL, Standing.WORSE}
    assert found["expected"].isna().all()


def test_the_first_year_has_no_earlier_one(edition):
    scope = Scope(Period.parse("2023-01", "2023-06"))
    assert judged(edition, "cobertura_me_epp", scope=scope)["standing"].eq(Standing.NONE).all()
    early = Scope(Period.parse("2025-01", "2025-06"))
    assert judged(edition, "cobertura_me_epp", scope=early)["years"].eq(2).all()


def test_a_slice_or_a_country_seen_in_part_is_not_judged(edition):
    sliced = Scope(PERIOD, channel=("Balcão",))
    assert judged(edition, "cobertura_me_epp", scope=sliced)["standing"].eq(Standing.NONE).all()
    mine = Access("ana", frozenset({"MG"}))
    row = judged_headline(edition, "cobertura_me_epp", scope=SCOPE, access=mine).judged
    assert row["standing"] == Standing.NONE
    own = judged(edition, "cobertura_me_epp", access=mine)
    assert own.index.tolist() == ["31"]
    assert own.loc["31", "standing"] != Standing.NONE  # by its own three years
    with pytest.raises(ScopeError):
        judged(edition, "cobertura_me_epp", scope=Scope(PERIOD, TerritoryRef("uf", "99")))


def test_a_headline_is_judged_as_the_row_of_a_list(edition):
    scope = Scope(PERIOD, TerritoryRef("uf", "31"))
    total = judged_headline(edition, "cobertura_me_epp", scope=scope, access=ALL).judged
    row = judged(edition, "cobertura_me_epp").loc["31"]
    for name in ("value", "target", "expected", "expected_lower", "gap", "per_week"):
        assert total[name] == pytest.approx(row[name])
    assert total["status"] == Status.MEASURED
