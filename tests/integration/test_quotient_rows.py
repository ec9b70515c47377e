"""What is added up in memory is what the SQL of the same quotient answers, to the last bit."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
import sqlalchemy as sa

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


@pytest.mark.parametrize("definition", QUOTIENTS, ids=lambda one: one.id)
def test_memory_says_what_the_database_says(edition: Edition, definition: Indicator) -> None:
    chance = Random(definition.id)  # noqa: S311 - a walk that can be taken again
    parts, compared = measures_of(definition), 0
    with edition.engine.connect() as connection:
        for _ in range(few(8, 80)):
            question = with_source_months(connection, asked(edition, definition, chance))
            statement = quotient_statement(question, parts)
            rows = in_memory.quotient_rows(connection, question, parts)
            assert (rows is None) == (statement is None)
            if statement is None or rows is None:
                continue
            expected = in_order(read_frame(connection, statement))
            pd.testing.assert_frame_equal(in_order(rows), expected, check_dtype=False)
            compared += len(rows)
    assert compared


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
