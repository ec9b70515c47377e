"""Words too small for a page's test: a margin below its decimals, one of one, a column's name."""

import pandas as pd
import pytest

from config.palette import load_palette
from indicators.catalogue.definitions import indicator
from indicators.measure import Status
from pages.components import numbers
from pages.components.card import _context, _margin_words, evolution_words
from pages.components.charts.heatmap import _axes
from pages.components.maps.shading import shade_smoothed
from pages.components.maps.words import tooltip
from pages.components.messages import no_line
from pages.components.plots import log_ticks
from pages.dados.doubts import heading_of, value_text
from pages.metodologia.method import _minimum


@pytest.mark.parametrize(
    ("name", "lower", "upper", "told"),
    [
        ("cobertura_me_epp", 0.1829, 0.1831, "± menos de 0,1"),
        ("cobertura_me_epp", 0.182, 0.184, "±0,1"),
        ("cobertura_me_epp", None, None, ""),
        ("tma", 17.0, 17.0, "margem mínima"),
        ("tma", 16.0, 18.0, "16 min a 18 min"),
    ],
)
def test_a_margin_too_small_for_its_decimals_is_not_zero(name, lower, upper, told) -> None:
    row = pd.Series({"lower": lower, "upper": upper}, dtype=float)
    assert _margin_words(indicator(name), row) == told


@pytest.mark.parametrize(
    ("value", "lower", "upper", "told"),
    [
        (0.056, 0.014, 0.180, "entre 1,4 % e 18,0 %"),
        (0.98, 0.90, 1.0, "entre 90,0 % e 100,0 %"),
        (0.03, 0.0, 0.06, "±3,0"),
        (0.20, 0.10, 0.38, "entre 10,0 % e 38,0 %"),
        (0.20, 0.18, 0.222, "±2,1"),
    ],
)
def test_a_margin_leads_nowhere_that_the_interval_does_not(value, lower, upper, told) -> None:
    row = pd.Series({"value": value, "lower": lower, "upper": upper})
    assert _margin_words(indicator("cobertura_me_epp"), row) == told


def test_the_minimum_of_maps_and_lists_is_told() -> None:
    maps = "em mapas, listas e na Matriz, 30 empresas (menos são “poucos casos”)"
    assert _minimum(indicator("cobertura_me_epp")) == f"não há; {maps}"
    assert _minimum(indicator("nps")) == "30 respostas"
    assert _minimum(indicator("atendimentos_realizados")) == "não há"


@pytest.mark.parametrize(("of", "told"), [(1, "1 de 1 município"), (2, "1 de 2 municípios")])
def test_one_of_one_is_one(of, told) -> None:
    row = pd.Series({"numerator": 1.0, "denominator": float(of)})
    assert _context(indicator("capilaridade_salas"), row) == told


@pytest.mark.parametrize(
    ("column", "told"),
    [("codigo", "código"), ("uf", "UF"), ("mais_proximo", "mais próximo"), ("linhas", "linhas")],
)
def test_columns_behind_a_doubt_are_written_as_words(column, told) -> None:
    assert heading_of(column) == told


def test_parts_behind_a_doubt_are_shares() -> None:
    assert value_text("parcela_de_todos", 0.057) == "5,7 %"
    assert value_text("no_limite", 339.0) == "339"


def test_on_a_phone_names_over_a_matrix_have_room_below_the_tools_of_the_chart() -> None:
    names = pd.DataFrame([[1.0, 2.0]], columns=["Ouro", "Medalha de participação"])
    above = {phone: _axes(names, phone=phone)["margin"]["t"] for phone in (False, True)}
    assert above == {False: 30, True: 46 + 143}


def test_on_a_phone_a_logarithmic_axis_tells_powers_of_ten() -> None:
    assert log_ticks(2, phone=False)["ticktext"] == ["1", "2", "5", "10", "20", "50"]
    assert log_ticks(4, phone=True)["ticktext"] == ["1", "10", "100", "1.000"]


def test_a_smoothed_map_counts_whom_it_paints() -> None:
    rows = pd.DataFrame({"value": [0.1, 0.1, 0.2, 0.2, 0.15]}).assign(status=Status.MEASURED)
    rows = rows.assign(lower=rows["value"] - 0.01, upper=rows["value"] + 0.01)
    rows.loc[4, ["lower", "upper"]] = 0.05, 0.25
    _, legend = shade_smoothed(indicator("cobertura_me_epp"), rows, load_palette("light"))
    assert legend.sentence.startswith("De 5 lugares, 4 têm a cor de uma faixa; dos")


@pytest.mark.parametrize(
    ("numerator", "denominator", "told"),
    [
        (0, 1, "Não tem Sala"),
        (1, 1, "Tem Sala"),
        (0, 2, "0,0 %"),
        (1, 2, "50,0 %"),
        (2, 2, "100,0 %"),
    ],
)
def test_of_one_municipality_it_is_said_whether_it_has_one(
    numerator: int, denominator: int, told: str
) -> None:
    row = pd.Series(
        {"numerator": numerator, "denominator": denominator, "value": numerator / denominator}
    )
    assert numbers.show_row(indicator("capilaridade_salas"), row) == told


def test_the_ends_of_a_line_are_those_of_the_months_that_are_known() -> None:
    series = pd.DataFrame({"last_month": [24300, 24301, 24302], "value": [None, 0.1, 0.2]})
    told = evolution_words(indicator("cobertura_me_epp"), series)
    assert told == "Evolução: de 10,0 % em fev/2025 para 20,0 % em mar/2025."


def test_a_line_that_secrecy_forbids_is_not_said_to_be_of_few_people() -> None:
    withheld = pd.Series([Status.MEASURED, Status.SUPPRESSED])
    assert no_line(withheld) == "série não mostrada: o sigilo não deixa dizer todos os meses"
    partly = pd.Series([Status.PARTLY_RECORDED, Status.MEASURED])
    assert no_line(partly) == "sem linha: cada ponto olha meses anteriores à edição"
    assert no_line(withheld.head(1)) == "histórico curto demais para uma linha"


def test_under_the_pointer_one_is_one_and_of_one_it_is_said_what_is_so() -> None:
    """As everywhere else: neither “0 de 1 municípios” nor a Capilaridade of 0,0 % of one town."""
    rows = pd.DataFrame(
        {"numerator": [0.0, 1.0, 3.0], "denominator": [1.0, 1.0, 9.0], "status": Status.MEASURED}
    ).assign(value=lambda frame: frame["numerator"] / frame["denominator"])
    without, having, one = tooltip(indicator("capilaridade_salas"), rows).apart
    assert [list(which) for which, _ in (without, having)] == [
        [True, False, False],
        [False, True, False],
    ]
    assert "Não tem Sala<" in without[1]
    assert ": Tem Sala<" in having[1]
    assert list(one[0]) == [True, True, False]
    coverage = tooltip(indicator("cobertura_me_epp"), rows)
    assert len(coverage.apart) == 1
    assert coverage.template.endswith(" empresas<extra></extra>")
    assert coverage.apart[0][1].endswith(" empresa<extra></extra>")
    counted = tooltip(
        indicator("pequenos_negocios_atendidos"),
        rows.assign(value=rows["numerator"], denominator=None),
    )
    assert list(counted.apart[0][0]) == [False, True, False]
    assert counted.apart[0][1].endswith(" pequeno negócio<extra></extra>")


def test_of_one_client_a_share_stays_a_share() -> None:
    row = pd.Series({"numerator": 1, "denominator": 1, "value": 1.0})
    assert numbers.show_row(indicator("cobertura_me_epp"), row) == "100,0 %"
