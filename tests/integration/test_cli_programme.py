"""The programme on the command line: its rules in `t360 doctor`, its conformity in `t360 query`."""

from pathlib import Path

from config.programme import FILE
from config.settings import PROJECT_ROOT
from tests.support.command_line import t360

PAGE = (PROJECT_ROOT / "docs" / "linha-de-comando.md").read_text(encoding="utf-8")


def test_doctor_tells_the_rules_in_use_as_the_page_shows(tmp_path: Path) -> None:
    told = [
        line for line in t360(tmp_path, "doctor").out.splitlines() if "Regras do programa" in line
    ]
    assert len(told) == 1
    assert told[0] in PAGE.splitlines()


def test_doctor_fails_on_rules_that_cannot_be_used(tmp_path: Path) -> None:
    path = tmp_path / "plano.toml"
    path.write_text(
        FILE.read_text(encoding="utf-8").replace("version", "versao", 1), encoding="utf-8"
    )
    answer = t360(tmp_path / "dados", "doctor", T360_PROGRAMME=str(path))
    assert answer.code == 1
    assert (
        "[FALHA] Regras do programa: As regras do programa em plano.toml não podem ser usadas"
        in answer.out
    )
    assert "versao: chave que não existe" in answer.out


def test_conformity_is_asked_as_any_indicator(demo_home: Path) -> None:
    words = (
        "query",
        "conformidade_programa",
        "--level",
        "uf",
        "--from",
        "2026-01",
        "--to",
        "2026-10",
    )
    found = t360(demo_home, *words).by_code
    assert len(found) == 27
    # In a demonstration this small a state may be silent in its last days.
    assert {row["status"] for row in found.values()} <= {"medido", "periodo_parcial"}
    # Obligations alone, and no Mobilizações in Amapá.
    assert 0 < int(found["16"]["numerator"]) < int(found["16"]["denominator"]) == 5
