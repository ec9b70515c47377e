"""Whether the audit trail is as it was written: every entry, their order, and that none is gone."""

from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from multiprocessing import get_context

import sqlalchemy as sa

from config.formatting import number, plural
from config.progress import Progress, silent
from config.settings import Settings
from data_access.operational.chain import GENESIS, Link, hash_of
from data_access.operational.engine import operational_engine
from data_access.operational.heads import SignedHead, read_heads
from data_access.operational.models import AuditHead
from data_access.operational.reading_trail import stored_links

AT_ONCE = 20_000  # entries that are read together
PER_PROCESS = 250_000  # entries that are worth another process
LABEL = "Conferindo a trilha"
TOLD = 20  # faults that are kept; one that is altered may leave two


class Kind(StrEnum):
    """What is wrong at a place of the trail."""

    ALTERED = "alterada"
    BROKEN = "sequencia"
    CUT = "fim_cortado"
    REWRITTEN = "reescrita"


@dataclass(frozen=True)
class Fault:
    """`entry` is the number of the entry at which it was found."""

    kind: Kind
    entry: int
    sentence: str


@dataclass
class Verification:
    """`entries` were read; `faults` are the first of `found`. `signed` is the newest signed head
    that agreed, None where none was given.
    """

    entries: int = 0
    found: int = 0
    faults: list[Fault] = field(default_factory=list)
    signed: SignedHead | None = None

    @property
    def intact(self) -> bool:
        return not self.found

    def add(self, fault: Fault) -> None:
        self.found += 1
        if len(self.faults) < TOLD:
            self.faults.append(fault)

    @property
    def sentence(self) -> str:
        """What a person reads of it."""
        if not self.intact:
            return (
                f"A trilha foi alterada fora do produto: {plural(self.found, 'falha', 'falhas')} em"
                f" {plural(self.entries, 'registro lido', 'registros lidos')}. Guarde o banco como"
                " está, para perícia, e compare-o com a cópia de segurança mais nova."
            )
        until = (
            f" Confere também com a assinatura do registro {number(self.signed.entry)}."
            if self.signed
            else " Ainda não há assinatura com que conferir se o fim não foi cortado."
        )
        read = plural(self.entries, "registro conferido", "registros conferidos")
        return f"{read}: nenhum foi alterado, apagado ou trocado de lugar.{until}"


@dataclass
class Part:
    """A stretch of the trail, checked by itself: what it says of both its ends, and the hashes that
    it holds of the entries that were signed.
    """

    entries: int = 0
    first: tuple[int, str] = (0, "")  # number, hash of the one before
    last: tuple[int, str] = (0, GENESIS)  # number, hash
    faults: list[Fault] = field(default_factory=list)
    signed: dict[int, str] = field(default_factory=dict)


def check_part(links: Iterable[Link], promised: Collection[int]) -> Part:
    """Check each entry, and that each follows the one before it."""
    part = Part()
    for link in links:
        if not part.entries:
            part.first = link.id, link.previous
        elif link.previous != part.last[1]:
            part.faults.append(_broken(part.last[0], link.id))
        if hash_of(link) != link.hash:
            part.faults.append(
                Fault(Kind.ALTERED, link.id, f"O registro {link.id} não é o que foi escrito.")
            )
        if link.id in promised:
            part.signed[link.id] = link.hash
        part.entries += 1
        part.last = link.id, link.hash
    return part


def verify_links(
    links: Iterable[Link], head: tuple[int, str], signed: Iterable[SignedHead] = ()
) -> Verification:
    """Check a whole trail: `head` is the number and the hash of its last entry as the database
    keeps them apart, `signed` are heads whose signatures hold.
    """
    heads = list(signed)
    return join_parts([check_part(links, {item.entry for item in heads})], head, heads)


def join_parts(
    parts: Iterable[Part], head: tuple[int, str], signed: Iterable[SignedHead]
) -> Verification:
    """What was found in all parts, given in the order of the trail, and where they meet."""
    outcome, last = Verification(), (0, GENESIS)
    found: dict[int, str] = {}
    for part in parts:
        if not part.entries:
            continue
        if part.first[1] != last[1]:
            outcome.add(_broken(last[0], part.first[0]))
        for fault in part.faults:
            outcome.add(fault)
        outcome.entries += part.entries
        found |= part.signed
        last = part.last
    if last != head:
        outcome.add(Fault(Kind.CUT, last[0], _cut(last[0], head[0])))
    for item in signed:
        _compare(outcome, item, found.get(item.entry))
    return outcome


def _broken(before: int, entry: int) -> Fault:
    where = f"entre os registros {before} e {entry}" if before else f"antes do registro {entry}"
    return Fault(
        Kind.BROKEN,
        entry,
        f"A sequência se rompe {where}: um registro foi apagado, posto ou trocado de lugar.",
    )


def _cut(last: int, promised: int) -> str:
    return (
        f"A trilha acaba no registro {last}, e o último escrito foi o {promised}: o fim foi cortado"
        " ou emendado."
    )


def _compare(outcome: Verification, signed: SignedHead, found: str | None) -> None:
    if found == signed.hash:
        outcome.signed = signed
    elif found is None:
        sentence = f"Falta o registro {signed.entry}, que existia quando a trilha foi assinada."
        outcome.add(Fault(Kind.CUT, signed.entry, sentence))
    else:
        sentence = (
            f"Até o registro {signed.entry} a trilha não é a que foi assinada: foi reescrita."
        )
        outcome.add(Fault(Kind.REWRITTEN, signed.entry, sentence))


def verify_trail(
    settings: Settings,
    signed: Iterable[SignedHead] | None = None,
    progress: Progress = silent,
    processes: int = 1,
) -> Verification:
    """Check the trail of this installation against itself and against `signed`, by default the
    signed heads that it keeps. Raises SignatureError where those cannot be read.
    """
    heads = read_heads(settings) if signed is None else list(signed)
    promised = {item.entry for item in heads}
    with _one_moment(operational_engine(settings)) as connection:
        row = connection.execute(sa.select(AuditHead.entry, AuditHead.hash)).one()
        if processes == 1 or row.entry < 2 * PER_PROCESS:
            parts = [check_part(_stored(connection, None, None, row.entry, progress), promised)]
            return join_parts(parts, (row.entry, row.hash), heads)
        # Nothing up to the head changes any more; what lies behind it should not be there.
        behind = check_part(_stored(connection, row.entry, None, row.entry), promised)
    parts = [*_check_side_by_side(settings, row.entry, promised, progress, processes), behind]
    return join_parts(parts, (row.entry, row.hash), heads)


def _check_side_by_side(
    settings: Settings, last: int, promised: Collection[int], progress: Progress, processes: int
) -> Iterator[Part]:
    starts = range(0, last, PER_PROCESS)
    check = partial(_check_stretch, settings, frozenset(promised), last)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for place, part in enumerate(pool.map(check, starts)):
            progress((place + 1) / len(starts), LABEL)
            yield part


def _check_stretch(settings: Settings, promised: frozenset[int], last: int, start: int) -> Part:
    """The entries after `start`, in a process of its own."""
    with operational_engine(settings).connect() as connection:
        until = min(start + PER_PROCESS, last)
        return check_part(_stored(connection, start or None, until, last), promised)


@contextmanager
def _one_moment(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Head and entries as they were together: what is written meanwhile is not seen."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN")
        else:
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _stored(
    connection: sa.Connection,
    after: int | None,
    until: int | None,
    last: int,
    progress: Progress = silent,
) -> Iterator[Link]:
    """Entries after `after`, in order, to `until`; without them from the first, to the last."""
    number = sa.column("id", sa.Integer)
    statement = stored_links(connection.dialect.name)
    if after is not None:
        statement = statement.where(number > after)
    if until is not None:
        statement = statement.where(number <= until)
    rows = connection.execution_options(yield_per=AT_ONCE).execute(statement)
    for part in rows.partitions():
        progress(min(part[-1][0] / max(last, 1), 1.0), LABEL)
        yield from map(Link._make, part)
