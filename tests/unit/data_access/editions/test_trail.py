"""What a crash between a change and its record leaves."""

import pytest
import sqlalchemy as sa

from config.errors import UserError
from data_access.editions.info import current_edition
from data_access.editions.publishing import publish, seal
from data_access.operational.actor import Actor


@pytest.mark.parametrize(("act", "step"), [(publish, "write_published"), (seal, "write_seal")])
def test_what_dies_between_the_change_and_its_record_has_left_a_trace(
    settings, ready, monkeypatch, act, step
):
    from data_access.editions import publishing
    from data_access.operational.engine import operational_engine
    from data_access.operational.models import AuditEntry

    change = getattr(publishing, step)

    def die(*arguments):
        change(*arguments)
        raise KeyboardInterrupt

    info = ready()
    monkeypatch.setattr(publishing, step, die)
    with pytest.raises(KeyboardInterrupt):
        act(settings, info.id, actor=Actor("ana"))

    with operational_engine(settings).connect() as connection:
        entries = connection.execute(sa.select(AuditEntry.who, AuditEntry.object)).all()
    assert [tuple(entry) for entry in entries] == [("ana", info.id)]


def test_nothing_is_published_where_it_cannot_be_recorded(settings, ready):
    info = ready()
    (settings.home / "operational.db").write_bytes(b"no database" * 100)

    with pytest.raises(UserError, match="banco operacional"):
        publish(settings, info.id)
    assert current_edition(settings) is None


def test_a_seal_that_was_interrupted_is_completed_by_sealing_again(settings, ready):
    info = ready()
    first = seal(settings, info.id, actor=Actor("ana")).seal
    for path in (info.folder, *info.folder.iterdir()):
        path.chmod(0o755)

    assert seal(settings, info.id, actor=Actor("bia")).seal == first
    assert [path.stat().st_mode & 0o222 for path in (info.folder, *info.folder.iterdir())] == [
        0,
        0,
        0,
        0,
    ]
