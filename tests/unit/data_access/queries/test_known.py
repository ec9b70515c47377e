"""What is asked of an edition once."""

import gc

import pytest
import sqlalchemy as sa

from data_access.queries.base.known import Known


@pytest.fixture
def connection():
    with sa.create_engine("sqlite://").connect() as connection:
        yield connection


def test_a_question_is_asked_once_of_each_edition(connection):
    known, asked = Known(9), []
    with sa.create_engine("sqlite://").connect() as other:
        for of in (connection, connection, other, connection):
            assert known.answer(of, "a", lambda: asked.append("a") or len(asked)) in (1, 2)
    assert len(asked) == 2


def test_what_fails_is_asked_again(connection):
    known = Known(9)
    with pytest.raises(ZeroDivisionError):
        known.answer(connection, "a", lambda: 1 // 0)
    assert known.answer(connection, "a", lambda: 7) == 7


def test_no_more_is_kept_than_there_is_room_for(connection):
    known, asked = Known(3), []
    for key in [*range(4), 3, 0]:
        known.answer(connection, key, lambda: asked.append(None))
    assert len(asked) == 5  # the fourth made room for itself, and the first is asked again


def test_of_several_questions_only_those_that_are_new_are_asked_and_together(connection):
    known, asked = Known(9), []

    def ask(unknown):
        asked.append(list(unknown))
        return {key: key.upper() for key in unknown}

    for keys in ("ab", "bcac", "ca"):
        assert known.answers(connection, list(keys), ask) == {key: key.upper() for key in keys}
    assert asked == [["a", "b"], ["c"]]


def test_an_edition_that_is_gone_takes_its_answers_with_it():
    known, answer = Known(9), type("Answer", (), {})
    with sa.create_engine("sqlite://").connect() as connection:
        known.answer(connection, "a", answer)
    del connection
    gc.collect()
    assert not [found for found in gc.get_objects() if isinstance(found, answer)]
