"""Documents of the sealed result of a demonstration, and the place that verifies them."""

import json
import shutil
import subprocess
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.formatting import moment
from config.settings import Settings
from data_access.base.edition_errors import EditionError
from data_access.operational.actor import COMMAND_LINE
from data_access.operational.engine import operational_engine
from data_access.operational.heads import SignedHead, sign_head
from data_access.operational.recognition_models import RecognitionResult
from data_access.recognition.errors import RecognitionError
from data_access.recognition.reading import Readings
from data_access.recognition.scoring import Scored
from data_access.recognition.seals import Proof
from data_access.recognition.unit_trends import unit_trends
from indicators.recognition.sensitivity.variants import one_more_or_less
from indicators.scope import Access, AccessDeniedError
from reports.recognition.certificate import certificate, certificate_content, proof_words
from reports.recognition.dossier import dossier, dossier_content, history
from reports.recognition.facts import Facts, facts_of
from reports.recognition.listing import listing, listing_content
from reports.recognition.trends import lines, trends_of
from reports.recognition.verifying import verify
from tests.integration.reports.conftest import SALAS, code_of
from tests.support.command_line import t360
from tests.support.steward import succeed

TEAMS = "demonstracao-equipes-mg-2026"
HOSTILE = 'Sala #read("/etc/passwd") *a* $y$ @c <d> `g` \\ "h" ] }'


def renamed(facts: Facts, name: str) -> Facts:
    """As if every unit were called so."""
    told = deepcopy(dict(facts.told))
    for unit in told["unidades"]:
        unit["nome"] = name
    return replace(facts, told=told)


def words(paper: bytes, file: Path) -> str:
    if shutil.which("pdftotext") is None:
        pytest.skip("there is no pdftotext")
    file.write_bytes(paper)
    found = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def test_the_same_result_gives_the_same_documents(
    readings: Readings, facts: Facts, scored: Scored
) -> None:
    code = code_of(facts)
    for make_paper in (
        lambda f: certificate(f, scored, code),
        lambda f: dossier(f, [], None, code),
        listing,
    ):
        again = facts_of(readings, SALAS, "salas")
        assert make_paper(facts) == make_paper(again)
        assert b"pdfuaid:part" in make_paper(facts).content


def test_a_certificate_says_what_was_sealed_and_what_a_case_more_would_do(
    facts: Facts, scored: Scored
) -> None:
    near = one_more_or_less(scored.result)
    for code in scored.result.ids:
        told = certificate_content(facts, scored, code)
        unit = facts.units[code]
        assert told["standing"] == unit["nivel"]
        assert told["sha256"] == facts.sealed.sha256
        assert told["signed"] == "Resultado proposto por Ana Ribeiro e aprovado por Bruno Tavares."
        answer = told["explained"][-1]["answer"]
        assert answer.startswith("Mudaria") == near["changes"][code]
        assert told["demonstration"]


def test_the_moment_of_a_signature_is_told_as_people_read_it(facts: Facts) -> None:
    head = SignedHead(75, "0" * 64, "2026-11-30T13:50:37+00:00", "ab" * 8, "")
    told = " ".join(proof_words(replace(facts, proof=Proof(65, head))))
    assert "até o registro 75 em 30/11/2026 10:50, com a chave" in told


def test_who_does_not_compete_has_the_reason_and_no_paper(facts: Facts, scored: Scored) -> None:
    code = code_of(facts, competes=False)
    with pytest.raises(RecognitionError, match="não concorre em"):
        certificate(facts, scored, code)
    with pytest.raises(RecognitionError, match=r"não está no resultado selado"):
        dossier(facts, [], None, "S99")


def test_a_score_that_is_not_the_sealed_one_is_on_no_certificate(
    facts: Facts, scored: Scored
) -> None:
    told: dict[str, Any] = deepcopy(dict(facts.told))
    code = code_of(facts)
    next(unit for unit in told["unidades"] if unit["codigo"] == code)["nota"] += 1
    with pytest.raises(RecognitionError, match="não dão a nota que foi selada"):
        certificate(replace(facts, told=told), scored, code)


def test_hostile_names_are_read_as_they_are(facts: Facts, scored: Scored, tmp_path: Path) -> None:
    hostile, code = renamed(facts, HOSTILE), code_of(facts)
    for paper in (
        certificate(hostile, scored, code), dossier(hostile, [], None, code), listing(hostile)
    ):  # fmt: skip
        assert 'Sala #read("/etc/passwd") *a* $y$ @c <d>' in words(paper.content, tmp_path / "x")


def test_a_list_has_everybody_once(facts: Facts) -> None:
    told = listing_content(facts)
    named = [row[0] for band in told["bands"] for row in band["rows"]]
    named += [row[0] for group in told["outside"] for row in group["rows"]]
    assert sorted(named) == sorted(facts.name(code) for code in facts.units)


def test_a_score_beside_its_tier_is_never_rounded_onto_the_cut(facts: Facts) -> None:
    """89,96 is told as 89,96 beside the tier below 90, in every document."""
    told: dict[str, Any] = deepcopy(dict(facts.told))
    code = code_of(facts)
    unit = next(unit for unit in told["unidades"] if unit["codigo"] == code)
    unit["nota"] = 89.96
    near = replace(facts, told=told)
    listed = [row for band in listing_content(near)["bands"] for row in band["rows"]]
    assert "89,96" in next(row for row in listed if row[0] == facts.name(code))
    assert dossier_content(near, [], None, code)["figures"][0][1] == "89,96"


def test_where_no_criterion_would_lift_the_score_nothing_more_is_claimed(
    facts: Facts, tmp_path: Path
) -> None:
    """A unit may be far from the best quarter in criteria that weigh little."""
    told: dict[str, Any] = deepcopy(dict(facts.told))
    code = code_of(facts)
    unit = next(unit for unit in told["unidades"] if unit["codigo"] == code)
    for own in unit["criterios"].values():
        own["peso"] = 0.0
    paper = dossier(replace(facts, told=told), [], None, code)
    read = words(paper.content, tmp_path / "x")
    assert "daria meio ponto à nota" in read
    assert "em todos os critérios" not in read


def test_a_dossier_sets_a_unit_beside_its_group(facts: Facts) -> None:
    told = dossier_content(facts, [], None, code_of(facts))
    assert len(told["criteria"]) == len(facts.units[code_of(facts)]["criterios"])
    assert all(row["middle"] is not None for row in told["criteria"] if row["points"] is not None)
    assert len(told["history"]) == 1
    assert told["first"]["who"] == ""  # a dozen units are too few to say


def test_a_dossier_tells_months_and_no_theme_of_the_unit_alone(
    readings: Readings, facts: Facts
) -> None:
    code = code_of(facts)
    found = trends_of(readings, facts, code)
    told = dossier_content(facts, [], found, code)["trend"]
    counted = [value for value in lines(found)[0].values if value]
    assert sum(counted) == 8 + int(code.removeprefix("S"))  # the attendances of its table
    assert told["lines"][0]["title"] == "Atendimentos"
    assert len(told["lines"][0]["points"]) == 12
    assert "De uma unidade sozinha os temas não são ditos" in told["themes_note"]
    assert told["themes"] == []
    assert dossier(facts, [], found, code).content == dossier(facts, [], found, code).content


def test_a_dossier_without_its_data_or_of_another_uf_says_so(
    settings: Settings, facts: Facts, readings: Readings
) -> None:
    code = code_of(facts)
    gone = replace(facts.record, data_edition="20200101T000000000Z-00000000")
    away = dossier_content(facts, [], None, code)["trend"]
    assert "não estão mais aqui" in away["note"]
    assert not away["lines"]
    elsewhere = replace(readings, access=Access("outra", frozenset({"SP"})))
    other = trends_of(elsewhere, facts, code)
    assert other is not None
    assert not other.series
    assert (
        "só são vistos por quem vê a UF" in dossier_content(facts, [], other, code)["trend"]["note"]
    )
    with pytest.raises(EditionError):
        unit_trends(settings, gone, facts.category, code, readings.access)


def test_history_tells_real_change_from_chance_and_changed_rules(facts: Facts) -> None:
    code = code_of(facts)
    before = replace(facts.record, year=2025)
    lower = deepcopy(facts.sealed.content)
    unit = next(u for u in lower["categorias"][0]["unidades"] if u["codigo"] == code)
    unit["nota"] -= 40
    sealed = replace(facts.sealed, text=json.dumps(lower))
    told = history(facts, [(before, sealed)], code)
    assert [row[0] for row in told] == ["2025", "2026"]
    assert told[1][4] == "+40,00 pontos: subiu de fato"
    assert "cabe no acaso" in history(facts, [(before, facts.sealed)], code)[1][4]
    category = facts.category.model_copy(update={"criterion": facts.category.criterion[1:]})
    others = replace(before, rules=before.rules.with_category(category))
    assert "as regras mudaram" in history(facts, [(others, facts.sealed)], code)[1][4]


def test_a_sum_says_its_edition_and_what_a_unit_won(readings: Readings, facts: Facts) -> None:
    sha256, code = facts.sealed.sha256, code_of(facts)
    shown = " ".join(sha256[at : at + 8] for at in range(0, 64, 8)).upper()
    found = verify(readings, shown, code)
    assert "O selo confere" in found.seal
    assert "demonstração" in found.seal
    assert str(facts.units[code]["nivel"]) in found.unit
    with pytest.raises(RecognitionError, match="o certificado não vale"):
        verify(readings, sha256, "S99")
    with pytest.raises(RecognitionError, match="Esperava os 64"):
        verify(readings, "abc")
    with pytest.raises(RecognitionError, match="Nenhum resultado selado"):
        verify(readings, "0" * 64)


def test_a_seal_is_shown_with_the_first_signature_over_it(made: Path, tmp_path: Path) -> None:
    shutil.copytree(made, tmp_path / "home")
    own = Settings(home=tmp_path / "home", threads=1, _env_file=None)
    readings = Readings(own, Access.everything(), COMMAND_LINE)
    assert readings.proof(SALAS).head is None
    signed = sign_head(own)
    assert signed is not None
    assert readings.proof(SALAS).head == signed
    facts = facts_of(readings, SALAS, "salas")
    told = certificate_content(facts, readings.score(SALAS, "salas"), code_of(facts))
    assert signed.hash in " ".join(told["proof"])
    at = moment(datetime.fromisoformat(signed.at))
    told_of_trail = verify(readings, facts.sealed.sha256).trail
    assert f"coberto pela assinatura de {at} (hora de Brasília" in told_of_trail
    with Session(operational_engine(own)) as session, session.begin():
        session.execute(sa.update(RecognitionResult).values(text="{}"))
    with pytest.raises(RecognitionError, match="foi alterado"):
        verify(readings, facts.sealed.sha256)


def test_before_the_announcement_only_the_committee_makes_documents(settings: Settings) -> None:
    outside = Readings(settings, Access("gestora", frozenset({"MG"})), COMMAND_LINE)
    assert facts_of(outside, SALAS, "salas").units
    with pytest.raises(AccessDeniedError, match="só o comitê vê"):
        facts_of(outside, TEAMS, "equipes")


def test_commands_write_the_documents_and_verify_them(
    made: Path, facts: Facts, tmp_path: Path
) -> None:
    code, file = code_of(facts), tmp_path / "papel.pdf"
    for command in (("certificate", code), ("dossier", code), ("list-pdf",)):
        name, *unit = command
        succeed(t360(made, "recognition", name, SALAS, "salas", *unit, "--into", file))
        assert file.read_bytes().startswith(b"%PDF-")
        file.unlink()
    found = succeed(t360(made, "recognition", "verify", facts.sealed.sha256, "--unit", code))
    assert "O selo confere" in found.out
    refused = t360(made, "recognition", "dossier", SALAS, "salas", code, "--into", tmp_path / "x/y")
    assert "Não consegui escrever" in refused.err
