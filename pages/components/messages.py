"""Notes and empty states. Each says why there is nothing and what to do."""

from html import escape

import pandas as pd
import streamlit as st

from config.formatting import plural
from config.segments import segment_rule
from data_access.queries.base.places import WITHOUT_PLACE
from indicators.catalogue.definitions import Indicator, Uncertainty
from indicators.measure import REASONS, Status
from indicators.scope import Attribution
from pages.components import html

NO_EDITION = (
    "Não há edição publicada que se possa ler.",
    "Construa uma e publique-a, na parte Edições desta página.",
)

ONLY_BY_UF = "Não se aplica abaixo da UF: é da unidade que atendeu, conhecida por UF."
ALSO_BY_CLIENT = (  # said in that page too, above the link of that name
    "Não se aplica abaixo da UF; em Satisfação, “Ver pelo município do cliente”."
)
# That page has them by the client's municipality too.
SATISFACTION = (
    "nps",
    "taxa_resposta",
    "csat",
    "ces",
)


NOTHING_YET = (
    "Ainda não há edição publicada. Quem cuida dos dados importa os arquivos e constrói uma em"
    " Importação e qualidade; para experimentar com dados de demonstração, execute `t360 demo` no"
    " servidor."
)


def note(text: str) -> None:
    """A calm line at the top of a page: demonstration data, stale edition,
    missing source, unusable filter.
    """
    html.show(f'<div class="t-note" role="status">{html.prose(text)}</div>')


def empty(reason: str, what_to_do: str = "") -> None:
    """In the place of a chart or table that has nothing to show."""
    html.show(
        f'<div class="t-empty" role="status"><b>{html.prose(reason)}</b>'
        f"{html.prose(what_to_do)}</div>"
    )


def not_measured() -> None:
    """In the place of what a territory of which nothing was recorded would have."""
    empty(reason(Status.NOT_MEASURED))


def reason(
    status: str, definition: Indicator | None = None, *, of_territories_alone: bool = False
) -> str:
    """Why a value is absent, in the words of the catalogue; what is of the executing unit is known
    by UF alone. Who sees own territories alone is not sent to a page that is not theirs.
    """
    kind = Status(status)
    if (
        kind is Status.NOT_APPLICABLE
        and definition is not None
        and definition.attribution is Attribution.EXECUTING_UNIT
    ):
        by_client = definition.id in SATISFACTION and not of_territories_alone
        return ALSO_BY_CLIENT if by_client else ONLY_BY_UF
    followed = definition is not None and definition.uncertainty is Uncertainty.GREENWOOD
    return _short_past() if followed and kind is Status.PARTLY_RECORDED else REASONS[kind]


def _short_past() -> str:
    """Of clients who are followed, the months before the period count too."""
    rule = segment_rule()
    return (
        f"Período parcial: este cálculo olha os {rule.first_months} meses até o fim do período e os"
        f" {rule.history_months} antes deles, e a edição não tem registros de todos."
    )


def no_line(statuses: "pd.Series[str]") -> str:
    """Why windows of these statuses draw no line, as the rest of a sentence.

    Of secrecy it is not said what it is about: by channel or partner a part of a year is withheld
    however many answered.
    """
    if (statuses == Status.SUPPRESSED).any():
        return "série não mostrada: o sigilo não deixa dizer todos os meses"
    if (statuses == Status.PARTLY_RECORDED).any():
        return "sem linha: cada ponto olha meses anteriores à edição"
    return "histórico curto demais para uma linha"


def without_place(definition: Indicator, rows: pd.DataFrame) -> str:
    """How many cases the country has and none of its territories in `rows`; "" where none."""
    found = rows[rows["name"] == WITHOUT_PLACE]
    if found.empty:
        return ""
    count = found["denominator" if definition.is_ratio else "numerator"].iloc[0]
    if pd.isna(count):
        return (
            f"{WITHOUT_PLACE}: há casos que contam no Brasil e em nenhum lugar daqui; quantos, não"
            " se diz, porque são de poucas pessoas."
        )
    return (
        f"{WITHOUT_PLACE}: {plural(int(count), 'caso', 'casos')}. "
        f"{'Conta' if count == 1 else 'Contam'} no Brasil e em nenhum lugar daqui."
    )


def success(text: str) -> None:
    """What was just done."""
    html.show(f'<div class="t-note t-done" role="status">{html.prose(text)}</div>')


def refusal_note(text: str) -> None:
    """What was asked and not done, and why."""
    html.show(f'<div class="t-note" role="alert">{html.prose(text)}</div>')


def busy(text: str) -> None:
    """Work whose end is not known."""
    html.show(f'<div class="t-busy" role="status">{escape(text)}…</div>')


def user_error(text: str) -> None:
    with st.container(key="card_error"):
        html.title("Não foi possível mostrar esta página")
        html.show(f"<p>{html.prose(text)}</p>")


def bug(identifier: str) -> None:
    """What a user sees of an error of ours: an id to tell, and nothing of the inside."""
    with st.container(key="card_error"):
        html.title("Algo deu errado do nosso lado")
        st.write(
            f"O erro foi registrado com o código **{identifier}**. Tente de novo; se continuar, "
            "informe este código a quem cuida do painel."
        )
