"""Volume by channel, theme and hour, durations beyond the median, shares by channel: all equal
cases one by one.
"""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_access.queries.indicators.indicator import indicator_table
from data_access.queries.tables.waiting import waits
from data_access.queries.tables.workload import attendances_by, contacts_by_hour, shares_by_channel
from data_access.schema import tables as schema
from indicators.scope import Access, Period, Scope, ScopeError, TerritoryRef
from tests.support.quantiles import quantile_interval
from tests.support.small_country import edition_of, pseudonym
from tests.support.tiers import few

MOMENTS = st.integers(0, 364 * 24 * 60 - 1).map(
    lambda minute: datetime(2025, 1, 1) + timedelta(minutes=minute)  # noqa: DTZ001 - as files do
)
FLAGS = st.sampled_from([None, True, False])
CASES = st.fixed_dictionaries({
    "at": MOMENTS,
    "canal": st.sampled_from(["Chat", "Telefone", "Pombo"]),
    "tema": st.sampled_from([None, "Crédito", "Pessoas"]),
    "uf_executora": st.sampled_from(["MG", "SP"]),
    "minutos": st.sampled_from([None, 0, 0.9, 4, 5, 5.5, 14, 15, 900, 99_999]),
    "resolvido_primeiro_contato": FLAGS,
    "robo": FLAGS,
    "reclamacao": FLAGS,
})  # fmt: skip
COLUMNS = [
    "at",
    "canal",
    "tema",
    "uf_executora",
    "minutos",
    "resolvido_primeiro_contato",
    "robo",
    "reclamacao",
]
RELAXED = settings(
    max_examples=few(2, everything=12),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
ALL = Access.everything()
FIRST = {
    "at": datetime(2025, 1, 1),  # noqa: DTZ001 - as files write it
    "canal": "Telefone",
    "uf_executora": "MG",
}
SHARES = ("resolucao_primeiro_contato", "retencao_chatbot", "nivel_servico", "reclamacoes_mil")


def edition_with(folder, cases):
    """Every case is an attendance and a contact; the minutes of the one are the seconds to the
    other's answer × 60.
    """
    frame = pd.DataFrame([FIRST, *cases], columns=COLUMNS).astype(object)
    keys = [f"K{n}" for n in range(len(frame))]
    attendances = frame.drop(columns=["at"]).assign(
        id_atendimento=keys,
        id_cliente=[pseudonym(n % 5) for n in range(len(frame))],
        tipo_cliente="PJ",
        valido=True,
        situacao="Concluído",
        municipio="3106200",
        data_fim=[at.date() for at in frame["at"]],
    )
    answers = [
        None if pd.isna(minutes) else at + timedelta(minutes=float(minutes))
        for at, minutes in zip(frame["at"], frame["minutos"], strict=True)
    ]
    contacts = frame.drop(columns=["tema", "minutos", "at"]).assign(
        id_contato=keys, aberto_em=frame["at"], primeira_resposta_em=answers
    )
    return edition_of(folder, atendimentos=attendances, contatos=contacts), frame


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("workload")


@RELAXED
@given(
    cases=st.lists(CASES, max_size=40),
    months=st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted),
    channel=st.sampled_from([(), ("Chat",), ("Chat", "Pombo")]),
    place=st.sampled_from([TerritoryRef(), TerritoryRef("uf", "31")]),
)
def test_whatever_is_shown_equals_cases_one_by_one(folder, cases, months, channel, place):
    edition, frame = edition_with(folder, cases)
    frame["file"] = 0
    kept = frame[frame["at"].map(lambda at: months[0] <= at.month <= months[1]).astype(bool)]
    kept = kept[kept["canal"].isin(channel)] if channel else kept
    kept = kept[kept["uf_executora"] == "MG"] if place.level == "uf" else kept
    scope = Scope(Period.parse(*(f"2025-{month:02d}" for month in months)), place, channel=channel)
    asked = {"scope": scope, "access": ALL}
    try:
        by_theme = (
            attendances_by(edition, "tema", **asked).set_index("key")["attendances"].to_dict()
        )
        assert by_theme == kept["tema"].fillna(schema.NOT_INFORMED).value_counts().to_dict()
        by_channel = attendances_by(edition, "canal", **asked)
        assert (
            by_channel.set_index("key")["attendances"].to_dict()
            == kept["canal"].value_counts().to_dict()
        )
        kinds = by_channel.set_index("key")["digital"].to_dict()
        assert kinds == pytest.approx(
            {name: {"Chat": 1, "Telefone": 0}.get(name, np.nan) for name in kinds}, nan_ok=True
        )
        hours = (
            contacts_by_hour(edition, **asked).set_index(["weekday", "hour"])["contacts"].to_dict()
        )
        assert hours == kept["at"].map(lambda at: (at.weekday(), at.hour)).value_counts().to_dict()
        for name in ("tma", "tempo_primeira_resposta"):
            check_durations(
                edition, name, kept.assign(minutos=np.floor(kept["minutos"].astype(float))), asked
            )
        check_shares(edition, kept, asked)
    finally:
        edition.close()


def check_durations(edition, name, kept, asked):
    known = kept.dropna(subset="minutos")
    told = waits(edition, name, **asked)
    groups = [("", known), *known.groupby("canal")]
    found = pd.concat([told.whole, told.channels]).set_index("key")
    assert list(found.index) == [key for key, _ in groups]
    for key, group in groups:
        minutes = np.sort(group["minutos"].to_numpy(float))
        expected = (*quantile_interval(minutes, 0.5), *quantile_interval(minutes, 0.9))
        row = found.loc[key]
        assert row["cases"] == len(minutes)
        assert tuple(row.drop("cases")) == pytest.approx(expected, nan_ok=True)
    bands = told.bands
    counted = [int(known["minutos"].between(start, end, inclusive="left").sum())
               for start, end in zip(bands["start"], bands["end"], strict=True)]  # fmt: skip
    assert bands["cases"].tolist() == counted
    assert sum(counted) == len(known)


def check_shares(edition, kept, asked):
    """By channel as the catalogue's own query says it of that channel alone."""
    found = shares_by_channel(edition, SHARES, **asked).set_index(["indicator", "channel"])
    assert {channel for _, channel in found.index} == set(kept["canal"])
    for (name, channel), row in found.iterrows():
        scope = Scope(asked["scope"].period, asked["scope"].territory, channel=(channel,))
        alone = indicator_table(
            edition, name, scope=scope, access=ALL, level=scope.territory.level
        ).iloc[0]
        columns = ["numerator", "denominator", "value", "lower", "upper"]
        assert tuple(row[columns]) == pytest.approx(tuple(alone[columns]), nan_ok=True)
        assert (row["status"], row["n"]) == pytest.approx(
            (alone["status"], alone["n"]), nan_ok=True
        )


def test_units_have_no_place_below_the_state_nor_outside_the_access(folder):
    edition, _ = edition_with(folder, [FIRST | {"tema": "Crédito", "uf_executora": "SP"}] * 3)
    year = Period.parse("2025-01", "2025-12")
    try:
        with pytest.raises(ScopeError, match="conhecida por UF"):
            attendances_by(
                edition, "tema", scope=Scope(year, TerritoryRef("municipio", "3106200")), access=ALL
            )
        only = Access("ana", frozenset({"MG"}))
        assert attendances_by(edition, "canal", scope=Scope(year), access=only)[
            "attendances"
        ].tolist() == [1]
        assert contacts_by_hour(edition, scope=Scope(year), access=only)["contacts"].tolist() == [1]
        assert waits(edition, "tma", scope=Scope(year), access=only).whole["cases"].tolist() == [0]
    finally:
        edition.close()
