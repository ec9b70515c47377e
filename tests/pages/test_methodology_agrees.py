"""The Metodologia page, the catalogue and the query agree, indicator by indicator; and so does
“como é calculado”.
"""

import re
import tomllib
from html import unescape

import pandas as pd
import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from config.attendance_rule import attendance_rule
from config.formatting import number
from data_access.queries.indicators.indicator import indicator_table, indicator_total
from data_access.queries.measures.registry import is_special
from indicators.catalogue.definitions import FOLDER, REWRITTEN, catalogue
from indicators.scope import Access, Month, Period, Scope, TerritoryRef
from pages.metodologia.after_query import after_query
from pages.state import gateway
from tests.pages.conftest import settings_of
from tests.pages.test_pages import text
from tests.support.tiers import few

NAMES = list(catalogue())
# Some are asked for by their names below.
BY_NAME = ["cobertura_me_epp", "cobertura_mei", "recorrencia", "nps"]
DRAWN = few([*BY_NAME, "tempo_resolucao", "paridade_mulheres"], everything=NAMES)
# What the page must say of each word of the catalogue, written here again.
POLARITY = {
    "higher_is_better": "quanto maior, melhor",
    "lower_is_better": "quanto menor, melhor",
    "neutral": "sem lado melhor",
}
ATTRIBUTION = {
    "estabelecimento": "estabelecimento do cliente",
    "unidade_executora": "unidade que executou",
}
UNCERTAINTY = {
    "expected_variation": "Wilson",
    "wilson": "Wilson",
    "adjusted_wald": "Wald ajustado",
    "byar": "Byar",
    "order_statistics": "estatísticas de ordem",
    "greenwood": "Greenwood",
    "regression": "regressão",
    "exact": "exato",
    "linearised": "linearização",
    "none": "não se aplica",
}
WHOSE = ("uf:35", "UF de teste")


def everything(names: list[str]) -> None:
    """Each definition with its query, and each explanation, of one UF: a script of its own for the
    test.
    """
    import streamlit as st

    from indicators.catalogue.definitions import catalogue
    from indicators.scope import Access, Month, Period, Scope, TerritoryRef
    from pages.components import caching
    from pages.components.explanation import explanation
    from pages.metodologia import method
    from pages.state import gateway
    from pages.state.view import View

    edition = gateway.published_id()
    last = Month(gateway.edition(edition).manifest.last_month)
    scope = Scope(Period.year_to_date(last), TerritoryRef("uf", "35"))
    view = View(edition, Access.everything("teste"), scope, "UF de teste", {})
    for name in names:
        definition = catalogue()[name]
        st.html(f"<i>definition {name}</i>")
        method.definition(definition)
        method.query(view, definition)
        st.html(f"<i>explanation {name}</i>")
        explanation(view, definition, caching.total(view, name))
    st.html("<i>end</i>")


@pytest.fixture(scope="module")
def drawn(demo_home) -> dict[str, str]:
    """The markup of each part, by its kind and indicator; queries under ``query <id>``."""
    with settings_of(demo_home):
        app = AppTest.from_function(everything, args=(DRAWN,), default_timeout=240).run()
    shown = text(app)
    parts = dict(re.findall(r"<i>(\w+ \w+)</i>(.*?)(?=<i>)", shown, re.S))
    assert len(app.expander) == len(DRAWN)
    for name, expander in zip(DRAWN, app.expander, strict=True):
        parts[f"query {name}"] = expander.code[0].value if len(expander.code) else ""
    return parts


def facts(markup: str) -> dict[str, list[str]]:
    """The two columns of a table of facts: what is told, and its facts in order."""
    found: dict[str, list[str]] = {}
    for row in re.findall(r"<tr>(.*?)</tr>", markup, re.S):
        cells = [
            unescape(re.sub(r"<[^>]+>", "", cell))
            for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.S)
        ]
        if len(cells) == 2:
            found.setdefault(cells[0], []).append(cells[1])
    return found


@pytest.mark.parametrize("name", DRAWN)
def test_the_page_says_what_the_catalogue_says(drawn, name: str) -> None:
    told = facts(drawn[f"definition {name}"])
    written = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    assert told["Fórmula"] == [written["formula"]]
    assert told["Pergunta"] == [written["question"]]
    assert told["Numerador"] == [written["numerator"]["description"]]
    if "denominator" in written:
        assert told["Denominador"] == [written["denominator"]["description"]]
    assert told["Unidade"] == [written["unit"]]
    assert told["Polaridade"] == [POLARITY[written["polarity"]]]
    assert (
        ATTRIBUTION.get(written.get("attribution"), "retrato do território")
        in told["Atribuição"][0]
    )
    assert UNCERTAINTY[written["uncertainty"]] in told["Incerteza"][0]
    assert told["Fonte"] == written["sources"]
    shared = [REWRITTEN] if written.get("clients_as_of_now") else []
    assert told.get("Observação", []) == [*written.get("notes", []), *shared]
    least = number(written["minimum"]) if written.get("minimum") else "não há"
    assert told["Mínimo para concluir"][0].startswith(least)


class Executed:
    """The statements that an edition runs, with their values in place, as they were made and not as
    they are sent.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self.engine, self.texts = engine, []

    def __enter__(self) -> list[str]:
        sa.event.listen(self.engine, "before_execute", self._keep)
        return self.texts

    def __exit__(self, *_: object) -> None:
        sa.event.remove(self.engine, "before_execute", self._keep)

    def _keep(self, connection, statement, *_) -> None:
        self.texts.append(
            str(statement.compile(self.engine, compile_kwargs={"literal_binds": True}))
        )


def _asked(demo_home) -> tuple[object, Scope]:
    with settings_of(demo_home):
        edition = gateway.edition(gateway.published_id())
    last = Month(edition.manifest.last_month)
    return edition, Scope(Period.year_to_date(last), TerritoryRef.parse(WHOSE[0]))


# Whose query counts what another tells, by municipality.
ROWS_OF = {"desigualdade_cobertura": "pequenos_negocios_atendidos"}


@pytest.mark.parametrize("name", DRAWN)
def test_the_query_shown_gives_the_numbers(drawn, demo_home, name: str) -> None:
    """One that was executed or, of sums that are kept in memory, one that gives what they do."""
    edition, scope = _asked(demo_home)
    shown = drawn[f"query {name}"]
    with Executed(edition.engine) as texts:
        for level in ("municipio", "uf"):
            indicator_table(
                edition, name, scope=scope, access=Access.everything("teste"), level=level
            )
    if shown not in texts:
        _gives_the_rows(edition, shown, ROWS_OF.get(name, name), scope)


def _gives_the_rows(edition, shown: str, name: str, scope: Scope) -> None:
    assert not is_special(catalogue()[name])
    with edition.engine.connect() as connection:
        found = pd.read_sql(sa.text(shown.replace(":", r"\:")), connection)
    told = indicator_table(
        edition, name, scope=scope, access=Access.everything("teste"), level="municipio"
    )
    if set(told["code"]) != set(found["code"]):
        told = indicator_table(
            edition, name, scope=scope, access=Access.everything("teste"), level="uf"
        )
    found["numerator"] -= found.get("subtracted", 0)
    both = told.dropna(subset=["numerator"]).merge(found, on="code", suffixes=("", "_found"))
    assert len(both) > 0
    assert catalogue()[name].is_ratio == both["denominator"].notna().any()
    for part in ("numerator", "denominator") if catalogue()[name].is_ratio else ("numerator",):
        assert both[part].equals(both[f"{part}_found"].astype(both[part].dtype))


@pytest.mark.parametrize("name", DRAWN)
def test_the_page_says_how_the_value_comes_from_the_rows_of_the_query(drawn, name: str) -> None:
    """Columns that it names are columns of the query; and what is no quotient of sums has words of
    its own.
    """
    definition, said = catalogue()[name], after_query(catalogue()[name])
    assert unescape(drawn[f"definition {name}"]).count(f"Depois da consulta.</b> {said}") == 1
    for column in re.findall(
        r"\b(?:numerator|denominator|subtracted|members|people|reference|population)\b", said
    ):
        assert re.search(rf"AS {column}\b", drawn[f"query {name}"])
    assert is_special(definition) == (not said.startswith("O valor é"))


@pytest.mark.parametrize("name", DRAWN)
def test_the_numbers_explained_are_those_of_the_query(drawn, demo_home, name: str) -> None:
    edition, scope = _asked(demo_home)
    told = facts(drawn[f"explanation {name}"])
    row = indicator_total(edition, name, scope=scope, access=Access.everything("teste"))
    definition = catalogue()[name]
    if pd.notna(row["numerator"]):
        assert told["Numerador"][0].rpartition(": ")[2] == number(
            row["numerator"], 0 if row["numerator"] % 1 == 0 else 2
        )
    if definition.denominator is not None:
        assert told["Denominador"][0].rpartition(": ")[2] == number(row["denominator"])
        assert told["Casos (n)"][0].split()[0] == (
            number(row["n"]) if pd.notna(row["n"]) else "nenhum"
        )
    assert ("(de " in told["Valor"][0]) == bool(pd.notna(row["lower"]) and pd.notna(row["upper"]))
    assert ("Situação" in told) == (row["status"] != "medido")
    assert told["Território"] == ["UF de teste"]
    assert told["Fonte"] == list(definition.sources)


def test_what_goes_by_the_rule_says_what_each_clause_left_out(drawn, demo_home) -> None:
    edition, _ = _asked(demo_home)
    told = facts(drawn["explanation cobertura_me_epp"])["Fora da conta, na edição inteira"][0]
    words = {clause.id: clause.description for clause in attendance_rule().clause}
    expected = [
        f"{words[clause]}: {number(count)}"
        for clause, count in edition.manifest.exclusions.items()
        if count
    ]
    assert expected
    assert told.split("; ") == expected
    assert "Fora da conta, na edição inteira" not in facts(drawn["explanation nps"])


def test_coverage_names_its_stock_and_its_files(drawn, demo_home) -> None:
    edition, scope = _asked(demo_home)
    told = facts(drawn["explanation cobertura_mei"])
    latest = max(
        month for month in edition.manifest.company_months if month <= scope.period.end.index
    )
    assert told["Estoque de empresas"][0].startswith(Month(latest).label)
    assert all(table in told["Tabelas"][0] for table in ("atendimentos", "clientes", "empresas"))
    assert "Estoque de empresas" not in facts(drawn["explanation recorrencia"])
