"""The rules of an edition: criteria and weights, tiers, who competes, and what changed."""

import streamlit as st

from config.formatting import enumerate_words, number, plural
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.measurable import OPINIONS, UNIT_NOUNS, UnitKind
from indicators.recognition_rules.model import Category, Criterion, Origin
from pages.components import html
from reports.recognition.facts import measured

PEERS = {
    "uf": "da mesma UF",
    "tipo": "do mesmo tipo",
    "porte_do_lugar": "de lugares do mesmo porte",
    "criterios_medidos": "que têm os mesmos critérios medidos",
}
FEMININE = (UnitKind.TEAM, UnitKind.INITIATIVE)


def rules_cards(record: RecognitionRecord) -> None:
    for category in record.rules.category:
        with st.container(key=f"card_rules_{category.id}"):
            html.title(category.name, _who_competes(category))
            html.show(_criteria(category))
            if category.tier:
                html.show(_tiers(category))
            _undecided(category)
    source = record.rules.source
    html.source(
        f"Regras, versão {record.rules_version}, resumo {record.rules_sha256[:16]}…"
        + (f" Fonte: {source}." if source else "")
    )


def _who_competes(category: Category) -> str:
    rule = category.eligibility
    asked = [
        (rule.months, plural(rule.months, "mês com atendimento", "meses com atendimento")),
        (rule.attendances, plural(rule.attendances, "atendimento", "atendimentos")),
        (
            rule.open_months,
            plural(rule.open_months, "mês desde a abertura", "meses desde a abertura"),
        ),
    ]
    least = ", ".join(words for count, words in asked if count) or "nada além de existir"
    _, many = UNIT_NOUNS[category.unit]
    return f"Concorrem {many} com, pelo menos: {least}. {_compared(category)}"


def _compared(category: Category) -> str:
    """With whom each is compared: "os" or "as", by what the units are called."""
    own = [PEERS[item.value] for item in category.peers if item.value in PEERS]
    feminine = category.unit in FEMININE
    if not own:
        return f"Comparam-se {'todas juntas' if feminine else 'todos juntos'}."
    return f"Comparam-se com {'as' if feminine else 'os'} {enumerate_words(own)}."


def _criteria(category: Category) -> str:
    pillars = {item.id: item.name for item in category.pillar}
    cells = [
        (
            html.cell(item.name),
            html.cell(pillars.get(item.pillar or "", "—")),
            number(item.weight, 1) + (" <small>a definir</small>" if item.undecided else ""),
            html.cell(_how(item)),
            html.cell(_missing(item)),
        )
        for item in category.criterion
    ]
    head = ("critério", "pilar", "peso", "como vira pontos", "sem medida")
    return html.table(head, cells, numeric=frozenset({2}), label="Critérios", stacked=True)


def _how(item: Criterion) -> str:
    if item.origin is Origin.POINTS and item.points is not None:
        return (
            f"notas de {number(item.points.least)} a {number(item.points.most)}, de"
            f" {item.points.who}"
        )
    better = "maior é melhor" if item.better.value == "maior" else "menor é melhor"
    if item.floor is not None and item.ceiling is not None:
        return f"de {measured(item, item.floor)} a {measured(item, item.ceiling)}; {better}"
    if item.target is not None:
        return f"distância da meta, {measured(item, item.target)}; {better}"
    return f"pela posição entre os pares; {better}"


def _missing(item: Criterion) -> str:
    words = {"redistribute": "o peso vai para os do pilar", "not_eligible": "não concorre"}
    of_whom = ", só das respostas que se podem dizer" if item.indicator in OPINIONS else ""
    least = f"mínimo de {number(item.minimum)} casos{of_whom}; " if item.minimum else ""
    return least + words.get(item.missing.name.lower(), str(item.missing.value))


def _tiers(category: Category) -> str:
    cells = [
        (
            f"<b>{html.cell(item.name)}</b>",
            number(item.least, 2),
            html.cell(f"só quem foi {item.after} na etapa anterior" if item.after else "—"),
        )
        for item in category.tier
    ]
    head = ("nível", "a partir de", "condição")
    return html.table(head, cells, numeric=frozenset({1}), label="Níveis")


def _undecided(category: Category) -> None:
    criteria = sum(item.undecided for item in category.criterion)
    pillars = sum(item.undecided for item in category.pillar)
    counts = [
        plural(count, one, many)
        for count, one, many in (
            (criteria, "critério", "critérios"),
            (pillars, "pilar", "pilares"),
        )
        if count
    ]
    if counts:
        html.source(
            f"Estão a definir os pesos de {' e '.join(counts)}: são um ponto de partida, e não o"
            " regulamento."
        )
    for item in category.state:
        cuts = ", ".join(f"{name}: {number(least, 2)}" for name, least in item.cuts.items())
        html.source(f"Em {item.uf}, {cuts}.")
