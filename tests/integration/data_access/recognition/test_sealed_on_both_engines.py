"""A result is sealed to the same bytes whichever engine holds the data."""

from pathlib import Path

import pytest

from config.settings import Settings
from data_access.editions.layout import DATABASE
from data_access.editions.reading import open_edition
from data_access.recognition.sealed import sealed_document
from data_access.recognition.seals import sealed_result
from data_access.recognition.store import list_recognitions
from tests.support import engines
from tests.support.salas_country import publish_salas, recognise


@pytest.mark.slow
def test_the_sealed_bytes_are_the_same_on_both_engines(tmp_path: Path, editions_url: str) -> None:
    settings = publish_salas(tmp_path / "home")
    assert recognise(settings)
    for record in list_recognitions(settings):
        here = open_edition(settings, record.data_edition)
        file = settings.editions_folder / str(record.data_edition) / DATABASE
        server = Settings(home=tmp_path, editions_url=editions_url, _env_file=None)
        there = engines.copied(file, here.manifest, server)
        try:
            assert there.engine.dialect.name == "postgresql"
            made = sealed_document(settings, record, there)
            assert made.text == sealed_document(settings, record, here).text
        finally:
            here.close()
            there.close()
        if record.scope == "BR":
            assert made.text == sealed_result(settings, record.slug).text
