"""Whatever a page sends to the browser or lets be taken away is the same of two countries that
differ in what may not be told alone: texts, tooltips, data of charts and maps, files, and their
order.
"""

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from data_access.editions.reading import Edition
from data_access.queries.base.told_blocks import Blocks
from data_access.queries.tables.unit_measures import unit_indicator
from data_access.recognition.evidence import Given, evidence_of
from data_access.recognition.points import NO_POINTS
from data_access.recognition.radar import find_patterns
from indicators.recognition.rules import Scoring
from indicators.recognition_rules.measurable import UnitKind, indicators_of
from indicators.scope import Access, Period, Scope, ScopeError
from pages.components import downloads
from pages.components.export import Export, to_csv, to_xlsx
from pages.state import gateway
from tests.integration.test_recognition_attack import rules_of
from tests.pages.conftest import settings_of
from tests.pages.test_pages import MODULES
from tests.support.drawn_page import drawn
from tests.support.made_once import made_once
from tests.support.tiers import some
from tests.support.twin_countries import CONTAGEM, publish_twin

pytestmark = pytest.mark.xdist_group("twins")
# Names, moments and sizes of editions, which differ between any two.
OF_AN_EDITION = re.compile(
    r"\d{8}T\d{9}Z-[0-9a-f]{8}|\d\d/\d\d/\d{4}(,| às)? \d\d[:h]\d\d|[0-9a-f]{32,64}"
    r"|\d{4}-\d\d-\d\d[T ][0-9:.]+Z?|em \d+,\d s\b|\d+,\d MB"
)
# Dados and Metodologia tell of files, their hours and their sizes.
TOLD_OF_PEOPLE = [
    module for module in MODULES if module not in ("dados", "metodologia", "auditoria", "acessos")
]
ASKED = (
    {"territorio": "uf:31"},
    {"territorio": f"municipio:{CONTAGEM}", "vista": "cliente"},
    {"territorio": "uf:31", "vista": "cliente"},
    {"territorio": "brasil", "vista": "cliente"},
    {"territorio": "brasil"},
    {"territorio": "uf:31", "canal": "Chat"},
    {"territorio": "uf:31", "espera": "equipe", "unidade": "S2"},
    {"territorio": "uf:31", "vista": "cliente", "indicador": "nps"},
    {"territorio": "uf:31", "vista": "cliente", "periodo": "2026-02..2026-02"},
)


@pytest.fixture(scope="session")
def twins(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> list[Path]:
    def make(folder: Path) -> None:
        for name, exchanged in (("one", False), ("other", True)):
            publish_twin(folder / name, exchanged=exchanged)

    folder = made_once(tmp_path_factory, worker_id, "twins", make)
    return [folder / "one", folder / "other"]


def sent(home: Path, module: str, asked: dict[str, str]) -> str:
    """All that a page sends, and the bytes of all that it lets be taken away."""
    files: list[Export] = []
    with settings_of(home), pytest.MonkeyPatch.context() as patch:
        patch.setattr(downloads, "_buttons", lambda export, *_: files.append(export()))
        app = drawn(module, **asked)
        assert not app.exception, app.exception
        protos = [str(node.proto) for node in nodes(app._tree)]
        taken = [to_csv(file).decode() + "".join(parts_of(to_xlsx(file))) for file in files]
    assert protos
    return OF_AN_EDITION.sub("…", "\n".join([*protos, *taken]))


def nodes(block) -> Iterator[object]:
    """Every element of a page, in its order."""
    for child in block.children.values():
        if getattr(child, "proto", None) is not None:
            yield child
        if hasattr(child, "children"):
            yield from nodes(child)


def parts_of(book: bytes) -> list[str]:
    """All that is inside an XLSX but for when it was written."""
    with zipfile.ZipFile(BytesIO(book)) as inside:
        names = [name for name in inside.namelist() if not name.startswith("docProps")]
        return [inside.read(name).decode() for name in names]


def differences(one: str, other: str) -> list[tuple[str, str]]:
    """Where the first lines differ, and a little around it."""
    lines, others = one.splitlines(), other.splitlines()
    found = [pair for pair in zip(lines, others, strict=False) if pair[0] != pair[1]]
    if not found:
        return [("", "")] * (len(lines) != len(others))
    return [around(*pair) for pair in found[:3]]


def around(line: str, other: str) -> tuple[str, str]:
    first = next((n for n, (a, b) in enumerate(zip(line, other, strict=False)) if a != b), 0)
    near = slice(max(first - 80, 0), first + 80)
    return line[near], other[near]


def test_what_a_page_sends_says_nothing_of_a_few(twins):
    one, other = (sent(home, "satisfacao", ASKED[2]) for home in twins)
    assert differences(one, other) == []


def test_without_blocks_it_says_what_they_answered(twins, monkeypatch):
    monkeypatch.setattr(Blocks, "broken", lambda *_, **__: set())
    one, other = (sent(home, "satisfacao", ASKED[2]) for home in twins)
    assert differences(one, other) != []


@pytest.mark.slow
@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: " ".join(asked.values()))
@pytest.mark.parametrize("module", TOLD_OF_PEOPLE)
def test_nor_does_any_page_however_it_is_asked(twins, module, asked):
    one, other = (sent(home, module, asked) for home in twins)
    assert differences(one, other) == []


@pytest.mark.parametrize(
    "kind", some((UnitKind.PARTNER, UnitKind.TEAM, UnitKind.ATTENDANT), UnitKind.PARTNER)
)
def test_nor_does_a_query_or_what_recognition_is_made_of(twins, kind):
    told = []
    for home in twins:
        with settings_of(home):
            told.append(told_of(gateway.edition(gateway.published_id()), kind))
    one, other = told
    assert len(one) == len(other) > 4
    for here, there in zip(one, other, strict=True):
        pd.testing.assert_frame_equal(here, there)


def told_of(edition: Edition, kind: UnitKind) -> list[pd.DataFrame]:
    """What is told of units, and what they would be scored by with every indicator of answers."""
    found = []
    for window in (("2026-01", "2026-06"), ("2026-01", "2026-02")):
        scope = Scope(Period.parse(*window))
        for name in indicators_of(kind):
            with suppress(ScopeError):
                found.append(unit_indicator(edition, name, kind, scope, Access.everything()))
        rules = rules_of(*window)
        category = next(item for item in rules.category if item.unit is kind)
        field = evidence_of(edition, rules, category, Given(NO_POINTS, max(Scoring))).field
        found += [field.units, *field.evidence.values(), *field.cells.values()]
        found.append(pd.DataFrame(find_patterns(edition, rules, category)))
    return found
