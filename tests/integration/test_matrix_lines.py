"""The matrix is asked of each engine at once, and says what each indicator says alone."""

from datetime import date

import pandas as pd
import pytest

from data_access.queries.indicators.indicator import indicator_table, indicator_total
from data_access.queries.indicators.matrix_lines import matrix_lines
from indicators.scope import Access, AccessDeniedError, Period, Scope, ScopeError, TerritoryRef
from indicators.territories.matrix import WHOLE, matrix
from tests.support.small_country import CODES, pseudonym

SCOPE = Scope(Period.parse("2025-03", "2025-04"))
ALL = Access.everything()
SAME = ["code", "name", "numerator", "denominator", "value", "lower", "upper", "n", "status"]


@pytest.fixture(scope="module")
def edition(tmp_path_factory, edition_of):
    times = dict(zip(CODES, (60, 20, 10, 40, 5, 2, 0), strict=True))
    rows = [
        (code, f"{year}-{n}-{code}", date(year, 3 + n % 2, 1))
        for year in (2024, 2025)
        for code, count in times.items()
        for n in range(count // (1 if year == 2025 else 2))
    ]
    attendances = pd.DataFrame(rows, columns=["municipio", "id_atendimento", "data_fim"]).assign(
        id_cliente=[pseudonym(n) for n in range(len(rows))],
        tipo_cliente="PJ",
        porte="ME",
        uf_executora="MG",
        valido=True,
        situacao="Concluído",
    )
    stock = [(code, f"{year}-01", "ME", 200) for code in CODES[:6] for year in (2024, 2025)]
    companies = pd.DataFrame(stock, columns=["municipio", "competencia", "porte", "quantidade"])
    made = edition_of(
        tmp_path_factory.mktemp("matrix"), atendimentos=attendances, empresas=companies
    )
    yield made
    made.close()


@pytest.mark.parametrize("level", ["uf", "mesorregiao", "municipio"])
def test_each_line_says_what_its_indicator_says_alone_of_both_years(edition, level):
    lines = matrix_lines(edition, scope=SCOPE, access=ALL, level=level)
    assert {"cobertura_me_epp", "recorrencia", "pequenos_negocios_atendidos"} <= {
        line.definition.id for line in lines
    }
    for line in lines:
        asked = {"access": ALL, "level": level}
        alone = indicator_table(edition, line.definition.id, scope=SCOPE, **asked)
        alone = alone.dropna(subset=["code"]).sort_values(["code", "name"], ignore_index=True)
        pd.testing.assert_frame_equal(line.now[SAME], alone[SAME], check_dtype=False)
        if line.before is not None:
            past = indicator_table(edition, line.definition.id, scope=SCOPE.previous_year, **asked)
            past = past.dropna(subset=["code"]).sort_values(["code", "name"], ignore_index=True)
            pd.testing.assert_frame_equal(line.before[SAME], past[SAME], check_dtype=False)
        total = indicator_total(edition, line.definition.id, scope=SCOPE, access=ALL)
        assert line.whole.value == pytest.approx(total["value"], nan_ok=True) or (
            line.whole.value is None and pd.isna(total["value"])
        )


def test_a_place_far_from_the_others_is_told_apart(edition):
    found = matrix(matrix_lines(edition, scope=SCOPE, access=ALL, level="municipio"), WHOLE)
    coverage = found[found["indicator"] == "cobertura_me_epp"].set_index("code")
    assert coverage.loc[CODES[0], "judgement"] == "melhor"
    assert coverage.loc[CODES[5], "judgement"] == "pior"
    assert coverage.loc[CODES[0], "trend"] == "melhor"


def test_whoever_sees_one_state_is_told_of_no_other(edition):
    own = Access("mg", frozenset({"MG"}))
    lines = matrix_lines(edition, scope=SCOPE, access=own, level="municipio")
    assert {code[:2] for line in lines for code in line.now["code"]} == {"31"}
    country = matrix_lines(edition, scope=SCOPE, access=ALL, level="municipio")
    assert lines[0].whole.denominator < country[0].whole.denominator
    elsewhere = SCOPE.with_territory(TerritoryRef("uf", "35"))
    with pytest.raises(AccessDeniedError):
        matrix_lines(edition, scope=elsewhere, access=own, level="municipio")


def test_a_level_that_does_not_nest_is_refused(edition):
    town = SCOPE.with_territory(TerritoryRef("municipio", CODES[0]))
    with pytest.raises(ScopeError, match="pode não caber"):
        matrix_lines(edition, scope=town, access=ALL, level="uf")
