"""A whole edition of recognition in two browsers: from its rules to an answered appeal."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from data_access.operational.actor import COMMAND_LINE
from data_access.recognition.committee import committee
from indicators.scope import Access
from tests.browser.conftest import running_server
from tests.browser.session import PATIENCE, Session
from tests.support.command_line import t360
from tests.support.steward import succeed
from tests.support.two_leagues import MEMBERS, RULES, SLUG, publish

REASON = "Porque o comitê assim o entende"
Visit = Callable[..., Session]


@pytest.fixture(scope="module")
def recognition_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition open, under the second version of its rules, with one case to look at."""
    home = tmp_path_factory.mktemp("recognition") / "home"
    settings = publish(home)
    changed = home.parent / "regras.toml"
    changed.write_text(RULES.replace("80.0", "85.0").replace("peso = 20.0", "peso = 15.0"), "utf-8")
    told = ("--reason", REASON, "--member", MEMBERS[0])
    succeed(t360(home, "recognition", "import", changed, *told))
    office = committee(settings, Access.everything(), COMMAND_LINE, MEMBERS[0])
    office.open_case(SLUG, "salas", "S0", "rajada", "Muitos no fim do mês", {"dias": 3})
    return home


@pytest.fixture(scope="module")
def recognition_server(recognition_home: Path) -> Iterator[str]:
    with running_server(recognition_home) as address:
        yield address


def work(visit: Visit, address: str, member: str) -> Session:
    session = visit(address)
    session.open(f"/reconhecimento?premio={SLUG}&parte=comite&membro={member}")
    return session


def card(session: Session, key: str) -> Locator:
    return session.page.locator(f".st-key-card_{key}")


def press(session: Session, label: str, told: str) -> None:
    session.page.get_by_role("button", name=label, exact=True).click()
    expect(card(session, "step")).to_contain_text(told)
    session.settle()


def pick(session: Session, where: str, *names: str) -> None:
    """Take these, by name, from the last list of a card."""
    for name in names:
        card(session, where).get_by_role("combobox").last.click()
        session.page.keyboard.type(name)
        session.page.get_by_role("option").first.filter(has_text=name).wait_for(timeout=PATIENCE)
        session.page.keyboard.press("Enter")
    session.page.keyboard.press("Escape")
    session.settle()


def give_points(session: Session, unit: str, points: str) -> None:
    where = card(session, "points")
    where.get_by_role("combobox").nth(1).click()  # the first is the category
    session.page.keyboard.type(unit)
    session.page.get_by_role("option").first.filter(has_text=unit).wait_for(timeout=PATIENCE)
    session.page.keyboard.press("Enter")
    where.get_by_label("Nota").fill(points)
    where.get_by_label("Motivo").fill(REASON)
    press(session, "Dar a nota", "A nota foi gravada.")


def order(session: Session, *units: str, told: str) -> None:
    pick(session, "order", *units)
    card(session, "order").get_by_label("Motivo").fill(REASON)
    press(session, "Gravar a ordem", told)


def sign(session: Session, label: str, told: str) -> None:
    form = session.page.locator("[data-testid=stForm]").filter(has_text=label).first
    form.get_by_label("Motivo").fill(REASON)
    press(session, label, told)


@pytest.mark.slow
def test_an_edition_goes_from_its_rules_to_an_answered_appeal(
    recognition_home: Path, recognition_server: str, visit: Visit, tmp_path: Path
) -> None:
    ana, bruno = (work(visit, recognition_server, name) for name in MEMBERS)
    for bands in ("1", "2"):
        ana.page.locator(f".st-key-bands_{SLUG}_salas").get_by_text(bands, exact=True).click()
        expect(card(ana, "step")).to_contain_text("As faixas foram escolhidas.")
        ana.settle()
    press(ana, "Abrir a prévia: cada unidade vê o seu resultado", "passo seguinte")
    press(ana, "Encerrar a prévia e começar a avaliação", "passo seguinte")

    give_points(ana, "Sala 0", "8")
    bruno.open(f"/reconhecimento?premio={SLUG}&parte=comite&membro={MEMBERS[1]}")
    give_points(bruno, "Sala 1", "7")
    card(ana, "cases").get_by_role("combobox", name="Desfecho").click()
    ana.page.get_by_role("option", name="Sem efeito").click()
    card(ana, "cases").get_by_label("Motivo").fill(REASON)
    press(ana, "Fechar o caso", "O caso foi fechado.")
    press(ana, "Encerrar a avaliação e começar a deliberação", "passo seguinte")

    order(ana, "Sala 3", told="A ordem foi gravada.")
    order(ana, "Sala 4", "Sala 0", told="entre faixas a ordem é a dos critérios")
    sign(ana, "Propor o resultado", "O resultado foi proposto")
    expect(card(ana, "step")).to_contain_text("quem aprova é outro membro")
    bruno.open(f"/reconhecimento?premio={SLUG}&parte=comite&membro={MEMBERS[1]}")
    sign(bruno, "Aprovar", "O resultado foi aprovado.")
    for step, told in (("Selar", "selado"), ("Anunciar", "anunciado")):
        opened = bruno.page.locator("[data-testid=stPopover]").get_by_role("button", name=step)
        opened.click()
        press(bruno, f"Sim, {step.lower()}", f"O resultado foi {told}.")

    _certificate(ana, recognition_home, tmp_path)
    ana.open(f"/reconhecimento?premio={SLUG}&parte=selo")
    ana.page.get_by_role("button", name="Refazer e comparar").click()
    expect(card(ana, "seal")).to_contain_text("os mesmos bytes.")
    told = ("--author", "Sala 7", "--reason", REASON)
    succeed(t360(recognition_home, "recognition", "appeal", SLUG, "salas", "S7", *told))
    ana.open(f"/reconhecimento?premio={SLUG}&parte=comite&membro={MEMBERS[0]}")
    card(ana, "appeals").get_by_text("Negar", exact=True).click()
    card(ana, "appeals").get_by_label("Resposta").fill(REASON)
    press(ana, "Responder", "O recurso foi respondido.")


def _certificate(session: Session, home: Path, folder: Path) -> None:
    """Taken from the page, it is the one that the command writes, and the page verifies it."""
    session.open(f"/reconhecimento?premio={SLUG}&parte=unidade&unidade=S3")
    with session.page.expect_download() as waiting:
        session.page.get_by_role("button", name="Certificado (PDF)").click()
    taken = Path(waiting.value.path())
    file = folder / "certificado.pdf"
    succeed(t360(home, "recognition", "certificate", SLUG, "salas", "S3", "--into", file))
    assert taken.read_bytes() == file.read_bytes()
    if shutil.which("pdftotext"):
        read = subprocess.run(["pdftotext", taken, "-"], capture_output=True, check=True)
        assert {"Sala 3", "Ouro"} <= set(read.stdout.decode().splitlines())
    sealed = json.loads(succeed(t360(home, "recognition", "show", SLUG, "--format", "json")).out)
    assert sealed["state"] == "anunciada"
    reproduced = succeed(t360(home, "recognition", "reproduce", SLUG)).out
    sha256 = reproduced.split()[-1]
    session.open(f"/reconhecimento?parte=conferir&resumo={sha256}&certificado=S3")
    expect(card(session, "check")).to_contain_text("Sala 3 (MG) alcançou Ouro em Salas")
