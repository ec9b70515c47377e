"""Importação e qualidade: each part, empty and filled; what is refused; big reports."""

import time
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from streamlit.testing.v1 import AppTest

from config.roles import EXECUTIVE
from config.settings import get_settings
from data_access.importing.report import Example, ImportReport, Unresolved
from data_access.plausibility.finding import Finding
from pages.dados import background_work
from pages.dados.editions import _space_words
from tests.support.logged_in import logged_in, right
from tests.support.trail import trail

SHELL = str(Path(__file__).resolve().parents[2] / "pages" / "shell.py")
STOCK = "municipio;porte;competencia;quantidade\n"
GOOD = "".join(
    f"3550308;ME;{year}-{month:02d};1{month:02d}\n"
    for year in (2024, 2025)
    for month in range(1, 13)
)
PARTS = ["importar", "historico", "qualidade", "edicoes"]


@pytest.fixture(autouse=True)
def _no_work_of_others() -> None:
    background_work._latest.clear()


def page(part: str, **params: str) -> AppTest:
    """The page alone, on the published edition if there is one."""

    def script() -> None:
        import streamlit as st

        from config.errors import UserError
        from indicators.scope import Access, Month, Period, Scope
        from pages.dados.page import page as dados
        from pages.state import gateway
        from pages.state.view import View

        params = st.query_params.to_dict()
        try:
            edition = gateway.published_id()
        except UserError:
            dados(View.without_edition(Access.everything(), params, "light"))
            return
        last = Month(gateway.edition(edition).manifest.last_month)
        scope = Scope(Period.year_to_date(last))
        dados(View(edition, Access.everything(), scope, "Brasil", params))

    app = AppTest.from_function(script, default_timeout=90)
    for name, value in {"secao": part, **params}.items():
        app.query_params[name] = value
    return app.run()


def text(app: AppTest) -> str:
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html")) + " ".join(
        m.value for m in app.markdown
    )


def finish(app: AppTest) -> AppTest:
    deadline = time.monotonic() + 60
    while background_work.running_work() is not None and time.monotonic() < deadline:
        time.sleep(0.05)
    return app.run()


def send(app: AppTest, content: str, name: str = "estoque.csv") -> AppTest:
    app.file_uploader[0].set_value((name, content.encode(), "text/csv"))
    return app.run()


@pytest.mark.usefixtures("empty")
def test_no_session_shows_the_file_that_another_was_sent() -> None:
    """A browser that comes back to a restarted server keeps what it showed under the same key."""
    first, second = page("importar"), page("importar")
    assert first.file_uploader[0].key != second.file_uploader[0].key
    assert first.run().file_uploader[0].key == first.file_uploader[0].key


def click(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("importar", ["Ainda não há arquivo"]),
        ("historico", ["Ainda não há importações"]),
        ("qualidade", ["sem dados", "Não há edição publicada"]),
        ("edicoes", ["Ainda não há edições", "É preciso haver duas edições"]),
    ],
)
def test_each_part_says_why_it_is_empty(part: str, said: list[str]) -> None:
    shown = text(page(part))
    assert [words for words in said if words not in shown] == []


@pytest.mark.usefixtures("empty")
def test_the_page_opens_before_any_edition_and_the_others_say_what_to_do() -> None:
    app = AppTest.from_file(SHELL, default_timeout=90).run()
    assert "Não foi possível mostrar esta página" in text(app)
    assert "Importação e qualidade" in [link.proto.label for link in app.get("page_link")]


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_drawn_on_a_demonstration(part: str) -> None:
    shown = text(page(part))
    assert "Algo deu errado" not in shown
    assert "t-title" in shown


@pytest.mark.usefixtures("demo")
def test_the_age_of_a_table_is_told_in_the_grain_of_its_reference() -> None:
    shown = text(page("qualidade"))
    assert "importada hoje" in shown or "importada há" in shown
    assert [words for words in ("deste ano", "há 2 anos", " dias)") if words not in shown] == []


@pytest.mark.usefixtures("demo")
def test_whoever_lacks_the_role_sees_neither_the_page_nor_its_link(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from indicators.scope import Access

    with logged_in(right(EXECUTIVE)):
        app = AppTest.from_file(SHELL, default_timeout=90).run()
    assert "Importação e qualidade" not in [link.proto.label for link in app.get("page_link")]
    monkeypatch.setattr(Access, "everything", classmethod(lambda cls, subject="ana": cls(subject)))
    alone = page("importar")
    assert alone.exception
    assert not alone.get("html")


@pytest.mark.usefixtures("empty")
def test_a_file_is_previewed_imported_told_and_taken_back() -> None:
    app = send(page("importar", tabela="empresas"), STOCK + "3550308;XX;2025-01;1\n" + GOOD)
    shown = text(app)
    assert "Olhei 25 linhas (o arquivo todo): 1 linha seria rejeitada." in shown
    assert "✗ XX" in shown
    app = finish(click(app, "Importar"))
    shown = text(app)
    assert "24 linhas aceitas de 25; 1 rejeitada (4,00 %)." in shown
    assert "valor_fora_da_lista" in shown  # its words are in the contract below, too
    assert [button.label for button in app.get("download_button")] == [
        "Baixar as linhas rejeitadas",
        "Baixar o contrato de dados",
    ]
    history = page("historico")
    assert "estoque.csv" in text(history)
    code = get_settings().rejections_folder.glob("*.csv").__next__().stem
    opened = page("historico", importacao=code)
    assert "valor fora da lista da coluna" in text(opened)
    assert f"Importação {code} desfeita." in text(click(opened, "Sim, desfazer"))
    assert "desfeita em" in text(page("historico"))
    assert [(entry.origin, entry.action) for entry in trail(get_settings().home)] == [
        ("painel", "importacao_concluida"),
        ("painel", "importacao_desfeita"),
    ]


@pytest.mark.slow
@pytest.mark.usefixtures("empty")
def test_repaired_identifiers_are_told_before_and_after_the_import_and_never_shown() -> None:
    header = "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora;tema\n"
    rows = (
        "1;PF;1234567890;2025-01-02;3550308;SP;CPF"
        " 529.982.247-25\n2;PF;987654321;2025-01-02;3550308;SP;Vendas\n"
    )
    app = send(page("importar", tabela="atendimentos"), header + rows)
    before = text(app)
    after = text(finish(click(app, "Importar")))
    code = next(get_settings().logs_folder.glob("*.log")).stem
    for shown in (before, after, text(page("historico", importacao=code))):
        assert "zeros à esquerda repostos em CPF ou CNPJ" in shown
        assert "documento, e-mail ou telefone riscado de um texto" in shown
        assert "1 linha tem id_cliente só de algarismos e mais curto do que um CPF" in shown
        assert not any(digits in shown for digits in ("1234567890", "987654321", "982.247"))


@pytest.mark.usefixtures("empty")
@pytest.mark.parametrize(
    ("content", "sentence"),
    [("a;b\n1;2\n", "não encontrei"), ("", "está vazio"), ("%PDF-1.7", "é um PDF")],
)
def test_a_file_that_cannot_be_read_says_why_and_cannot_be_imported(
    content: str, sentence: str
) -> None:
    app = send(page("importar", tabela="empresas"), content)
    assert sentence in text(app)
    assert "Algo deu errado" not in text(app)
    assert next(button for button in app.button if button.label == "Importar").disabled


@pytest.mark.slow
@pytest.mark.usefixtures("empty")
def test_a_file_with_too_many_bad_rows_is_said_to_be_refused_and_cannot_be_imported() -> None:
    app = send(page("importar", tabela="empresas"), STOCK + GOOD + "3550308;XX;2025-01;1\n" * 3)
    assert "O arquivo seria recusado: são 11,1 % das linhas de dados" in text(app)
    assert next(button for button in app.button if button.label == "Importar").disabled
    long = STOCK + "3550308;XX;2025-01;1\n" * 5_000 + GOOD * 1_000
    app = send(page("importar", tabela="empresas"), long)
    assert "O arquivo seria recusado: são 100,0 % das que olhei" in text(app)
    assert "5.000 passam do limite de um arquivo de no máximo 29.002 linhas" in text(app)
    assert next(button for button in app.button if button.label == "Importar").disabled


@pytest.mark.slow
@pytest.mark.usefixtures("empty")
def test_a_file_that_is_active_already_leads_to_its_import() -> None:
    for content in (STOCK + GOOD, STOCK + GOOD.replace(";101\n", ";7\n"), STOCK + GOOD):
        app = finish(click(send(page("importar", tabela="empresas"), content), "Importar"))
    shown = text(app)
    assert "2 linhas dele não contam" in shown
    assert "Veja <a" in shown
    assert "a importação ativa</a>" in shown


@pytest.mark.slow
@pytest.mark.usefixtures("empty")
def test_the_sheet_is_asked_for_by_what_a_file_is_and_not_by_its_name() -> None:
    content = BytesIO()
    Workbook().save(content)
    for name in ("sem_extensao", "dados.csv"):
        app = page("importar", tabela="empresas")
        app.file_uploader[0].set_value((name, content.getvalue(), "text/csv"))
        asked = [field.label for field in app.run().text_input]
        assert "Aba da planilha, se há mais de uma" in asked


def test_the_page_takes_files_of_any_name_as_the_command_does() -> None:
    assert not page("importar", tabela="empresas").file_uploader[0].proto.type


@pytest.mark.usefixtures("empty")
def test_while_work_goes_on_the_bar_is_shown_and_nothing_else_begins() -> None:
    going = background_work.Work("construir", "Construção de uma edição", "rui")
    going.progress(0.4, "Contagem")
    background_work._latest[:] = [going]
    app = send(page("importar", tabela="empresas"), STOCK + GOOD)
    assert "Iniciado por rui" in text(app)
    assert next(button for button in app.button if button.label == "Importar").disabled


@pytest.mark.usefixtures("empty")
def test_a_bug_in_the_background_is_an_id_and_not_a_traceback() -> None:
    def script() -> None:
        from pages.dados import background_work

        def fail(_progress: object) -> None:
            raise KeyError("segredo")

        if (
            background_work.finished_work("teste") is None
            and background_work.running_work() is None
        ):
            background_work.begin("teste", "Teste", "rui", fail)

    app = finish(AppTest.from_function(script, default_timeout=30).run())
    assert not app.exception
    assert "registrado com o código" in background_work._latest[0].problem
    assert "segredo" not in background_work._latest[0].problem


def test_a_big_report_is_shown_in_parts_and_nothing_in_it_is_markup() -> None:
    def script() -> None:
        from typing import Any, cast

        from pages.dados import import_report

        class Desk:
            def has_rejections(self, _import_id: str) -> bool:
                return False

            def warning_rows(self, _import_id: str, _place: int) -> None:
                return None

        import_report.body(cast("Any", Desk()), import_report.SAMPLE)  # type: ignore[attr-defined]

    from pages.dados import import_report

    places = tuple(
        Unresolved(f"<b>Lugar {i}</b>", "SP", i + 1, "municipio_desconhecido", ("A", "B"))
        for i in range(300)
    )
    import_report.SAMPLE = ImportReport(  # type: ignore[attr-defined]
        import_id="x",
        table="empresas",
        status="ok",
        source_name="<i>a.csv",
        message="",
        read=1_000_000,
        accepted=900_000,
        rejected={f"regra_{i}": i + 1 for i in range(40)},
        rejected_rows=60_000,
        repeated_keys=30_000,
        left_out={"Linha de total": 10_000},
        repaired={"municipio_nome": 5},
        examples={"regra_1": (Example(2, "porte", "<script>"),)},
        unresolved=places,
        unresolved_spellings=1_234,
        warnings=(Finding("data_no_futuro", "empresas", "aviso", "Há datas no futuro.", 3),),
    )
    shown = text(AppTest.from_function(script, default_timeout=30).run())
    for words in (
        "900.000",
        "60.000",
        "30.000",
        "deixadas de fora: Linha de total",
        "1.000.000",
        "Há datas no futuro.",
    ):
        assert words in shown
    assert "As 50 grafias mais frequentes de 1.234." in shown
    assert shown.count("Lugar ") == 50
    assert "<script>" not in shown
    assert "<b>Lugar" not in shown


@pytest.mark.usefixtures("empty")
def test_the_contract_of_the_chosen_table_is_on_the_page_and_can_be_taken_away() -> None:
    app = page("importar", tabela="empresas")
    assert "O que a tabela Empresas aceita" in [part.label for part in app.expander]
    told = text(app)
    assert 'aria-label="Colunas da tabela Empresas"' in told
    for words in ("<b>quantidade</b>", "Mês de referência (AAAA-MM)", "2025-10", "não é número"):
        assert words in told
    assert "Código do IBGE, de 7 ou 6 algarismos" in told
    assert "Baixar o contrato de dados" in [item.proto.label for item in app.get("download_button")]
    app = page("importar", tabela="metas")
    assert "O que a tabela Metas aceita" in [part.label for part in app.expander]
    assert "<b>quantidade</b>" not in text(app)
    app = page("importar")  # nothing chosen: what the form begins with
    assert app.selectbox[0].value == "atendimentos"
    assert "O que a tabela Atendimentos aceita" in [part.label for part in app.expander]


def test_what_takes_room_and_is_no_edition_is_said_to_be_so() -> None:
    alone = _space_words(363_100_000, 0)
    assert alone.startswith("A pasta das edições ocupa 363,1 MB nesta máquina; `t360 editions")
    beside = _space_words(680_400_000, 317_300_000)
    assert "ocupa 680,4 MB nesta máquina, 317,3 MB disso por uma construção em" in beside
