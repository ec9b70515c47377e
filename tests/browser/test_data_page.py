"""The way of a data steward, from a file with defects to an edition and back."""

import csv
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import running_server
from tests.support.tiers import some

Visit = Callable[..., "Session"]  # noqa: F821 - the class lives in conftest
HEADER = (
    "id_atendimento;tipo_cliente;id_cliente;data_fim;porte;municipio;"
    "uf_executora;valido;situacao;canal\n"
)
DEFECTS = (
    "X1;PJ;11144477735;31/02/2026;ME;3550308;SP;sim;Concluído;Telefone\n"
    "X2;PJ;11144477735;10/02/2026;ME;=1+1;SP;sim;Concluído;Telefone\n"
)
PATIENCE = 300_000  # milliseconds; imports and builds on a busy machine are slow
TOLD = ".t-done, .t-note[role=alert]"


@pytest.fixture
def own_server(demo_home: Path, tmp_path: Path) -> Iterator[str]:
    """The demonstration on a copy of its own: this journey changes what is served."""
    home = tmp_path / "home"
    shutil.copytree(demo_home, home)
    with running_server(home) as address:
        yield address


def visits(folder: Path) -> Path:
    """Two hundred good rows in Windows-1252, after two that are not."""
    good = "".join(
        f"N{i};PJ;{i:014d};{1 + i % 28:02d}/0{1 + i % 9}/2026;ME;"
        f"{'São Paulo/SP;SP' if i % 2 else '3106200;MG'};sim;Concluído;Telefone\n"
        for i in range(200)
    )
    file = folder / "visitas.csv"
    file.write_bytes((HEADER + DEFECTS + good).encode("windows-1252"))
    return file


def confirm(session: "Session", opens: str, yes: str) -> str:  # noqa: F821
    """Open a question, answer it and wait for what came of it."""
    session.page.get_by_role("button", name=opens).first.click()
    session.settle()
    session.page.get_by_role("button", name=yes).click()
    session.page.locator(".st-key-card_work").wait_for(timeout=PATIENCE)
    session.page.locator(".st-key-card_work").wait_for(state="detached", timeout=PATIENCE)
    session.settle()
    return str(session.page.locator(TOLD).first.inner_text())


def bring(session: "Session", folder: Path) -> None:  # noqa: F821
    """Import the file, after a look at what would become of it."""
    page = session.page
    session.open("/dados")
    page.locator("input[type=file]").set_input_files(visits(folder))
    page.get_by_text("Olhei 202 linhas (o arquivo todo): 2 linhas seriam rejeitadas.").wait_for(
        timeout=PATIENCE
    )
    session.settle()
    expect(page.locator(".st-key-card_outcome")).to_contain_text("3550308 São Paulo (SP)")
    assert "11144477735" not in page.locator("body").inner_text()
    page.get_by_role("button", name="Importar", exact=True).click()
    page.get_by_text("200 linhas aceitas de 202; 2 rejeitadas (0,99 %).").wait_for(timeout=PATIENCE)
    session.settle()


def publish(session: "Session") -> None:  # noqa: F821
    """Build an edition of what is there, and let it be served."""
    session.open("/dados?secao=edicoes")
    assert "foi construída" in confirm(session, "Construir edição", "Sim, construir")
    assert "está publicada" in confirm(session, "Publicar", "Sim, publicar")
    expect(session.page.locator(".t-note").first).to_contain_text("Faltam nesta edição")


def test_from_a_file_with_defects_to_the_lines_that_were_rejected_and_an_edition(
    own_server: str, visit: Visit, tmp_path: Path
) -> None:
    session = visit(own_server)
    bring(session, tmp_path)
    with session.page.expect_download(timeout=PATIENCE) as download:
        session.page.get_by_role("button", name="Baixar as linhas rejeitadas").click()
    download.value.save_as(tmp_path / "rejected.csv")
    lines = list(
        csv.reader(
            (tmp_path / "rejected.csv").open(encoding="utf-8-sig", newline=""), delimiter=";"
        )
    )
    assert [[*line[:3], line[4]] for line in lines[1:]] == [
        ["2", "data_fim", "data_invalida", "31/02/2026"],
        ["3", "municipio", "municipio_desconhecido", "'=1+1"],
    ]
    publish(session)


@pytest.mark.slow
def test_from_an_edition_to_what_it_changed_and_back(
    own_server: str, visit: Visit, tmp_path: Path
) -> None:
    session = visit(own_server)
    page = session.page
    bring(session, tmp_path)
    publish(session)
    page.get_by_text("Mostrar o que mudou").click()
    page.get_by_text("No país", exact=True).wait_for(timeout=PATIENCE)
    session.settle()
    compared = page.locator(".st-key-card_compare")
    expect(compared).to_contain_text("visitas.csv (200 linhas)")
    # Coverage: the stock went with the demonstration.
    expect(compared).to_contain_text("deixou de ser medido")
    session.open("/dados?secao=historico")
    page.get_by_role("link", name="atendimentos").first.click()
    page.locator(".st-key-card_record").wait_for(timeout=PATIENCE)
    session.settle()
    page.get_by_role("button", name="Desfazer esta importação").click()
    session.settle()
    page.get_by_role("button", name="Sim, desfazer").click()
    page.get_by_text("desfeita. Construa uma edição").wait_for(timeout=PATIENCE)
    session.open("/dados?secao=edicoes")
    assert "voltou a ser a publicada" in confirm(session, "Voltar à anterior", "Sim, voltar")
    expect(page.locator(".t-top")).to_contain_text("Dados de demonstração")


@pytest.mark.parametrize(
    "part", some(["importar", "historico", "qualidade", "edicoes"], "qualidade")
)
def test_every_part_fits_a_phone_and_speaks_portuguese(
    server: str, visit: Visit, part: str
) -> None:
    session = visit(server, user_agent="Mozilla/5.0 (Linux; Android 14) Mobile", has_touch=True)
    session.page.set_viewport_size({"width": 390, "height": 844})
    session.open(f"/dados?secao={part}")
    assert session.page.locator("[class*=st-key-card_error]").count() == 0
    for scroller in ("html", "[data-testid=stMain]"):
        assert session.page.locator(scroller).evaluate("e => e.scrollWidth") <= 390
    wide = "all => all.filter(e => e.getBoundingClientRect().right > 390).map(e => e.innerText)"
    assert (
        session.page.locator(".t-wide, .t-scroll, .t-legend, .t-note, button").evaluate_all(wide)
        == []
    )
    shown = session.page.locator("body").inner_text()
    assert [word for word in ("Upload", "Drag and drop", "per file") if word in shown] == []


def test_the_steward_begins_without_any_edition(empty_server: str, visit: Visit) -> None:
    session = visit(empty_server)
    session.page.goto(f"{empty_server}/dados")
    session.page.locator("[data-testid=stFileUploader]").wait_for(timeout=PATIENCE)
    session.settle()
    expect(session.page.locator(".t-note").first).to_contain_text("Ainda não há edição publicada")
    assert session.page.locator("[class*=st-key-card_error]").count() == 0
