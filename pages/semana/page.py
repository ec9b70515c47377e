"""Minha semana: where do I have to act, and why?"""

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, moment, names_key, number, plural
from data_access.queries.tables.week_actions import SILENT_MONTHS
from indicators.scope import OWN
from pages.components import html, messages
from pages.components.acting import tell_what_was_done
from pages.components.caching import ask, territory_options
from pages.components.tabs import Part, Parts, open_part
from pages.semana import data
from pages.semana.data import NEW, Week
from pages.semana.history import history_card
from pages.semana.lists import GROUPS, NOUNS, group_card, week_downloads
from pages.state import url
from pages.state.view import View

TOO_WIDE = ("brasil", "regiao")
GONE = 8  # lines of what left the list
METHOD = (
    "Município: cobertura de ME e EPP atrás da meta do ano até agora ou, onde nenhum tem meta,"
    " menor que a dos demais juntos, com no máximo 5 % de enganos esperados entre os apontados;"
    f" ou nenhum atendimento em {SILENT_MONTHS} meses inteiros. Sala ou parceiro ativo: menos"
    f" clientes que o esperado (a conta está em Rede parceira), ou {SILENT_MONTHS} meses sem"
    " atender. Equipe: NPS abaixo do funil de todas, com no máximo 5 % de enganos esperados"
    " entre as apontadas, ou cinco detratores ou mais que esperam além do último prazo. Num"
    " território menor que a UF, as equipes são as das Salas e dos parceiros que ficam nele,"
    " cada uma com tudo o que fez, e os detratores contam também pelo município do cliente."
    " Valem todos os portes, canais e parceiros, e de respostas só o que pode ser dito."
)


def page(view: View) -> None:
    if view.scope.territory.level in TOO_WIDE:
        _choose(view)
        return
    tell_what_was_done()
    open_part(PARTS).draw(view)


def parts(view: View) -> Parts:
    """What the page is divided into: nothing before a UF is chosen."""
    return {} if view.scope.territory.level in TOO_WIDE else PARTS


def _to_do(view: View) -> None:
    week = data.week_of(view)
    html.show(f'<p class="t-lede">{html.cell(lede(week))}</p>')
    html.source(_since_before(week))
    if view.scope.channel or view.scope.partner or view.scope.porte:
        messages.note("Aqui não se aplicam os filtros Porte, Canal e Parceiro.")
    above, below = (st.columns(2, gap="small") for _ in range(2))
    for place, kind in zip((*above, below[0]), GROUPS, strict=True):
        with place, st.container(key=f"card_{kind}"):
            group_card(view, week, kind)
    if week.left is not None:
        with below[1], st.container(key="card_gone"):
            _gone(week.left)
    week_downloads(view, week.rows)
    html.method(METHOD)


def _done(view: View) -> None:
    with st.container(key="card_done"):
        history_card(view, data.week_of(view).marks)


PARTS = {
    "agir": Part("A fazer", _to_do),
    "feitos": Part("Feitos", _done),
}


def lede(week: Week) -> str:
    """“12 municípios e 3 equipes pedem ação”, by how many there are of each."""
    counts = week.rows.drop_duplicates(["kind", "id"])["kind"].value_counts()
    told = [plural(counts[kind], *NOUNS[kind]) for kind in GROUPS if kind in counts]
    if not told:
        return "Nada pede ação aqui, pelo que esta edição permite dizer."
    verb = "pede" if int(counts.sum()) == 1 else "pedem"
    return f"{enumerate_words(told)} {verb} ação; cada linha diz o motivo."


def _since_before(week: Week) -> str:
    if week.left is None or week.before is None:
        return "Não há edição anterior com que comparar: nada se diz do que mudou."
    fresh = int((week.rows["since_before"] == NEW).sum())
    built = moment(week.before.built_at)
    return f"Desde a edição anterior, de {built}: {changed_words(fresh, len(week.left))}."


def changed_words(entered: int, gone: int) -> str:
    """How many items entered the list and how many left it."""
    if not entered and not gone:
        return "nada entrou na lista nem saiu dela"
    came = f"{plural(entered, 'item entrou', 'itens entraram')} na lista"
    if not gone:
        return f"{came}, e nenhum saiu"
    if not entered:
        return f"nada entrou na lista, e {plural(gone, 'item saiu', 'itens saíram')} dela"
    return f"{came} e {plural(gone, 'saiu', 'saíram')} dela"


def _gone(left: pd.DataFrame) -> None:
    """What the edition before asked for and this one does not."""
    html.title("O que deixou de pedir ação", "Estava na lista da edição anterior.")
    if left.empty:
        messages.empty("Nada saiu da lista.")
        return
    cells = [
        (html.cell(row["name"]), html.cell(row["told"])) for _, row in left.head(GONE).iterrows()
    ]
    label = "O que deixou de pedir ação"
    html.show(html.table(("o que", "por que estava"), cells, numeric=frozenset(), label=label))
    if len(left) > GONE:
        html.source(f"Os {GONE} primeiros de {number(len(left))}.")


def _choose(view: View) -> None:
    """The UFs and own territories, of which each has a week."""
    places = ask(view, territory_options)
    with st.container(key="card_choose"):
        html.title(
            "De que lugar é a sua semana?",
            "A lista é de uma UF ou de um território menor, como uma região intermediária: escolha"
            " aqui ou no filtro Território.",
        )
        states = places[places["level"] == "uf"].sort_values("name", key=names_key)
        own = places[places["level"] == OWN].assign(
            state=lambda rows: [
                next((ref for ref in refs if ref.startswith("uf:")), "") for refs in rows["above"]
            ]
        )
        lines = []
        for _, state in states.iterrows():
            inside = own[own["state"] == state["ref"]].sort_values("name", key=names_key)
            names = " · ".join(_week_of(view, row) for _, row in inside.iterrows())
            lines.append((_week_of(view, state), names))
        if own.empty:
            told = " · ".join(name for name, _ in lines)
            html.show(f'<p class="t-verdict">{told}</p>')
            return
        head = ("UF", "territórios próprios")
        html.show(html.table(head, lines, numeric=frozenset(), label="De que lugar é a semana"))


def _week_of(view: View, place: pd.Series) -> str:
    ref = str(place["ref"])
    return html.anchor(str(place["name"]), url.link(view.params, **{url.TERRITORY: ref}))
