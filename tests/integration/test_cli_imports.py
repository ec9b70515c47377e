"""`t360 imports`: the history on the command line."""

from pathlib import Path

import pytest

from tests.support.command_line import Answer, t360
from tests.support.walkthrough import masked

GOOD = "".join(
    f"3550308;ME;{year}-{month:02d};1{month:02d}\n"
    for year in (2024, 2025)
    for month in range(1, 13)
)
STOCK = f"municipio;porte;competencia;quantidade\n{GOOD}3550309;ME;2026-01;5\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "dados"


def bring(home: Path, text: str = STOCK, name: str = "estoque.csv") -> Answer:
    source = home.parent / name
    source.write_text(text, encoding="utf-8")
    return t360(home, "import", "empresas", source)


def code_of(home: Path) -> str:
    return t360(home, "imports", "list", "--format", "json").json[0]["import_id"]


def test_without_imports_the_list_says_so_and_has_its_columns_still(home: Path) -> None:
    assert "Ainda não há importações" in t360(home, "imports").out
    assert t360(home, "imports", "list", "--format", "json").json == []
    head = (
        "import_id,table,state,started_at,who,profile,source_name,read,accepted,rejected,repeated\n"
    )
    assert t360(home, "imports", "list", "--format", "csv").out == head


def test_each_import_is_a_line_with_its_counts(home: Path) -> None:
    bring(home)
    (row,) = t360(home, "imports", "list", "--format", "csv").rows
    assert (row["table"], row["state"], row["source_name"]) == ("empresas", "ativa", "estoque.csv")
    assert [row[name] for name in ("read", "accepted", "rejected", "repeated")] == [
        "25",
        "24",
        "1",
        "0",
    ]
    assert t360(home, "imports", "list", "--table", "metas", "--format", "json").json == []
    assert t360(home, "imports", "list", "--table", "nada").code == 2


def test_the_report_is_told_again_in_full(home: Path) -> None:
    bring(home)
    shown = t360(home, "imports", "show", code_of(home)).out
    assert "25 linhas lidas: 24 aceitas, 1 rejeitada" in shown
    assert (
        "código de município com dígito verificador errado (municipio_digito_verificador): 1"
        in shown
    )
    assert "linha 26, municipio: 3550309" in shown
    for folder, suffix in (("rejections", "csv"), ("logs", "log")):
        assert str(home / folder / f"{code_of(home)}.{suffix}") in shown
    told = t360(home, "imports", "show", code_of(home), "--format", "json").json
    assert told["report"]["rejected"] == {"municipio_digito_verificador": 1}


def test_the_page_shows_the_report_that_there_is(home: Path) -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "linha-de-comando.md"
    example = (
        page.read_text(encoding="utf-8")
        .split("## t360 imports show")[1]
        .split("```text\n")[1]
        .split("```")[0]
    )
    bring(home)
    shown = t360(home, "imports", "show", code_of(home)).out.replace(f"{home.parent}/", "")
    who = t360(home, "imports", "list", "--format", "json").json[0]["who"]
    assert masked(shown.replace(f"por {who},", "por maria,")) == masked(example)


def test_a_refused_import_says_why_and_that_nothing_came_in(home: Path) -> None:
    bring(
        home, "municipio;porte;competencia;quantidade\n3550308;ME;2025-01;1\n3550308;XX;2025-01;1\n"
    )
    shown = t360(home, "imports", "show", code_of(home)).out
    assert "recusada" in shown
    assert "2 linhas lidas: 1 rejeitada, 1 boa, mas não importada" in shown
    assert "Nada foi importado" in shown


def test_an_import_that_was_undone_is_told_so_and_cannot_be_undone_twice(home: Path) -> None:
    bring(home)
    code = code_of(home)
    undone = t360(home, "imports", "undo", code)
    assert (undone.code, undone.out) == (0, f"Importação {code} desfeita.\n")
    assert t360(home, "imports", "list", "--format", "json").json[0]["state"] == "desfeita"
    again = t360(home, "imports", "undo", code)
    assert again.code == 2
    assert "já foi desfeita" in again.err
    unknown = t360(home, "imports", "show", "nada")
    assert unknown.code == 2
    assert "t360 imports list" in unknown.err
