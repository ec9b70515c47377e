"""`t360 geo crosswalk`: what the page shows is what it does."""

import re
from pathlib import Path

from config.settings import PROJECT_ROOT
from tests.support.command_line import t360

PAGE = (PROJECT_ROOT / "docs" / "linha-de-comando.md").read_text(encoding="utf-8")
SECTION = re.search(r"^## t360 geo crosswalk\n(.*?)(?=^## )", PAGE, re.M | re.S)[1]
COMMAND = re.search(r"```bash\n(t360 .*?)\n```", SECTION)[1]
INSTALLED, REFUSED = re.findall(r"```text\n(.*?)\n```", SECTION)


def test_the_example_installs_a_crosswalk(tmp_path: Path) -> None:
    file = tmp_path / "tse.csv"
    file.write_text("id_munic_7,id_TSE\n3550308,71072\n3304557,60011\n", encoding="utf-8")
    words = [str(file) if word == file.name else word for word in COMMAND.split()[1:]]
    answer = t360(tmp_path / "dados", *words)
    assert (answer.code, answer.out.strip()) == (0, INSTALLED)
    assert (tmp_path / "dados" / "places" / "tse.json").is_file()


def test_one_that_is_not_one_to_one_is_refused_with_every_problem(tmp_path: Path) -> None:
    file = tmp_path / "ruim.csv"
    file.write_text(
        "codigo;codigo_ibge\n71072;3550308\n71072;3304557\n60011;3304558\n", encoding="utf-8"
    )
    answer = t360(tmp_path / "dados", "geo", "crosswalk", "tse", file)
    assert (answer.code, answer.out) == (2, "")
    assert REFUSED in answer.err
    assert not (tmp_path / "dados" / "places").exists()


def test_a_system_that_there_is_not_is_named(tmp_path: Path) -> None:
    answer = t360(tmp_path, "geo", "crosswalk", "anatel", tmp_path / "x.csv")
    assert answer.code == 2
    assert "O valor de SISTEMA não serve: esperava um destes: tom, tse, bcb." in " ".join(
        answer.err.split()
    )


def test_the_diagnosis_says_which_there_are_and_which_are_damaged(tmp_path: Path) -> None:
    home = tmp_path / "dados"
    shown = next(
        line for line in PAGE.splitlines() if line.startswith("[ ok  ] De-para de municípios")
    )
    assert shown in t360(home, "doctor").out.splitlines()
    file = tmp_path / "tse.csv"
    file.write_text("codigo;codigo_ibge\n71072;3550308\n", encoding="utf-8")
    assert t360(home, "geo", "crosswalk", "tse", file).code == 0
    assert "do TSE, 1 município, instalado (tse.csv, " in t360(home, "doctor").out
    (home / "places" / "tse.json").write_text("{", encoding="utf-8")
    answer = t360(home, "doctor")
    assert (answer.code, "[FALHA] De-para de municípios: " in answer.out) == (1, True)
