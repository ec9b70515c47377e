"""Counts on the real country equal people counted one by one in pandas, from the raw files."""

import pandas as pd
import pytest

from tests.support.oracle import SMALL, per_client
from tests.support.real_country import LEVELS, SHARED, Walked, with_active_sala

pytestmark = [
    pytest.mark.real_data,
    pytest.mark.slow,
    pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/data"),
    pytest.mark.xdist_group("real_input"),  # one process takes the walk, once
]

WINDOWS_AND_SLICES = [
    (("2026-01", "2026-10"), {}),
    (("2025-11", "2026-10"), {"portes": ("ME", "EPP")}),
    (("2022-11", "2026-10"), {}),  # longer than any window of the marts
    (("2026-09", "2026-09"), {"portes": ("MEI",)}),
    (("2025-01", "2025-12"), {"channels": ("WhatsApp",)}),
    (("2025-01", "2026-10"), {"busiest_partners": 1}),
    (("2024-05", "2026-04"), {"channels": ("WhatsApp", "Portal"), "portes": ("MEI", "EPP")}),
    (("2023-01", "2026-10"), {"channels": ("Presencial",), "busiest_partners": 2}),
]


@pytest.fixture
def choose(real_people: pd.DataFrame):
    """The filters of a slice; the busiest partners by the companies that they attended."""

    def choose(chosen: dict) -> dict[str, tuple[str, ...]]:
        filters = dict(chosen)
        if count := filters.pop("busiest_partners", 0):
            small = real_people[real_people["porte"].isin(SMALL)]
            filters["partners"] = tuple(small["parceiro"].value_counts().index[:count])
        return filters

    return choose


def _options(chosen: dict[str, tuple[str, ...]]) -> list[str]:
    names = {"portes": "--porte", "channels": "--canal", "partners": "--parceiro"}
    return [
        text for name, values in chosen.items() for value in values for text in (names[name], value)
    ]


@pytest.mark.parametrize(("period", "chosen"), WINDOWS_AND_SLICES)
def test_clients_and_recurrence_equal_people_counted_one_by_one(
    walked: Walked, real_register: pd.DataFrame, real_people: pd.DataFrame, choose, period, chosen
) -> None:
    chosen = choose(chosen)
    seen = per_client(real_people, start=period[0], end=period[1], **{"portes": SMALL, **chosen})
    assert len(seen)
    for level, column in LEVELS.items():
        table = walked.query("recorrencia", level, period, *_options(chosen))
        assert set(table.index) == set(real_register[column])
        code = seen["municipio"].map(real_register[column])
        expected = seen.groupby(code)["n"].agg(
            denominator="size", numerator=lambda n: int((n >= 2).sum())
        )
        expected = expected.reindex(table.index, fill_value=0)
        for part in ("numerator", "denominator"):
            assert table[part].to_dict() == expected[part].to_dict()


@pytest.mark.parametrize(("period", "chosen"), WINDOWS_AND_SLICES[:6])
def test_attendances_equal_rows_counted_one_by_one(
    walked: Walked, real_register: pd.DataFrame, real_people: pd.DataFrame, choose, period, chosen
) -> None:
    chosen = choose(chosen)
    portes = chosen.get("portes", [*SMALL, "DEMAIS", "SEM_PORTE"])
    seen = per_client(real_people, start=period[0], end=period[1], **{**chosen, "portes": portes})
    for level in ("brasil", "regiao_intermediaria", "municipio"):
        table = walked.query("atendimentos_realizados", level, period, *_options(chosen))
        expected = seen.groupby(seen["municipio"].map(real_register[LEVELS[level]]))["n"].sum()
        assert table["numerator"].to_dict() == expected.reindex(table.index, fill_value=0).to_dict()


@pytest.mark.parametrize(
    ("indicator", "portes"), [("cobertura_me_epp", ("ME", "EPP")), ("cobertura_mei", ("MEI",))]
)
@pytest.mark.parametrize("period", [("2026-01", "2026-10"), ("2024-01", "2024-11")])
def test_coverage_divides_by_the_stock_of_its_month(
    walked: Walked,
    real_register: pd.DataFrame,
    real_people: pd.DataFrame,
    indicator,
    portes,
    period,
) -> None:
    stock = walked.raw("empresas")
    month = stock.loc[stock["competencia"] <= period[1], "competencia"].max()
    stock = stock[(stock["competencia"] == month) & stock["porte"].isin(portes)]
    seen = per_client(real_people, start=period[0], end=period[1], portes=portes)
    for level, column in LEVELS.items():
        table = walked.query(indicator, level, period)
        companies = stock.groupby(stock["municipio"].map(real_register[column]))["quantidade"].sum()
        assert table["denominator"].to_dict() == companies.to_dict()
        attended = (
            seen.groupby(seen["municipio"].map(real_register[column]))
            .size()
            .reindex(table.index, fill_value=0)
        )
        assert table["numerator"].to_dict() == attended.to_dict()


def test_municipalities_with_a_sala_are_those_of_the_file(
    walked: Walked, real_register: pd.DataFrame
) -> None:
    served = set(with_active_sala(walked.raw("parceiros")))
    table = walked.query("capilaridade_salas", "municipio", ("2026-01", "2026-10"))
    assert set(table.index[table["numerator"] == 1]) == served
    by_uf = walked.query("capilaridade_salas", "uf", ("2026-01", "2026-10"))
    assert (
        by_uf["numerator"].to_dict() == pd.Series(sorted(served)).str[:2].value_counts().to_dict()
    )
    assert by_uf["denominator"].to_dict() == real_register["uf"].value_counts().to_dict()
