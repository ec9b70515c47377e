"""What an import leaves that died."""

from pathlib import Path

import pandas as pd
import pytest

from config.settings import Settings
from data_access.base.durable import hold_lock
from data_access.importing.run import import_table
from data_access.staging.files import active_imports
from data_access.staging.turn import LOCK, dead_work, remove_dead_work

MUNICIPALITIES = pd.DataFrame([("3550308", "São Paulo", "SP")], columns=["code", "name", "uf"])
SOURCE = (
    "id_atendimento;tipo_cliente;id_cliente;data_fim;municipio;uf_executora\n"
    "1;PJ;1;2025-01-02;3550308;SP\n"
)


def test_what_a_killed_import_leaves_is_removed_between_imports_and_not_during_one(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "home")
    assert dead_work(settings) == []
    folder = settings.staging_folder / ".work-dead"
    folder.mkdir(parents=True)
    (folder / "raw.parquet").write_bytes(b"52998224725")
    with hold_lock(settings.home / LOCK):
        assert dead_work(settings) == []
        remove_dead_work(settings)
        assert folder.exists()
    assert dead_work(settings) == [folder]
    remove_dead_work(settings)
    assert not folder.exists()


def test_a_file_that_was_staged_and_never_counted_is_removed_by_the_next_import(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from data_access.importing import job

    settings = Settings(home=tmp_path / "home")
    (tmp_path / "x.csv").write_text(SOURCE)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(job, "finish", die)
        with pytest.raises(KeyboardInterrupt):
            import_table(
                settings, "atendimentos", tmp_path / "x.csv", municipalities=MUNICIPALITIES
            )
    (orphan,) = settings.staging_folder.rglob("*.parquet")
    assert active_imports(settings, "atendimentos") == []
    import_table(settings, "atendimentos", tmp_path / "x.csv", municipalities=MUNICIPALITIES)
    assert not orphan.exists()
    assert [file.rows for file in active_imports(settings, "atendimentos")] == [1]
