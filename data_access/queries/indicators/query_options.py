"""What may be asked of an indicator besides its own number: other measures of it, views and stocks
that it has.

Pages offer only what an indicator can answer; whoever writes the question by hand is told what it
cannot.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import pandas as pd
import sqlalchemy as sa

from config.formatting import enumerate_words
from data_access.editions.reading import Edition
from data_access.queries.base.places import require_seen
from data_access.queries.base.question import (
    Question,
    SourcedQuestion,
)
from data_access.queries.base.unfinished import with_unfinished
from data_access.queries.base.units import EXECUTING_LEVELS
from data_access.queries.indicators.indicator import (
    DEFAULT_REACH_KM,
    WINDOW_COLUMNS,
    indicator_table,
)
from data_access.queries.indicators.measured_rows import (
    check_scope,
    measured_rows,
    places_without,
    without_empty_nowhere,
)
from data_access.queries.measures.durations import P90, quantile_table
from data_access.queries.measures.inequality import inequality_table, relative_index
from data_access.queries.measures.measure import SpecialTable
from data_access.queries.measures.registry import measure_of, measures_of, with_source_months
from indicators.catalogue.definitions import FILTER_WORDS, Indicator, Part, Uncertainty, indicator
from indicators.measure import with_basis
from indicators.scope import Access, Attribution, Month, Scope, ScopeError

COLUMNS = ["code", "name", "uf", *WINDOW_COLUMNS]
ACCOUNTS = {
    Attribution.EXECUTING_UNIT: "pela unidade que atendeu",
    Attribution.ESTABLISHMENT: "pelo município do cliente",
}
NEWEST = 6


def _part_table(
    connection: sa.Connection, question: SourcedQuestion, part: str
) -> pd.DataFrame | None:
    """The share of the answers that one part of a score is, with Wilson's interval; withheld where
    the score is.
    """
    definition = question.definition
    counted: Part = getattr(definition, part)
    share = definition.model_copy(
        update={
            "unit": "%",
            "numerator": counted,
            "subtracted": None,
            "uncertainty": Uncertainty.WILSON,
        }
    )
    return measured_rows(connection, replace(question, definition=share))


# By indicator: the word of each measure (the first is the catalogue's own number, None), and how it
# is had: by a table of its own, or as another indicator of the catalogue.
_QUANTILES: Mapping[str, SpecialTable | str | None] = {
    "mediana": None,
    "p90": partial(quantile_table, share=P90),
}
OPTIONS: Mapping[str, Mapping[str, SpecialTable | str | None]] = {
    **dict.fromkeys(("tempo_primeira_resposta", "tempo_resolucao", "tma"), _QUANTILES),
    "nps": {
        "saldo": None,
        "promotores": partial(_part_table, part="numerator"),
        "detratores": partial(_part_table, part="subtracted"),
    },
    "desigualdade_cobertura": {
        "inclinacao": None,
        "relativo": partial(inequality_table, estimate=relative_index),
    },
    "capilaridade_salas": {"municipios": None, "alcance": "alcance_salas"},
    "reclamacoes_mil": {
        "taxa": None,
        "resolvidas": "reclamacoes_resolvidas",
        "reputacao": "indice_reputacao",
    },
}


OTHERS = f"Têm mais: {enumerate_words(OPTIONS)}"


def chosen_measure(indicator_id: str, word: str | None) -> tuple[Indicator, SpecialTable | None]:
    """The indicator that answers for the measure that `word` names, and its table where it is no
    catalogue number.
    """
    definition = indicator(indicator_id)
    if word is None:
        return definition, None
    measures = OPTIONS.get(indicator_id, {})
    if word not in measures:
        own = (
            f"as deste indicador são {enumerate_words(measures)}"
            if measures
            else f"ele só tem uma. {OTHERS}"
        )
        raise ScopeError(f"{definition.title} não tem a medida “{word}”: {own}.")
    found = measures[word]
    return (indicator(found), None) if isinstance(found, str) else (definition, found)


def measure_table(
    edition: Edition,
    indicator_id: str,
    measure: str | None = None,
    *,
    scope: Scope,
    access: Access,
    level: str,
    reach_km: float = DEFAULT_REACH_KM,
) -> pd.DataFrame:
    """`indicator_table` of another measure of the indicator (see OPTIONS), without targets, which
    are of the first.

    Columns: COLUMNS. Raises ScopeError where the indicator has no such measure, or cannot heed the
    scope.
    """
    definition, table = chosen_measure(indicator_id, measure)
    require_answerable(edition, definition, scope, level)
    check_scope(definition, scope, level)
    if table is None:
        own = indicator_table(
            edition, definition.id, scope=scope, access=access, level=level, reach_km=reach_km
        )
        return own[COLUMNS]
    question = Question.about(
        edition,
        definition=definition,
        scopes=[scope],
        access=access,
        level=level,
        reach_km=reach_km,
    )
    with edition.reading(access) as connection:
        require_seen(connection, scope.territory, access)
        frame = table(connection, with_source_months(connection, question))
        if frame is None:
            frame = places_without(connection, question)
        told = without_empty_nowhere(frame).assign(last_month=scope.period.end.index)
        told = told if "method" in told else with_basis(told, definition)
        return with_unfinished(connection, told, question, measure_of(definition).tables)[COLUMNS]


def require_answerable(edition: Edition, definition: Indicator, scope: Scope, level: str) -> None:
    """Refuse what the indicator would leave unheeded: a number must not pass for the answer to
    another question.
    """
    unheeded = definition.unheeded(scope)
    if unheeded:
        heeded = enumerate_words(FILTER_WORDS[name] for name in definition.filters)
        raise ScopeError(
            f"{definition.title} não se filtra por {enumerate_words(unheeded)}; filtra-se por"
            f" {heeded}. Tire o que não se aplica."
        )
    _require_account(definition, scope, level)
    _require_stock(edition, definition, scope)


def _require_account(definition: Indicator, scope: Scope, level: str) -> None:
    if scope.attribution is None:
        return
    if definition.attribution is None:
        raise ScopeError(
            f"{definition.title} não tem atendimentos a atribuir: é um retrato do território. Tire"
            " a atribuição."
        )
    if scope.attribution is not definition.attribution and not measure_of(definition).switchable:
        raise ScopeError(
            f"{definition.title} só é contado {ACCOUNTS[definition.attribution]}, que é a sua"
            " regra; tire a atribuição."
        )
    if scope.attribution is Attribution.EXECUTING_UNIT and level not in EXECUTING_LEVELS:
        raise ScopeError(
            f"A unidade que atendeu é conhecida por UF, e o nível pedido é {level}: "
            f"escolha {enumerate_words(EXECUTING_LEVELS)}, ou conte pelo município do cliente."
        )


def _require_stock(edition: Edition, definition: Indicator, scope: Scope) -> None:
    if scope.stock is None:
        return
    base = measures_of(definition).get("denominator")
    if base is None or base.standing is None:
        raise ScopeError(
            f"{definition.title} não se divide pelo estoque de empresas; tire a competência do"
            " estoque."
        )
    months = sorted(edition.manifest.company_months, reverse=True)
    if scope.stock.index not in months:
        have = enumerate_words(str(Month(month)) for month in months[:NEWEST])
        kept = (
            f"as mais recentes que ela tem são {have}" if months else "ela não traz estoque nenhum"
        )
        raise ScopeError(
            f"A edição não tem estoque de empresas da competência {scope.stock}; {kept}."
        )
