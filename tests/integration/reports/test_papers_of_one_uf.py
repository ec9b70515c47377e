"""The documents of a UF's recognition are the same, byte for byte, on the country's edition and on
an edition of the rows of that UF alone; whoever takes them coordinates the UF.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from config.roles import COORDINATION
from config.settings import Settings
from data_access.editions.manifest import Manifest
from data_access.editions.publishing import seal
from data_access.operational.actor import COMMAND_LINE
from data_access.recognition.committee import Committee, committee
from data_access.recognition.reading import Readings
from geo.territory import load_territory
from indicators.recognition_rules.read import read_rules
from indicators.rights import Right, Rights
from indicators.scope import Access
from reports.recognition.certificate import certificate
from reports.recognition.dossier import dossier
from reports.recognition.facts import Facts, facts_of
from reports.recognition.listing import listing
from reports.recognition.trends import trends_of
from tests.support.one_uf import publish_rows
from tests.support.two_leagues import MEMBERS, SLUG, rules_of_salas

pytestmark = [pytest.mark.slow, pytest.mark.heavy, pytest.mark.xdist_group("one uf")]
UF, REASON = "SP", "Porque o comitê assim o entende"
RULES = rules_of_salas(UF, "2026-10", 60.0, 20.0)


@pytest.mark.asvs("8.2.2", "8.2.3", "8.4.1")
def test_the_documents_of_a_uf_are_those_of_its_own_edition(
    demo_home: Path, tmp_path: Path
) -> None:
    rows, territory = demo_home / "staging", load_territory(demo_home)
    country = publish_rows(rows, tmp_path / "country", territory)
    own = publish_rows(rows, tmp_path / "own", territory, UF, country)
    readings = [_sealed_on(_settings(tmp_path / name), own) for name in ("country", "own")]
    in_country, alone = (facts_of(each, SLUG, "salas") for each in readings)
    assert len(in_country.competing) > 1
    assert in_country.told == alone.told
    # When it was sealed, by which key and where in the trail is of the place that sealed.
    of_the_place = {name: getattr(in_country, name) for name in ("record", "sealed", "proof")}
    alone = replace(alone, **of_the_place)
    papers, theirs = (_papers(*each) for each in zip(readings, (in_country, alone), strict=True))
    assert papers == theirs
    assert len(papers) == 2 * len(in_country.competing) + 1


def _papers(readings: Readings, facts: Facts) -> Mapping[str, bytes]:
    """Every document that the coordination of the UF can take."""
    found = {"lista": listing(facts).content}
    for unit in facts.competing:
        code = unit["codigo"]
        scored = readings.score(SLUG, "salas")
        trends = trends_of(readings, facts, code)
        found[f"certificado {code}"] = certificate(facts, scored, code).content
        found[f"dossiê {code}"] = dossier(facts, [], trends, code).content
    return found


def _settings(home: Path) -> Settings:
    return Settings(home=home, threads=2, memory_limit="1GB", _env_file=None)


def _sealed_on(settings: Settings, edition: Manifest) -> Readings:
    """The Salas of the UF from rules to announcement, and what its coordination reads of it."""
    seal(settings, edition.id)
    ana, bruno = (_member(settings, name) for name in MEMBERS)
    ana.create(read_rules(RULES))
    ana.enrol(SLUG, bruno.member, UF)
    ana.open_on(SLUG, edition.id)
    ana.advance(SLUG)
    ana.advance(SLUG)
    for number, unit in enumerate(sorted(ana.score(SLUG, "salas").result.ids)):
        ana.give_points(SLUG, "salas", unit, "juri", 4.0 + number % 7, REASON)
    ana.advance(SLUG)
    ana.propose(SLUG, REASON)
    bruno.approve(SLUG, REASON)
    bruno.seal(SLUG)
    bruno.announce(SLUG)
    coordination = Rights("maria", frozenset({Right(COORDINATION, frozenset({UF}))}))
    return Readings(settings, coordination.access([COORDINATION]), COMMAND_LINE)


def _member(settings: Settings, name: str) -> Committee:
    return committee(settings, Access.everything(), COMMAND_LINE, name)
