"""Indicators of a small country, with literal expectations: targets, statuses, stocks, access,
series, peers.
"""

import math
from datetime import date

import pandas as pd
import pytest

from data_access.queries.indicators.comparison import compared_value, peers_value
from data_access.queries.indicators.indicator import (
    indicator_series,
    indicator_table,
    indicator_total,
    indicator_windows,
)
from data_access.queries.tables.municipalities import municipalities
from data_access.queries.tables.partner_clients import attended_by_partner
from data_access.queries.tables.reference import (
    channels,
    partners,
    require_channels,
    require_partners,
    resolve_territory,
)
from indicators.measure import Status
from indicators.scope import (
    Access,
    AccessDeniedError,
    Attribution,
    Comparison,
    Period,
    Scope,
    ScopeError,
    TerritoryRef,
)
from tests.support.small_country import pseudonym

ALL = Access.everything()
ONLY_MG = Access("ana", frozenset({"MG"}))
SCOPE = Scope(Period.parse("2026-01", "2026-10"))
BELO_HORIZONTE, CONTAGEM, UBERLANDIA, SAO_PAULO = "3106200", "3118601", "3170206", "3550308"


def _attendances():
    """Client, day, porte, home, channel, partner."""
    rows = [
        (1, date(2026, 1, 10), "ME", BELO_HORIZONTE, "Telefone", "S1"),
        (1, date(2026, 5, 10), "ME", BELO_HORIZONTE, "Presencial", "S1"),
        (2, date(2026, 3, 10), "EPP", BELO_HORIZONTE, "Telefone", None),
        (3, date(2026, 3, 11), "MEI", CONTAGEM, "Telefone", "S2"),
        (4, date(2026, 10, 31), "ME", SAO_PAULO, "Presencial", None),
        (5, date(2025, 6, 1), "ME", UBERLANDIA, "Telefone", None),
        (6, date(2026, 2, 1), "ME", "5103403", "Telefone", None),  # Mato Grosso has no stock
    ]
    return pd.DataFrame(
        {
            "id_atendimento": f"A{position}",
            "tipo_cliente": "PJ",
            "id_cliente": pseudonym(client),
            "data_fim": day,
            "porte": porte,
            "municipio": home,
            "uf_executora": "MG",
            "valido": True,
            "situacao": "Concluído",
            "canal": channel,
            "parceiro": partner,
        }
        for position, (client, day, porte, home, channel, partner) in enumerate(rows)
    )


def _companies():
    rows = [
        (BELO_HORIZONTE, "ME", "2025-12", 8),
        (BELO_HORIZONTE, "ME", "2026-06", 10),
        (BELO_HORIZONTE, "EPP", "2026-06", 10),
        (BELO_HORIZONTE, "MEI", "2026-06", 30),
        (CONTAGEM, "MEI", "2026-06", 20),  # no ME nor EPP: they are zero there
        (SAO_PAULO, "ME", "2026-06", 100),
        (SAO_PAULO, "MEI", "2026-06", 0),
    ]
    return pd.DataFrame(rows, columns=["municipio", "porte", "competencia", "quantidade"])


def _partners():
    rows = [
        ("S1", "Sala de BH", "Sala do Empreendedor", BELO_HORIZONTE, None, None, "Ativa"),
        ("S2", "Sala de Contagem", "Sala do Empreendedor", CONTAGEM, -19.9, -44.1, "Inativa"),
        ("P1", "Parceiro de Campinas", "Parceiro Sebrae", "3509502", -22.9, -47.1, None),
    ]
    columns = ["id_parceiro", "nome", "tipo", "municipio", "latitude", "longitude", "situacao"]
    return pd.DataFrame(rows, columns=columns)


def _targets():
    rows = [
        ("cobertura_me_epp", "brasil", "BR", 2026, 20.0),
        ("cobertura_me_epp", "uf", "MG", 2026, 30.0),
        ("cobertura_me_epp", "municipio", BELO_HORIZONTE, 2026, 15.0),
        ("pequenos_negocios_atendidos", "brasil", "BR", 2026, 10.0),
    ]
    return pd.DataFrame(rows, columns=["indicador", "nivel", "territorio", "ano", "valor"])


@pytest.fixture(scope="module")
def edition(tmp_path_factory, edition_of):
    found = edition_of(
        tmp_path_factory.mktemp("edition"),
        atendimentos=_attendances(),
        empresas=_companies(),
        parceiros=_partners(),
        metas=_targets(),
    )
    yield found
    found.close()


def _rows(edition, name, level, scope=SCOPE, access=ALL, **options):
    return indicator_table(
        edition, name, scope=scope, access=access, level=level, **options
    ).set_index("code")


def test_coverage_by_municipality_says_why_a_value_is_missing(edition):
    table = _rows(edition, "cobertura_me_epp", "municipio")
    assert len(table) == 7
    assert table.loc[BELO_HORIZONTE, ["numerator", "denominator", "value"]].tolist() == [2, 20, 0.1]
    assert table.loc[CONTAGEM, "status"] == Status.ZERO_DENOMINATOR
    assert math.isnan(table.loc[CONTAGEM, "value"])
    assert table.loc[UBERLANDIA, "status"] == Status.NO_DENOMINATOR
    assert table.loc[SAO_PAULO, "value"] == 0.01


def test_territories_add_up_numerators_and_denominators(edition):
    states = _rows(edition, "cobertura_me_epp", "uf")
    assert states.loc["31", ["name", "numerator", "denominator", "status", "missing"]].tolist() == [
        "Minas Gerais",
        2,
        20,
        Status.PARTIAL,  # Uberlândia has no stock
        1,
    ]
    country = indicator_total(edition, "cobertura_me_epp", scope=SCOPE, access=ALL)
    # Not the client of Mato Grosso.
    assert (country["numerator"], country["denominator"]) == (
        3,
        120,
    )
    assert states.loc["51", ["numerator", "status"]].tolist() == [1, Status.NO_DENOMINATOR]


def test_the_stock_is_the_latest_up_to_the_end_of_the_period(edition):
    before = Scope(Period.parse("2026-01", "2026-03"))
    assert (
        _rows(edition, "cobertura_me_epp", "municipio", before).loc[BELO_HORIZONTE, "denominator"]
        == 8
    )
    earliest = Scope(Period.parse("2025-01", "2025-06"))
    assert (
        _rows(edition, "cobertura_me_epp", "municipio", earliest).loc[BELO_HORIZONTE, "denominator"]
        == 8
    )


def test_a_territory_has_its_own_target_or_none(edition):
    table = _rows(edition, "cobertura_me_epp", "municipio")
    assert table.loc[BELO_HORIZONTE, ["target", "target_from"]].tolist() == [0.15, "municipio"]
    assert table.drop(BELO_HORIZONTE)["target"].isna().all()
    states = _rows(edition, "cobertura_me_epp", "uf")
    assert states.loc["31", ["target", "target_from"]].tolist() == [0.3, "uf"]
    assert states.drop("31")["target"].isna().all()
    counts = _rows(edition, "pequenos_negocios_atendidos", "uf")
    assert counts["target"].isna().all()
    total = indicator_total(edition, "pequenos_negocios_atendidos", scope=SCOPE, access=ALL)
    assert (total["value"], total["target"], total["gap"]) == (5, 10, 5)


@pytest.mark.parametrize(
    "choice", [{"channel": ("Telefone",)}, {"partner": ("S1",)}, {"porte": ("ME",)}]
)
def test_a_target_is_for_the_whole_and_not_for_a_slice(edition, choice):
    sliced = Scope(SCOPE.period, **choice)
    assert math.isnan(
        indicator_total(edition, "cobertura_me_epp", scope=sliced, access=ALL)["target"]
    )
    assert math.isnan(
        indicator_total(edition, "pequenos_negocios_atendidos", scope=sliced, access=ALL)["gap"]
    )


def test_a_country_seen_in_part_says_so_and_has_no_target(edition):
    row = indicator_total(edition, "pequenos_negocios_atendidos", scope=SCOPE, access=ONLY_MG)
    assert row["name"] == "Brasil (só os seus estados)"
    assert math.isnan(row["target"])


def test_salas_are_counted_where_the_uf_has_a_partner_in_the_list(edition):
    register = municipalities(edition, ALL).set_index("code")
    mine = register["uf"].isin(["MG", "SP"])
    assert register.loc[[BELO_HORIZONTE, CONTAGEM, SAO_PAULO], "active_salas"].tolist() == [1, 0, 0]
    assert register.loc[mine, "active_salas"].notna().all()
    assert len(register[~mine])
    assert register.loc[~mine, ["active_salas", "nearest_sala_km"]].isna().all(axis=None)


def test_a_stock_of_one_state_leaves_the_others_theirs(edition, edition_of, tmp_path):
    newer = pd.DataFrame(
        [("5103403", "ME", "2026-09", 7)],
        columns=["municipio", "porte", "competencia", "quantidade"],
    )
    other = edition_of(
        tmp_path, atendimentos=_attendances(), empresas=pd.concat([_companies(), newer])
    )
    try:
        table = _rows(other, "cobertura_me_epp", "municipio")
        assert table.loc[["5103403", BELO_HORIZONTE], "denominator"].tolist() == [7, 20]
    finally:
        other.close()


def test_filters(edition):
    def total(name, **choice):
        return indicator_total(edition, name, scope=Scope(SCOPE.period, **choice), access=ALL)

    assert total("recorrencia")["numerator"] == 1
    assert total("recorrencia", channel=("Telefone",))["numerator"] == 0
    assert total("recorrencia", partner=("S1",))["numerator"] == 1
    assert (
        total("recorrencia", partner=("S1",), channel=("Telefone", "Presencial"))["numerator"] == 1
    )
    assert total("cobertura_me_epp", porte=("EPP",))[["numerator", "denominator"]].tolist() == [
        1,
        10,
    ]
    assert total("cobertura_me_epp", porte=("MEI",))["status"] == Status.NOT_APPLICABLE
    assert total("atendimentos_realizados", channel=("Telefone",))["value"] == 4


def test_salas(edition):
    states = _rows(edition, "capilaridade_salas", "uf")
    assert states.loc["31", ["numerator", "denominator"]].tolist() == [1, 3]
    assert states.loc["35", "numerator"] == 0
    near = _rows(edition, "alcance_salas", "municipio", reach_km=30.0)
    # 22 km from the Sala of BH.
    assert near.loc[CONTAGEM, ["numerator", "denominator"]].tolist() == [
        20,
        20,
    ]
    assert near.loc[SAO_PAULO, "numerator"] == 0
    assert (
        _rows(edition, "alcance_salas", "municipio", reach_km=10.0).loc[CONTAGEM, "numerator"] == 0
    )


def test_a_period_without_records_is_not_measured(edition):
    outside = Scope(Period.parse("2020-01", "2020-12"))
    assert set(_rows(edition, "recorrencia", "uf", outside)["status"]) == {Status.NOT_MEASURED}


def test_the_younger_municipality_stays_in_sight_at_every_level(edition):
    by_meso = indicator_table(edition, "recorrencia", scope=SCOPE, access=ALL, level="mesorregiao")
    orphan = by_meso[by_meso["code"].isna()]
    assert orphan["name"].tolist() == ["Sem divisão definida"]


def test_access_narrows_every_read(edition):
    states = _rows(edition, "cobertura_me_epp", "uf", access=ONLY_MG)
    assert states.index.tolist() == ["31"]
    assert (
        indicator_total(edition, "cobertura_me_epp", scope=SCOPE, access=ONLY_MG)["numerator"] == 2
    )
    assert partners(edition, ONLY_MG)["partner_id"].tolist() == ["S1", "S2"]
    series = indicator_series(edition, "pequenos_negocios_atendidos", scope=SCOPE, access=ONLY_MG)
    assert series["value"].iloc[-1] == 3
    sao_paulo = SCOPE.with_territory(TerritoryRef("uf", "35"))
    for read in (
        lambda: indicator_total(edition, "cobertura_mei", scope=sao_paulo, access=ONLY_MG),
        lambda: indicator_series(edition, "cobertura_mei", scope=sao_paulo, access=ONLY_MG),
        lambda: resolve_territory(edition, "SP", ONLY_MG),
    ):
        with pytest.raises(AccessDeniedError, match="fora do seu acesso"):
            read()
    with pytest.raises(AccessDeniedError):
        indicator_total(
            edition, "cobertura_mei", scope=sao_paulo, access=Access("ninguém", frozenset())
        )


def test_series_keep_the_length_of_the_period_and_what_was_not_recorded_unknown(edition):
    series = indicator_series(edition, "pequenos_negocios_atendidos", scope=SCOPE, access=ALL)
    assert len(series) == 13
    assert series[["start", "end"]].iloc[-1].tolist() == ["2026-01", "2026-10"]
    assert series["value"].iloc[-1] == 5
    # It begins in jan/2025; the records in jun/2025.
    assert series["status"].iloc[0] == Status.PARTLY_RECORDED
    assert series["status"].iloc[-1] == Status.MEASURED
    # Jun/2025 to mar/2026: clients 5, 1, 2, 3 and 6.
    assert series.set_index("end").loc["2026-03", "value"] == 5


def test_several_windows_are_what_each_is_alone(edition):
    periods = [
        Period.parse("2026-01", "2026-10"),
        Period.parse("2025-06", "2026-03"),
        Period.parse("2026-02", "2026-02"),
    ]
    for name in ("cobertura_me_epp", "recorrencia", "capilaridade_salas"):
        together = indicator_windows(
            edition, name, scope=SCOPE, access=ALL, periods=periods
        ).set_index("end")
        for period in periods:
            alone = indicator_total(edition, name, scope=SCOPE.with_period(period), access=ALL)
            found = together.loc[str(period.end)]
            assert found["start"] == str(period.start)
            assert (
                found[["numerator", "denominator"]].tolist()
                == alone[["numerator", "denominator"]].tolist()
            )


def test_windows_that_end_in_the_same_month_are_not_asked_for_together(edition):
    periods = [Period.parse("2026-01", "2026-10"), Period.parse("2025-01", "2026-10")]
    for asked in (periods, periods[::-1], periods[:1] * 2):
        with pytest.raises(ValueError, match="end in the same month"):
            indicator_windows(edition, "recorrencia", scope=SCOPE, access=ALL, periods=asked)


def test_a_window_says_the_same_as_a_total_and_in_a_series(edition):
    partly = Scope(Period.parse("2025-01", "2025-10"))
    total = indicator_total(edition, "pequenos_negocios_atendidos", scope=partly, access=ALL)
    series = indicator_series(edition, "pequenos_negocios_atendidos", scope=partly, access=ALL)
    assert (total["value"], total["status"]) == (1, Status.PARTLY_RECORDED)
    assert series[["value", "status"]].iloc[-1].tolist() == [1, Status.PARTLY_RECORDED]


def test_comparisons(edition):
    year_before = compared_value(edition, "pequenos_negocios_atendidos", scope=SCOPE, access=ALL)
    # Not to be compared.
    assert (year_before.value, year_before.status) == (
        1,
        Status.PARTLY_RECORDED,
    )
    assert (
        compared_value(edition, "capilaridade_salas", scope=SCOPE, access=ALL).status
        is Status.NOT_APPLICABLE
    )
    minas = Scope(SCOPE.period, TerritoryRef("uf", "31"), comparison=Comparison.PEERS)
    peers = compared_value(edition, "cobertura_me_epp", scope=minas, access=ALL)
    # São Paulo alone: Mato Grosso has no stock.
    assert (peers.numerator, peers.denominator) == (
        1,
        100,
    )
    assert (
        peers_value(edition, "cobertura_me_epp", scope=SCOPE, access=ALL).status
        is Status.NOT_APPLICABLE
    )
    hidden = peers_value(edition, "cobertura_me_epp", scope=minas, access=ONLY_MG)
    assert hidden.status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BR", "brasil"),
        ("brasil", "brasil"),
        ("mg", "uf:31"),
        ("3", "regiao:3"),
        ("31030", "microrregiao:31030"),
        ("310001", "regiao_imediata:310001"),
        (BELO_HORIZONTE, f"municipio:{BELO_HORIZONTE}"),
        ("3107", "mesorregiao:3107"),
        ("regiao_intermediaria:3101", "regiao_intermediaria:3101"),
    ],
)
def test_a_person_names_a_territory(edition, text, expected):
    assert str(resolve_territory(edition, text, ALL)) == expected


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "5104",
            (
                "mais de um nível .mesorregiao:5104 e"
                " regiao_intermediaria:5104|regiao_intermediaria:5104 e mesorregiao"
            ),
        ),
        ("XX", "Não encontrei"),
        ("99", "Não encontrei"),
        ("uf:99", "Não encontrei"),
        ("bairro:1", "Não conheço o nível"),
    ],
)
def test_a_territory_that_cannot_be_told_is_refused(edition, text, sentence):
    with pytest.raises(ScopeError, match=sentence):
        resolve_territory(edition, text, ALL)


def test_levels_that_do_not_nest_are_refused(edition):
    scope = SCOPE.with_territory(TerritoryRef("mesorregiao", "3107"))
    with pytest.raises(ScopeError, match="não caber inteiro"):
        indicator_table(edition, "recorrencia", scope=scope, access=ALL, level="regiao_imediata")
    with pytest.raises(ScopeError, match="Não há uf de código"):
        indicator_total(
            edition, "recorrencia", scope=SCOPE.with_territory(TerritoryRef("uf", "99")), access=ALL
        )


def test_a_view_that_a_measure_does_not_have_is_refused(edition):
    scope = Scope(SCOPE.period, attribution=Attribution.EXECUTING_UNIT)
    with pytest.raises(ScopeError, match="só é contado pela sua regra"):
        indicator_table(edition, "permanencia_12m", scope=scope, access=ALL, level="uf")
    picture = indicator_table(edition, "capilaridade_salas", scope=scope, access=ALL, level="uf")
    assert picture["value"].notna().any()


def test_channels_and_partners_must_exist(edition):
    assert channels(edition, ALL) == ["Presencial", "Telefone"]
    assert require_channels(edition, ["Telefone"], ALL) == ("Telefone",)
    with pytest.raises(ScopeError, match="Os canais são: “Presencial” e “Telefone”"):
        require_channels(edition, ["Fax"], ALL)
    assert require_partners(edition, ["P1", "S1"], ALL) == ("P1", "S1")
    with pytest.raises(ScopeError, match="“S9”"):
        require_partners(edition, ["S9"], ALL)


def test_partners_count_their_own_clients_with_and_without_channel(edition):
    found = attended_by_partner(edition, SCOPE, ALL).set_index("partner_id")
    assert found.loc["S1"].tolist() == [1, 2]
    assert found.loc["S2"].tolist() == [1, 1]
    by_phone = attended_by_partner(
        edition, Scope(SCOPE.period, channel=("Telefone",)), ALL
    ).set_index("partner_id")
    assert by_phone.loc["S1"].tolist() == [1, 1]
    chosen = attended_by_partner(edition, Scope(SCOPE.period, partner=("S2",)), ALL)
    assert chosen["partner_id"].tolist() == ["S2"]
