"""What parts of Reconhecimento work out before they draw: groups, spread, funnels."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from data_access.recognition.radar import CaseMonth
from data_access.recognition.unit_trends import LEAST_CASES, Series, UnitTrends
from indicators.recognition.rules import Tier
from indicators.recognition.scoring import evaluate
from indicators.recognition.simulator import Gap
from indicators.recognition_rules.measurable import UnitKind
from indicators.recognition_rules.model import Origin, Peers
from indicators.scope import Month, Period
from pages.reconhecimento.certainty import judged
from pages.reconhecimento.groups import MOST, grouped, shares_by_place
from pages.reconhecimento.listing import _named, _without_shared_words
from pages.reconhecimento.radar import months_sentence
from pages.reconhecimento.rules import _compared
from pages.reconhecimento.sensitivity import Sensitivity, podium_words
from pages.reconhecimento.unit import _lacking
from reports.recognition.trends import lines, trend_note
from tests.support.recognition_field import five_kinds


def standing_of(rows: pd.DataFrame, tiers: tuple[str, ...] = (), result: Any = None) -> Any:
    category = SimpleNamespace(tier=[SimpleNamespace(name=name) for name in tiers])
    return SimpleNamespace(competing=rows, category=category, result=result)


def rows_of(tiers: list[str], bands: list[int], ufs: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"tier": tiers, "band": bands, "uf": ufs})


def test_groups_are_the_tiers_unless_nearly_all_are_in_one() -> None:
    several = rows_of(["Ouro", "Prata", "", "Prata"], [1, 2, 3, 2], ["SP"] * 4)
    found = grouped(standing_of(several, ("Ouro", "Prata", "Bronze")))
    assert list(found.cat.categories) == ["Ouro", "Prata", "sem nível"]
    one = rows_of(["Medalha"] * 100, [1 + n % 10 for n in range(100)], ["SP"] * 100)
    by_band = grouped(standing_of(one, ("Ouro", "Medalha")))
    assert len(by_band.cat.categories) == MOST
    assert by_band.cat.categories[0] == "1ª a 3ª faixa"
    assert by_band.notna().all()


def test_shares_of_a_place_add_up_and_regions_come_first() -> None:
    rows = rows_of(["Ouro", "Prata", "Prata", "Ouro"], [1, 2, 2, 1], ["SP", "SP", "RJ", "CE"])
    table = shares_by_place(standing_of(rows, ("Ouro", "Prata")))
    assert list(table.index) == ["Região Nordeste", "Região Sudeste", "CE", "RJ", "SP"]
    assert table.sum(axis=1).tolist() == pytest.approx([1] * 5)
    assert table.loc["Região Sudeste", "Ouro"] == pytest.approx(1 / 3)


def test_what_lacks_to_a_tier_is_not_rounded_to_nothing() -> None:
    told = _lacking(Gap(Tier("Ouro", 90.0), 90.0, 0.04, pd.DataFrame()))
    assert told == "Faltam 0,04 pontos para Ouro, que começa em 90,00."


def test_a_tier_of_an_earlier_stage_is_told_as_its_rule_tells_it() -> None:
    told = _lacking(Gap(Tier("Diamante", 90.0, "Ouro"), np.inf, None, pd.DataFrame()))
    assert told == "Diamante só se abre a quem foi Ouro na etapa anterior."


@pytest.mark.parametrize(
    ("unit", "peers", "told"),
    [
        (UnitKind.TEAM, [Peers.UF], "Comparam-se com as da mesma UF."),
        (
            *(UnitKind.PARTNER, [Peers.KIND, Peers.PLACE_SIZE]),
            "Comparam-se com os do mesmo tipo e de lugares do mesmo porte.",
        ),
        (UnitKind.ATTENDANT, [Peers.MEASURED], "Comparam-se com os que têm os mesmos critérios"),
        (UnitKind.PARTNER, [], "Comparam-se todos juntos."),
        (UnitKind.INITIATIVE, [Peers.ALL], "Comparam-se todas juntas."),
    ],
)
def test_peers_have_the_gender_of_who_competes(
    unit: UnitKind, peers: list[Peers], told: str
) -> None:
    category: Any = SimpleNamespace(unit=unit, peers=peers)
    assert _compared(category).startswith(told)


def test_what_was_counted_in_a_month_is_whole_and_the_note_says_what_needs_cases() -> None:
    known: Any = SimpleNamespace(
        name="Clientes", origin=Origin.INDICATOR, indicator="pequenos_negocios_atendidos"
    )
    period = Period.parse("2026-01", "2026-03")
    trends = UnitTrends(period, (Series(known, (17.0, 0.0, 9.0)),), pd.DataFrame(), period)
    assert lines(trends)[0].words == "de 17 em jan/2026 a 9 em mar/2026; entre 0 e 17"
    note = trend_note(trends)
    assert "também as pequenas" in note
    assert f"percentuais e tempos, só nos meses com ao menos {LEAST_CASES} casos" in note


@pytest.mark.parametrize(
    ("seen", "first", "places", "told"),
    [
        ("", [1, 1, 1], 3, "3 unidades que você não vê continuam entre as 3 primeiras; nenhuma"),
        ("a", [1, 0, 0], 3, "Sala a continua entre as 3 primeiras; nenhuma outra entra."),
        ("ab", [1, 1, 0.5], 3, "Sala a e Sala b continuam entre as 3 primeiras; 1 outra entra ou"),
        ("a", [1, 1, 0], 2, "Sala a e 1 unidade que você não vê continuam entre as 2 primeiras"),
        ("abcde", [1] * 5, 5, "Sala a, Sala b, Sala c e mais 2 continuam entre as 5 primeiras"),
        ("abc", [0.5, 0.4, 0], 1, "nenhuma está sempre em primeiro lugar; 2 outras entram ou não"),
    ],
)
def test_who_stays_among_the_first_is_told_to_the_last(
    seen: str, first: list[float], places: int, told: str
) -> None:
    rows = pd.DataFrame({"unit": list(seen), "name": [f"Sala {unit}" for unit in seen]})
    standing: Any = SimpleNamespace(rows=rows, category=SimpleNamespace(places=places))
    weights = pd.DataFrame({"first": first}, index=list("abcde")[: len(first)])
    nothing = pd.DataFrame()
    words = podium_words(standing, Sensitivity(weights, nothing, nothing, pd.Series(dtype=float)))
    assert words.startswith(f"Com outros pesos próximos, {told}")


@pytest.mark.parametrize("criterion", ["taxa", "nps"])
def test_the_middle_of_a_funnel_is_the_whole_and_its_sides_are_told(criterion: str) -> None:
    known = five_kinds(60, 3)
    result = evaluate(known.rules, known.field)
    units = pd.DataFrame({"unit": result.ids, "name": result.ids, "uf": "SP"})
    found, rows = judged(standing_of(units, result=result), criterion)
    assert found is not None
    counts = known.field.evidence[criterion].sum()
    centre = (
        counts["successes"] / counts["trials"]
        if criterion == "taxa"
        else (counts["promoters"] - counts["detractors"]) / counts.sum()
    )
    assert found.centre == pytest.approx(centre)
    assert len(rows) == 60
    assert (np.sign(rows["z"]) == np.sign(rows["value"] / 100 - found.centre)).all()
    only = units.head(5)
    assert len(judged(standing_of(only, result=result), criterion)[1]) == 5


def test_names_on_a_phone_lose_the_words_with_which_all_of_them_begin() -> None:
    names = ["Sala do Empreendedor de Maripá", "Sala do Empreendedor de São José"]
    assert _without_shared_words(names) == ["Maripá", "São José"]
    assert _without_shared_words(["Norte", "Norte"]) == ["Norte", "Norte"]
    assert _without_shared_words(["Sala de Maripá"]) == ["Sala de Maripá"]


def test_a_name_is_found_by_any_of_its_words_whatever_its_accents() -> None:
    frame = pd.DataFrame({
        "name": ["Sala de São José", "Sala de Maripá", None], "unit": ["S-1", "S-2", "S-30"],
    })  # fmt: skip
    assert _named(frame, "sao SALA").tolist() == [True, False, False]
    assert _named(frame, "s-3").tolist() == [False, False, True]
    assert _named(frame, "[").tolist() == [False] * 3


@pytest.mark.parametrize(
    ("bears", "told"),
    [
        ([False, True], "1 mês se destaca: fev/2026."),
        ([True, True], "Todos os meses se destacam"),
        ([False, False], "Nenhum mês se destaca sozinho"),
    ],
)
def test_the_months_of_a_case_are_told_in_a_sentence(bears: list[bool], told: str) -> None:
    months = [CaseMonth(Month.of(2026, n + 1), 5, 10, one) for n, one in enumerate(bears)]
    assert months_sentence(months).startswith(told)
