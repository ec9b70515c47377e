"""Channels side by side: each says whether it differs from the others, and no arrow stands without
its word.
"""

import re

import pandas as pd
import pytest

from indicators.catalogue.definitions import indicator
from indicators.comparison import Change, Verdict
from indicators.measure import Status, measure_ratios
from pages.atendimento import channels
from pages.atendimento.channels import measured_channels
from pages.components import numbers
from pages.inclusao.income import INCOME, _cells, judged_rows
from tests.support.drawn_page import drawn, shown

LEVEL = indicator("nivel_servico")
NONE = float("nan")
TABLE = '<table class="t-table t-stack" aria-label="Canais lado a lado">'


@pytest.mark.usefixtures("demo")
def test_every_cell_that_is_compared_has_its_verdict_in_words() -> None:
    text = shown(drawn("atendimento"))
    table = text.split(TABLE)[1].partition("</table>")[0]
    verdicts = re.findall(r'<span class="t-\w+ t-narrow">([^<]*)</span>', table)
    assert any(words.startswith(("▲ maior", "▼ menor")) for words in verdicts)
    assert any(words == "= igual, dentro do acaso" for words in verdicts)
    alone = re.sub("▲ maior|▼ menor", "", table)
    assert not re.search("[▲▼]", alone)
    assert "maior ou menor do que todos os demais juntos" in text
    assert "das diferenças assim ditas, no máximo 5 % devem ser engano" in text


@pytest.mark.usefixtures("demo")
def test_a_channel_alone_has_nothing_to_differ_from() -> None:
    table = shown(drawn("atendimento", canal="WhatsApp")).split(TABLE)[1].partition("</table>")[0]
    assert "WhatsApp" in table
    assert "t-narrow" not in table


def _shares(weak: float, quiet: int) -> pd.DataFrame:
    """One channel a little apart from each of the others, which are all alike."""
    counts = [(weak, 1000.0), *[(500.0, 1000.0)] * quiet]
    frame = pd.DataFrame(counts, columns=["numerator", "denominator"])
    frame = frame.assign(
        missing=0, partly_recorded=False, indicator=LEVEL.id, channel=[f"C{n}" for n in frame.index]
    )
    return measure_ratios(frame, LEVEL)


@pytest.mark.parametrize(("quiet", "verdict"), [(1, "menor"), (40, "igual, dentro do acaso")])
def test_false_discoveries_are_kept_down_in_the_whole_table(
    monkeypatch, quiet: int, verdict: str
) -> None:
    nothing = pd.DataFrame()
    monkeypatch.setattr(channels.data, "shares_by_channel", lambda *_: _shares(455.0, quiet))
    monkeypatch.setattr(channels, "_times", lambda *_: nothing)
    rows = measured_channels(None).set_index("channel")
    assert rows.loc["C0", "verdict"] == verdict
    assert rows.loc["C0", "change"].p_value < 0.05


def test_few_cases_have_no_verdict() -> None:
    few = pd.Series({"change": Change(Verdict.UNKNOWN, None), "status": Status.FEW})
    assert channels._verdict(few, LEVEL) == ""
    higher = few.to_dict() | {"change": Change(Verdict.HIGHER, 0.2)}
    assert (
        channels._verdict(pd.Series(higher), LEVEL)
        == '<span class="t-good t-narrow">▲ maior (melhor)</span>'
    )
    assert numbers.show_verdict(LEVEL, Change(Verdict.LOWER, -0.00001)) == "= igual"


def test_income_by_place_is_compared_without_what_is_withheld() -> None:
    counts = pd.DataFrame(
        [(90, 100), (50, 100), (60, 100), (2, 6)], columns=["numerator", "denominator"]
    ).astype(float)
    rows = measure_ratios(counts.assign(missing=0, partly_recorded=False), INCOME)
    hidden = rows.iloc[[0]].assign(
        status=Status.SUPPRESSED, numerator=NONE, denominator=NONE, value=NONE
    )
    rows = judged_rows(pd.concat([rows, hidden], ignore_index=True).assign(name="Lugar"))
    told = [re.sub("<[^>]*>", "", row[-1]) for row in _cells(rows)]
    assert told == [
        "▲ maior (melhor)",
        "▼ menor (pior)",
        "= igual, dentro do acaso",
        "poucos dados",
        "suprimido",
    ]
    assert rows["change"][0].difference == pytest.approx(0.9 - 112 / 206)
