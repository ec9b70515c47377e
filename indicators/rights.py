"""What an account may do: rights that add up, each a role with the places that it is for.

What is missing, unknown or malformed gives nothing: a right is made by `read_right` alone.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from config.formatting import enumerate_words
from config.ibge import UFS
from config.roles import COMMITTEE, COORDINATION, ROLES
from indicators.scope import COUNTRY, EVERY_EDITION, LOCAL, Access, is_own_code

SIGLAS = frozenset(uf.sigla for uf in UFS)
CODES = frozenset(uf.code for uf in UFS)
OF_PLACES = (COORDINATION, COMMITTEE)  # roles that are for UFs; the others are for the country
_EDITION = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Right:
    """A role, and where: ``places`` has siglas of UFs and, for a coordination, codes of own
    territories, or ``BR`` alone for the country. ``edition`` is that of recognition, ``*`` for all
    of them; empty for roles that are of none.
    """

    role: str
    places: frozenset[str]
    edition: str = ""

    @property
    def ufs(self) -> frozenset[str] | None:
        """The UFs that it lets see, None all."""
        return None if COUNTRY in self.places else self.places & SIGLAS

    @property
    def territories(self) -> frozenset[str]:
        """The own territories that it lets see."""
        return self.places - SIGLAS - {COUNTRY}

    def opens(self, roles: Collection[str], *, by_territory: bool) -> bool:
        """Whether it opens a page that is for these roles. One that is for own territories alone
        opens only pages that can be told of them.
        """
        return self.role in roles and (by_territory or self.ufs != frozenset())

    @property
    def words(self) -> str:
        """“coordenação de MG e SP”, “coordenação de MG e do território próprio 35-vale”."""
        named = [f"de {enumerate_words(sorted(self.ufs))}"] if self.ufs else []
        one = len(self.territories) == 1
        whose = "do território próprio" if one else "dos territórios próprios"
        if self.territories:
            named.append(f"{whose} {enumerate_words(sorted(self.territories))}")
        where = f" {enumerate_words(named)}" if named else ""
        edition = {"": "", EVERY_EDITION: ", em todas as edições"}.get(
            self.edition, f", na edição {self.edition}"
        )
        return f"{ROLES[self.role].split(':')[0]}{where}{edition}"


def read_right(role: Any, places: Any, edition: Any = "") -> Right | None:
    """The right that was written; None where any part of it is not to the letter."""
    if role not in ROLES or not isinstance(edition, str):
        return None
    if not isinstance(places, (list, tuple, set, frozenset)):
        return None
    if not all(isinstance(place, str) for place in places):
        return None
    right = Right(role, frozenset(places), edition)
    return right if _place_fits(right) and _edition_fits(right) else None


def _place_fits(right: Right) -> bool:
    if right.places == {COUNTRY}:
        return right.role != COORDINATION
    if right.role not in OF_PLACES or not right.places:
        return False
    known = right.places <= SIGLAS | {place for place in right.places if _is_territory(place)}
    return known and (right.role == COORDINATION or not right.territories)


def _is_territory(place: str) -> bool:
    return place[:2] in CODES and is_own_code(place)


def _edition_fits(right: Right) -> bool:
    if right.role != COMMITTEE:
        return right.edition == ""
    return right.edition == EVERY_EDITION or bool(_EDITION.fullmatch(right.edition))


@dataclass(frozen=True)
class Rights:
    """All that an account holds, under the name that its acts are recorded with."""

    subject: str
    held: frozenset[Right]
    account: str = ""
    authenticated_at: datetime | None = None

    @classmethod
    def of_local_user(cls) -> Self:
        """Who runs the product on the own machine, where no provider of identities is set."""
        country = frozenset({COUNTRY})
        rights = {
            Right(role, country, EVERY_EDITION if role == COMMITTEE else "")
            for role in ROLES
            if role != COORDINATION
        }
        return cls(LOCAL, frozenset(rights))

    def opens(self, roles: Collection[str], *, by_territory: bool = False) -> bool:
        """Whether a page that is for any of these roles opens; ``by_territory``: whether it can be
        told of an own territory.
        """
        return any(right.opens(roles, by_territory=by_territory) for right in self.held)

    def access(self, roles: Collection[str], *, by_territory: bool = False) -> Access:
        """What is seen and done on a page that is for these roles: only the rights that open it say
        where, and own territories are seen where the page can be told of them. Nothing is seen by
        whoever holds none of them.
        """
        if self.subject == LOCAL:
            return Access.everything()
        opening = [right for right in self.held if right.role in roles]
        return Access(
            self.subject,
            ufs=_all_places(opening),
            roles=frozenset(right.role for right in self.held),
            seats=frozenset(
                (right.edition, place)
                for right in self.held
                if right.role == COMMITTEE
                for place in right.places
            ),
            account=self.account,
            authenticated_at=self.authenticated_at,
            territories=_all_territories(opening) if by_territory else frozenset(),
        )


def _all_territories(rights: Iterable[Right]) -> frozenset[str]:
    return frozenset(code for right in rights for code in right.territories)


def _all_places(rights: Iterable[Right]) -> frozenset[str] | None:
    """The UFs of all of them together."""
    seen: frozenset[str] = frozenset()
    for right in rights:
        if right.ufs is None:
            return None
        seen |= right.ufs
    return seen


def states_seen(access: Access) -> frozenset[str] | None:
    """The siglas of the UFs that are seen, or in which an own territory that is seen lies; None all
    of them. What is known by UF alone, as until when its data go, is told of these.
    """
    if access.ufs is None:
        return None
    around = {code[:2] for code in access.territories}
    return access.ufs | {uf.sigla for uf in UFS if uf.code in around}
