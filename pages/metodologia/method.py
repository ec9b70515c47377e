"""Parts of the Metodologia page, made from the catalogue and from the manifest of the edition."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from config.attendance_rule import attendance_rule
from config.formatting import day, enumerate_words, file_size, moment, number, plural
from config.settings import get_settings
from data_access.queries.tables import municipalities as municipality_tables
from indicators.catalogue.definitions import FILTER_WORDS, Indicator, Uncertainty
from indicators.scope import Month
from indicators.territories.judgement import fewest_cases
from pages.components import html, messages
from pages.components.caching import ask, statement_of
from pages.components.downloads import downloads
from pages.components.explanation import ATTRIBUTION, facts
from pages.components.interval_words import UNCERTAINTY
from pages.components.socioeconomic_words import figure_words
from pages.metodologia.after_query import after_query
from pages.state.view import View

POLARITY = {
    "higher_is_better": "quanto maior, melhor",
    "lower_is_better": "quanto menor, melhor",
    "neutral": "sem lado melhor",
}
SUPPRESSION = {
    "none": "não há",
    "small_groups": (
        "somas de menos de 5 pessoas, ou de pessoas de uma só opinião, e as que as revelariam"
    ),
}


def definition(item: Indicator) -> None:
    """Every field of the catalogue, in words."""
    review = item.review
    rows = [
        ("Pergunta", item.question),
        ("Por que importa", item.why),
        ("Fórmula", item.formula),
        ("Numerador", item.numerator.description),
        *([("Menos", item.subtracted.description)] if item.subtracted else []),
        (
            "Denominador",
            item.denominator.description if item.denominator else "não tem: é uma contagem",
        ),
        ("Unidade", item.unit),
        ("Polaridade", POLARITY[item.polarity]),
        (
            "Atribuição",
            ATTRIBUTION[item.attribution] if item.attribution else "retrato do território",
        ),
        ("Incerteza", UNCERTAINTY[item.uncertainty]),
        ("n", _cases(item)),
        ("Mínimo para concluir", _minimum(item)),
        ("Supressão", SUPPRESSION[item.suppression]),
        ("Meta", f"tabela metas, indicador {item.target}" if item.target else "não tem"),
        (
            "Filtros que se aplicam",
            enumerate_words(FILTER_WORDS[name] for name in item.filters) or "nenhum",
        ),
        *(("Observação", note) for note in item.told_notes),
        *(("Fonte", source) for source in item.sources),
        ("Autoria", f"{review.author}, {day(review.written)}"),
        (
            "Conferência",
            f"{review.checker}, {day(review.reviewed)}; próxima até {day(review.next_review)}",
        ),
    ]
    facts(rows, f"Definição de {item.title}")


def _cases(item: Indicator) -> str:
    """What the cases of an interval are (see `indicators.measure.with_basis`)."""
    if item.denominator is None:
        return "não tem: a contagem é o próprio número"
    counted = item.numerator if item.uncertainty is Uncertainty.BYAR else item.denominator
    return counted.noun[1]


def _minimum(item: Indicator) -> str:
    """Of the number itself, and of what maps and lists say of a territory, which may be more."""
    if item.denominator is None:
        return "não há"
    own = plural(item.minimum, *item.denominator.noun) if item.minimum else "não há"
    judged = fewest_cases(item)
    if judged <= item.minimum:
        return own
    least = plural(judged, *item.denominator.noun)
    return f"{own}; em mapas, listas e na Matriz, {least} (menos são “poucos casos”)"


def query(view: View, item: Indicator) -> None:
    """The query that gives the rows of this scope, with its values in place.

    That of the places inside the territory; of the territory itself, where the indicator says
    nothing of those.
    """
    levels = dict.fromkeys((view.finer_level, view.scope.territory.level))
    texts = (statement_of(view, item.id, level) for level in levels)
    text = next((text for text in texts if text is not None), None)
    with st.expander("Consulta deste recorte"):
        if text is None:
            messages.empty("Nenhuma consulta: este indicador não se aplica a este recorte.")
        else:
            st.code(text, language="sql", wrap_lines=True)
            html.show(
                '<p class="t-verdict"><b>Depois da consulta.</b>'
                f" {html.cell(after_query(item))}</p>"
            )


def edition(view: View) -> None:
    manifest = view.manifest
    stocks = enumerate_words(Month(month).label for month in manifest.company_months)
    rows = [
        ("Edição", manifest.id),
        (
            "Construída em",
            f"{moment(manifest.built_at)} (hora de Brasília), em"
            f" {number(manifest.build_seconds, 1)} s",
        ),
        (
            "Atendimentos",
            f"{Month(manifest.first_month).label} a {Month(manifest.last_month).label}",
        ),
        ("Estoque de empresas", stocks or "não há"),
        ("Tamanho", file_size(manifest.size)),
        (
            "Regras",
            enumerate_words(f"{name} {version}" for name, version in manifest.rules.items()),
        ),
        ("SHA-256", manifest.sha256),
        *(("Aviso", text) for text in manifest.warnings if view.access.ufs is None),
    ]
    facts(rows, "Manifesto da edição")
    (_loads if view.access.ufs is None else _last_loads)(view)


def _loads(view: View) -> None:
    """What was imported, file by file, for whoever sees the country that it is of."""
    sources = _sources(view)
    cells = [
        (
            html.cell(source.table),
            html.cell(source.name),
            number(source.rows),
            moment(at),
        )
        for source, at in zip(view.manifest.sources, sources["imported_at"], strict=True)
    ]
    head = ("tabela", "arquivo", "linhas", "carga")
    html.show(html.table(head, cells, numeric=frozenset({2}), label="Cargas desta edição"))
    columns = {"table": "tabela", "name": "arquivo", "rows": "linhas", "imported_at": "carga"}
    columns |= {"sha256": "SHA-256"}
    downloads(view, "Cargas da edição", sources, columns, key="sources")


def _last_loads(view: View) -> None:
    """Until when each table was imported: files and their rows are of other UFs, too."""
    last = _sources(view).groupby("table", sort=False, as_index=False)["imported_at"].max()
    cells = [
        (html.cell(table), moment(at))
        for table, at in zip(last["table"], last["imported_at"], strict=True)
    ]
    html.show(
        html.table(("tabela", "última carga"), cells, numeric=frozenset(), label="Últimas cargas")
    )
    html.source("Arquivos e linhas são do país inteiro: quem cuida dos dados os lê.")


def _sources(view: View) -> pd.DataFrame:
    sources = pd.DataFrame([source.model_dump() for source in view.manifest.sources])
    sources["imported_at"] = [_utc(source.imported_at) for source in view.manifest.sources]
    return sources


def _utc(value: datetime) -> datetime:
    """A moment of a manifest, which keeps those of a database without zones as they are."""
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def exclusions(view: View) -> None:
    manifest, words = view.manifest, {c.id: c.description for c in attendance_rule().clause}
    if view.access.ufs is not None:
        _rules_of_exclusion(words)
        return
    if not manifest.exclusions:
        messages.empty("Nenhum atendimento foi excluído.")
        return
    cells = [
        (html.cell(words.get(clause, clause)), number(count))
        for clause, count in manifest.exclusions.items()
    ]
    html.show(
        html.table(("por quê", "atendimentos"), cells, numeric=frozenset({1}), label="Exclusões")
    )
    if manifest.unverifiable_clauses:
        names = enumerate_words(
            f"“{words.get(clause, clause)}”" for clause in manifest.unverifiable_clauses
        )
        html.source(f"Não puderam ser verificadas, porque a carga não traz a coluna: {names}.")


def _rules_of_exclusion(words: Mapping[str, str]) -> None:
    """What is left out, without how many: that is counted of the whole country."""
    cells = [(html.cell(text),) for text in words.values()]
    html.show(html.table(("por quê",), cells, numeric=frozenset(), label="Exclusões"))
    html.source("Quantos ficaram fora se conta no país inteiro, e só quem o vê lê as contagens.")


def territory(view: View) -> None:
    content = view.manifest.territory
    register = ask(
        view, municipality_tables.municipalities, territory=view.scope.territory
    ).set_index("code")
    places = register["name"] + " (" + register["uf"] + ")"
    absent = [str(places[code]) for code in content.without_polygon if code in places.index]
    names = enumerate_words(absent)
    rows = [
        ("Municípios", number(content.municipalities)),
        ("Malha", f"{content.mesh_source}, {content.mesh_vintage}"),
        ("Hierarquia", content.hierarchy_source),
        ("Licença e crédito", content.licence or "não informados"),
        (
            "Sem polígono",
            f"{plural(len(absent), 'município', 'municípios')}{': ' + names if names else ''}",
        ),
        ("Alcance de uma Sala", f"{number(get_settings().sala_reach_km)} km"),
    ]
    facts(rows, "Território e malha")


def socioeconomic_sources(view: View) -> None:
    """Who published each socioeconomic value of the edition, and of when it is."""
    sources = ask(view, municipality_tables.socioeconomic_sources, territory=view.scope.territory)
    if sources.empty:
        messages.empty(
            "Esta edição não tem dados socioeconômicos.", "Importe a tabela socioeconomico."
        )
        return
    named = sources.assign(
        indicator=[figure_words(name)[0] for name in sources["indicator"]],
        source=sources["source"].fillna("não informada"),
    )
    names = ["indicator", "year", "municipalities", "source"]
    cells = [
        (html.cell(indicator), html.cell(year), number(count), html.cell(source))
        for indicator, year, count, source in zip(*(named[name] for name in names), strict=True)
    ]
    html.show(
        html.table(
            ("dado", "ano", "municípios", "fonte"),
            cells,
            numeric=frozenset({1, 2}),
            label="Fontes dos dados socioeconômicos",
        )
    )
    columns = {"indicator": "dado", "year": "ano", "municipalities": "municípios"}
    downloads(
        view,
        "Fontes dos dados socioeconômicos",
        named,
        columns | {"source": "fonte"},
        key="socioeconomic_sources",
    )
