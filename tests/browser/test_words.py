"""What Streamlit itself says is met in Portuguese: a server that goes away, a proxy that answers in
its place, a file that is no table, a field that waits for Enter.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.browser.conftest import PATIENCE, running_server

pytestmark = pytest.mark.streamlit_patches

# Every text and name of the page, but those of scripts, styles and icons.
SAID = """() => {
  const said = [], nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    const {data, parentElement} = nodes.currentNode;
    const apart = "script, style, noscript, svg, [data-testid=stIconMaterial]";
    if (!parentElement.closest(apart) && parentElement.checkVisibility()) said.push(data.trim());
  }
  for (const e of document.querySelectorAll("*"))
    for (const kind of ["aria-label", "title", "placeholder"])
      if (e.getAttribute(kind)) said.push(e.getAttribute(kind));
  return said.filter(Boolean);
}"""
ENGLISH = re.compile(
    r"\b(the|is|are|not|your?|it|to|of|and|or|with|this|file|files|error|open|close|choose|option"
    r"|options|press|enter|connection|connect|server|streamlit|retry|running|stop|wait|available"
    r"|allowed|remove|upload|per|results?|selected)\b",
    re.IGNORECASE,
)
OURS = re.compile(r"`[^`]*`|t360 [\w-]+|\b(?:Enter|CSV, TXT[^•]*)", re.IGNORECASE)


def english(page: Page) -> list[str]:
    return [text for text in page.evaluate(SAID) if ENGLISH.search(OURS.sub("", text))]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="pt-BR")
    yield context.new_page()
    context.close()


def open_import(page: Page, address: str) -> None:
    page.goto(f"{address}/dados")
    page.get_by_role("heading", name="Importar um arquivo").wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stFileUploaderDropzone]").wait_for(timeout=PATIENCE)


def test_there_is_english_to_find(page: Page) -> None:
    page.set_content("<p>Is Streamlit still running?</p><input placeholder='Choose an option'>")
    assert english(page) == ["Is Streamlit still running?", "Choose an option"]


def test_a_server_that_stops_is_told_in_portuguese(page: Page, tmp_path: Path) -> None:
    """Streamlit has one sentence for this computer, with a command that is not ours, and another
    for any other.
    """
    here = page.context.new_page()
    with running_server(tmp_path) as address:
        open_import(page, address)
        open_import(here, address.replace("127.0.0.1", "localhost"))
    for each in (page, here):
        dialog = each.get_by_role("dialog", name="Sem conexão com o painel")
        expect(dialog).to_contain_text("O painel não responde.")
        expect(dialog).to_contain_text("a tela volta sozinha quando ele responder")
        expect(dialog.locator("pre").filter(visible=True)).to_have_count(0)
        assert english(each) == []
    expect(dialog).to_contain_text("abra-o de novo com t360 serve")


@pytest.mark.slow
def test_a_proxy_that_answers_for_the_server_is_told_in_portuguese(
    page: Page, empty_server: str
) -> None:
    def answer(route: Route) -> None:
        route.fulfill(status=502, body="<h1>502 Bad Gateway</h1>", content_type="text/html")

    page.route("**/_stcore/**", answer)
    page.goto(f"{empty_server}/dados")
    dialog = page.get_by_role("dialog", name="Sem conexão com o painel")
    expect(dialog).to_contain_text("O painel não responde (código 502).")
    assert english(page) == []


@pytest.mark.slow
def test_the_form_of_an_import_speaks_portuguese(page: Page, empty_server: str) -> None:
    open_import(page, empty_server)
    expect(page.locator("[data-testid=stFileUploaderDropzone]")).to_contain_text("Até 500 MB")
    assert english(page) == []
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as made:
        made.writestr("tabela.csv", "a;b\n1;2\n")
    sent = {"name": "x.zip", "mimeType": "application/zip", "buffer": packed.getvalue()}
    page.locator("input[type=file]").set_input_files(sent)
    inside = page.get_by_label("Arquivo dentro do ZIP").first
    inside.fill("tabela")
    expect(page.get_by_text("Enter confirma")).to_be_visible()
    assert english(page) == []
    page.get_by_label("Tabela").first.click()
    page.keyboard.type("zzz")
    expect(page.get_by_text("Nada encontrado")).to_be_visible()
    assert english(page) == []
