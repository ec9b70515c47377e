"""Any window, territory and slice equals people counted one by one, from whichever table the answer
comes.
"""

import tempfile
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.measures import counts
from data_access.queries.measures.counts import Source
from indicators.scope import PORTES, Access, Period, Scope, TerritoryRef
from tests.support import small_country
from tests.support.oracle import SMALL, per_client, valid_rows, with_clients
from tests.support.oracle_source_months import told
from tests.support.small_country import CODES, pseudonym, register
from tests.support.tiers import few

# 30 months: some windows are longer than the mart of windows holds.
UF_OF = dict(zip(register()["code"], register()["uf"], strict=True))
DAYS = st.dates(date(2024, 1, 1), date(2026, 6, 30))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "tipo_cliente": st.sampled_from(["PJ", "PJ", "PJ", "PF"]),
            "id_cliente": st.integers(0, 9).map(pseudonym),
            "data_fim": DAYS,
            "porte": st.sampled_from(["MEI", "ME", "EPP", "DEMAIS", None]),
            "municipio": st.sampled_from(CODES),
            "uf_executora": st.sampled_from(["MG", "SP", "MT"]),
            "valido": st.sampled_from([True, True, True, False, None]),
            "instrumento": st.sampled_from(
                [None, "Consultoria", "Informação técnica", "INFORMACAO"]
            ),
            "tipo_atendimento": st.sampled_from(
                [None, "Presencial", "Agendamento", "agendamento executado em kit"]
            ),
            "situacao": st.sampled_from(["Concluído", "CONCLUIDO", "Concluído", "Cancelado", None]),
            "frequencia": st.sampled_from([None, 74.9, 75, 100]),
            "canal": st.sampled_from([None, "Telefone", "Presencial"]),
            "parceiro": st.sampled_from([None, "S1", "S2"]),
        }
    ),
    min_size=1,
    max_size=60,
)
CLIENTS = st.lists(
    st.fixed_dictionaries(
        {
            "id_cliente": st.integers(0, 9).map(pseudonym),
            "tipo_cliente": st.sampled_from(["PJ", "PF"]),
            "municipio": st.sampled_from([*CODES, None]),
            "porte": st.sampled_from(["MEI", "ME", "EPP", None]),
        }
    ),
    max_size=8,
    unique_by=lambda row: (row["id_cliente"], row["tipo_cliente"]),
)
MONTHS = st.integers(2024 * 12, 2026 * 12 + 5).map(
    lambda index: f"{index // 12}-{index % 12 + 1:02d}"
)
SLICES = st.fixed_dictionaries(
    {
        "months": st.tuples(MONTHS, MONTHS).map(sorted),
        "porte": st.lists(st.sampled_from(PORTES), unique=True).map(tuple),
        "channel": (
            st.lists(st.sampled_from(["", "Telefone", "Presencial"]), unique=True).map(tuple)
        ),
        "partner": st.lists(st.sampled_from(["", "S1", "S2"]), unique=True).map(tuple),
        "territory": st.sampled_from(
            ["brasil", "regiao:3", "uf:31", "uf:51", "mesorregiao:3107", "municipio:3106200"]
        ),
        "level": st.sampled_from(
            ["brasil", "regiao", "uf", "mesorregiao", "regiao_imediata", "municipio"]
        ),
    }
)
TERRITORY_COLUMN = {
    "regiao": "region_code",
    "uf": "uf_code",
    "mesorregiao": "meso_code",
    "regiao_imediata": "rgi_code",
    "municipio": "code",
}
# An example costs a tenth of a second: shrinking one that fails would take minutes.
QUICK = [Phase.explicit, Phase.reuse, Phase.generate]
RELAXED = settings(
    max_examples=few(2, everything=25),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=QUICK,
)
# Copying an edition costs more than making it, and tests/integration/test_both_engines.py compares
# the answers.
EXAMPLES = {"duckdb": RELAXED, "postgresql": settings(RELAXED, max_examples=4)}


@pytest.fixture(scope="module")
def folder():
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def _frames(rows, clients):
    attendances = pd.DataFrame(rows).assign(id_atendimento=[f"A{i:03d}" for i in range(len(rows))])
    columns = ["id_cliente", "tipo_cliente", "municipio", "porte"]
    return attendances, pd.DataFrame(clients, columns=columns)


def _scope(choice):
    return Scope(
        Period.parse(*choice["months"]),
        TerritoryRef.parse(choice["territory"]),
        choice["porte"],
        choice["channel"],
        choice["partner"],
    )


def _expected(people, level, territory):
    """Clients, recurrent clients and attendances by code of `level` inside the territory."""
    places = register().set_index("code")
    inside = people
    if territory.level != "brasil":
        column = TERRITORY_COLUMN[territory.level]
        codes = places.index if column == "code" else places[column]
        inside = people[
            people["municipio"].map(dict(zip(places.index, codes, strict=True))) == territory.code
        ]
    if level == "brasil":
        codes = pd.Series("BR", index=inside.index)
    elif level == "municipio":
        codes = inside["municipio"]
    else:
        codes = inside["municipio"].map(places[TERRITORY_COLUMN[level]])
    table = inside.assign(code=codes.astype(object).where(codes.notna(), "")).groupby("code")["n"]
    return table.agg(
        clients="size", recurrent=lambda n: int((n >= 2).sum()), attendances="sum"
    ).to_dict("index")


def _nests(level, territory):
    order = ["brasil", "regiao", "uf", "mesorregiao", "municipio"]
    if level == "regiao_imediata":
        return territory.level in ("brasil", "regiao", "uf")
    return order.index(level) >= order.index(territory.level)


def test_every_slice_equals_the_brute_force(edition_of, engine_name, folder):
    @EXAMPLES[engine_name]
    @given(rows=ROWS, clients=CLIENTS, choices=st.lists(SLICES, min_size=12, max_size=12))
    def check(rows, clients, choices):
        _compare_slices(edition_of, folder, rows, clients, choices)

    check()


def _compare_slices(edition_of, folder, rows, clients, choices):
    attendances, listed = _frames(rows, clients)
    half = len(attendances) // 2  # as two imports, the second of which repeats a row of the first
    edition = edition_of(
        folder, atendimentos=[attendances[: half + 1], attendances[half:]], clientes=listed
    )
    raw = with_clients(attendances, listed)
    try:
        for choice in choices:
            scope, level = _scope(choice), choice["level"]
            if _nests(level, scope.territory):
                _compare(edition, raw, scope, level)
    finally:
        edition.close()


def _compare(edition, raw, scope, level):
    filters = {
        "start": str(scope.period.start),
        "end": str(scope.period.end),
        "channels": scope.channel,
        "partners": scope.partner,
    }
    small = [porte for porte in SMALL if not scope.porte or porte in scope.porte]
    everybody = list(scope.porte) or [*PORTES, "SEM_PORTE", "PF"]
    companies = [porte for porte in everybody if porte != "PF"]
    cases = [
        ("pequenos_negocios_atendidos", small, "clients"),
        ("recorrencia", small, "recurrent"),
        ("atendimentos_realizados", companies, "attendances"),
        ("atendimentos_pf_pj", everybody, "attendances"),
    ]
    manifest = edition.manifest
    in_sight = (
        manifest.first_month <= scope.period.end.index
        and scope.period.start.index <= manifest.last_month
    )
    for name, portes, column in cases:
        table = indicator_table(edition, name, scope=scope, access=Access.everything(), level=level)
        named = table["code"].astype(object).where(table["code"].notna(), "")
        found = dict(zip(named, table["numerator"], strict=True))
        expected = _expected(per_client(raw, portes=portes, **filters), level, scope.territory)
        if not portes:
            assert set(table["status"]) == {"nao_aplicavel"}
        elif not in_sight:
            assert table["numerator"].isna().all()
        else:
            silent = _silent(table, raw, level, scope.territory)
            assert set(table.index[table["numerator"].isna()]) == set(
                table.index[table["status"] == "nao_medido"]
            )
            assert set(table.index[table["numerator"].isna()]) == silent
            assert {code: n for code, n in found.items() if n and not pd.isna(n)} == {
                code: row[column] for code, row in expected.items() if row[column]
            }


def _silent(table, raw, level, territory):
    """Rows without any municipality of a UF that has attendances; ``missing`` counts these
    municipalities of all.
    """
    places = register().set_index("code", drop=False).assign(BR="BR")
    if territory.level != "brasil":
        places = places[places[TERRITORY_COLUMN[territory.level]] == territory.code]
    own = places["BR" if level == "brasil" else TERRITORY_COLUMN[level]].astype(object)
    silent = set()
    for index, row in table.iterrows():
        towns = set(places.index[own.isna() if pd.isna(row["code"]) else own == row["code"]])
        heard = told(towns, raw["municipio"].map(UF_OF), UF_OF)
        assert row["missing"] == len(towns) - len(heard)
        if not heard:
            silent.add(index)
        elif len(heard) < len(towns):
            assert row["status"] != "medido"
    return silent


def test_the_sources_agree_wherever_they_hold_the_answer(edition_of, engine_name, folder):
    chosen = st.sets(st.sampled_from(SMALL), min_size=1)

    @EXAMPLES[engine_name]
    @given(rows=ROWS, months=st.tuples(MONTHS, MONTHS).map(sorted), portes=chosen)
    def check(rows, months, portes):
        _compare_sources(edition_of, folder, rows, months, portes)

    check()


def _compare_sources(edition_of, folder, rows, months, portes):
    attendances, _ = _frames(rows, [])
    edition = edition_of(folder, atendimentos=attendances)
    scopes = {
        Scope(Period.parse(*months)): [Source.CELLS, Source.CLIENT_MONTHS],
        Scope(Period.parse(*months), channel=("Telefone",)): [
            Source.CHANNEL_CELLS,
            Source.CLIENT_MONTHS,
        ],
        Scope(Period.parse(*months), partner=("S1",)): [Source.PARTNER_CELLS, Source.CLIENT_MONTHS],
    }
    try:
        for scope, sources in scopes.items():
            if not scope.channel and not scope.partner and _in_the_mart(edition, scope):
                sources.append(Source.WINDOWS)
            for count in (counts.distinct_clients, counts.recurrent_clients, counts.attendances):
                answers = [
                    _by_municipality(edition, count(scope, tuple(portes), source))
                    for source in sources
                ]
                assert all(answer == answers[0] for answer in answers)
    finally:
        edition.close()


def _in_the_mart(edition, scope):
    months = edition.manifest.first_month, edition.manifest.last_month
    return (
        scope.period.months <= 24
        and months[0] <= scope.period.start.index <= scope.period.end.index <= months[1]
    )


def _by_municipality(edition, statement):
    with edition.engine.connect() as connection:
        rows = pd.read_sql(statement, connection)
    sums = rows.groupby("municipality_id")["value"].sum()
    return {municipality: int(value) for municipality, value in sums.items() if value}


@RELAXED
@given(rows=ROWS)
def test_each_clause_counts_what_it_left_out(folder, rows):
    attendances, _ = _frames(rows, [])
    edition = small_country.edition_of(folder, atendimentos=attendances)
    try:
        excluded = edition.manifest.exclusions
        assert edition.manifest.unverifiable_clauses == ()
        valid = valid_rows(attendances)
        people = int((valid["tipo_cliente"] == "PF").sum())
        assert excluded["cliente_pj"] == people
        assert sum(excluded.values()) == len(attendances) - (len(valid) - people)
    finally:
        edition.close()


def _row(number, **values):
    base = {
        "tipo_cliente": "PJ",
        "id_cliente": pseudonym(number),
        "data_fim": date(2026, 1, 5),
        "porte": "ME",
    }
    return {
        **base,
        "municipio": CODES[0],
        "uf_executora": "MG",
        "id_atendimento": f"A{number}",
        **values,
    }


def _attended(edition):
    scope = Scope(Period.parse("2026-01", "2026-01"))
    table = indicator_table(
        edition,
        "pequenos_negocios_atendidos",
        scope=scope,
        access=Access.everything(),
        level="brasil",
    )
    return table["numerator"].tolist()


def test_a_clause_is_not_asked_of_a_source_that_lacks_its_column(edition_of, folder):
    without = pd.DataFrame([_row(1)])
    with_it = pd.DataFrame(
        [_row(2, situacao="Cancelado", valido=True), _row(3, situacao="Concluído", valido=True)]
    )
    blank = pd.DataFrame([_row(4, situacao=None, valido=True)])
    edition = edition_of(folder, atendimentos=[without, with_it, blank])
    try:
        assert edition.manifest.unverifiable_clauses == ("marcado_valido", "situacao_concluido")
        assert edition.manifest.exclusions["situacao_concluido"] == 2
        assert _attended(edition) == [2]
    finally:
        edition.close()


def test_of_a_key_in_two_imports_the_later_counts(edition_of, folder):
    first = pd.DataFrame(
        [_row(1, valido=True, situacao="Concluído"), _row(2, valido=True, situacao="Concluído")]
    )
    later = pd.DataFrame(
        [_row(2, valido=False, situacao="Concluído"), _row(3, valido=True, situacao="Concluído")]
    )
    edition = edition_of(folder, atendimentos=[first, later])
    try:
        assert edition.manifest.exclusions["marcado_valido"] == 1
        assert _attended(edition) == [2]
    finally:
        edition.close()
