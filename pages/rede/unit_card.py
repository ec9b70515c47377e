"""The card of a Sala, partner or team: how it does beside what is expected of it, since when."""

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from config.formatting import enumerate_words, number, percent, plural
from config.satisfaction import satisfaction_rule
from data_access.queries.tables.detractors import BANDS
from data_access.recognition.records import Announced
from data_access.schema.tables import RETURNED, UNKNOWN_CLIENT
from indicators.catalogue.definitions import indicator
from indicators.disclosure.small_groups import SMALLEST_GROUP
from indicators.measure import Status
from indicators.recognition_rules.measurable import UnitKind
from indicators.scope import Month
from indicators.territories.expected_clients import FEWEST_PEERS, Reach
from pages.components import html, messages, numbers
from pages.components.interval_words import usual_words
from pages.components.plain_text import without_direction
from pages.components.unit_links import CARDS, UNIT, unit_anchor
from pages.rede import unit_data
from pages.rede.unit_data import Unit
from pages.rede.unit_places import places_table
from pages.rede.unit_trend import trend
from pages.state import url
from pages.state.url import REPEATED
from pages.state.view import View

TONES = {Reach.MORE: "t-good", Reach.FEWER: "t-bad"}
METHOD = (
    "Esperado: as MEI, ME e EPP do município da sede, repartidas entre os parceiros ativos do"
    " mesmo tipo que há nele, vezes a parte que atende o parceiro do meio (mediana) entre os do"
    " mesmo tipo em municípios do mesmo porte, vezes a parte do período em que esteve aberto. A"
    " distância é o logaritmo de atendidos ÷ esperado, dividida pelo desvio do acaso e do que os"
    " parceiros diferem entre si (efeito aleatório aditivo: Spiegelhalter 2005). Dos que são ditos"
    " fora do esperado, em todo o país, no máximo 5 % devem ser engano. Com menos de"
    f" {FEWEST_PEERS} semelhantes, ou com mais de um terço deles sem atender ninguém, não há"
    " comparação; e onde só não atender ninguém estaria abaixo do usual, ou nem isso, não se diz."
)


@dataclass(frozen=True)
class Fact:
    """A line of the card: what it is about, and what is known, as markup."""

    label: str
    told: str


def asked_card(view: View) -> None:
    """The card that the address asks for (``unidade``); nothing where it asks for none."""
    asked = view.params.get(UNIT, "")
    if not asked:
        return
    kind, _, name = asked.partition(":")
    with st.container(key="card_unit"):
        unit = None
        if kind in {known.value for known in CARDS}:
            unit = unit_data.asked_unit(view, UnitKind(kind), name)
        if unit is None:
            html.title("Cartão de uma unidade")
            messages.empty(
                f"Esta edição não tem a unidade “{without_direction(asked[:REPEATED])}”, ou ela"
                " está fora do seu acesso.",
                "Procure-a pelo nome no campo Procurar, ao lado.",
            )
            _close(view)
            return
        _card(view, unit)


def _card(view: View, unit: Unit) -> None:
    partner = unit_data.partner_row(view, unit) if unit.kind is UnitKind.PARTNER else None
    months = unit_data.months(view, unit)
    html.title(unit.name, _what_it_is(unit, partner))
    _close(view)
    if partner is not None:
        html.show(f'<p class="t-verdict">{_sentence(view, unit)}</p>')
    left, right = st.columns([1, 1.15], gap="small")
    with left:
        facts = _facts(view, unit, months)
        rows = [(html.cell(fact.label), fact.told) for fact in facts]
        table = html.table(("", ""), rows, numeric=frozenset(), label=f"Sobre {unit.name}")
        html.show(f'<div class="t-facts">{table}</div>')
        if partner is not None:
            places_table(view, unit, partner)
    with right:
        trend(view, unit, months)
        if partner is not None:
            html.method(METHOD)


def _close(view: View) -> None:
    closed = html.anchor("Fechar o cartão", url.link(view.params, **{UNIT: ""}))
    html.show(f'<p class="t-verdict">{closed}</p>')


def _what_it_is(unit: Unit, partner: pd.Series | None) -> str:
    words = [str(unit.row["type"])] if pd.notna(unit.row["type"]) else []
    if partner is not None:
        words.append(f"{partner['municipality']} ({partner['uf']})")
        if pd.notna(unit.row["opened_on"]):
            opened = unit.row["opened_on"]
            words.append(f"desde {Month.of(opened.year, opened.month).label}")
    else:
        words.append(str(unit.row["uf"]))
    return " · ".join([*words, *([] if unit.active else ["inativa no cadastro"])])


def _sentence(view: View, unit: Unit) -> str:
    """How many it attended, beside what was expected."""
    row = unit_data.beside_expected(view, unit.id)
    clients = plural(row["clients"], "pequeno negócio", "pequenos negócios")
    nobody = row["clients"] == 0
    attended = "<b>Não atendeu ninguém</b>" if nobody else f"Atendeu <b>{clients}</b>"
    told = f"{attended} em {html.cell(view.scope.period.label)}"
    reach = Reach(row["reach"])
    if reach is Reach.UNTOLD:
        why = (
            "está inativa no cadastro" if not unit.active
            else "faltam semelhantes, ou as empresas do município"
        )  # fmt: skip
        return f"{told}. Não há com que comparar: {why}."
    if not nobody:
        told = f"{told}, {percent(row['ratio'], 0)} do esperado"
    if reach is not Reach.NOBODY:
        told = f'{told}: <span class="{TONES.get(reach, "t-quiet")}">{reach}</span>'
    usual = usual_words(row)
    told = f"{told} ({usual})" if usual else told
    peers = html.cell(f"{unit.row['type']}, municípios de {row['place_size']}")
    return (
        f"{told}. Esperam-se {number(row['expected'])}, o que atenderia quem está no meio entre os"
        f" semelhantes ({peers})."
    )


def _facts(view: View, unit: Unit, months: pd.DataFrame) -> list[Fact]:
    facts = [
        Fact("NPS", _nps(view, unit)),
        Fact("Último atendimento", _last(months)),
        Fact("Reconhecimento", _recognition(unit_data.announced(view, unit))),
    ]
    if unit.kind is UnitKind.TEAM:
        facts.insert(1, Fact("Detratores à espera", _waiting(view, unit)))
        return [*facts, Fact("Parceiro", _own_partner(view, unit)), Fact("Esperado", _no_place())]
    partner = unit_data.partner_row(view, unit)
    seal = None if partner is None else partner["seal"]
    return [*facts, Fact("Selo", html.cell(seal) if pd.notna(seal) else "sem selo no cadastro")]


def _no_place() -> str:
    return "o cadastro não diz que lugar a equipe atende: não há com que comparar os seus clientes"


def _own_partner(view: View, unit: Unit) -> str:
    own = unit.row["partner"]
    if pd.isna(own) or not own:
        return "nenhum"
    of = unit_data.asked_unit(view, UnitKind.PARTNER, str(own))
    name = of.name if of else str(own)
    return unit_anchor(name, view.params, UnitKind.PARTNER, str(own)) if of else html.cell(name)


def _nps(view: View, unit: Unit) -> str:
    """As it may be told: with its interval, or why it is not."""
    definition = indicator(unit_data.NPS)
    row = unit_data.nps(view, unit)
    period = unit_data.told_period(view).label
    if numbers.absent(row["value"]):
        return html.cell(f"{messages.reason(Status(row['status']), definition)} ({period})")
    around = numbers.interval(definition, row)
    answers = plural(row["denominator"], "resposta", "respostas")
    few = ": poucas para concluir" if Status(row["status"]) is Status.FEW else ""
    value = f"<b>{numbers.show_value(definition, row['value'])}</b>"
    interval = f" (de {html.cell(around)})" if around else ""
    return f"{value}{interval}, {answers} em {html.cell(period)}{few}"


def _waiting(view: View, team: Unit) -> str:
    """How many detractors wait for a return, as Minha semana and Satisfação tell it."""
    period = html.cell(unit_data.told_period(view).label)
    row = unit_data.waiting(view, team)
    if row is None:
        return f"menos de {SMALLEST_GROUP}, ou omitidos por sigilo ({period})"
    waiting = row["detractors"] - row[RETURNED] - row[UNKNOWN_CLIENT]
    told = f"<b>{number(waiting)}</b> de {number(row['detractors'])} em {period}"
    late, days = row[BANDS[-1]], satisfaction_rule().waiting_days[-1]
    return told if numbers.absent(late) else f"{told}; {number(late)} há mais de {days} dias"


def _last(months: pd.DataFrame) -> str:
    attended = months[months["attendances"] > 0]
    if attended.empty:
        return "nenhum nesta edição"
    month = int(attended["month"].iloc[-1])
    ago = int(months["month"].iloc[-1]) - month
    told = Month(month).label
    return told if ago < 1 else f"{told}, há {plural(ago, 'mês', 'meses')}"


def _recognition(found: list[Announced]) -> str:
    if not found:
        return "em nenhum resultado anunciado"
    return "<br>".join(html.cell(_result(item)) for item in found)


def _result(item: Announced) -> str:
    if item.reason:
        return f"{item.edition}, {item.year}: não concorreu ({item.reason.rstrip('.')})"
    told = [f"nível {item.tier}"] if item.tier else []
    told += [f"{number(item.band)}ª faixa"] if item.band else []
    told += [f"{number(item.place)}º lugar"] if item.place else []
    return f"{item.edition}, {item.year}: {enumerate_words(told) or 'concorreu'}"
