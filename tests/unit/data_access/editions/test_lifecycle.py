"""From a build to what is served."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa

from data_access.base import durable
from data_access.base.edition_errors import EditionError
from data_access.building import build
from data_access.editions import layout
from data_access.editions.info import current_edition, list_editions
from data_access.editions.publishing import publish, rollback, seal
from data_access.editions.reading import open_edition
from data_access.editions.verification import verify
from data_access.operational.actor import Actor
from data_access.schema import tables as schema

pytestmark = pytest.mark.heavy


def test_a_built_edition_verifies_and_is_not_yet_published(settings, make):
    info = make()

    assert [problem for problem in verify(settings, info.id) if problem.serious] == []
    assert not info.published
    assert current_edition(settings) is None


def test_the_manifest_says_what_is_inside_and_from_where(make):
    manifest = make().manifest

    assert manifest.schema_version == schema.SCHEMA_VERSION
    assert [(s.table, s.name, s.rows) for s in manifest.sources] == [
        ("atendimentos", "atendimentos.csv", 10)
    ]
    assert manifest.rules == {"atendimento_valido": "2025.1"}
    assert manifest.exclusions == {"marcado_valido": 4}
    assert manifest.territory.without_polygon == ("5101837",)
    assert manifest.tables["municipality"].rows == 3
    assert (manifest.first_month, manifest.last_month) == (2025 * 12, 2025 * 12 + 5)
    assert manifest.demonstration is False


def test_an_import_of_the_demonstration_marks_the_edition_whether_or_not_its_file_is_still_there(
    settings, make, imported
):
    staged = build.active_sources(settings)["atendimentos"][0]
    imported(replace(staged, demonstration=True))

    assert make().demonstration is True


def test_without_attendances_nothing_is_built(settings, make, imported):
    imported()

    with pytest.raises(EditionError, match="é preciso ter importado atendimentos"):
        make()
    assert [path.name for path in settings.editions_folder.iterdir()] == [layout.BUILD_LOCK]


def test_a_missing_staged_file_is_named(settings, make, imported):
    staged = build.active_sources(settings)["atendimentos"][0]
    imported(staged, replace(staged, import_id="imp-2", path=settings.home / "gone.parquet"))

    with pytest.raises(
        EditionError,
        match=r"importação imp-2 \(atendimentos, “atendimentos.csv”\) não está mais .*undo imp-2",
    ):
        make()


def test_the_same_content_has_the_same_digest_in_its_id(make):
    first, again, other = make(1), make(1), make(2)

    assert first.id < again.id < other.id
    assert first.id.split("-")[1] == again.id.split("-")[1] != other.id.split("-")[1]
    assert first.manifest.tables == again.manifest.tables


def test_publishing_swaps_and_rolling_back_goes_one_back_each_time(settings, ready):
    a, b, c = ready(1).id, ready(2).id, ready(3).id
    for name in (a, b, c):
        publish(settings, name)

    assert current_edition(settings).id == c
    assert rollback(settings).id == b
    assert rollback(settings).id == a
    assert current_edition(settings).id == a
    with pytest.raises(EditionError, match="Não há edição publicada antes"):
        rollback(settings)


def test_publishing_the_published_edition_again_leaves_the_way_back_as_it_was(settings, ready):
    a, b = ready(1).id, ready(2).id
    for name in (a, b, b):
        publish(settings, name)

    assert rollback(settings).id == a


def test_the_list_tells_which_is_published_and_which_is_sealed(settings, ready):
    a, b = ready(1).id, ready(2).id
    publish(settings, a)
    seal(settings, b, actor=Actor("comitê"))

    listed = list_editions(settings)

    assert [(i.id, i.published, i.seal.who if i.seal else None) for i in listed] == [
        (a, True, None),
        (b, False, "comitê"),
    ]


def test_every_change_of_what_is_served_is_in_the_audit_trail(settings, ready):
    from data_access.operational.engine import operational_engine
    from data_access.operational.models import AuditEntry

    a, b = ready(1).id, ready(2).id
    publish(settings, a, actor=Actor("ana"))
    publish(settings, b, actor=Actor("bia"))
    rollback(settings, actor=Actor("caio"))
    seal(settings, a, actor=Actor("davi"))

    with operational_engine(settings).connect() as connection:
        table = AuditEntry.__table__
        rows = connection.execute(
            sa.select(table.c.who, table.c.action, table.c.object).order_by(table.c.id)
        )
        assert [tuple(row) for row in rows] == [
            (who, f"{action}{step}", edition)
            for who, action, edition in (
                ("ana", "edicao_publicada", a),
                ("bia", "edicao_publicada", b),
                ("caio", "edicao_revertida", a),
                ("davi", "edicao_selada", a),
            )
            for step in ("_inicio", "")
        ]


def test_sealing_makes_files_read_only_and_sealing_again_changes_nothing(settings, ready):
    info = ready()
    first = seal(settings, info.id, actor=Actor("ana")).seal

    again = seal(settings, info.id, actor=Actor("bia")).seal

    assert again == first
    assert [path.stat().st_mode & 0o222 for path in sorted(info.folder.iterdir())] == [0, 0, 0]
    assert info.folder.stat().st_mode & 0o222 == 0
    assert open_edition(settings, info.id).manifest.id == info.id


def test_two_builds_do_not_clash(settings, make):
    with (
        durable.hold_lock(settings.editions_folder / layout.BUILD_LOCK),
        pytest.raises(EditionError, match="Outra edição está sendo construída"),
    ):
        make()


def test_leftovers_of_a_dead_build_are_removed_by_the_next(settings, make):
    leftover = settings.editions_folder / f"{layout.BUILDING}dead"
    leftover.mkdir(parents=True)
    (leftover / "edition.duckdb").write_bytes(b"half")

    info = make()

    assert not leftover.exists()
    assert [i.id for i in list_editions(settings)] == [info.id]


def test_a_build_removes_the_raw_identifiers_that_a_dead_import_left(settings, make):
    leftover = settings.staging_folder / ".work-dead"
    leftover.mkdir(parents=True)

    make()

    assert not leftover.exists()


def test_a_build_that_fails_leaves_nothing(settings, country):
    def fail(_connection, **_):
        raise RuntimeError("bug")

    with pytest.raises(RuntimeError, match="bug"):
        build.build_edition(settings, territory=country, build_marts=fail)

    assert [path.name for path in settings.editions_folder.iterdir()] == [layout.BUILD_LOCK]


def test_a_build_without_valid_attendances_says_how_many_were_left_out(
    settings, country, small_marts
):
    class Empty(small_marts):
        def __call__(self, connection, **kwargs):
            report = super().__call__(connection, **kwargs)
            return type(report)(None, None)

    with pytest.raises(
        EditionError, match=r"Nenhum atendimento importado é válido .*\(4 excluídos\)"
    ):
        build.build_edition(settings, territory=country, build_marts=Empty())


def test_a_build_that_breaks_an_invariant_is_discarded(settings, country, small_marts):
    class Wrong(small_marts):
        def __call__(self, connection, **kwargs):
            report = super().__call__(connection, **kwargs)
            connection.execute("UPDATE window_sum SET once_1 = once_1 + 1")
            return report

    with pytest.raises(EditionError, match="não passou na verificação e foi descartada"):
        build.build_edition(settings, territory=country, build_marts=Wrong())
    assert list_editions(settings) == []


def test_progress_runs_from_the_start_to_the_end(settings, country, small_marts):
    seen: list[float] = []

    def progress(fraction, _label, /):
        seen.append(fraction)

    build.build_edition(settings, territory=country, build_marts=small_marts(), progress=progress)

    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_manifest_file_is_plain_json(make):
    info = make()

    content = json.loads((info.folder / "manifest.json").read_text(encoding="utf-8"))

    assert content["manifest"]["id"] == info.id
    assert {source["profile"] for source in content["manifest"]["sources"]} == {"rae@1a2b3c4d"}
