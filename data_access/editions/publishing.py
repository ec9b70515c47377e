"""Which edition is served: publish, roll back, seal.

Each leaves two entries in the audit trail: what is about to change, and that it did. A crash
between them leaves the first, so that nothing ever changes without a trace.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from config.progress import Progress, silent
from config.settings import Settings
from data_access.base.durable import hold_lock
from data_access.base.edition_errors import EditionError
from data_access.editions import layout
from data_access.editions.info import EditionInfo, edition_info
from data_access.editions.manifest import Manifest
from data_access.editions.seals import seal_of_text
from data_access.editions.server import connection, register
from data_access.editions.server.copying import copy_edition
from data_access.editions.shelf import InFolder, Kept, find_kept_edition, read_published, served_ids
from data_access.editions.verification import quick_problems, verify
from data_access.operational.actor import Actor, this_account
from data_access.operational.audit import record_audit
from data_access.schema.version import SCHEMA_VERSION


def publish(
    settings: Settings,
    edition_id: str,
    *,
    actor: Actor | None = None,
    thorough: bool = True,
    progress: Progress = silent,
) -> EditionInfo:
    """Serve `edition_id` from now on; open sessions go on with theirs. Publishing it again changes
    nothing.

    With a database of editions it is copied there first. Raises EditionError for an edition that
    does not verify. Without `thorough` only its bytes are checked, which suffices for one that was
    verified when it was built a moment ago.
    """
    _refuse_problems(settings, edition_id, thorough=thorough)
    with _publishing_lock(settings):
        published = _published_or_lost(settings)
        if published[:1] == [edition_id] and edition_id in served_ids(settings):
            return edition_info(settings, edition_id)
        _copy_to_server(settings, edition_id, progress)
        with _on_record(settings, actor, "edicao_publicada", edition_id, published[:1]):
            write_published(settings, [edition_id, *published])
    return edition_info(settings, edition_id)


def _copy_to_server(settings: Settings, edition_id: str, progress: Progress) -> None:
    """Copy an edition to the database that is to serve it, unless it is there."""
    place = find_kept_edition(settings, edition_id)
    if settings.editions_url and isinstance(place, InFolder):
        _refuse_older(place.manifest())
        copy_edition(settings, place.folder / layout.DATABASE, place.manifest(), progress)


def _refuse_older(content: Manifest) -> None:
    if content.schema_version != SCHEMA_VERSION:
        raise EditionError(
            f"A edição {content.id} tem a versão {content.schema_version} das tabelas e só é"
            f" servida da pasta; o banco de edições serve as da versão {SCHEMA_VERSION}. Construa"
            " outra com `t360 build`."
        )


def rollback(settings: Settings, *, actor: Actor | None = None) -> EditionInfo:
    """Serve the edition that was published before the present one; again goes one further back.

    Raises EditionError where there was none before, or it does not verify.
    """
    with _publishing_lock(settings):
        published = read_published(settings)
        known = set(served_ids(settings))
        earlier = [name for name in published[1:] if name in known]
        if not earlier:
            raise EditionError(
                "Não há edição publicada antes desta à qual voltar. Veja as que existem com "
                "`t360 editions list` e publique uma com `t360 editions publish ID`."
            )
        _refuse_problems(settings, earlier[0], thorough=True)
        with _on_record(settings, actor, "edicao_revertida", earlier[0], published[:1]):
            write_published(settings, earlier)
    return edition_info(settings, earlier[0])


def seal(
    settings: Settings, edition_id: str, *, actor: Actor | None = None, thorough: bool = True
) -> EditionInfo:
    """Keep an edition as it is for ever. Sealing it again changes nothing.

    Raises EditionError for an edition that does not verify, of which `thorough` is what it is in
    `publish`.
    """
    with _publishing_lock(settings):  # what is being sealed is not being pruned
        place = find_kept_edition(settings, edition_id)
        _refuse_problems(settings, edition_id, thorough=thorough)
        if seal_of_text(place.seal_text()) is None:
            sealing = actor or this_account()
            with _on_record(settings, sealing, "edicao_selada", edition_id):
                write_seal(place, place.manifest(), sealing.name)
        else:
            place.protect()  # whoever sealed it may have died before
    return edition_info(settings, edition_id)


def write_published(settings: Settings, ids: list[str]) -> None:
    """Swap the list, whole, at once. Whoever calls holds the publishing lock."""
    (register if settings.editions_url else layout).write_published(settings, ids)


def write_seal(place: Kept, content: Manifest, who: str) -> None:
    place.write_seal(content, who)


@contextmanager
def _publishing_lock(settings: Settings) -> Iterator[None]:
    """One publisher at a time, wherever the others run."""
    with (
        connection.hold_publishing_lock(settings)
        if settings.editions_url
        else hold_lock(settings.editions_folder / layout.PUBLISH_LOCK)
    ):
        yield


@contextmanager
def _on_record(
    settings: Settings,
    actor: Actor | None,
    action: str,
    edition_id: str,
    before: Sequence[str] = (),
) -> Iterator[None]:
    asking, detail = actor or this_account(), {"anterior": list(before)} if before else {}
    record_audit(settings, asking, f"{action}_inicio", edition_id, detail)
    yield
    record_audit(settings, asking, action, edition_id, detail)


def _refuse_problems(settings: Settings, edition_id: str, *, thorough: bool) -> None:
    problems = verify(settings, edition_id) if thorough else quick_problems(settings, edition_id)
    serious = [problem.sentence for problem in problems if problem.serious]
    if serious:
        raise EditionError(
            f"A edição {edition_id} não passou na verificação e nada mudou. {' '.join(serious[:3])}"
        )


def _published_or_lost(settings: Settings) -> list[str]:
    """What is published. A damaged pointer is replaced: publishing is how one recovers from it."""
    try:
        return read_published(settings)
    except EditionError:
        return []
