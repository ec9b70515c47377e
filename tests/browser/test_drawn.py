"""How a page is written down: alike whatever names Streamlit makes up, and else as it is."""

from pathlib import Path

from playwright.sync_api import Browser

from benchmarks.drawn import drawing

READ = (Path(drawing.__file__).parent / "read.js").read_text(encoding="utf-8")
PAGE = """
<div data-testid="stMain" class="st-emotion-cache-{made_up} stMain" id="{made_up}">
  <div class="st-b{number} st-key-card" data-testid="stColumn" style="width: 300px; height: 40px">
    <input aria-labelledby="{made_up}-1" value="3">
  </div>
  <label id="{made_up}-1">Meses</label>
  <p class="ev2q1e{number}" style="left: {number}px">ao lado</p>
  <div data-testid="stHtml"><p class="t-sub" style="color: red">Estamos na  {word}?</p></div>
  <a href="http://127.0.0.1:{number}/media/{made_up}{made_up}.csv">ver</a>
  <table aria-label="Números"><tr><th>UF</th><td><b>MG</b>2</td></tr></table>
  <style>/* why */ .t-sub {{ margin: 0 }}</style>
</div>
"""


def content(browser: Browser, **words: str) -> dict[str, object]:
    page = browser.new_page()
    address = f"http://127.0.0.1:{words['number']}"
    body = PAGE.format(**words)
    page.route(
        f"{address}/",
        lambda route: route.fulfill(body=body, content_type="text/html; charset=utf-8"),
    )
    page.add_init_script(READ)
    page.goto(address)
    found = page.evaluate("roots => window.drawn(roots)", drawing.WHOLE)
    page.close()
    return dict(found)


def test_names_that_are_made_up_are_left_out(browser: Browser) -> None:
    one = content(browser, made_up="1a2b3c4d", number="81", word="meta")
    assert one == content(browser, made_up="9f8e7d6c", number="92", word="meta")


def test_a_page_is_a_tag_and_a_text_on_each_line(browser: Browser) -> None:
    found = content(browser, made_up="1a2b3c4d", number="81", word="meta")
    assert found["markup"] == [
        "<title></title>",
        "<address>/</address>",
        '<div class="stMain" data-testid="stMain">',
        ' <div class="st-key-card" data-testid="stColumn">',
        '  <input aria-labelledby="Meses" shown="3" value="3">',
        " <label>",
        "  Meses",
        " <p>",
        "  ao lado",
        ' <div data-testid="stHtml">',
        '  <p class="t-sub" style="color: red">',
        "   Estamos na meta?",
        ' <a href="/media/….csv">',
        "  ver",
        ' <table aria-label="Números">',
        "  <tbody>",
        "   <tr>",
        "    <th>",
        "     UF",
        "    <td>",
        "     <b>",
        "      MG",
        "     2",
    ]
    assert found["layout"] == [" stColumn st-key-card 300×40 at 8"]
    assert found["tables"] == [["Números", "UF | MG 2"]]
    assert found["styles"] == [".t-sub { margin: 0 }"]


def test_a_changed_word_is_seen(browser: Browser) -> None:
    one = content(browser, made_up="1a2b3c4d", number="81", word="meta")
    assert one != content(browser, made_up="1a2b3c4d", number="81", word="reta")
