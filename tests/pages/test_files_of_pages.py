"""Every file that a page offers: it is made only when it is asked for, so here all are."""

from collections import Counter
from io import BytesIO

import openpyxl
import pytest

from indicators.catalogue.definitions import catalogue
from indicators.territories.judgement import Judgement
from pages.components import downloads
from pages.components.export import Export, to_csv, to_xlsx
from tests.pages.test_pages import MODULES, alone, text
from tests.support.tiers import some

IDS = ("numerator", "denominator", "value", "target", "status", "code", "uf_code")

SHARES = ("parte", "parcela", "cobertura", "taxa", "mei entre")  # what begins so is a share


def offered(monkeypatch: pytest.MonkeyPatch, module: str, territory: str) -> list[Export]:
    found: list[Export] = []
    monkeypatch.setattr(downloads, "_buttons", lambda export, *_: found.append(export()))
    text(alone(module, territory).run())
    return found


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("module", some(MODULES, "panorama"))
@pytest.mark.parametrize("territory", some(("brasil", "municipio:3550308"), "brasil"))
def test_every_file_of_a_page_is_made_and_says_what_it_holds(
    monkeypatch: pytest.MonkeyPatch, module: str, territory: str
) -> None:
    for export in offered(monkeypatch, module, territory):
        headings = list(export.table.columns)
        assert [name for name, count in Counter(headings).items() if count > 1] == []
        assert not {*headings} & {*IDS}, export.name
        figures = export.table.select_dtypes("number").columns
        shares = [word for word in figures if word.casefold().startswith(SHARES)]
        kinds = dict(zip(headings, export.kinds, strict=True))
        assert {kind for name in shares for kind in kinds[name]} <= {"%"}, export.name
        assert to_csv(export).count(b"\r\n") > len(export.notes)
        book = openpyxl.load_workbook(BytesIO(to_xlsx(export)))
        sheet = book["Dados"]
        assert [cell.value for cell in sheet[1]] == headings
        assert sheet.max_row == len(export.frame) + 1
        assert (sheet.freeze_panes, book["Sobre"]["A1"].value) == ("A2", export.notes[0])


@pytest.mark.usefixtures("demo")
def test_the_file_of_the_ranking_has_what_the_page_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    (ranking,) = [
        export
        for export in offered(monkeypatch, "panorama", "brasil")
        if export.name.endswith(" por território")
    ]
    title = ranking.name.removesuffix(" por território")
    shown = next(item.short_title for item in catalogue().values() if item.title == title)
    frame = ranking.table
    assert not {*frame.columns} & {"numerador", "denominador", "valor"}
    assert set(frame["o que se pode dizer"].dropna()) <= set(map(str, Judgement))
    measured = frame.dropna(subset=shown)
    asked = measured["a meta pede até agora"].fillna(measured["meta"])
    away = (measured[shown] / asked).round(9)
    assert away.is_monotonic_increasing  # in the order of the screen
    of_percent = next(item.unit for item in catalogue().values() if item.title == title) == "%"
    assert ("%;" in to_csv(ranking).decode("utf-8-sig").splitlines()[-1]) == of_percent
