"""Reconhecimento: what everybody reads of a result, and the committee's work on the page."""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextArea

from config.formatting import BRASILIA
from config.settings import get_settings
from data_access.operational.actor import COMMAND_LINE
from data_access.recognition.committee import Committee, committee
from data_access.recognition.states import Outcome, State
from indicators.scope import Access
from tests.pages.conftest import settings_of
from tests.support.made_once import made_once
from tests.support.salas_country import publish_salas, recognise
from tests.support.two_leagues import MEMBERS
from tests.support.two_leagues import SLUG as LEAGUES
from tests.support.two_leagues import publish as publish_leagues

SALAS, TEAMS = "demonstracao-salas-2026", "demonstracao-equipes-mg-2026"


def make(folder: Path) -> None:
    assert recognise(publish_salas(folder / "home"))


@pytest.fixture(scope="module")
def recognised(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    return made_once(tmp_path_factory, worker_id, "recognised", make) / "home"


@pytest.fixture
def home(recognised: Path) -> Iterator[Path]:
    with settings_of(recognised):
        yield recognised


@pytest.fixture
def own_home(recognised: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy that a test may change."""
    shutil.copytree(recognised, tmp_path / "home")
    with settings_of(tmp_path / "home"):
        yield tmp_path / "home"


def page(roles: str = "comite_reconhecimento", **params: str) -> AppTest:
    """The page alone, asked by somebody who holds these roles."""

    def script(roles: str) -> None:
        import streamlit as st

        from indicators.scope import LOCAL, Access
        from pages.reconhecimento.page import page as reconhecimento
        from pages.state.view import View

        access = Access(LOCAL, roles=frozenset(roles.split()))
        reconhecimento(View.without_edition(access, st.query_params.to_dict(), "light"))

    app = AppTest.from_function(script, default_timeout=90, kwargs={"roles": roles})
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def text(app: AppTest) -> str:
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html"))


def door(name: str = "Ana Ribeiro") -> Committee:
    return committee(get_settings(), Access.everything(), COMMAND_LINE, name)


def test_without_editions_it_says_how_one_is_made(tmp_path: Path) -> None:
    with settings_of(tmp_path):
        assert "Ainda não há edições de reconhecimento." in text(page())


def test_everybody_reads_an_announced_result_and_its_error(home: Path) -> None:
    told = text(page(roles="", premio=SALAS))
    table = door().table(SALAS, door().rules(SALAS).category[0].id)
    assert table["eligible"].any()
    assert f"{table['eligible'].sum()} parceiros concorrem" in told
    assert "nenhuma ordem é afirmada" in told
    for name in table["name"]:
        assert name in told
    for reason in table.loc[~table["eligible"].astype(bool), "reason"]:
        assert reason in told


def test_what_was_not_announced_is_the_committees_alone(home: Path) -> None:
    refused = text(page(roles="", premio=TEAMS))
    assert "só o comitê vê" in refused
    assert "Norte" not in refused
    assert "Norte" in text(page(premio=TEAMS))
    parts = page(roles="", premio=TEAMS).get("button_group")[0].options
    assert not any("comitê" in part for part in parts)


def test_parts_of_a_difference_add_up_on_the_page(home: Path) -> None:
    table = door().table(SALAS, door().rules(SALAS).category[0].id)
    competing = table[table["eligible"].astype(bool)]
    first, last = competing.iloc[0], competing.iloc[-1]
    told = text(page(premio=SALAS, parte="unidade", unidade=first["unit"], comparada=last["unit"]))
    assert f"{first['name']} · {first['uf']}, ao lado de {last['name']}" in told
    difference = round(first["score"] - last["score"], 2)
    assert f"<b>{difference:+.2f}</b>".replace(".", ",").replace("-", "−") in told


def test_a_unit_that_does_not_compete_says_why(home: Path) -> None:
    table = door().table(SALAS, door().rules(SALAS).category[0].id)
    out = table[~table["eligible"].astype(bool)].iloc[0]
    told = text(page(premio=SALAS, parte="unidade", unidade=out["unit"]))
    assert "Não concorre." in told
    assert out["reason"] in told


def test_the_rules_are_told_in_words(home: Path) -> None:
    told = text(page(roles="", premio=SALAS, parte="regras"))
    for criterion in door().rules(SALAS).category[0].criterion:
        assert criterion.name in told
    assert "a definir" in told


def test_the_seal_is_made_again(home: Path) -> None:
    app = page(roles="", premio=SALAS, parte="selo")
    assert door().sealed(SALAS).sha256 in text(app)
    app.button(key="reproduce").click().run()
    assert "os mesmos bytes" in text(app)


def test_a_certificate_is_verified_by_hand_and_by_its_address(home: Path) -> None:
    sealed = door().sealed(SALAS)
    unit = next(item for item in sealed.units("salas").values() if item["concorre"])
    app = page(roles="", parte="conferir")
    app.text_input(key="certificate_digest").set_value(sealed.sha256.upper()).run()
    assert "O selo confere" in text(app)
    app.text_input(key="certificate_unit").set_value(unit["codigo"]).run()
    assert f"alcançou {unit['nivel']}" in text(app)
    app.text_input(key="certificate_digest").set_value("0" * 64).run()
    assert "Nenhum resultado selado aqui" in text(app)
    app.text_input(key="certificate_digest").set_value("abc").run()
    assert "Esperava os 64" in text(app)
    linked = page(roles="", parte="conferir", resumo=sealed.sha256, certificado=unit["codigo"])
    assert f"alcançou {unit['nivel']}" in text(linked)


def labels(app: AppTest) -> set[str]:
    return {item.proto.label for item in app.get("download_button")}


def test_documents_are_offered_where_the_result_is_sealed(home: Path) -> None:
    table = door().table(SALAS, "salas")
    unit = str(table["unit"].iloc[0])
    offered = labels(page(roles="", premio=SALAS, parte="unidade", unidade=unit))
    assert {"Certificado (PDF)", "Dossiê (PDF)"} <= offered
    assert "Lista de resultados (PDF)" in labels(page(roles="", premio=SALAS, parte="selo"))
    assert labels(page(premio=TEAMS, parte="unidade")) == set()


def test_the_map_and_the_spread_count_everybody_once(home: Path) -> None:
    app = page(roles="", premio=SALAS, parte="onde")
    told = text(app)
    competing = door().table(SALAS, "salas")["eligible"].sum()
    assert "sem coordenadas" in told  # these Salas have none
    assert sum(map(int, re.findall(r"\((\d+)\)</span>", told))) == competing  # of the legend
    assert "Todas são de MG" in told
    assert len(app.get("plotly_chart")) == 1  # the map


def test_positions_and_what_other_rules_would_change(home: Path) -> None:
    app = page(roles="", premio=SALAS, parte="certeza")
    told = text(app)
    assert "só se conhece com folga de" in told
    assert "podem ser a primeira" in told or "Uma só pode ser a primeira" in told
    assert "E se as regras fossem um pouco outras?" in told


def test_the_history_says_when_there_is_none(home: Path) -> None:
    unit = str(door().table(SALAS, "salas")["unit"].iloc[0])
    told = text(page(roles="", premio=SALAS, parte="unidade", unidade=unit))
    assert "primeira edição selada" in told


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def written(app: AppTest, form: str, slug: str = TEAMS) -> TextArea:
    """The reason in a form that nobody sent yet."""
    return app.text_area(key=f"{slug}/{form}_motivo_0")


def a_team() -> str:
    return str(door().table(TEAMS, "equipes")["unit"].iloc[0])


def close_case(app: AppTest, case: int) -> AppTest:
    """With an outcome that somebody chose, and not before."""
    written(app, f"caso/{case}").set_value("As datas foram conferidas com a equipe.")
    app = press(app, "Fechar o caso")
    assert "Escolha o desfecho do caso; nada foi gravado." in text(app)
    outcome = app.selectbox(key=f"{TEAMS}/caso/{case}_desfecho_0")
    assert outcome.value is None
    outcome.set_value(Outcome.NOTHING)
    app = press(app, "Fechar o caso")
    assert "O caso foi fechado." in text(app)
    return app


def test_months_of_a_case_are_left_out_and_what_that_changes_is_told(own_home: Path) -> None:
    office, unit = door(), str(door().table(TEAMS, "equipes")["unit"].iloc[0])
    office.open_case(TEAMS, "equipes", unit, "rajada", "Muitos no fim de um mês", {"casos": 3})
    case = next(item.id for item in office.cases(TEAMS) if item.pattern == "rajada")
    office.close_case(TEAMS, case, Outcome.EXCLUDE, "As datas foram conferidas com a equipe.")
    app = page(premio=TEAMS, parte="comite", membro="Ana Ribeiro")
    assert "Deixar meses de fora" in text(app)
    app.multiselect(key=f"{TEAMS}/meses/{case}_meses_0").set_value(["2026-06"])
    written(app, f"meses/{case}").set_value("As datas foram conferidas com a equipe.")
    app = press(app, "Gravar outra versão")
    assert "As regras têm outra versão, sem esses meses." in text(app)
    assert office.require_edition(TEAMS).rules_version == 2
    assert "O que a última versão das regras mudou" in text(app)
    assert "meses_de_fora" in text(app)


def test_the_radar_is_asked_on_the_page_and_says_what_it_cannot_know(own_home: Path) -> None:
    app = page(premio=TEAMS, parte="comite", membro="Ana Ribeiro")
    app.session_state["patterns_sought"] = True  # AppTest opens no expander
    app = press(app, "Procurar padrões")
    told = text(app)
    assert "Os padrões foram procurados" in told
    assert "Registros com data de antes" in told
    assert "Não. As tabelas não dizem em que dia um atendimento foi registrado." in told


def test_months_of_a_case_are_shown_where_they_are_chosen(own_home: Path) -> None:
    office, unit = door(), str(door().table(TEAMS, "equipes")["unit"].iloc[0])
    months = [
        {"mes": "2026-05", "casos": 1, "de": 40, "destaca": False},
        {"mes": "2026-06", "casos": 12, "de": 50, "destaca": True},
    ]
    office.open_case(TEAMS, "equipes", unit, "fracionado", "Um em vários", {"meses": months})
    office.open_case(TEAMS, "equipes", unit, "respostas_escolhidas", "Só quem gostou", {})
    case = next(item.id for item in office.cases(TEAMS) if item.pattern == "fracionado")
    office.close_case(TEAMS, case, Outcome.EXCLUDE, "As datas foram conferidas com a equipe.")
    app = page(premio=TEAMS, parte="comite", membro="Ana Ribeiro")
    assert "não se vê por mês" in text(app)  # the one that waits comes first
    app = app.selectbox(key="case_seen_1").set_value(case).run()
    told = text(app)
    assert "1 mês se destaca: jun/2026." in told
    assert "24,0 %" in told
    options = app.multiselect(key=f"{TEAMS}/meses/{case}_meses_0").options
    assert "jun/2026 · 12 de 50 · destaca-se" in options
    assert "mai/2026 · 1 de 40" in options


def test_a_committee_goes_from_review_to_announcement(own_home: Path) -> None:
    """Two members, each under the own name; what is refused says why and changes nothing."""
    door().open_case(TEAMS, "equipes", a_team(), "rajada", "Muitos no fim do mês", {"casos": 3})
    app = page(premio=TEAMS, parte="comite", membro="Ana Ribeiro")
    assert "Casos a examinar" in text(app)
    assert "Passo 4 de 9" in text(app)
    waiting = {item.id for item in door().cases(TEAMS)}
    assert f"Antes da deliberação falta fechar {len(waiting)} caso" in text(app)
    assert app.button(key="do_Encerrar a avaliação e começar a deliberação").disabled
    while waiting:
        seen = app.selectbox(key=f"case_seen_{len(waiting)}").value
        app.selectbox(key=f"assignee_{seen}").set_value("Bruno Tavares")
        app = press(app, "Encarregar")
        assert door().case(TEAMS, seen).assignee == "Bruno Tavares"
        assert written(app, f"caso/{seen}").value == ""  # the reason of one is of no other
        app = close_case(app, seen)
        waiting.remove(seen)
    assert "Nada falta: os casos estão fechados" in text(app)
    app = press(app, "Encerrar a avaliação e começar a deliberação")
    assert "A edição passou ao passo seguinte." in text(app)
    app = press(app, "Propor o resultado")
    assert "motivo" in text(app)
    late = page(premio=TEAMS, parte="comite", membro="Bruno Tavares")
    written(late, "Propor o resultado").set_value("Escrevi isto enquanto outra pessoa propunha.")
    written(app, "Propor o resultado").set_value("As faixas foram discutidas.")
    app = press(app, "Propor o resultado")
    late = press(late, "Propor o resultado")
    assert "Nada foi gravado." in text(late)
    assert [item.value for item in late.code] == ["Escrevi isto enquanto outra pessoa propunha."]
    late = press(late, "Descartar")
    assert not late.code
    assert "quem aprova é outro membro" in text(app)
    offered = {item.label for item in app.button}
    assert "Devolver à deliberação" in offered
    assert "Aprovar" not in offered
    second = page(premio=TEAMS, parte="comite", membro="Bruno Tavares")
    told = text(second)
    (at,) = re.findall(r"Proposto por Ana Ribeiro em ([\d/]+ [\d:]+), hora de Brasília", told)
    proposed = datetime.strptime(at, "%d/%m/%Y %H:%M").replace(tzinfo=BRASILIA)
    assert abs(datetime.now(BRASILIA) - proposed) < timedelta(hours=1)
    assert "motivo: “As faixas foram discutidas.”" in told
    written(second, "Aprovar").set_value("De acordo com o que foi proposto.")
    second = press(second, "Aprovar")
    second = press(second, "Sim, selar")
    second = press(second, "Sim, anunciar")
    assert "O resultado foi anunciado." in text(second)
    states = {item.slug: item.state for item in door().editions()}
    assert states[TEAMS] is State.ANNOUNCED
    assert door().reproduce(TEAMS)[0]


@pytest.mark.slow
def test_points_that_nobody_chose_are_not_given(tmp_path: Path) -> None:
    """Not 0 to the first unit of a list, because somebody pressed the button early."""
    with settings_of(tmp_path / "home"):
        publish_leagues(tmp_path / "home")
        office = door(MEMBERS[0])
        for _ in range(2):
            office.advance(LEAGUES)
        app = page(premio=LEAGUES, parte="comite", membro=MEMBERS[0])
        assert "Antes da deliberação falta dar nota em Júri." in text(app)
        form = f"{LEAGUES}/notas/salas"
        unit, points = (
            app.selectbox(key=f"{form}_unidade_0"),
            app.number_input(key=f"{form}_nota_0"),
        )
        assert (unit.value, points.value) == (None, None)
        app.text_area(key=f"{form}_motivo_0").set_value("Foi visitada pelo júri.")
        unit.set_value("S1")
        app = press(app, "Dar a nota")
        assert "escreva a nota; nada foi gravado." in text(app)
        assert office.missing_points(LEAGUES) == ["Júri"]
        app.number_input(key=f"{form}_nota_0").set_value(0.0)  # a 0 that somebody wrote is one
        app = press(app, "Dar a nota")
        assert "A nota foi gravada." in text(app)
        assert office.missing_points(LEAGUES) == []


def test_rules_are_changed_in_a_form_that_says_what_is_wrong(own_home: Path) -> None:
    app = page(premio=TEAMS, parte="comite", membro="Ana Ribeiro")
    app.session_state["rules_form"] = True  # AppTest opens no expander
    app = app.run()
    assert "Nada foi mudado ainda." in text(app)

    def weigh(name: str, weight: float) -> AppTest:
        field = next(item for item in app.number_input if (item.key or "").endswith(f"_{name}"))
        return field.set_value(weight).run()

    app = weigh("nps", 30.0)
    assert "somam 90 e deveriam somar 100" in text(app)
    assert app.button(key="save_rules").disabled
    app = weigh("recorrencia", 30.0)
    assert "deveriam somar" not in text(app)
    reason = next(item for item in app.text_area if item.label == "Motivo da mudança")
    reason.set_value("O comitê pôs mais peso em quem volta.")
    app = app.button(key="save_rules").click().run()
    assert "As regras têm outra versão." in text(app)
    (record,) = [item for item in door().editions() if item.slug == TEAMS]
    assert (record.rules_version, record.state) == (2, State.OPEN)
    weights = {item.id: item.weight for item in record.rules.category[0].criterion}
    assert (weights["nps"], weights["recorrencia"]) == (30.0, 30.0)


def test_criteria_pillars_and_tiers_are_made_and_taken_in_the_form(own_home: Path) -> None:
    app = page(premio=TEAMS, parte="comite", membro="Ana Ribeiro")
    app.session_state["rules_form"] = True
    app = app.run()
    before = door().rules(TEAMS).category[0]
    about = f"{TEAMS}_1_{before.id}"
    app.text_input(key=f"criterion_name_{about}").set_value("Visita surpresa")
    app.number_input(key=f"criterion_weight_{about}").set_value(20.0)
    app = press(app, "Criar critério")
    app.text_input(key=f"tier_name_{about}").set_value("Diamante")
    app.number_input(key=f"tier_least_{about}").set_value(97.0)
    app = press(app, "Criar nível")
    app = app.multiselect(key=f"Tirar critérios_{about}").set_value(["recorrencia"]).run()
    app = app.multiselect(key=f"Tirar níveis_{about}").set_value(["Bronze"]).run()
    assert "deveriam somar" not in text(app)
    app = app.multiselect(key=f"Tirar critérios_{about}").set_value([]).run()
    assert "somam 120 e deveriam somar 100" in text(app)  # as a file of rules would be told
    assert app.button(key="save_rules").disabled
    app = app.multiselect(key=f"Tirar critérios_{about}").set_value(["recorrencia"]).run()
    reason = next(item for item in app.text_area if item.label == "Motivo da mudança")
    reason.set_value("O comitê pôs uma visita no lugar de quem volta.")
    app = app.button(key="save_rules").click().run()
    assert "As regras têm outra versão." in text(app)
    after = door().rules(TEAMS).category[0]
    assert [item.id for item in after.criterion][-1] == "visita-surpresa"
    assert after.criterion_of("recorrencia") is None
    assert next(item.name for item in after.tier) == "Diamante"
    assert "Bronze" not in {item.name for item in after.tier}


def test_an_appeal_is_answered_beside_what_would_change(own_home: Path) -> None:
    app = page(premio=SALAS, parte="comite", membro="Ana Ribeiro")
    assert "O que mudaria hoje para Sala" in text(app)  # by its name, and not its code
    app.text_area[-1].set_value("As respostas foram conferidas e contam.")
    app = press(app, "Responder")
    assert "Escolha a decisão" in text(app)
    assert app.text_area[-1].value == "As respostas foram conferidas e contam."
    app.radio[-1].set_value("Acolher")
    app = press(app, "Responder")
    assert "O recurso foi respondido." in text(app)
    assert [item.state for item in door().appeals(SALAS)] == ["acolhido"]


def test_scales_minimums_and_who_competes_change_on_the_page_with_all_errors_at_once(
    own_home: Path,
) -> None:
    app = page(premio=TEAMS, parte="comite", membro="Ana Ribeiro")
    app.session_state["rules_form"] = True  # AppTest opens no expander
    app = app.run()
    assert "Nada foi mudado ainda." in text(app)
    months = next(f for f in app.number_input if f.label == "Meses com atendimento, ao menos")
    months.set_value(4)
    ceiling = next(f for f in app.number_input if f.label == "Teto" and f.value is not None)
    now = ceiling.value
    ceiling.set_value(-5.0)
    weight = next(f for f in app.number_input if "a partir de" in f.label)
    weight.set_value(1.0)
    app = app.run()
    told = text(app)
    assert "meses_ativos" in told
    assert "piso" in told
    assert "Liste os níveis do mais alto ao mais baixo" in told
    save = next(button for button in app.button if button.label == "Gravar outra versão")
    assert save.disabled
    next(f for f in app.number_input if f.label == "Teto" and f.value == -5.0).set_value(now)
    app = app.run()
    assert "Liste os níveis do mais alto ao mais baixo" in text(app)
