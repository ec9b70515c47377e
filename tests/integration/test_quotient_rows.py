"""What is added up in memory is what the SQL of the same quotient answers, to the last bit."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

from config.ibge import UFS
from config.settings import Settings
from data_access.editions.reading import Edition, open_edition
from data_access.queries.base.frames import read_frame
from data_access.queries.base.question import Question
from data_access.queries.measures import quotient_rows as in_memory
from data_access.queries.measures.quotient import quotient_statement
from data_access.queries.measures.registry import (
    is_special,
    measures_of,
    scope_it_can_answer,
    with_source_months,
)
from indicators.catalogue.definitions import Indicator, catalogue
from indicators.scope import (
    LEVELS,
    Access,
    Attribution,
    Month,
    Period,
    Scope,
    TerritoryRef,
    nests,
)
from tests.support.small_country import CODES, pseudonym
from tests.support.tiers import few

QUOTIENTS = [one for one in catalogue().values() if not is_special(one)]
KEYS = ["code", "name", "last_month"]
NUMBERS = ["numerator", "denominator", "missing", "subtracted", "covered"]
SEEN = (
    *(Access.everything(), Access("ana", frozenset({"MG"}))),
    *(Access("rui", frozenset({"MG", "RJ", "BA"})), Access("ninguém", frozenset())),
)
PLACES = (
    *(TerritoryRef(), TerritoryRef("regiao", "3"), TerritoryRef("uf", "31")),
    *(TerritoryRef("municipio", "3106200"), TerritoryRef("mesorregiao", "3107")),
)


@pytest.fixture(scope="module")
def edition(demo_home: Path) -> Iterator[Edition]:
    opened = open_edition(Settings(home=demo_home))
    yield opened
    opened.close()


def asked(edition: Edition, definition: Indicator, chance: Random) -> Question:
    """Something that somebody could ask of an indicator."""
    end = Month(edition.manifest.end) + chance.randint(-30, 2)
    length = chance.choice((1, 2, 6, 12, 24, 30))
    periods = [
        Period(end + (1 - length - back), end + -back) for back in range(chance.choice((1, 13)))
    ]
    territory = chance.choice(PLACES)
    scope = Scope(
        periods[0],
        territory,
        porte=chance.choice(((), (), ("ME",), ("MEI", "EPP"))),
        channel=chance.choice(((), (), ("Presencial",))),
        attribution=chance.choice((None, *Attribution)),
        stock=chance.choice((None, None, end + -6)),
    )
    levels = [level for level in LEVELS if nests(level, territory.level)]
    return Question.about(
        edition,
        definition=definition,
        scopes=[scope_it_can_answer(definition, scope.with_period(one)) for one in periods],
        access=chance.choice(SEEN),
        level=chance.choice((territory.level, *levels)),
        reach_km=chance.choice((10.0, 30.0)),
    )


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """By key; the missing are as nothing, and every number is a float."""
    words = rows.astype(dict.fromkeys(("code", "name", "uf"), object)).fillna(
        dict.fromkeys(("code", "name", "uf"), "")
    )
    numbers = {name: words[name].astype(float) for name in NUMBERS if name in words}
    found = words.assign(**numbers, last_month=words["last_month"].astype(int))
    return found.sort_values(KEYS, ignore_index=True)[[*KEYS, "uf", *numbers]]


def compared_rows(edition: Edition, definition: Indicator, times: int) -> int:
    """How many rows both ways gave, all of them the same."""
    chance = Random(definition.id)  # noqa: S311 - a walk that can be taken again
    parts, compared = measures_of(definition), 0
    with edition.engine.connect() as connection:
        for _ in range(times):
            question = with_source_months(connection, asked(edition, definition, chance))
            statement = quotient_statement(question, parts)
            rows = in_memory.quotient_rows(connection, question, parts)
            assert (rows is None) == (statement is None)
            if statement is None or rows is None:
                continue
            expected = in_order(read_frame(connection, statement))
            pd.testing.assert_frame_equal(in_order(rows), expected, check_dtype=False)
            compared += len(rows)
    return compared


@pytest.mark.parametrize("definition", QUOTIENTS, ids=lambda one: one.id)
def test_memory_says_what_the_database_says(edition: Edition, definition: Indicator) -> None:
    assert compared_rows(edition, definition, few(8, 80))


@pytest.fixture(scope="module")
def partly_known(
    tmp_path_factory: pytest.TempPathFactory, edition_of: Callable[..., Edition]
) -> Iterator[Edition]:
    """Of some municipalities no stock is known, and of some months no attendance."""
    rows = [
        (code, f"{year}-{n}-{code}", date(year, 3 + n % 2, 1), pseudonym(100 * place + n % 7))
        for year in (2024, 2025)
        for place, code in enumerate(CODES)
        for n in range(3 * place)
    ]
    attendances = pd.DataFrame(
        rows, columns=["municipio", "id_atendimento", "data_fim", "id_cliente"]
    ).assign(tipo_cliente="PJ", porte="ME", uf_executora="MG", valido=True, situacao="Concluído")
    stock = [(code, "2024-06", "ME", 200) for code in CODES[::2]]
    companies = pd.DataFrame(stock, columns=["municipio", "competencia", "porte", "quantidade"])
    folder = tmp_path_factory.mktemp("partly")
    made = edition_of(folder, atendimentos=attendances, empresas=companies)
    yield made
    made.close()


@pytest.mark.slow
def test_so_it_does_of_what_is_known_in_part_on_both_engines(partly_known: Edition) -> None:
    compared = {one.id: compared_rows(partly_known, one, few(8, 80)) for one in QUOTIENTS}
    assert all(compared.values())


def test_a_second_place_is_not_asked_of_the_database(edition: Edition) -> None:
    definition = catalogue()["cobertura_me_epp"]
    period = Period.last_months(Month(edition.manifest.end))
    parts, statements = measures_of(definition), list[str]()

    def question_of(place: TerritoryRef) -> Question:
        return Question.about(
            edition,
            definition=definition,
            scopes=[Scope(period.shifted(-back), place) for back in range(13)],
            access=Access.everything(),
            level=place.level,
            reach_km=30.0,
        )

    with edition.engine.connect() as connection:
        first, second = (
            with_source_months(connection, question_of(TerritoryRef("municipio", code)))
            for code in ("3106200", "3550308")
        )
        assert in_memory.quotient_rows(connection, first, parts) is not None
        sa.event.listen(
            edition.engine, "before_cursor_execute", lambda *given: statements.append(given[2])
        )
        rows = in_memory.quotient_rows(connection, second, parts)
    assert rows is not None
    assert len(rows) == 13
    assert np.isfinite(rows["numerator"]).all()
    assert len(statements) == 1  # where its municipalities are


def test_each_is_told_of_the_states_that_it_may_see_whoever_asked_before(edition: Edition) -> None:
    """The sums of the country are shared; the municipalities that are added up are not."""
    definition = catalogue()["cobertura_me_epp"]
    scope = Scope(Period.last_months(Month(edition.manifest.end)))
    told = {}
    with edition.engine.connect() as connection:
        for access in (*SEEN, *SEEN):
            question = Question.about(
                edition,
                definition=definition,
                scopes=[scope],
                access=access,
                level="municipio",
                reach_km=30.0,
            )
            sourced = with_source_months(connection, question)
            rows = in_memory.quotient_rows(connection, sourced, measures_of(definition))
            assert rows is not None
            told[access.ufs] = set(rows["uf"].dropna())
    assert len(told.pop(None)) == len(UFS)
    assert told == {ufs: set(ufs) for ufs in told}
