"""What a manager reads has no word of statistics: these are inside “como é calculado”."""

import re

import pytest

from config.navigation import load_navigation
from tests.support.drawn_page import drawn
from tests.support.tiers import some

# The page that says what exactly each number means, and those of whoever keeps the data.
SPECIALISTS = ("metodologia", "dados", "auditoria")
PAGES = [entry.module for entry in load_navigation() if entry.path not in SPECIALISTS]
FOLDED = re.compile(r'<details class="t-how">.*?</details>', re.S)
MARKUP = re.compile(r"<style>.*?</style>|<[^>]+>", re.S)
TERMS = re.compile(
    r"significativ|descobertas? falsas?|\bp90\b|percentil|\bp\s*[=<]\s*0|χ²|\bn\s*=|\bn \d"
    r"|qui-quadrado|kaplan|benjamini|log-rank|wilson|\bwald\b|holm\b|binomial|regressão"
    r"|quantis|quebras naturais|[=+] ?(?:numerador|denominador|composição)|desvios? padr"
    r"|cada um pela sua regra|as duas contas|fila de vazios|sem linha: outros"
    r"|\bNorte · região|tempo médio"
    r"|\bentre \d[\d.,]*(?: %| min)? a \d|\bde 1 \w+(?:ios|tes|sas|ões)\b",  # and of grammar
    re.IGNORECASE,
)


def terms(markup: str) -> list[str]:
    """The terms of what is seen, each with what stands around it."""
    seen = MARKUP.sub(" ", FOLDED.sub(" ", markup))
    return [seen[max(0, m.start() - 40) : m.end() + 40] for m in TERMS.finditer(seen)]


def test_there_are_terms_to_find() -> None:
    assert terms("<p>Sem diferença significativa (p = 0,03).</p>")
    assert terms("<p><b>8,7</b> de 10, entre 8,6 a 8,8</p>")
    assert terms("<p>1 de 1 municípios</p>")
    assert not terms('<details class="t-how"><summary>x</summary>teste χ²</details>')


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("territory", some(["brasil", "uf:31", "municipio:3106200"], "uf:31"))
@pytest.mark.parametrize("module", PAGES)
def test_no_page_asks_its_reader_to_know_statistics(module: str, territory: str) -> None:
    app = drawn(module, territorio=territory)
    assert not app.exception, app.exception
    kinds = ("html", "markdown", "caption")
    said = [str(block.proto.body) for kind in kinds for block in app.get(kind)]
    said += [option for choice in (*app.selectbox, *app.radio) for option in choice.options]
    assert [found for part in said for found in terms(part)] == []
