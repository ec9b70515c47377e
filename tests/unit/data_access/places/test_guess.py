"""Columns that look like municipalities, and how they are written."""

import pandas as pd
import pytest

from data_access.places.coding import bare
from data_access.places.crosswalk import Crosswalk
from data_access.places.gazetteer import Gazetteer
from data_access.places.guess import Guess, guess_coding
from data_access.places.install import install_crosswalk


@pytest.fixture(scope="module")
def gazetteer(register: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    """With a TSE of our own making: the register's codes in another order."""
    home = tmp_path_factory.mktemp("home")
    rows = "".join(f"{50_001 + 7 * at};{code}\n" for at, code in enumerate(register["code"]))
    (home / "tse.csv").write_text(f"codigo;codigo_ibge\n{rows}", encoding="utf-8")
    install_crosswalk(home, "tse", home / "tse.csv", municipalities=set(register["code"]))
    return Gazetteer.available(register, home)


def test_each_coding_is_told_from_the_others(register: pd.DataFrame, gazetteer: Gazetteer) -> None:
    some = register.sample(60, random_state=3)
    tom = {ibge: code for code, ibge in gazetteer.crosswalks["tom"].pairs.items()}
    tse = {ibge: code for code, ibge in gazetteer.crosswalks["tse"].pairs.items()}
    assert guess_coding(some["code"], gazetteer) == Guess("ibge", 1.0)
    assert guess_coding(some["code"].str[:6].astype(int), gazetteer) == Guess("ibge", 1.0)
    assert guess_coding(some["name"] + "/" + some["uf"], gazetteer) == Guess("ibge", 1.0)
    assert guess_coding(some["name"], gazetteer) == Guess("ibge", 1.0, needs_uf=True)
    assert guess_coding(some["code"].map(tom).map(bare), gazetteer) == Guess("tom", 1.0)
    assert guess_coding(some["code"].map(tse), gazetteer) == Guess("tse", 1.0)


def test_some_values_may_be_wrong_and_most_may_not(
    register: pd.DataFrame, gazetteer: Gazetteer
) -> None:
    some = list(register["code"].sample(60, random_state=3))
    assert guess_coding([*some, "1100000", None, "x"], gazetteer) == Guess(
        "ibge", pytest.approx(60 / 62)
    )
    assert guess_coding([*some, *(f"nada {at}" for at in range(60))], gazetteer) is None


@pytest.mark.parametrize(
    "values",
    [
        [],
        [None, ""],
        range(1, 400),
        ["sim", "não"],
        ["7107", "9701"],
        [f"{day:02d}/03/2026" for day in range(1, 29)],
    ],
)
def test_numbers_words_and_dates_are_not_municipalities(
    gazetteer: Gazetteer, values: object
) -> None:
    assert guess_coding(values, gazetteer) is None


def test_codes_that_two_institutions_share_are_not_guessed(
    register: pd.DataFrame, gazetteer: Gazetteer
) -> None:
    tom = gazetteer.crosswalks["tom"]
    twins = Gazetteer(register, {"tom": tom, "bcb": Crosswalk("bcb", "the same", tom.pairs)})
    some = [code for code in tom.pairs if code > "1000"][:60]
    assert guess_coding(some, gazetteer) == Guess("tom", 1.0)
    assert guess_coding(some, twins) is None
