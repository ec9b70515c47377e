"""Statistical neighbours in an edition equal those found one pair at a time."""

from datetime import date

import pandas as pd
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.schema import tables as schema
from tests.support.oracle_neighbours import neighbours, raw_features
from tests.support.small_country import CODES, edition_of, pseudonym
from tests.support.tiers import few

NAMES = (
    "populacao",
    "pib",
    "pib_per_capita",
    "idhm",
    "populacao_urbana",
    "populacao_rural",
    "mulheres",
)
VALUES = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from(NAMES), st.sampled_from([2010, 2021, 2022])),
    st.sampled_from([0.0, 1.0, 1_000.0, 2_500.0, 50_000.0, 900_000.0]),
    min_size=10,
    max_size=120,
)
STOCK = st.dictionaries(
    st.tuples(
        st.sampled_from(CODES),
        st.sampled_from(["2025-01", "2025-06"]),
        st.sampled_from(["MEI", "ME", "EPP", "DEMAIS"]),
    ),
    st.integers(0, 900),
    max_size=40,
)
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
ATTENDANCE = pd.DataFrame(
    {
        "id_atendimento": ["A1"],
        "id_cliente": [pseudonym(1)],
        "tipo_cliente": ["PJ"],
        "data_fim": [date(2025, 3, 1)],
        "municipio": [CODES[0]],
        "uf_executora": ["MG"],
        "porte": ["ME"],
        "valido": [True],
        "situacao": ["Concluído"],
    }
)


def frames(values, stock):
    socioeconomic = pd.DataFrame(
        [(*key, value, "teste") for key, value in values.items()],
        columns=["municipio", "indicador", "ano", "valor", "fonte"],
    )
    companies = pd.DataFrame(
        [(*key, count) for key, count in stock.items()],
        columns=["municipio", "competencia", "porte", "quantidade"],
    )
    return socioeconomic, companies


def stored(edition, table):
    with edition.engine.connect() as connection:
        return pd.read_sql(sa.select(table), connection)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("neighbours")


@settings(
    max_examples=few(2, everything=15),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
@given(values=VALUES, stock=STOCK)
def test_neighbours_equal_those_found_pair_by_pair(folder, values, stock):
    socioeconomic, companies = frames(values, stock)
    edition = edition_of(
        folder, atendimentos=ATTENDANCE, socioeconomico=socioeconomic, empresas=companies
    )
    try:
        found = stored(edition, schema.neighbour)
        kept = stored(edition, schema.neighbour_feature)
    finally:
        edition.close()
    known = {code: raw_features(socioeconomic, companies, code) for code in CODES}
    listed = {(str(row.municipality_id), row.feature): row.value for row in kept.itertuples()}
    expected = {(code, name): value for code, own in known.items() for name, value in own.items()}
    assert listed == pytest.approx(expected)
    for code, alike in neighbours(known).items():
        own = found[found["municipality_id"] == int(code)].sort_values("position")
        assert [(str(row.neighbour_id), row.distance) for row in own.itertuples()] == [
            (other, pytest.approx(distance, abs=1e-9)) for other, distance in alike
        ]
        assert list(own["position"]) == list(range(1, len(own) + 1))


def test_an_edition_without_socioeconomic_data_has_no_neighbours_and_no_features(tmp_path):
    edition = edition_of(tmp_path, atendimentos=ATTENDANCE)
    assert stored(edition, schema.neighbour).empty
    assert stored(edition, schema.neighbour_feature).empty
    edition.close()


def test_a_feature_tells_its_year_and_one_that_is_the_same_everywhere_has_no_score(tmp_path):
    values = {(code, "idhm", 2010): 0.7 for code in CODES} | {
        (code, "populacao", 2022): 1000.0 * (place + 1) for place, code in enumerate(CODES)
    }
    stock = {(code, "2025-06", "MEI"): 10 for code in CODES}
    socioeconomic, companies = frames(values, stock)
    edition = edition_of(
        tmp_path, atendimentos=ATTENDANCE, socioeconomico=socioeconomic, empresas=companies
    )
    kept = (
        stored(edition, schema.neighbour_feature)
        .set_index(["feature", "municipality_id"])
        .sort_index()
    )
    edition.close()
    first = int(CODES[0])
    assert kept.loc[("idhm", first), "reference"] == "2010"
    assert kept.loc[("parte_mei", first), "reference"] == "jun/2025"
    assert kept.loc["idhm", "score"].isna().all()
    assert kept.loc["populacao", "score"].notna().all()
