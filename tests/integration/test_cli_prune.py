"""`t360 … prune` shows what would go, and lets it go when asked again."""

from pathlib import Path

import pytest

from tests.support.command_line import t360
from tests.support.trail import trail

HEADER = "municipio;porte;competencia;quantidade\n"


@pytest.fixture
def undone(tmp_path: Path) -> Path:
    """A data folder into which two files were imported and taken back."""
    home = tmp_path / "home"
    for month in ("2025-01", "2025-02"):
        source = tmp_path / f"{month}.csv"
        source.write_text(f"{HEADER}3550308;ME;{month};1\n", "utf-8")
        answer = t360(home, "import", "empresas", source, "--format", "json")
        assert t360(home, "imports", "undo", answer.json["import_id"]).code == 0
    return home


def test_files_of_undone_imports_are_shown_then_removed_and_the_history_stays(undone: Path) -> None:
    files = sorted((undone / "staging" / "empresas").iterdir())
    newest = t360(undone, "imports", "list", "--format", "json").json[0]["import_id"]
    shown = t360(undone, "imports", "prune", "--keep", "1")
    assert shown.out.count("desfeita") == 1
    assert "Seriam apagados: 1 item" in shown.err
    assert sorted((undone / "staging" / "empresas").iterdir()) == files
    assert "Apagados: 1 item" in t360(undone, "imports", "prune", "--keep", "1", "--yes").err
    # Identities are drawn: the newest is not the last by its name.
    left = list((undone / "staging" / "empresas").iterdir())
    assert left == [file for file in files if newest in file.name]
    assert len(t360(undone, "imports", "list", "--format", "json").json) == 2
    assert "Não há nada a apagar" in t360(undone, "imports", "prune", "--keep", "1").err


def test_leftovers_of_a_build_are_told_by_doctor_and_pruned(undone: Path) -> None:
    left = undone / "editions" / ".building-abc"
    left.mkdir(parents=True)
    assert "[FALHA] Espaço das edições: 1 construção interrompida" in t360(undone, "doctor").out
    assert "restos de uma construção" in t360(undone, "editions", "prune").out
    assert left.exists()
    t360(undone, "editions", "prune", "--yes")
    assert not left.exists()
    assert "[ ok  ] Espaço das edições" in t360(undone, "doctor").out


def test_what_is_past_its_time_is_shown_with_its_term_then_removed(tmp_path: Path) -> None:
    home, source = tmp_path / "home", tmp_path / "pesquisas.csv"
    source.write_text("id_pesquisa;data;nps\nR1;2015-01-01;1\nR2;2015-02-01;2\n", "utf-8")
    name = t360(home, "import", "pesquisas", source, "--format", "json").json["import_id"]
    shown = t360(home, "retention")
    term = "60 meses desde data; comentario, 24"
    assert shown.out == f"pesquisas, importação {name}: 2 linhas (prazo: {term})\n"
    assert "repita com --confirmar" in shown.err
    assert t360(home, "retention", "--confirmar").out == shown.out
    assert "Nada passou do prazo." in t360(home, "retention").err
    assert "aceitas" in t360(home, "imports").out
    assert "arquivos íntegros" in t360(home, "doctor").out
    assert [entry.action for entry in trail(home)][-1] == "retencao_aplicada"
