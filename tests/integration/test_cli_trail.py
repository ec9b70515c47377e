"""Every command that changes data leaves its entry: who, from where, what."""

import platform
from collections.abc import Callable
from pathlib import Path

import pytest

from data_access.operational.actor import COMMAND_LINE, current_user
from tests.support.command_line import Answer, t360
from tests.support.steward import COMPANIES
from tests.support.trail import Entry, trail

HEADER = "municipio;porte;competencia;quantidade\n"


def signed(entries: list[Entry]) -> bool:
    """Whether each is of the account that runs the tests, from the command line of this machine."""
    mine = (current_user(), COMMAND_LINE, platform.node() or None)
    return all((entry.who, entry.origin, entry.machine) == mine for entry in entries)


def test_from_the_mesh_to_the_publication_nothing_is_missing(own) -> None:
    entries = trail(own.home)
    assert signed(entries)
    assert [entry.action for entry in entries] == [
        "territorio_trocado",
        *["importacao_concluida"] * 3,
        "edicao_construida",
        "edicao_publicada_inicio",
        "edicao_publicada",
    ]
    assert entries[0].detail["hierarquia"] == "arquivo municipios.json"
    assert {entry.subject for entry in entries[4:]} == {own.edition}


@pytest.fixture
def after(own) -> Callable[..., tuple[Answer, list[Entry]]]:
    """Run a command; its answer, and the entries that it left."""

    def after(*command: str | Path) -> tuple[Answer, list[Entry]]:
        before = len(trail(own.home))
        answer = t360(own.home, *command)
        return answer, trail(own.home)[before:]

    return after


def test_each_command_leaves_its_entry(own, after, tmp_path: Path) -> None:
    stock, codes = tmp_path / "estoque.csv", tmp_path / "tse.csv"
    stock.write_text(COMPANIES.replace(";100", ";50"), encoding="utf-8")
    codes.write_text("codigo;codigo_ibge\n71072;3550308\n", encoding="utf-8")

    def left(*command: str | Path) -> list[tuple[str, str]]:
        answer, entries = after(*command)
        assert answer.code == 0, answer.err
        assert signed(entries)
        return [(entry.action, entry.subject) for entry in entries]

    ((action, import_id),) = left("import", "empresas", stock)
    assert action == "importacao_concluida"
    assert left("import", "empresas", stock) == []  # repeated: nothing changed
    ((action, fresh),) = left("build")
    assert action == "edicao_construida"
    assert left("editions", "publish", fresh) == pair("edicao_publicada", fresh)
    assert left("editions", "publish", fresh) == []
    assert left("editions", "rollback") == pair("edicao_revertida", own.edition)
    assert left("editions", "seal", fresh) == pair("edicao_selada", fresh)
    assert left("imports", "undo", import_id) == [("importacao_desfeita", import_id)]
    assert left("geo", "crosswalk", "tse", codes) == [("depara_instalado", "tse")]
    assert left("imports", "list") == left("editions", "list") == left("doctor") == []


def pair(action: str, subject: str) -> list[tuple[str, str]]:
    """What is about to be served, and that it is."""
    return [(f"{action}_inicio", subject), (action, subject)]


def test_a_refused_import_is_on_record_and_a_refused_installation_is_nothing(
    after, tmp_path: Path
) -> None:
    bad, codes = tmp_path / "ruim.csv", tmp_path / "tse.csv"
    bad.write_text(f"{HEADER}3550308;XX;2025-01;1\n3550308;ME;2025-01;1\n", encoding="utf-8")
    codes.write_text("codigo;codigo_ibge\n71072;9999999\n", encoding="utf-8")
    answer, entries = after("import", "empresas", bad)
    assert (answer.code, [entry.action for entry in entries]) == (2, ["importacao_recusada"])
    assert signed(entries)
    for command in (
        ("geo", "crosswalk", "tse", codes),
        ("geo", "update", "--file", codes),
        ("imports", "undo", "nada"),
        ("editions", "seal", "20200101T000000000Z-00000000"),
    ):
        answer, entries = after(*command)
        assert (answer.code, entries) == (2, []), command


def test_what_cannot_be_recorded_is_not_begun(own, tmp_path: Path) -> None:
    codes = tmp_path / "tse.csv"
    codes.write_text("codigo;codigo_ibge\n71072;3550308\n", encoding="utf-8")
    territory = (own.home / "geo" / "current").read_text(encoding="utf-8")
    for name in ("operational.db-wal", "operational.db-shm"):
        (own.home / name).unlink(missing_ok=True)
    (own.home / "operational.db").write_bytes(b"no database" * 100)
    for command in (("geo", "crosswalk", "tse", codes), ("geo", "update"), ("build",)):
        answer = t360(own.home, *command, T360_IBGE_URL="http://127.0.0.1:9")
        assert "banco operacional" in answer.err, command
    assert not (own.home / "places").exists()
    assert (own.home / "geo" / "current").read_text(encoding="utf-8") == territory


@pytest.mark.slow
def test_a_demonstration_leaves_the_same_entries_and_the_next_one_undoes_it(tmp_path: Path) -> None:
    home, demo = tmp_path / "home", ("demo", "--attendances", "1000")
    assert t360(home, *demo).code == 0
    first = trail(home)
    assert t360(home, *demo).code == 0
    second = trail(home)[len(first) :]
    assert signed(first + second)
    actions = [entry.action for entry in first]
    imports = actions.count("importacao_concluida")
    assert imports == len(actions) - 3 > 0
    assert actions[imports:] == [
        "edicao_construida",
        "edicao_publicada_inicio",
        "edicao_publicada",
    ]
    assert [entry.action for entry in second] == ["importacao_desfeita"] * imports + actions
