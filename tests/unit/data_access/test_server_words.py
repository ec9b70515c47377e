"""No English of a driver reaches a person where the reason is a known one."""

import pytest

from data_access.base.server_words import server_words


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('connection to server at "db", port 5432 failed: Connection refused', "ninguém atende"),
        ("[Errno -2] Name or service not known", "não há servidor com esse nome"),
        ('FATAL:  password authentication failed for user "x"', "recusou o usuário ou a senha"),
        ("connection timeout expired", "não respondeu a tempo"),
        ('FATAL:  database "x" does not exist', "não tem o banco ou o usuário"),
        ("algo que ninguém conhece", "o servidor disse “algo que ninguém conhece”"),
    ],
)
def test_a_known_reason_is_told_in_portuguese(said: str, told: str) -> None:
    assert told in server_words(said)
