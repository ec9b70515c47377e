"""Damage and contradictions are noticed, each with its sentence."""

import json
import shutil

import duckdb
import pytest

from data_access.base.durable import sha256_of
from data_access.base.edition_errors import EditionError
from data_access.editions import checksums, layout, seals
from data_access.editions.info import list_editions
from data_access.editions.manifest import read_manifest, write_manifest
from data_access.editions.publishing import publish, rollback, seal
from data_access.editions.reading import open_edition
from data_access.editions.verification import verify
from data_access.operational.actor import Actor
from data_access.schema import tables as schema
from tests.support.tiers import some

pytestmark = pytest.mark.heavy
ONE_MORE = ", ".join(
    f"clients_{months} = clients_{months} + 1" for months in range(1, schema.WINDOW_LIMIT + 1)
)


def sentences(settings, info, *, serious=True):
    return [p.sentence for p in verify(settings, info.id) if p.serious is serious]


def flip_byte(path, position):
    with path.open("r+b") as file:
        file.seek(position)
        byte = file.read(1)
        file.seek(position)
        file.write(bytes([byte[0] ^ 0xFF]))


def rewrite(info, *statements):
    """Change the tables and let the manifest claim the new file, as if the builder had written it
    so.
    """
    with duckdb.connect(str(info.folder / layout.DATABASE)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("CHECKPOINT")
    path = info.folder / layout.DATABASE
    update = {"size": path.stat().st_size, "sha256": sha256_of(path)}
    write_manifest(info.folder, info.manifest.model_copy(update=update))


@pytest.mark.parametrize("share", some([0.02, 0.25, 0.5, 0.75, 0.99], 0.02, 0.75))
def test_a_flipped_byte_anywhere_in_the_file_is_noticed(settings, ready, share):
    info = ready()
    flip_byte(info.folder / layout.DATABASE, int(info.manifest.size * share))

    assert "danificado ou foi alterado" in sentences(settings, info)[0]


def test_a_file_cut_short_is_noticed_even_by_a_quick_look(settings, ready):
    info = ready()
    with (info.folder / layout.DATABASE).open("r+b") as file:
        file.truncate(info.manifest.size - 1)

    assert "esperava" in sentences(settings, info)[0]
    assert "esperava" in list_editions(settings)[0].problem
    with pytest.raises(EditionError, match="está danificado: esperava"):
        open_edition(settings, info.id)


def test_a_missing_file_is_named(settings, ready):
    info = ready()
    (info.folder / layout.DATABASE).unlink()

    assert sentences(settings, info) == [
        f"A edição {info.id} está incompleta: falta o arquivo edition.duckdb."
    ]


def test_a_missing_manifest_is_named(settings, ready):
    info = ready()
    (info.folder / "manifest.json").unlink()

    assert sentences(settings, info) == [
        f"A edição {info.id} está incompleta: falta o arquivo manifest.json."
    ]


@pytest.mark.parametrize("keep", some([0, 1, 200, -2], 0, 200))
def test_a_truncated_manifest_is_noticed_and_still_listed(settings, ready, keep):
    info = ready()
    path = info.folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:keep])

    assert "manifest.json da edição" in sentences(settings, info)[0]
    assert "danificado" in list_editions(settings)[0].problem
    with pytest.raises(EditionError, match="danificado"):
        open_edition(settings, info.id)


def test_a_manifest_edited_by_hand_is_noticed(settings, ready):
    info = ready()
    path = info.folder / "manifest.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["manifest"]["sources"][0]["rows"] = 11
    path.write_text(json.dumps(content), encoding="utf-8")

    assert "foi alterado" in sentences(settings, info)[0]


def test_an_edition_of_another_schema_is_refused(settings, ready):
    info = ready()
    write_manifest(info.folder, info.manifest.model_copy(update={"schema_version": 999}))

    assert "versão 999 das tabelas" in sentences(settings, info)[0]
    with pytest.raises(EditionError, match="versão 999"):
        open_edition(settings, info.id)


def test_a_renamed_edition_is_noticed(settings, ready):
    info = ready()
    other = info.folder.with_name("20200101T000000000Z-00000000")
    info.folder.rename(other)

    assert "guarda a edição" in verify(settings, other.name)[0].sentence


def test_an_altered_value_is_noticed_by_the_checksum(settings, ready):
    info = ready()
    rewrite(info, "UPDATE municipality SET name = 'Outro' WHERE id = 3550308")

    assert sentences(settings, info) == [
        "O conteúdo da tabela municipality não é o que foi construído."
    ]


def test_checksums_of_another_hash_are_not_compared(settings, ready):
    info = ready()
    rewrite(info, "UPDATE municipality SET name = 'Outro' WHERE id = 3550308")
    manifest = read_manifest(info.folder)
    write_manifest(info.folder, manifest.model_copy(update={"checksum_probe": "0"}))

    assert sentences(settings, info) == []


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("DELETE FROM window_sum WHERE rowid = 0", "A tabela window_sum deveria ter"),
        (
            "UPDATE client_month SET municipality_id = 1 WHERE rowid = 0",
            "municípios que não estão no cadastro",
        ),
        (
            "UPDATE client_month SET porte = 'XX' WHERE rowid = 0",
            "não concordam com o cadastro de clientes",
        ),
        (
            "UPDATE client_month SET month = 1 WHERE rowid = 0",
            "client_month tem 1 linhas de meses fora do período",
        ),
        ("UPDATE cell_active_all SET previous = month", "cell_active_all tem"),
        ("UPDATE cell_once_all SET next = month", "com meses fora de ordem"),
        (
            "UPDATE cell_active_partner SET attendances = attendances + 1",
            "atendimentos a mais ou a menos",
        ),
        (
            "UPDATE cell_once_channel SET clients = clients + 100",
            "tem mais clientes do que cell_active_channel",
        ),
        (
            "UPDATE window_sum SET once_1 = clients_1 + 1 WHERE rowid = 0",
            "window_sum tem 1 linhas de contagem",
        ),
        (f"UPDATE window_sum SET {ONE_MORE}", "diferem das células em"),
        (
            f"UPDATE window_sum SET attendances_{schema.WINDOW_LIMIT} = 1",
            "de janelas que começam antes da edição",
        ),
        ("UPDATE mesh SET geojson_gz = '\\x00'::BLOB", "1 malhas estão alteradas"),
        (
            "UPDATE municipality SET code = '0000000' WHERE id = 3550308",
            "identificador diferente do código",
        ),
        (
            "INSERT INTO company_stock VALUES (24300, 3550308, 'ME', -1)",
            "company_stock tem 1 linhas de contagem",
        ),
        ("DROP TABLE socioeconomic", "socioeconomic.municipality_id"),
        (
            "ALTER TABLE window_sum ALTER COLUMN clients_1 TYPE VARCHAR",
            "não pôde ser lida até o fim",
        ),
    ],
)
def test_each_invariant_has_its_sentence(settings, ready, statement, sentence):
    info = ready()
    rewrite(info, statement)

    assert any(sentence in found for found in sentences(settings, info))


def test_a_missing_window_is_noticed_where_it_is_sampled(settings, ready):
    info = ready()
    last = info.manifest.last_month
    rewrite(info, f"UPDATE window_sum SET last_month = {last - 1} WHERE last_month = {last}")

    assert any("diferem das células" in found for found in sentences(settings, info))


def test_targets_that_lead_nowhere_are_doubts_and_do_not_stop_a_publication(settings, ready):
    info = ready()
    rewrite(
        info,
        "INSERT INTO target VALUES ('inexistente', 'uf', '35', 2026, 1), ('recorrencia', 'uf',"
        " '99', 2026, 1), ('recorrencia', 'bairro', '1', 2026, 1), ('recorrencia', 'brasil', 'BR',"
        " 2026, 1)",
    )
    with open_edition(settings, info.id).engine.connect() as connection:
        tables = checksums.all_tables(connection)
    write_manifest(info.folder, read_manifest(info.folder).model_copy(update={"tables": tables}))

    assert sentences(settings, info) == []
    assert sentences(settings, info, serious=False) == [
        (
            "Há metas do indicador “inexistente”, que o catálogo não tem; elas não aparecem em"
            " lugar algum."
        ),
        "Há metas de 1 território do nível “bairro” que o cadastro não tem, como “1”.",
        "Há metas de 1 território do nível “uf” que o cadastro não tem, como “99”.",
        "Não há estoque de empresas (tabela empresas): a cobertura não pode ser medida.",
    ]
    assert publish(settings, info.id).published


def test_an_edition_that_does_not_verify_is_not_published_and_nothing_changes(settings, ready):
    good, bad = ready(1), ready(2)
    publish(settings, good.id)
    flip_byte(bad.folder / layout.DATABASE, bad.manifest.size // 2)

    for thorough in (True, False):
        with pytest.raises(EditionError, match="não passou na verificação e nada mudou"):
            publish(settings, bad.id, thorough=thorough)
        with pytest.raises(EditionError, match="não passou na verificação"):
            seal(settings, bad.id, thorough=thorough)
    assert open_edition(settings).id == good.id


def test_rolling_back_to_a_damaged_edition_is_refused(settings, ready):
    bad, good = ready(1), ready(2)
    publish(settings, bad.id)
    publish(settings, good.id)
    flip_byte(bad.folder / layout.DATABASE, bad.manifest.size // 2)

    with pytest.raises(EditionError, match="não passou na verificação"):
        rollback(settings)
    assert open_edition(settings).id == good.id


def test_a_sealed_edition_whose_manifest_was_exchanged_is_noticed(settings, ready):
    info = ready()
    seal(settings, info.id, actor=Actor("comitê"))
    info.folder.chmod(0o755)
    (info.folder / "manifest.json").chmod(0o644)
    write_manifest(info.folder, info.manifest.model_copy(update={"demonstration": True}))

    assert sentences(settings, info) == [
        f"A edição {info.id} foi alterada depois de selada por comitê."
    ]


def test_a_damaged_seal_is_noticed(settings, ready):
    info = ready()
    (info.folder / layout.SEAL).write_text("{", encoding="utf-8")

    assert seals.read_seal(info.folder) is None
    assert sentences(settings, info) == [f"O arquivo SEALED da edição {info.id} está danificado."]


def test_an_unknown_edition_is_refused_with_the_known_ones(settings, ready):
    info = ready()

    with pytest.raises(EditionError, match=f"As edições são: {info.id}"):
        verify(settings, "../../etc")
    shutil.rmtree(info.folder)
    with pytest.raises(EditionError, match="Não há nenhuma edição construída"):
        verify(settings, info.id)
