"""Detractors who wait for a return, by age, territory and team: counts, never a list of people."""

from typing import cast

import pandas as pd

from config.formatting import number, percent, plural
from config.satisfaction import satisfaction_rule
from data_access.queries.tables.detractors import BANDS, OTHERS, STATES, TOTAL, Unit
from data_access.schema.tables import RETURNED, UNKNOWN_CLIENT
from indicators.disclosure.small_groups import SMALLEST_GROUP
from pages.components import html, messages, numbers
from pages.components.controls import segments
from pages.components.downloads import downloads
from pages.satisfacao import data
from pages.satisfacao.comments import years_alone
from pages.state.view import View

UNITS = {"territorio": "Por território", "equipe": "Por equipe"}
NAMES = {OTHERS: "as demais e sem informação", TOTAL: "Total"}


def _band(first: int, last: int | None) -> str:
    if last is None:
        return f"mais de {first - 1} dias"
    return f"até {last} dias" if first == 0 else f"{first} a {last} dias"


AGES = dict(zip(BANDS, (_band(*band) for band in satisfaction_rule().bands), strict=True))
WORDS = {**AGES, RETURNED: "voltaram", UNKNOWN_CLIENT: "sem cliente conhecido"}
COLUMNS = {"key": "código", "name": "nome", **WORDS, "detractors": "detratores"}


def detractors_card(view: View) -> None:
    """How many wait and for how long, and where."""
    html.title(
        "Detratores à espera de retorno",
        "Quem deu de 0 a 6 e não voltou a ser atendido depois, pela idade da resposta.",
    )
    view = years_alone(view)
    unit = cast("Unit", segments("Detratores", UNITS, param="espera"))
    table = data.detractors(view, unit)
    total = table.iloc[-1]
    if total["detractors"] == 0:
        messages.empty("Não há detratores neste recorte.", "Ninguém deu nota de 0 a 6 no período.")
        return
    html.show(f'<p class="t-verdict">{_sentence(total)}</p>')
    cells = [_cells(row) for _, row in pd.concat([table.tail(1), table.iloc[:-1]]).iterrows()]
    ages = (
        words.replace(" dias", " d").replace("mais de", ">").replace(" a ", "–")
        for words in AGES.values()
    )
    head = ("espera", *ages, WORDS[RETURNED], "sem cliente", "todos")
    label, numeric = "Detratores à espera de retorno", frozenset(range(1, len(head)))
    markup = html.table(head, cells, numeric=numeric, label=label, stacked=True)
    html.show(markup)
    html.source(
        "Voltar é qualquer atendimento contado do mesmo cliente em dia posterior ao da resposta:"
        " os dados não registram a ligação de retorno. A espera conta até o último dia que a"
        " edição conhece; quem mais espera vem primeiro. Lugares e equipes de menos de"
        f" {SMALLEST_GROUP} detratores, e os que os revelariam, ficam com as demais; há quanto"
        f" tempo esperam não é dito (—) onde algum dos tempos seria de menos de {SMALLEST_GROUP}."
    )
    named = table.assign(
        name=[NAMES.get(key, name) for key, name in zip(table["key"], table["name"], strict=True)]
    )
    downloads(view, "Detratores à espera de retorno", named, COLUMNS, key="detractors")


def _sentence(total: pd.Series) -> str:
    """How many wait of those whose client is known; silence where the counts are withheld."""
    waiting = float(total["detractors"] - total[RETURNED] - total[UNKNOWN_CLIENT])
    if numbers.absent(waiting):
        return "Números omitidos por sigilo."
    who, share = (
        plural(waiting, "detrator espera", "detratores esperam"),
        percent(waiting / total["detractors"], 0),
    )
    sentence = f"<b>{who}</b>, {share} dos {number(total['detractors'])}"
    if numbers.absent(total[BANDS[-1]]):
        return f"{sentence}."
    return f"{sentence}; {number(total[BANDS[-1]])} há {AGES[BANDS[-1]]}."


def _cells(row: pd.Series) -> tuple[str, ...]:
    name = NAMES.get(row["key"], row["name"])
    shown = f"<b>{html.cell(name)}</b>" if row["key"] == TOTAL else html.cell(name)
    return (shown, *(number(row[state]) for state in STATES), number(row["detractors"]))
