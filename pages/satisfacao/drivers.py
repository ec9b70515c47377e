"""What goes with the recommendation score, in points, with how sure it is;
and what that does not say.
"""

import pandas as pd

from config.formatting import number, percent, signed_number
from data_access.queries.base.units import EXECUTING_LEVELS
from indicators.comparison import Verdict
from indicators.drivers import (
    CELLS_PER_TERM,
    CLUSTERS_OF_CHANNEL,
    FEWEST_ANSWERS,
    FEWEST_CLUSTERS,
    FEWEST_CONTACTS,
    ROUNDING,
    STEP,
    Effect,
    Model,
    NoModel,
    Why,
)
from pages.components import html, messages
from pages.components.downloads import downloads
from pages.satisfacao import data
from pages.satisfacao.comments import years_alone
from pages.satisfacao.scores import points_of_score
from pages.state.view import View

SHARES = {
    "in_time": f"{number(STEP * 100)} pontos percentuais a mais de contatos respondidos no prazo",
    "first_contact": (
        f"{number(STEP * 100)} pontos percentuais a mais de contatos resolvidos no primeiro contato"
    ),
}
OTHERS_EQUAL = "Sendo igual o resto do que está nesta tabela, "
CLUSTERS = {"unit": "UFs", "month": "meses"}
COLUMNS = {
    "term": "o que",
    "points": "pontos de NPS",
    "lower": "limite inferior",
    "upper": "limite superior",
    "verdict": "conclusão",
}


def drivers_card(view: View) -> None:
    """The effects of channel, waiting and resolution, or why they cannot be told."""
    html.title(
        "O que acompanha o NPS",
        "Canal, espera e solução dos contatos da mesma UF, canal e mês, cada um com os outros"
        " descontados.",
    )
    if view.scope.territory.level not in EXECUTING_LEVELS:
        messages.empty(
            "Contatos e pesquisas se encontram pela UF que atendeu.",
            "Escolha uma UF, uma região ou o Brasil.",
        )
        return
    if view.scope.partner or view.scope.channel:
        messages.note(
            "Os filtros de canal e de parceiro não valem neste quadro: ele compara todos os canais,"
            " e contatos não dizem o parceiro."
        )
    view = data.view_without_filters(view)
    found = data.drivers(view)
    if isinstance(found, NoModel) and found.why is Why.UNTOLD:
        view = years_alone(view)
        found = data.drivers(view)
    if isinstance(found, NoModel):
        messages.empty(*_why_not(found))
        return
    html.show(f'<p class="t-verdict">{_sentence(found)}</p>')
    rows = [_cells(found, effect) for effect in found.effects]
    head = ("o que", "pontos de NPS", "entre (95 %)", "conclusão")
    html.show(
        html.table(
            head, rows, numeric=frozenset({1, 2}), label="O que acompanha o NPS", stacked=True
        )
    )
    html.source(_caveat(found))
    html.method(_method(found))
    told = [
        {**vars(effect), "term": _term(found, effect), "verdict": str(effect.verdict)}
        for effect in found.effects
    ]
    downloads(
        view,
        "O que acompanha o NPS",
        pd.DataFrame(told, columns=list(COLUMNS)),
        COLUMNS,
        key="drivers",
        units={"points": "pontos", "lower": "pontos", "upper": "pontos"},
    )


def _why_not(found: NoModel) -> tuple[str, str]:
    if found.why is Why.INSEPARABLE:
        return (
            "Os efeitos não se separam neste recorte.",
            "A espera ou a solução não variam, ou só variam junto com o canal.",
        )
    if found.why is Why.UNTOLD:
        return (
            "Por sigilo, não se diz o que acompanha o NPS de onde o NPS não é dito.",
            "Escolha um período ou território maior.",
        )
    if found.why is Why.FEW_CLUSTERS:
        return (
            (
                f"Há menos de {FEWEST_CLUSTERS} UFs e menos de {FEWEST_CLUSTERS} meses para"
                " comparar, e com tão poucos a margem de erro engana."
            ),
            "Escolha um período ou território maior.",
        )
    return (
        "Há poucos dados para dizer o que acompanha o NPS.",
        (
            f"São precisas, por efeito medido, {CELLS_PER_TERM} células de UF, canal e mês com"
            f" {FEWEST_CONTACTS} contatos ou mais, de canais com {FEWEST_ANSWERS} respostas ou mais"
            " na UF. Escolha um período ou território maior."
        ),
    )


def _sentence(found: Model) -> str:
    """What may be said: the effects that chance does not explain, by size; or that none is."""
    sure = sorted(
        (e for e in found.effects if e.verdict is not Verdict.NO_DIFFERENCE),
        key=lambda e: -abs(e.points),
    )
    if not sure:
        return "<b>Não conclua:</b> nenhum efeito passa do que o acaso traz entre estas células."
    told = "; ".join(_effect_words(found, effect) for effect in sure)
    if len(found.effects) == 1:
        return f"{told[0].upper()}{told[1:]}."
    return f"{OTHERS_EQUAL}{told}."


def _effect_words(found: Model, effect: Effect) -> str:
    size, word = (
        points_of_score(effect.points).lstrip("+−"),
        "maior" if effect.points > 0 else "menor",
    )
    if effect.kind == "channel":
        return (
            f"no canal {html.cell(effect.term)} o NPS é <b>{size} {word}</b> que em"
            f" {html.cell(found.reference)}"
        )
    return f"com {SHARES[effect.term]}, o NPS é <b>{size} {word}</b>"


def _term(found: Model, effect: Effect) -> str:
    return (
        SHARES[effect.term]
        if effect.kind == "share"
        else f"{effect.term}, em vez de {found.reference}"
    )


def _cells(found: Model, effect: Effect) -> tuple[str, ...]:
    tones = {Verdict.HIGHER: "t-good", Verdict.LOWER: "t-bad", Verdict.NO_DIFFERENCE: "t-quiet"}
    return (
        html.cell(_term(found, effect)),
        signed_number(effect.points * 100, 1),
        f"{signed_number(effect.lower * 100, 1)} a {signed_number(effect.upper * 100, 1)}",
        f'<span class="{tones[effect.verdict]}">{effect.verdict}</span>',
    )


def _method(found: Model) -> str:
    groups = CLUSTERS[found.clustered_by]
    return (
        "Regressão linear em que pesa mais quem tem mais respostas; a margem vem das diferenças"
        f" entre {groups}."
    )


def _caveat(found: Model) -> str:
    return (
        "Compara o NPS de células, cada uma com uma UF, um canal e um mês. A tabela explica cerca"
        f" de {percent(found.explained, 0)} do que elas diferem. “Maior” e “menor” são o que o"
        " acaso não explica: espera-se que no máximo 5 % sejam enganos. É o que anda junto, não a"
        " causa nem a experiência de cada pessoa: quem respondeu à pesquisa pode não ter feito"
        f" contato. Ficam fora células de menos de {FEWEST_CONTACTS} contatos, canais de menos de"
        f" {FEWEST_ANSWERS} respostas numa UF e os que estão em menos de {CLUSTERS_OF_CHANNEL}"
        f" {CLUSTERS[found.clustered_by]}. Por sigilo, os números são arredondados a"
        f" {number(ROUNDING * 100, 1)} ponto, e não se diz quantas respostas são."
        " Um canal pode ter NPS maior em “Onde e por que canal” e menor aqui: ali nada se desconta."
    )
