"""The rules of the programme as data: the plan's, a file of one's own, and all that may be wrong
with one.
"""

from pathlib import Path

import pytest

from config.programme import FILE, ProgrammeError, load_programme, programme, same
from config.settings import get_settings

PLAN = load_programme(FILE)


def test_the_plan_has_six_strategies_and_its_three_targets() -> None:
    assert len(PLAN.strategy) == 6
    assert [
        PLAN.target(key) for key in ("csn_estrategias", "portfolio_gestao", "portfolio_sincrono")
    ] == [30, 30, 10]
    assert PLAN.target("nps") is None
    assert (PLAN.theme.count, PLAN.theme.inductive) == (
        4,
        (
            "Personalização em massa",
            "Parcerias estratégicas",
            "Atuação integrada",
            "Visão 360 do cliente",
        ),
    )


def test_each_strategy_is_of_a_theme_and_each_theme_is_explained() -> None:
    """Section 7 of the document of reference; the fourth theme is of the strategies of the states,
    which are none of the six.
    """
    ties = {strategy.id: strategy.theme for strategy in PLAN.strategy}
    assert ties == {
        "crm": "Personalização em massa",
        "rede_parceira": "Parcerias estratégicas",
        "sebrae_na_sua_empresa": "Atuação integrada",
        "reconhecimento": "Atuação integrada",
        "mobilizacoes": "Atuação integrada",
        "rede_relacionamento": "Atuação integrada",
    }
    assert set(PLAN.theme.meaning) == set(PLAN.theme.inductive)
    assert PLAN.theme.transversal == "Inclusão Socioprodutiva"


@pytest.mark.parametrize(
    "written", ["Mobilizações", "MOBILIZACOES", "  mobilizações ", "Mobiliza\u00e7o\u0303es"]
)
def test_accents_case_and_spaces_do_not_make_another_strategy(written: str) -> None:
    found = PLAN.strategy_of(written)
    assert found is not None
    assert found.id == "mobilizacoes"


@pytest.mark.parametrize(
    "written", ["Mobilização", "Mobilizações 2025", "Mobilizacoess", "", None, "CRM"]
)
def test_nothing_else_is_taken_for_it(written: str | None) -> None:
    assert PLAN.strategy_of(written) is None


def test_a_reviewed_spelling_is_the_strategy() -> None:
    found = PLAN.strategy_of("rede PARCEIRA")
    assert found is not None
    assert found.id == "rede_parceira"


def test_a_tag_is_the_same_with_spaces_and_never_without_its_mark() -> None:
    assert same("#Inclusão Socio\u00a0Produtiva") == same("#inclusãosocioprodutiva")
    assert same("inclusãosocioprodutiva") != same("#inclusãosocioprodutiva")


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        (
            "portfolio_sincrono = 10",
            "portfolio_sincrono = 110",
            "targets.portfolio_sincrono: valor que não serve",
        ),
        ("[targets]", "[targets]\nnps = 70", "targets.nps: chave que não existe"),
        ("csn_estrategias = 30", "", "targets.csn_estrategias: falta"),
        ('tags = ["#impulsionarnegócios"]', "tags = []", "sector.tags: está vazio"),
        (
            'inductive = ["Personalização em massa", "Parcerias estratégicas", ',
            "inductive = [",
            "theme: inductive deve trazer os 4 nomes, ou nenhum",
        ),
        (
            'name = "Mobilizações"',
            'name = "ESTRATEGIA de CRM"',
            "“Estratégia de CRM” aparece mais de uma vez",
        ),
        (
            'theme = "Parcerias estratégicas"',
            'theme = "Parcerias"',
            "“Parcerias” não é um dos temas indutores",
        ),
        (
            '"Parcerias estratégicas" = ',
            '"Parcerias" = ',
            "theme: “Parcerias” não é um dos temas indutores",
        ),
        ("[theme]", "[theme", "não é um arquivo TOML que se possa ler"),
    ],
)
def test_what_is_wrong_with_a_file_is_told(
    tmp_path: Path, before: str, after: str, problem: str
) -> None:
    path = tmp_path / "plano.toml"
    text = FILE.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(ProgrammeError, match=r"plano\.toml não podem ser usadas") as refused:
        load_programme(path)
    assert problem in str(refused.value)


def test_an_installation_may_have_rules_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plano.toml"
    path.write_text(
        FILE.read_text(encoding="utf-8").replace("csn_estrategias = 30", "csn_estrategias = 40"),
        "utf-8",
    )
    monkeypatch.setenv("T360_PROGRAMME", str(path))
    get_settings.cache_clear()
    try:
        assert programme().targets.csn_estrategias == 40
    finally:
        monkeypatch.undo()
        get_settings.cache_clear()
    assert programme().targets.csn_estrategias == 30
