"""What is done at the request of a data subject (LGPD, art. 18): find, hand over, correct, erase.

The document is hashed at once; what is kept and told of a request is its protocol.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session

from config.privacy import privacy
from config.progress import Progress
from config.roles import ADMINISTRATOR, DATA_STEWARD
from config.settings import Settings
from data_access.base.pseudonym import fingerprint, pseudonym
from data_access.base.subject_document import required_document
from data_access.editions.info import EditionInfo
from data_access.identity.asking import Door, asker, require_role
from data_access.operational.actor import Actor, Origin
from data_access.operational.engine import operational_engine
from data_access.operational.keys import current_key
from data_access.operational.subjects import (
    Kind,
    Marks,
    RequestRecord,
    SubjectRequestError,
    answer,
    check_open,
    close_without,
    correct,
    forget,
    list_requests,
    open_request,
)
from data_access.sources.values.redaction import redact
from data_access.sources.workspace import Workspace, remove_abandoned, workspace
from data_access.staging.holdings import Holdings, holdings_of
from data_access.staging.rewriting import Rewritten, kept_records, record_rewritten, rewrite, settle
from data_access.staging.subjects import REGISTER, change_of
from data_access.staging.turn import remove_dead_work
from data_access.stewardship.corrections import corrected_values
from data_access.stewardship.rows_held import rows_held
from data_access.stewardship.rows_here import require_sight_of_people
from data_access.stewardship.subject_places import (
    Elsewhere,
    elsewhere,
    remove_from_findings,
    still_in,
)
from data_access.stewardship.subject_writing import written_out
from indicators.scope import Access

PREFIX = ".titular-"
BUSY = "Uma edição está sendo construída agora; espere que termine e tente de novo. Nada mudou."


@dataclass(frozen=True)
class Found:
    """What there is of a person: ``holdings`` in the imported tables, ``elsewhere`` beside them.
    ``request`` is the one that was answered with it; None where nothing was answered yet.
    """

    holdings: Holdings
    elsewhere: Elsewhere
    request: RequestRecord | None = None


@dataclass(frozen=True)
class SubjectOffice(Door):
    """Made by `subject_office` alone. Documents come as they are written; `code` says that one is
    a code of a source instead. `protocol` names an open request; without it one is made and
    answered at once.
    """

    @property
    def actor(self) -> Actor:
        return asker(self.access, self.origin)

    def requests(self) -> list[RequestRecord]:
        """The newest first."""
        return list_requests(self.settings)

    def open(self, kind: Kind, received_at: datetime | None = None) -> RequestRecord:
        """Raises SubjectRequestError."""
        return open_request(self.settings, kind, self.actor, received_at)

    def refuse(self, protocol: str, reason: str) -> RequestRecord:
        """Raises SubjectRequestError."""
        return close_without(self.settings, protocol, redact(reason), self.actor)

    def still_in(self, request: RequestRecord) -> list[EditionInfo]:
        """Editions that were made before an erasure, of rows that it took away."""
        return still_in(self.settings, request)

    def look(self, document: str, *, code: bool = False) -> Found:
        """What there is, without answering anybody. Raises DocumentError, and what says that it
        cannot be told here, as all that follows.
        """
        require_sight_of_people(self.settings)
        remove_dead_work(self.settings)  # rows that wait for their places are of another key
        with self._space() as space:
            holdings = holdings_of(self.settings, space, self._pseudonym(document, code))
        names = self._names(document, code)
        return Found(holdings, elsewhere(self.settings, document, names, holdings.imports))

    def confirm(self, document: str, protocol: str | None = None, *, code: bool = False) -> Found:
        """Raises DocumentError and SubjectRequestError."""
        self._check(protocol, "confirmar")
        found = self.look(document, code=code)
        return self._answered(found, "confirmar", protocol)

    def export(
        self, document: str, target: Path, protocol: str | None = None, *, code: bool = False
    ) -> tuple[Found, tuple[Path, ...]]:
        """Write all that is held to a new folder. That it leaves is on record before it is in its
        place. Raises DocumentError, SubjectRequestError, and UserError where the folder is there.
        """
        self._check(protocol, "exportar")
        found = self.look(document, code=code)
        with written_out(target, found.holdings, found.elsewhere) as put_in_place:
            answered = self._answered(found, "exportar", protocol)
            return answered, put_in_place()

    def correct(
        self,
        document: str,
        values: Mapping[str, str],
        municipalities: pd.DataFrame,
        protocol: str | None = None,
        *,
        code: bool = False,
    ) -> Found:
        """Columns of the register with cells as people write them; an empty one says that nothing
        is to be said. They hold for what is here and for what is imported later. Raises
        DocumentError, SubjectRequestError, and what says that an import or a build goes on.
        """
        self._check(protocol, "corrigir")
        require_sight_of_people(self.settings)
        with rows_held(self.settings, BUSY), self._space() as space:
            who = self._pseudonym(document, code)
            holdings = holdings_of(self.settings, space, who)
            if REGISTER not in holdings.by_table:
                raise SubjectRequestError(
                    "Não há cadastro desta pessoa na tabela clientes, e é ele que se corrige. Nada"
                    " mudou."
                )
            typed = corrected_values(self.settings, values, municipalities)
            done = self._rewrite(space, Marks(corrections={who: typed}))
            outcome = {
                "linhas": {REGISTER: holdings.counts[REGISTER]},
                "importacoes": [item.record.import_id for item in done],
            }
            with Session(operational_engine(self.settings)) as session, session.begin():
                request = answer(session, "corrigir", self.actor, protocol, outcome)
                correct(session, who, typed, self._fingerprint, request.protocol)
                record_rewritten(session, done)
            settle(self.settings)
        found = self.look(document, code=code)
        return Found(found.holdings, found.elsewhere, request)

    def erase(
        self,
        document: str,
        protocol: str | None = None,
        progress: Progress | None = None,
        *,
        code: bool = False,
    ) -> Found:
        """Take the rows of a person out of everything that is not sealed or published, and keep
        them out. Returns what there was. Raises DocumentError, SubjectRequestError, and what says
        that an import or a build goes on.
        """
        self._check(protocol, "apagar")
        require_sight_of_people(self.settings)
        with rows_held(self.settings, BUSY), self._space() as space:
            who, key = self._pseudonym(document, code), current_key(self.settings)
            holdings = holdings_of(self.settings, space, who)
            names = self._names(document, code)
            there = elsewhere(self.settings, document, names, holdings.imports)
            marks = Marks(frozenset({who}), holdings.marks(key))
            done = self._rewrite(space, marks, progress)
            outcome = {"linhas": holdings.counts, "importacoes": holdings.imports}
            with Session(operational_engine(self.settings)) as session, session.begin():
                request = answer(session, "apagar", self.actor, protocol, outcome)
                forget(session, marks, self._fingerprint, request.protocol)
                record_rewritten(session, done)
            settle(self.settings)
            remove_from_findings(self.settings, names)
        return Found(holdings, there, request)

    def _rewrite(
        self, space: Workspace, marks: Marks, progress: Progress | None = None
    ) -> list[Rewritten]:
        """New files beside those that change."""
        done, key = [], current_key(self.settings)
        records = kept_records(self.settings, privacy().personal_tables)
        for place, record in enumerate(records):
            if progress:
                progress(place / len(records), record.table)
            change = change_of(record.table, marks, key)
            fresh = rewrite(self.settings, space, record, change) if change else None
            done += [fresh] if fresh else []
        return done

    def _answered(self, found: Found, kind: Kind, protocol: str | None) -> Found:
        outcome = {"linhas": found.holdings.counts, "importacoes": found.holdings.imports}
        with Session(operational_engine(self.settings)) as session, session.begin():
            request = answer(session, kind, self.actor, protocol, outcome)
        return Found(found.holdings, found.elsewhere, request)

    def _check(self, protocol: str | None, kind: Kind) -> None:
        """Before long work: raises SubjectRequestError for what could not be answered after it."""
        if protocol is not None:
            check_open(self.settings, protocol, kind)

    def _pseudonym(self, document: str, code: bool) -> str:
        return str(pseudonym(required_document(document, code=code), current_key(self.settings)))

    def _names(self, document: str, code: bool) -> list[str]:
        """The pseudonyms that the person had and has: what no rotation changes has an old one."""
        asked, key = required_document(document, code=code), current_key(self.settings)
        return [str(pseudonym(asked, each)) for each in key.generations]

    @property
    def _fingerprint(self) -> str:
        return fingerprint(current_key(self.settings))

    @contextmanager
    def _space(self) -> Iterator[Workspace]:
        remove_abandoned(self.settings, PREFIX)
        with workspace(self.settings, secrets.token_hex(6), prefix=PREFIX) as space:
            yield space


def subject_office(settings: Settings, access: Access, origin: Origin) -> SubjectOffice:
    """Raises AccessDeniedError for whoever holds neither role."""
    sentence = (
        f"Atender titulares de dados é de quem tem o papel {DATA_STEWARD} ou {ADMINISTRATOR};"
        " peça-o a quem administra o painel."
    )
    require_role(settings, access, origin, (DATA_STEWARD, ADMINISTRATOR), sentence)
    return SubjectOffice(settings, access, origin)
