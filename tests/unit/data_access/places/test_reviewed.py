"""The tables that people reviewed agree with the register and with each other."""

import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest

from config.ibge import check_digit_ok
from data_access.places.coding import WIDTHS
from data_access.places.keys import key
from data_access.places.resolve import (
    EXTINCT,
    IGNORED,
    NOT_IN_CROSSWALK,
    REGION,
    UNKNOWN,
    WITHOUT_UF,
    WRONG_DIGIT,
)
from data_access.places.reviewed import FOLDER, ReviewedTablesError, load_reviewed, reviewed_tables


def test_each_entry_has_the_name_that_the_register_has(register: pd.DataFrame) -> None:
    names = {
        (row.uf, key(row.name_), row.code)
        for row in register.rename(columns={"name": "name_"}).itertuples()
    }
    synonyms = [item for item in reviewed_tables().names if item.kind == "sinonimo"]
    official = {item.code for item in synonyms if (item.uf, key(item.name), item.code) in names}
    assert official == {item.code for item in synonyms}
    assert len(official) > 90


def test_no_other_spelling_is_the_name_of_another_municipality_of_the_uf(
    register: pd.DataFrame,
) -> None:
    """Where it is, the municipality of that name goes first; of the transferred ones Goiás has some
    names again.
    """
    owners = {
        (uf, key(name)): code
        for code, name, uf in register[["code", "name", "uf"]].itertuples(index=False)
    }
    taken = [
        item
        for item in reviewed_tables().names
        if owners.get((item.uf, key(item.name)), item.code) != item.code
    ]
    assert [item for item in taken if item.kind != "sucessor"] == []


def test_successors_are_of_the_register_and_the_codes_are_not(register: pd.DataFrame) -> None:
    codes, successors = set(register["code"]), reviewed_tables().successors
    assert len(successors) == 61
    assert set(successors.values()) <= codes
    assert set(successors) & codes == set()
    moved = {old: new for old, new in successors.items() if old.startswith("52")}
    assert len(moved) == 60
    assert all(old[2:6] == new[2:6] and check_digit_ok(old) for old, new in moved.items())
    assert {code for item in reviewed_tables().extinct for code in item.maybe} <= codes


def copy(folder: Path) -> Path:
    for file in FOLDER.glob("*.toml"):
        shutil.copy(file, folder)
    return folder


def test_every_error_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    text = (folder / "synonyms.toml").read_text(encoding="utf-8")
    (folder / "synonyms.toml").write_text(
        text
        + '"3550308" = { uf = "SP", name = "São Paulo", also = ["SAO-PAULO", "Florínia"], why ='
        ' "outro" }\n' + '"3550309" = { uf = "SX", name = "Erro", also = [], why = "grafia" }\n',
        encoding="utf-8",
    )
    with (folder / "successors.toml").open("a", encoding="utf-8") as file:
        file.write('[[extinct]]\ncode = "5200407"\nname = "x"\nmaybe = ["1"]\nwhy = "x"\n')
    with pytest.raises(ReviewedTablesError) as error:
        load_reviewed(folder)
    assert str(error.value).splitlines() == [
        "synonyms.toml: 3550308: no reason “outro”",
        "synonyms.toml: 3550308: “SAO-PAULO” is “São Paulo” already",
        "successors.toml: 5200407 twice",
        "successors.toml: 1 is no municipal code",
        "3550308: “Florínia/SP” leads to 3516101 too",
        "3550309: “Erro/SX” has no such UF, code or letters",
    ]


def test_a_file_of_another_form_is_told(tmp_path: Path) -> None:
    folder = copy(tmp_path)
    (folder / "pseudo.toml").write_text("[municipio_ignorado]\nnames = 1\n", encoding="utf-8")
    (folder / "synonyms.toml").write_text("[", encoding="utf-8")
    with pytest.raises(ReviewedTablesError) as error:
        load_reviewed(folder)
    assert "synonyms.toml: " in str(error.value)
    assert "pseudo.toml: municipio_ignorado.why: Field required" in str(error.value)


def test_reasons_and_repairs_have_words() -> None:
    """What people read in reports; a name without words would be shown by its parts."""
    words = tomllib.loads((FOLDER.parent / "importing" / "words.toml").read_text(encoding="utf-8"))
    kinds = {item.kind for item in reviewed_tables().names} | {
        *WIDTHS,
        "nome",
        "codigo_6_digitos",
        "codigo_pontuado",
    }
    kinds |= {"zeros_perdidos"}
    reasons = {
        *reviewed_tables().pseudo,
        UNKNOWN,
        WRONG_DIGIT,
        WITHOUT_UF,
        IGNORED,
        REGION,
        NOT_IN_CROSSWALK,
        EXTINCT,
    }
    assert {f"municipio_{kind}" for kind in kinds} | reasons <= set(words)
