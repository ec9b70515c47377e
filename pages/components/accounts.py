"""“Clientes atendidos por outra UF”: clients by establishment and by the unit that attended,
adding up to both totals.
"""

from dataclasses import replace

import pandas as pd

from config.formatting import number, plural
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.tables.accounts import two_accounts
from indicators.catalogue.definitions import Indicator
from indicators.scope import Comparison, TerritoryRef
from pages.components import caching, html, messages
from pages.components.caching import ask
from pages.components.downloads import downloads
from pages.state import url
from pages.state.view import View

COLUMNS = {
    "name": "território",
    "own_units": "só unidades do território",
    "own_and_others": "por elas e por outras",
    "other_units": "só por outras",
    "from_elsewhere": "vindos de fora",
    "establishment": "pelo município do cliente",
    "executing": "pela unidade que atendeu",
}
# On a page the columns must fit a card; “aqui” and “fora” are where the units that attended are.
HEAD = (
    "território",
    "só aqui",
    "aqui e fora",
    "só fora",
    "vindos de fora",
    "clientes daqui",
    "atendidos aqui",
)
FILE = {"code": "código IBGE"} | COLUMNS
RECURRENT = "clientes_recorrentes"


def accounts_card(view: View, definition: Indicator, *, history: bool) -> None:
    """Where the counts of the numerator of `definition` meet and where they part, for the whole and
    UF by UF.

    `history` says whether the page draws thirteen windows of its rate by the rule: it is then the
    last of them.
    """
    many = definition.numerator.noun[1]
    html.title(
        "Clientes atendidos por outra UF",
        f"{definition.numerator.description}: a conta de onde ficam e a da UF de quem atendeu.",
    )
    if view.scope.territory.level not in EXECUTING_LEVELS:
        if view.access.of_territories_alone:  # who can choose none of these
            messages.empty("A conferência é por UF.", "O seu acesso é a territórios próprios.")
        else:
            messages.empty("A conferência é por UF.", "Escolha uma UF, uma região ou o Brasil.")
        return
    # Whichever account the scope looks at, both are told.
    scope = replace(view.scope, attribution=None, stock=None, comparison=Comparison.PREVIOUS_YEAR)
    frame = ask(view, two_accounts, definition.id, scope=scope)
    if len(frame) and frame["establishment"].isna().all():
        messages.not_measured()
        return
    if not frame[["establishment", "executing"]].fillna(0).to_numpy(float).any():
        messages.empty(
            f"Não há {many} neste período e neste filtro.", "Escolha outro período ou outro filtro."
        )
        return
    html.show(_table(view, frame))
    rule = view.by_rule
    rate = caching.total(rule, definition.id, scope=None if history else rule.scope)
    html.source(_explanatory_note(definition, frame, rate))
    downloads(
        view, f"Atendidos por outra UF: {definition.short_title}", frame, FILE, key="accounts"
    )


def _table(view: View, frame: pd.DataFrame) -> str:
    own = view.scope.territory.code
    cells = []
    for row in frame.to_dict("records"):
        counts = (number(row[name]) for name in list(COLUMNS)[1:])
        cells.append(
            (
                (
                    html.cell(row["name"])
                    if row["code"] == own
                    else _name(view, row["code"], row["name"])
                ),
                *counts,
            )
        )
    label = "Atendidos por outra UF, por território"
    return html.scroll(
        html.table(HEAD, cells, numeric=frozenset(range(1, len(HEAD))), label=label, stacked=True)
    )


def _name(view: View, code: str, name: str) -> str:
    territory = {url.TERRITORY: url.territory_text(TerritoryRef("uf", code))}
    return html.anchor(name, url.link(dict(view.params), **territory))


def _explanatory_note(definition: Indicator, frame: pd.DataFrame, rate: pd.Series) -> str:
    """How the columns add up, why the whole is no sum of its states,
    and who is left out of the rate.
    """
    seldom = (
        " “Só fora” conta também quem as unidades daqui atenderam uma vez só."
        if definition.numerator.measure == RECURRENT
        else ""
    )
    apart = f"{seldom}{_not_a_sum(frame)}{_without_stock(definition, frame, rate)}{_unheard(frame)}"
    return (
        "Clientes de cada território atendidos só por unidades dele, por estas e por outras ou só"
        " por outras: somados, são os clientes daqui (conta pelo cliente). Com os vindos de fora"
        f" no lugar dos “só fora”, são os atendidos aqui (conta pela unidade).{apart}"
        " Todo atendimento diz o município do cliente e a UF da unidade: não há desconhecidos."
    )


def _not_a_sum(frame: pd.DataFrame) -> str:
    whole, states = frame.iloc[0], frame.iloc[1:]
    apart = int(states["executing"].sum() - whole["executing"]) if len(states) else 0
    if not apart:
        return ""
    why = (
        "quem duas UFs atenderam é um só no total"
        if apart > 0
        else "quem voltou noutra UF só no total é recorrente"
    )
    return (
        f" Somadas, as UFs dão {number(states['executing'].sum())} pela unidade, e o total é "
        f"{number(whole['executing'])}: {why}."
    )


def _unheard(frame: pd.DataFrame) -> str:
    absent = int(frame["establishment"].isna().sum())
    return (
        f" Sem atendimento nenhum na edição, não medidas: {plural(absent, 'UF', 'UFs')}."
        if absent
        else ""
    )


def _without_stock(definition: Indicator, frame: pd.DataFrame, rate: pd.Series) -> str:
    """By the establishment, a rate omits clients of municipalities without a denominator."""
    counted = rate["numerator"]
    left_out = int(frame["establishment"].iloc[0] - counted) if pd.notna(counted) else 0
    if not left_out:
        return ""
    who = plural(left_out, *definition.numerator.noun)
    verbs = ("conta", "fica") if left_out == 1 else ("contam", "ficam")
    return (
        f" {who} de municípios sem estoque de empresas: {verbs[0]} na tabela, e {verbs[1]} fora da"
        " taxa pelo cliente."
    )
