"""The audit trail finds whatever is done to it outside the product."""

import json
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.settings import Settings
from data_access.operational import verification
from data_access.operational.actor import Actor
from data_access.operational.audit import record_audit
from data_access.operational.chain import GENESIS, Link, hash_of
from data_access.operational.engine import migrate, operational_engine
from data_access.operational.heads import (
    SignatureError,
    SignedHead,
    heads_file,
    read_heads,
    sign_head,
    sign_when_due,
)
from data_access.operational.verification import Kind, verify_links, verify_trail

MARIA = Actor("maria", "painel")
WRITERS, EACH = 6, 15
INSERTED = (
    "INSERT INTO audit (id, at, who, action, object, detail, previous, hash) SELECT {0}, at, who,"
    " action, object, detail, previous, hash FROM audit WHERE id = 2"
)


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    url = request.getfixturevalue("postgres_url") if request.param == "postgresql" else None
    return Settings(home=tmp_path / "home", operational_url=url)


def record(settings: Settings, count: int) -> None:
    for place in range(count):
        record_audit(settings, MARIA, "edicao_publicada", f"edição {place}", {"ação": place})


def alter(settings: Settings, *statements: str) -> None:
    """What the database refuses to the product, done by who may do everything to it."""
    with operational_engine(settings).begin() as connection:
        if connection.dialect.name == "sqlite":
            for event in ("update", "delete"):
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS audit_no_{event}")
        else:
            connection.exec_driver_sql("DROP TRIGGER IF EXISTS audit_no_change ON audit")
        for statement in statements:
            connection.exec_driver_sql(statement)


def test_a_trail_that_nobody_touched_is_whole(settings: Settings) -> None:
    assert verify_trail(settings).sentence.startswith("0 registros conferidos")
    record(settings, 3)
    outcome = verify_trail(settings)
    assert (outcome.intact, outcome.entries, outcome.signed) == (True, 3, None)
    assert "Ainda não há assinatura" in outcome.sentence
    signed = sign_head(settings)
    record(settings, 1)
    outcome = verify_trail(settings)
    assert outcome.intact
    assert outcome.signed == signed
    assert "4 registros conferidos" in outcome.sentence


def test_writers_at_once_make_one_chain(settings: Settings) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(lambda _: record(settings, EACH), range(WRITERS)))
    outcome = verify_trail(settings)
    assert (outcome.intact, outcome.entries) == (True, WRITERS * EACH)


@pytest.mark.parametrize(
    ("statement", "kind", "entry"),
    [
        ("UPDATE audit SET who = 'rui' WHERE id = 3", Kind.ALTERED, 3),
        ("UPDATE audit SET at = '2020-01-01' WHERE id = 2", Kind.ALTERED, 2),
        ("UPDATE audit SET detail = '{}' WHERE id = 4", Kind.ALTERED, 4),
        ("UPDATE audit SET machine = NULL, origin = NULL WHERE id = 1", Kind.ALTERED, 1),
        ("DELETE FROM audit WHERE id = 2", Kind.BROKEN, 3),
        ("DELETE FROM audit WHERE id = 1", Kind.BROKEN, 2),
        ("DELETE FROM audit WHERE id > 3", Kind.CUT, 3),
        ("DELETE FROM audit", Kind.CUT, 0),
        (INSERTED.format(-1), Kind.BROKEN, 1),
        (INSERTED.format(99), Kind.BROKEN, 99),
    ],
)
def test_what_was_done_is_found_at_its_place(
    settings: Settings, statement: str, kind: Kind, entry: int
) -> None:
    record(settings, 5)
    alter(settings, statement)
    outcome = verify_trail(settings)
    assert not outcome.intact
    assert (kind, entry) in [(fault.kind, fault.entry) for fault in outcome.faults]
    assert "alterada fora do produto" in outcome.sentence


def test_stretches_checked_side_by_side_say_what_one_reading_says(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stretches are cut at every place, also where something is gone."""
    record(settings, 9)
    alter(settings, "DELETE FROM audit WHERE id = 4", "UPDATE audit SET who = 'x' WHERE id = 7")
    whole = verify_trail(settings)
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(verification, "PER_PROCESS", size)
        monkeypatch.setattr(verification, "ProcessPoolExecutor", here)
        assert verify_trail(settings, processes=2) == whole


@contextmanager
def here(*_given: object, **_named: object) -> Iterator[object]:
    """Stands for a pool whose processes are this one."""

    class Pool:
        map = staticmethod(map)

    yield Pool()


def test_an_end_that_was_cut_with_care_is_found_by_the_signature(settings: Settings) -> None:
    record(settings, 5)
    sign_head(settings)
    with operational_engine(settings).connect() as connection:
        third = connection.scalar(sa.text("SELECT hash FROM audit WHERE id = 3"))
    alter(
        settings,
        "DELETE FROM audit WHERE id > 3",
        f"UPDATE audit_head SET entry = 3, hash = '{third}'",
    )
    assert verify_trail(settings, signed=[]).intact  # nothing else tells it
    outcome = verify_trail(settings)
    assert [(fault.kind, fault.entry) for fault in outcome.faults] == [(Kind.CUT, 5)]


def test_what_was_there_before_the_chain_is_linked_by_the_migration(
    tmp_path: Path, postgres_url: str
) -> None:
    insert = (
        "INSERT INTO audit (id, at, who, action, object, detail) VALUES"
        " ({0}, '2026-01-01', 'rui', 'edicao_publicada', 'ação {0}', '{{\"a\": 1}}')"
    )
    for url in (f"sqlite:///{tmp_path / 'earlier.db'}", postgres_url):
        engine = sa.create_engine(url)
        migrate(engine, "0006")
        with engine.begin() as connection:
            for number in (3, 4, 9):  # what was rolled back left gaps
                connection.exec_driver_sql(insert.format(number))
        migrate(engine)
        engine.dispose()
        settings = Settings(home=tmp_path / "home", operational_url=url)
        record(settings, 2)
        outcome = verify_trail(settings)
        assert (outcome.intact, outcome.entries) == (True, 5)


# The rest is about the chain and its signatures alone: one engine is enough.


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home")


def test_a_new_chain_does_not_pass_for_the_one_that_was_signed(own: Settings) -> None:
    record(own, 4)
    signed = sign_head(own)
    assert signed is not None
    forged = chain_of(["outra"] * 4)
    outcome = verify_links(forged, (4, forged[-1].hash), [signed])
    assert [fault.kind for fault in outcome.faults] == [Kind.REWRITTEN]


def test_a_day_is_signed_once_and_the_same_end_is_not_signed_again(own: Settings) -> None:
    assert sign_when_due(own) is None  # an empty trail says nothing
    record(own, 1)
    first = sign_when_due(own)
    assert first is not None
    assert sign_head(own) == first
    record(own, 1)
    assert sign_when_due(own) is None
    second = sign_head(own)
    assert second is not None
    assert (second.entry, read_heads(own)) == (2, [first, second])


def test_a_line_that_another_key_signed_is_refused(own: Settings, tmp_path: Path) -> None:
    other = Settings(home=tmp_path / "other")
    record(own, 1)
    record(other, 1)
    sign_head(own)
    sign_head(other)
    heads_file(own).write_bytes(heads_file(other).read_bytes())
    with pytest.raises(SignatureError, match="linha 1"):
        read_heads(own)


@pytest.mark.parametrize("change", [{"entry": 2}, {"hash": "0" * 64}, {"signature": "????"}])
def test_a_signed_line_that_was_altered_is_refused(
    own: Settings, change: dict[str, object]
) -> None:
    record(own, 1)
    sign_head(own)
    line = json.loads(heads_file(own).read_text())
    heads_file(own).write_text(json.dumps(line | change))
    with pytest.raises(SignatureError, match="linha 1"):
        verify_trail(own)


@pytest.mark.parametrize("line", ["", "não", "[]", '{"entry": 1}', "\x00"])
def test_a_line_that_is_no_signature_is_refused(own: Settings, line: str) -> None:
    record(own, 1)
    sign_head(own)
    with heads_file(own).open("a") as lines:
        lines.write(line + "\n")
    with pytest.raises(SignatureError, match="linha 2"):
        read_heads(own)


def test_the_key_is_never_made_anew_where_something_was_signed(own: Settings) -> None:
    record(own, 1)
    sign_head(own)
    (own.home / "trilha" / "chave.pem").unlink()
    record(own, 1)
    with pytest.raises(SignatureError, match="sumiu"):
        sign_head(own)
    assert verify_trail(own).intact  # whoever verifies needs the public key alone


def test_the_key_is_of_the_account_alone(own: Settings) -> None:
    record(own, 1)
    sign_head(own)
    assert (own.home / "trilha" / "chave.pem").stat().st_mode & 0o077 == 0


def chain_of(names: list[str]) -> list[Link]:
    previous, links = GENESIS, []
    for number, name in enumerate(names, start=1):
        at = f"2026-11-{number % 28 + 1:02} 10:00:00.000000"
        bare = Link(number, at, name, None, "m", "ato", f"o{number}", "{}", previous, "")
        links.append(bare._replace(hash=hash_of(bare)))
        previous = links[-1].hash
    return links


def tampered(links: list[Link], chance: random.Random) -> list[Link]:
    """One change of what an intruder would do, by chance; never the same trail again."""
    rows = list(links)
    place = chance.randrange(len(rows))
    kind = chance.choice(("edit", "edit and hash", "delete", "insert", "swap", "truncate"))
    if kind.startswith("edit"):
        field = chance.choice(("at", "who", "origin", "machine", "action", "object", "detail"))
        rows[place] = rows[place]._replace(**{field: f"{chance.random()}"})
        if kind == "edit and hash":
            rows[place] = rows[place]._replace(hash=hash_of(rows[place]))
    elif kind == "delete":
        del rows[place]
    elif kind == "insert":
        rows.insert(place, rows[place]._replace(who="posto"))
    elif kind == "swap":
        other = chance.choice([i for i in range(len(rows)) if i != place])
        rows[place], rows[other] = rows[other], rows[place]
    else:
        rows = rows[:place]
    return rows


def test_ten_thousand_tamperings_are_all_found() -> None:
    chance = random.Random(360)  # noqa: S311 - an experiment, not a secret
    links = chain_of([f"p{n % 7}" for n in range(40)])
    head = (links[-1].id, links[-1].hash)
    signed = [SignedHead(40, links[-1].hash, "2026-11-29", "k", "s")]
    assert verify_links(links, head, signed).intact
    for _ in range(10_000):
        rows = tampered(links, chance)
        # the intruder may have set the head right too
        known = (rows[-1].id, rows[-1].hash) if rows else (0, GENESIS)
        outcome = verify_links(rows, chance.choice((head, known)), signed)
        assert not outcome.intact
        first = next(
            (i for i, (a, b) in enumerate(zip(rows, links, strict=False)) if a != b), len(rows)
        )
        near = {row.id for row in rows[max(first - 1, 0) : first + 2]} | {40}
        assert outcome.faults[0].entry in near | {0}
