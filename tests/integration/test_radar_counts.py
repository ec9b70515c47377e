"""What an edition counts for the radar is what the patterns mark row by row."""

import tempfile
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.tables.units import counted_signals, unit_signals
from data_access.recognition.radar import (
    AT_THE_END,
    COUNTED,
    NEVER_SAID,
    OF_ANSWERS,
    case_months,
    find_patterns,
    patterns_sought,
)
from indicators.recognition.radar.patterns import ALL, BY_ID, Rows, cells_of
from indicators.recognition_rules.measurable import COUNTED_KINDS, UnitKind, UnitSignal
from indicators.recognition_rules.model import PeriodText
from indicators.recognition_rules.read import ready_made
from indicators.scope import Access, Period
from tests.support.oracle import valid_rows
from tests.support.oracle_units import UNITS
from tests.support.small_country import CODES, edition_of, pseudonym
from tests.support.tiers import few

ALL_UFS = Access.everything()
YEAR = Period.parse("2026-01", "2026-06")
OPENED = {"S1": date(2026, 3, 1), "S2": None}
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "tipo_cliente": st.sampled_from(["PJ", "PJ", "PF"]),
            "id_cliente": st.integers(0, 3).map(pseudonym),
            # Most of them near each other and the end of the period.
            "data_fim": st.one_of(
                st.dates(date(2026, 6, 20), date(2026, 6, 30)),
                st.dates(date(2026, 1, 1), date(2026, 6, 30)),
            ),
            "equipe": st.sampled_from(["E1", "E2", "E3", None]),
            "parceiro": st.sampled_from(["S1", "S2", None]),
            "iniciativa": st.sampled_from(["I1", "I2", None]),
            "atendente": st.sampled_from([pseudonym(90), pseudonym(91), None]),
            "tema": st.sampled_from(["Crédito", "Crédito", "Vendas", None]),
            "minutos": st.sampled_from([None, 30, 30, 45]),
            "frequencia": st.sampled_from([None, 60, 75, 77.9, 78, 85, 86, 100]),
            "valido": st.sampled_from([True, True, True, False]),
        }
    ),
    min_size=4,
    max_size=40,
)


def tables_of(rows: list[dict[str, object]]) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame(rows)
    frame.insert(0, "id_atendimento", [f"A{place:03d}" for place in range(len(frame))])
    partners = pd.DataFrame({
        "id_parceiro": list(OPENED),
        "nome": ["Sala um", "Sala dois"],
        "tipo": "Sala do Empreendedor",
        "municipio": CODES[0],
        "situacao": "ativa",
        "inaugurado_em": list(OPENED.values()),
    })  # fmt: skip
    same = {"porte": "ME", "municipio": CODES[0], "uf_executora": "MG", "situacao": "Concluído"}
    return {"atendimentos": frame.assign(canal="Telefone", **same), "parceiros": partners}


def row_by_row(attendances: pd.DataFrame, kind: UnitKind) -> Rows:
    valid = valid_rows(attendances.assign(instrumento=None, tipo_atendimento=None))
    own = valid[valid[UNITS[kind]].notna()]
    table = pd.DataFrame({
        "unit": own[UNITS[kind]].astype(str),
        "client": own["tipo_cliente"] + own["id_cliente"].astype(str),
        "day": pd.to_datetime(own["data_fim"]),
        "topic": own["tema"],
        "minutes": pd.to_numeric(own["minutos"]),
        "frequency": pd.to_numeric(own["frequencia"]),
    }).reset_index(drop=True)  # fmt: skip
    opened = pd.Series(pd.NaT, index=sorted(set(table["unit"])), dtype="datetime64[ns]")
    if kind is UnitKind.PARTNER:
        opened.update(pd.to_datetime(pd.Series(OPENED)))
    units = pd.DataFrame({"opened": opened, "closed": pd.NaT}).astype("datetime64[ns]")
    return Rows(table, units, pd.Timestamp("2026-06-30"))


@settings(
    max_examples=few(6, 60),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.generate],
)
@given(ROWS)
def test_patterns_are_counted_as_they_are_marked_row_by_row(rows: list[dict[str, object]]) -> None:
    tables = tables_of(rows)
    with tempfile.TemporaryDirectory() as folder:
        edition = edition_of(Path(folder), **tables)
        for kind in COUNTED_KINDS:
            expected = row_by_row(tables["atendimentos"], kind)
            found = unit_signals(edition, kind, YEAR, ALL_UFS)
            for pattern, (signal, base) in COUNTED.items():
                marked = found["signal"].eq(signal)
                if pattern == AT_THE_END:
                    marked &= found["month"].eq(YEAR.end.index)
                counted = found[found["signal"] == base]
                if expected.attendances.empty:
                    assert found.empty
                    continue
                cells = cells_of(BY_ID[pattern], expected)
                for frame, name in ((found[marked], "events"), (counted, "exposure")):
                    sums = frame.groupby("unit")["cases"].sum().reindex(cells.index, fill_value=0)
                    assert sums.tolist() == cells[name].tolist(), (kind, pattern, name)
        edition.close()


def test_every_pattern_is_counted_or_says_why_not() -> None:
    known = [*COUNTED, *OF_ANSWERS, *NEVER_SAID]
    assert sorted(known) == sorted(pattern.id for pattern in ALL)
    assert {*UnitSignal} == {signal for pair in COUNTED.values() for signal in pair}


def test_what_no_row_tells_is_not_counted(tmp_path: Path) -> None:
    row = {"tipo_cliente": "PJ", "id_cliente": pseudonym(1), "data_fim": date(2026, 6, 1)}
    row |= {"equipe": "E1", "valido": True, "tema": None, "minutos": None, "frequencia": None}
    edition = edition_of(tmp_path, **tables_of([row]))
    counted = counted_signals(edition, UnitKind.TEAM, ALL_UFS)
    assert counted == {UnitSignal.WITH_DAY, UnitSignal.WITH_FIRST}
    assert counted_signals(edition, UnitKind.TEAM, Access("ana", frozenset({"SP"}))) == set()
    edition.close()


def teams_of_a_year() -> list[dict[str, object]]:
    """Thirty teams alike, of which E07 has its clients back on the next day, in March."""
    common = {"tipo_cliente": "PJ", "valido": True, "tema": "Crédito", "minutos": 30}
    rows = [
        {
            **common,
            "id_cliente": pseudonym(team * 1000 + n),
            "data_fim": date(2026, 1 + n % 6, 1 + (team + n) % 24),
            "equipe": f"E{team:02d}",
        }
        for team in range(30)
        for n in range(60)
    ]
    march = [row for row in rows if row["equipe"] == "E07" and row["data_fim"].month == 3]
    again = [
        {**row, "data_fim": row["data_fim"] + timedelta(days=1 + n)}
        for row in march
        for n in range(2)
    ]
    return [{**row, "frequencia": None, "minutos": 30 + n} for n, row in enumerate(rows + again)]


def test_who_splits_is_found_with_the_month_of_it_and_nobody_else(tmp_path: Path) -> None:
    edition = edition_of(tmp_path, **tables_of(teams_of_a_year()))
    rules = ready_made()["equipes"].model_copy(
        update={"period": PeriodText(start="2026-01", end="2026-06")}
    )
    found = find_patterns(edition, rules, rules.category[0])
    assert [(item.unit, item.uf, item.pattern) for item in found] == [("E07", "MG", "fracionado")]
    months = case_months(found[0].evidence)
    assert [(str(item.month), item.cases, item.bears) for item in months if item.cases] == [
        ("2026-03", 20, True)
    ]
    assert len(months) == 6
    assert {str(item.month) for item in months} >= {"2026-01", "2026-06"}
    sought = {item.pattern: item for item in patterns_sought(edition, UnitKind.TEAM, ALL_UFS)}
    assert sought["fracionado"].answered
    assert not sought["frequencia_75"].answered  # nobody's frequency was written
    assert "antes de ele existir" in sought["frequencia_75"].note
    assert {name for name, item in sought.items() if not item.answered} >= set(NEVER_SAID)
    assert patterns_sought(edition, UnitKind.PROCESS, ALL_UFS) == []
    edition.close()
