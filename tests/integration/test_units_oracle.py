"""Counts by team, partner, initiative and attendant equal those made row by row in pandas."""

import tempfile
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from config.roles import COMMITTEE
from data_access.base.edition_errors import EditionError
from data_access.editions.reading import Edition
from data_access.queries.tables.unit_history import unit_measures_by_month
from data_access.queries.tables.unit_measures import unit_indicator
from data_access.queries.tables.units import (
    attendant_names,
    unit_counts,
    unit_mix_rows,
    unit_register,
)
from indicators.measure import Status
from indicators.recognition_rules.measurable import COUNTED_KINDS, COUNTS_OF_OPINIONS, UnitKind
from indicators.scope import Access, Period, Scope, ScopeError
from tests.support import oracle_units as oracle
from tests.support.small_country import CODES, edition_of, pseudonym
from tests.support.tiers import few

ALL, MINAS = Access.everything(), Access("ana", frozenset({"MG"}))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "tipo_cliente": st.sampled_from(["PJ", "PJ", "PF"]),
            "id_cliente": st.integers(0, 8).map(pseudonym),
            "data_fim": st.dates(date(2025, 1, 1), date(2026, 6, 30)),
            "porte": st.sampled_from(["MEI", "ME", "DEMAIS", None]),
            "municipio": st.sampled_from(CODES),
            "uf_executora": st.sampled_from(["MG", "SP"]),
            "valido": st.sampled_from([True, True, True, False]),
            "canal": st.sampled_from(["Telefone", "WhatsApp", "E-mail"]),
            "equipe": st.sampled_from(["E1", "E2", None]),
            "parceiro": st.sampled_from(["S1", "S2", None]),
            "iniciativa": st.sampled_from(["I1", None]),
            "atendente": st.sampled_from([pseudonym(90), pseudonym(91), None]),
            "minutos": st.sampled_from([None, 0, 0.5, 12.9, 480]),
            "nps": st.sampled_from([None, 0, 6, 8, 9, 10]),
        }
    ),
    min_size=1,
    max_size=60,
)
PERIODS = [Period.parse("2025-03", "2026-02"), Period.parse("2026-06", "2026-06")]


def country(rows: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(rows)
    frame.insert(0, "id_atendimento", [f"A{place:03d}" for place in range(len(frame))])
    surveys = frame.loc[frame["nps"].notna(), ["id_atendimento", "data_fim", "nps"]]
    surveys = surveys.rename(columns={"data_fim": "data"})
    surveys.insert(0, "id_pesquisa", [f"P{place}" for place in range(len(surveys))])
    plain = frame.drop(columns="nps").assign(situacao="Concluído")
    return {"atendimentos": plain, "pesquisas": surveys}


@settings(
    max_examples=few(8, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.generate],
)
@given(ROWS)
def test_units_are_counted_as_row_by_row(rows: list[dict[str, object]]) -> None:
    tables = country(rows)
    if not tables["atendimentos"]["valido"].any():
        return
    raw = tables["atendimentos"].assign(instrumento=None, tipo_atendimento=None, frequencia=None)
    nobody = pd.DataFrame(columns=["tipo_cliente", "id_cliente", "municipio", "porte"])
    with tempfile.TemporaryDirectory() as folder:
        edition = edition_of(Path(folder), **tables)
        for kind in COUNTED_KINDS:
            for period in PERIODS:
                span = (str(period.start), str(period.end))
                found = unit_counts(edition, kind, period, ALL)
                for expected in (
                    oracle.attended(raw, kind, *span) if len(raw) else None,
                    oracle.clients(raw, nobody, kind, *span),
                    oracle.answers(tables["pesquisas"], raw, kind, *span),
                ):
                    _same(found, expected)
        edition.close()


def test_who_was_only_answered_about_is_counted_too(tmp_path: Path) -> None:
    common = {"tipo_cliente": "PJ", "porte": "ME", "municipio": CODES[0], "canal": "Telefone"}
    common |= {"data_fim": date(2026, 6, 3), "uf_executora": "MG", "minutos": 20, "nps": 10}
    rows = [
        {**common, "id_cliente": pseudonym(n), "equipe": f"E{n}", "valido": n == 1} for n in (1, 2)
    ]
    edition = edition_of(tmp_path, **country(rows))
    found = unit_counts(edition, UnitKind.TEAM, PERIODS[1], MINAS)
    assert found["promotores"].to_dict() == {"E1": 1, "E2": 1}
    assert found["atendimentos"].fillna(0).to_dict() == {"E1": 1, "E2": 0}
    months = unit_measures_by_month(edition, UnitKind.TEAM, "E1", PERIODS[1], MINAS)
    assert months["atendimento_casos"].tolist() == [1]
    assert not COUNTS_OF_OPINIONS & set(months)  # of a month of one unit: of too few
    edition.close()


def _same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    for unit, row in expected.iterrows():
        for name, value in row.items():
            known = found.loc[unit, name] if name in found else float("nan")
            assert (0 if pd.isna(known) else known) == value, (unit, name)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory):
    rows = [
        {
            "tipo_cliente": "PJ",
            "id_cliente": pseudonym(n % 7),
            "data_fim": f"2026-0{1 + n % 6}-10",
            "porte": ("MEI", "ME")[n % 2],
            "municipio": CODES[n % 4],
            "uf_executora": ("MG", "SP")[n % 2],
            "valido": True,
            "canal": ("Telefone", "WhatsApp")[n % 3 > 0],
            "equipe": ("E1", "E2")[n % 2],
            "parceiro": ("S1", "S2")[n % 2],
            "iniciativa": "I1",
            "atendente": pseudonym(90 + n % 2),
            "minutos": 20 + n,
            "nps": 10 if n < 3 else n % 11,
        }
        for n in range(40)
    ]
    people = pd.DataFrame({
        "id_atendente": [pseudonym(90), pseudonym(91)],
        "nome": ["Rosa", "Davi"],
        "uf": ["MG", "SP"],
        "divulgar": [None, True],
    })  # fmt: skip
    teams = pd.DataFrame({"id_equipe": ["E1", "E2"], "nome": ["Norte", "Sul"], "uf": ["MG", "SP"]})
    people_and_size = pd.DataFrame({
        "municipio": CODES[:2],
        "indicador": "populacao",
        "ano": 2022,
        "valor": [2_300_000, 19_999],
    })  # fmt: skip
    edition = edition_of(
        tmp_path_factory.mktemp("units"),
        **country(rows),
        atendentes=people,
        equipes=teams,
        socioeconomico=people_and_size,
    )
    yield edition
    edition.close()


def test_names_of_attendants_are_for_the_committee_and_the_own_uf(small: Edition) -> None:
    def names(access: Access) -> set[str]:
        return set(attendant_names(small, access)["name"])

    assert names(Access("c", None, frozenset({COMMITTEE}))) == {"Rosa", "Davi"}
    assert names(MINAS) == {"Rosa"}
    assert names(Access("c", frozenset({"SP"}), frozenset({COMMITTEE}))) == {"Davi"}
    assert names(Access("n", None)) == {"Davi"}
    assert unit_register(small, UnitKind.ATTENDANT, ALL)["name"].isna().all()


def test_units_of_other_ufs_are_not_seen(small: Edition) -> None:
    assert set(unit_register(small, UnitKind.TEAM, MINAS)["unit"]) == {"E1"}
    assert set(unit_counts(small, UnitKind.TEAM, PERIODS[1], MINAS).index) <= {"E1"}
    scope = Scope(Period.parse("2026-01", "2026-06"))
    assert set(unit_indicator(small, "recorrencia", UnitKind.TEAM, scope, MINAS)["code"]) == {"E1"}


def test_the_mix_adds_up_to_the_counts(small: Edition) -> None:
    period = Period.parse("2026-01", "2026-06")
    mix = unit_mix_rows(small, UnitKind.TEAM, ["promotores", "respostas_nps"], period, ALL)
    counts = unit_counts(small, UnitKind.TEAM, period, ALL)
    for name in ("promotores", "respostas_nps"):
        assert mix.groupby("unit")[name].sum().tolist() == counts[name].tolist()
    assert {"mais de 500 mil habitantes", "até 20 mil habitantes", ""} == set(mix["place_size"])


def test_opinions_are_told_of_whole_parts_alone_and_never_of_a_person(small: Edition) -> None:
    year, month = (Scope(Period.parse("2026-01", end)) for end in ("2026-06", "2026-02"))
    told = unit_indicator(small, "nps", UnitKind.TEAM, year, ALL)
    assert set(told["status"]) == {Status.FEW}
    hidden = unit_indicator(small, "nps", UnitKind.TEAM, month, ALL)
    assert set(hidden["status"]) == {Status.SUPPRESSED}
    assert hidden[["numerator", "denominator", "value", "n"]].isna().all(axis=None)
    with pytest.raises(ScopeError, match="só se usa no reconhecimento"):
        unit_indicator(small, "nps", UnitKind.ATTENDANT, year, ALL)
    with pytest.raises(ScopeError, match="não se mede por atendente"):
        unit_indicator(small, "nivel_servico", UnitKind.ATTENDANT, year, ALL)


def test_an_edition_of_before_says_what_it_cannot_answer(small: Edition) -> None:
    old = Edition("antiga", small.engine, SimpleNamespace(schema_version=5), lambda: None)
    with pytest.raises(EditionError, match="antes de se contarem equipes"):
        unit_counts(old, UnitKind.TEAM, PERIODS[0], ALL)
