"""Pages as an account with certain rights has them, without a provider or a browser."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from unittest.mock import patch

from config.roles import COMMITTEE
from data_access.identity.accounts import KnownAccount
from data_access.identity.sessions import Standing
from indicators.rights import Right, Rights
from pages.server.identity import visitor

CODE = "3f9a01c27be4"
MARIA = KnownAccount(1, CODE, "Maria")
COUNTRY = ("BR",)


def right(role: str, *places: str, edition: str = "") -> Right:
    return Right(role, frozenset(places or COUNTRY), edition or ("*" if role == COMMITTEE else ""))


def rights_of(*held: Right, ago: timedelta = timedelta()) -> Rights:
    """Of Maria, who entered a moment ago or longer."""
    return Rights(MARIA.who, frozenset(held), CODE, datetime.now(UTC) - ago)


@contextmanager
def logged_in(*held: Right) -> Iterator[None]:
    ends = datetime.now(UTC) + timedelta(hours=8)
    standing = Standing(1, MARIA, rights_of(*held), ends)
    maria = visitor.Visitor(standing.rights, standing)
    with patch.object(visitor, "visitor", lambda: maria), patch.object(visitor, "mark_used"):
        yield
