"""The first words about a municipality: how it stands beside its like, its companies, its Sala."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from config.formatting import distance, enumerate_words, number, plural
from data_access.queries.indicators.sizes import small_businesses
from data_access.queries.tables.expected_clients import partners_beside_expected
from data_access.queries.tables.municipalities import municipalities
from data_access.queries.tables.reference import partners
from indicators.comparison import Verdict
from indicators.profile import NEIGHBOURS, UF, ProfileRow
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import SMALL_BUSINESSES, TerritoryRef
from indicators.territories.expected_clients import Reach
from pages.components import html
from pages.components.caching import ask
from pages.components.interval_words import usual_words
from pages.components.map_card import SALA
from pages.components.unit_links import unit_anchor
from pages.municipio import data
from pages.state.view import View

NAMED = 3  # indicators that the sentence names on each side
COMPARED = (Verdict.HIGHER, Verdict.LOWER, Verdict.NO_DIFFERENCE)
SIDES = ((NEIGHBOURS, "os municípios parecidos"), (UF, "o resto da UF"))


def lede(view: View) -> None:
    """One sentence, of what tests say and of nothing else."""
    told = lede_words(view.place, data.profile(view))
    html.show(f'<p class="t-lede">{html.cell(told)}</p>')


def lede_words(place: str, rows: Sequence[ProfileRow]) -> str:
    """“Uberlândia vai pior que os municípios parecidos em Cobertura ME e EPP, e melhor em …”"""
    told_of = [one for one in SIDES if any(_favourable(row, one[0]) is not None for row in rows)]
    compared = [
        one for one in SIDES if any(row.changes[one[0]].verdict in COMPARED for row in rows)
    ]
    if not compared:
        return f"Não há com que comparar {place}: faltam casos, ou dados, dele ou dos outros."
    side, words = (told_of or compared)[0]
    better, worse = (
        [row.definition.short_title for row in rows if _favourable(row, side) is good]
        for good in (True, False)
    )
    if not better and not worse:
        if any(row.changes[side].verdict in (Verdict.HIGHER, Verdict.LOWER) for row in rows):
            return (
                f"{place} não vai melhor nem pior que {words} em nenhum indicador, além do acaso."
            )
        return f"Nada distingue {place} d{words}, além do acaso."
    told = [f"{how} em {_named(names)}" for how, names in (("melhor", better), ("pior", worse))
            if names]  # fmt: skip
    first, *rest = told
    how, _, where = first.partition(" ")
    return f"{place} vai {how} que {words} {where}{''.join(f', e {one}' for one in rest)}."


def _named(names: Sequence[str]) -> str:
    more = len(names) - NAMED
    others = [f"mais {plural(more, 'indicador', 'indicadores')}"] if more > 0 else []
    return enumerate_words([*names[:NAMED], *others])


def _favourable(row: ProfileRow, side: str) -> bool | None:
    """Whether the municipality is better or worse than the side; None where it is neither."""
    return row.changes[side].favourable(row.definition.polarity)


def summary_card(view: View) -> None:
    html.title("Empresas e Sala", "Os pequenos negócios do lugar, e quem os atende nele.")
    html.show(_stock(view))
    for line in _salas(view):
        html.show(f'<p class="t-verdict">{line}</p>')


def _stock(view: View) -> str:
    """Active companies of each porte."""
    scope = replace(view.scope, channel=(), partner=())
    counts = []
    for porte in SMALL_BUSINESSES:
        rows = ask(view, small_businesses, scope=replace(scope, porte=(porte,)), level="municipio")
        counts.append(float(rows["companies"].iloc[0]) if len(rows) else float("nan"))
    cells = [tuple(number(value) for value in (*counts, sum(counts)))]
    head = (*SMALL_BUSINESSES, "pequenos negócios")
    return html.table(head, cells, numeric=frozenset(range(len(head))), label="Empresas por porte")


def _salas(view: View) -> list[str]:
    """Each Sala with what is expected of it, or that there is none, as markup."""
    territory = view.scope.territory
    inside = ask(view, partners, territory=territory)
    salas = inside[(inside["kind"] == SALA) & inside["active"].astype(bool)]
    if salas.empty:
        return [_without_sala(ask(view, municipalities, territory=territory).iloc[0])]
    scope = replace(view.scope, territory=TerritoryRef(), partner=())
    judged = ask(view, partners_beside_expected, scope=scope).set_index("partner_id")
    return [_sala(view, sala, judged.loc[sala["partner_id"]]) for _, sala in salas.iterrows()]


def _without_sala(place: pd.Series) -> str:
    if pd.isna(place["active_salas"]):
        return "Não se sabe se tem Sala: a UF não tem parceiros na lista."
    near = distance(place["nearest_sala_km"])
    return f"<b>Não tem Sala.</b> A mais próxima fica a {near}."


def _sala(view: View, sala: pd.Series, row: pd.Series) -> str:
    link = unit_anchor(sala["name"], view.params, UnitKind.PARTNER, sala["partner_id"])
    clients = plural(row["clients"], "pequeno negócio", "pequenos negócios")
    reach = Reach(row["reach"])
    attended = "não atendeu ninguém" if row["clients"] == 0 else f"atendeu {clients}"
    verdict = "" if reach is Reach.NOBODY else f": {reach}"
    usual = usual_words(row)
    beside = f"esperavam-se {number(row['expected'])}{f'; {usual}' if usual else ''}"
    judged = f"{verdict} ({beside})"
    expected = "" if reach is Reach.UNTOLD else judged
    return f"<b>{link}</b> {attended}{html.cell(expected)}."
