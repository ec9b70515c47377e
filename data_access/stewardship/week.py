"""“Feito”: items of a week that somebody did, and who; each mark is in the trail with it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config.errors import UserError
from config.formatting import moment
from data_access.identity.asking import Door, asker
from data_access.operational.actor import Actor
from data_access.operational.audit import audit_entry
from data_access.operational.engine import operational_engine
from data_access.operational.models import WeekMark
from indicators.scope import AccessDeniedError

DONE, UNDONE = "semana_feito", "semana_desfeito"


class WeekMarkError(UserError):
    """The mark cannot be made, or taken back."""


@dataclass(frozen=True)
class Item:
    """What is to be done: a place, partner or team (``kind`` and ``subject``), why, and the
    sentence that says so.
    """

    edition_id: str
    kind: str
    subject: str
    name: str
    uf: str
    reason: str
    told: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.subject, self.reason


@dataclass(frozen=True)
class Mark:
    """An item that was done; `undone_by` says who took the mark back, where anybody did."""

    id: int
    item: Item
    who: str
    at: datetime
    undone_by: str | None
    undone_at: datetime | None

    @property
    def counts(self) -> bool:
        return self.undone_at is None


@dataclass(frozen=True)
class WeekMarks(Door):
    """The marks of the UFs that somebody may see. Made with the access of who asks."""

    def of(self, ufs: Collection[str]) -> list[Mark]:
        """Those of some UFs, of every edition, the newest first."""
        seen = [uf for uf in ufs if self._sees(uf)]
        statement = (
            sa.select(WeekMark)
            .where(WeekMark.uf.in_(seen))
            .order_by(WeekMark.at.desc(), WeekMark.id.desc())
        )
        with Session(operational_engine(self.settings)) as session:
            return [_mark(row) for row in session.scalars(statement)]

    def done(self, item: Item) -> Mark:
        """Raises WeekMarkError where somebody marked it before, AccessDeniedError for another UF.

        The entry of the trail is written first: whoever marks the same at the same moment waits for
        it, and finds this mark then.
        """
        self._require(item.uf)
        with Session(operational_engine(self.settings)) as session, session.begin():
            session.add(audit_entry(self._actor, DONE, item.name, _detail(item)))
            session.flush()
            known = session.scalars(
                sa.select(WeekMark).where(
                    WeekMark.edition_id == item.edition_id,
                    WeekMark.kind == item.kind,
                    WeekMark.subject == item.subject,
                    WeekMark.reason == item.reason,
                    WeekMark.undone_at.is_(None),
                )
            ).first()
            if known is not None:
                raise WeekMarkError(
                    f"“{item.name}” já foi marcado como feito por {known.who} em"
                    f" {moment(known.at)}. Nada foi gravado de novo."
                )
            row = WeekMark(**vars(item), who=self._actor.name, at=datetime.now(UTC))
            session.add(row)
            session.flush()
            return _mark(row)

    def undo(self, mark_id: int) -> None:
        """Raises WeekMarkError where there is no such mark that counts."""
        with Session(operational_engine(self.settings)) as session, session.begin():
            row = session.get(WeekMark, mark_id)
            if row is None or row.undone_at is not None:
                raise WeekMarkError(
                    "Esta marca já foi desfeita, ou não existe. Abra a página de novo."
                )
            self._require(row.uf)
            session.add(audit_entry(self._actor, UNDONE, row.name, _detail(_mark(row).item)))
            row.undone_by, row.undone_at = self._actor.name, datetime.now(UTC)

    @property
    def _actor(self) -> Actor:
        return asker(self.access, self.origin)

    def _sees(self, uf: str) -> bool:
        return self.access.ufs is None or uf in self.access.ufs

    def _require(self, uf: str) -> None:
        if not self._sees(uf):
            raise AccessDeniedError(
                f"Este item é de {uf}, fora do seu acesso; quem vê {uf} pode marcá-lo.", uf
            )


def _detail(item: Item) -> dict[str, str]:
    return {"tipo": item.kind, "codigo": item.subject, "motivo": item.reason, "uf": item.uf,
            "edicao": item.edition_id}  # fmt: skip


def _mark(row: WeekMark) -> Mark:
    item = Item(
        edition_id=row.edition_id,
        kind=row.kind,
        subject=row.subject,
        name=row.name,
        uf=row.uf,
        reason=row.reason,
        told=row.told,
    )
    return Mark(row.id, item, row.who, row.at, row.undone_by, row.undone_at)
