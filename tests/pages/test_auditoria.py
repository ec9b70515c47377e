"""Auditoria: the trail with its filters, what verifying says, and who may see it."""

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from config.formatting import BRASILIA
from config.settings import Settings, get_settings
from data_access.operational.actor import PANEL, Actor
from data_access.operational.audit import record_audit
from data_access.operational.engine import operational_engine
from data_access.operational.reading_trail import TrailQuestion
from data_access.stewardship.auditing import auditor, sign_when_due
from indicators.scope import Access, AccessDeniedError
from pages.auditoria.trail import COLUMNS
from pages.auditoria.trail import _frame as frame_of
from pages.components import downloads
from pages.components.export import Export, to_csv, to_xlsx
from tests.support.trail import trail


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("T360_HOME", str(tmp_path))
    get_settings.cache_clear()
    return get_settings()


def page(**params: str) -> AppTest:
    """The page alone; no edition is needed."""

    def script() -> None:
        import streamlit as st

        from indicators.scope import Access
        from pages.auditoria.page import page as auditoria
        from pages.state.view import View

        params = st.query_params.to_dict()
        auditoria(View.without_edition(Access.everything(), params, "light"))

    app = AppTest.from_function(script, default_timeout=60)
    for name, value in params.items():
        app.query_params[name] = value
    return app.run()


def text(app: AppTest) -> str:
    assert not app.exception, app.exception
    return " ".join(str(block.proto.body) for block in app.get("html"))


def fill(settings: Settings, count: int = 1) -> None:
    for place in range(count):
        record_audit(settings, Actor("maria", PANEL), "edicao_publicada", f"edição {place:03}")
    record_audit(
        settings,
        Actor("rui", PANEL),
        "importacao_desfeita",
        "<b>x</b>",
        {"a": 1, "casos_novos": ["x", "y"]},
    )


def test_an_empty_trail_says_so(settings: Settings) -> None:
    assert "Nenhum registro com estes filtros." in text(page())


def test_entries_are_told_in_words_and_narrowed_by_the_address(settings: Settings) -> None:
    fill(settings)
    both = text(page())
    assert "Edição publicada" in both
    assert "&lt;b&gt;x&lt;/b&gt;" in both
    assert "a: 1; casos novos: x, y" in both
    narrowed = text(page(quem="maria"))
    assert "edição 000" in narrowed
    assert "&lt;b&gt;" not in narrowed
    assert "edição 000" not in text(page(ato="importacao_desfeita"))
    assert "edição 000" in text(page(objeto="EDIçãO 0"))
    assert "Nenhum registro" in text(page(objeto="%"))
    assert "Nenhum registro" in text(page(ate="2020-01-01"))
    assert "1 a 2 de 2" in text(page(desde="2020-01-01"))


def test_a_day_that_is_none_is_said_and_narrows_nothing(settings: Settings) -> None:
    fill(settings)
    assert "desde=ontem" in text(page(desde="ontem"))


@pytest.mark.parametrize(
    ("asked", "told"),
    [("1", "1 a 50 de 121"), ("3", "101 a 121 de 121"), ("99", "101 a 121"), ("x", "1 a 50")],
)
def test_a_long_trail_is_turned_page_by_page(settings: Settings, asked: str, told: str) -> None:
    fill(settings, 120)
    assert told in text(page(folha=asked))


@pytest.mark.usefixtures("demo")
def test_the_trail_is_turned_inside_the_frame_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Which takes what is its own out of the address."""

    def script() -> None:
        from config.navigation import load_navigation
        from indicators.scope import Access
        from pages.auditoria.page import page
        from pages.frame import frame

        entry = next(entry for entry in load_navigation() if entry.path == "auditoria")
        setting = frame.Frame(Access.everything(), entry)
        frame.draw(setting, [], {})
        assert setting.view is not None
        page(setting.view)

    def shown(**params: str) -> str:
        app = AppTest.from_function(script, default_timeout=90)
        for name, value in params.items():
            app.query_params[name] = value
        return text(app.run())

    monkeypatch.setattr("pages.auditoria.trail.SHOWN", 2)
    first = shown()
    (link,) = re.findall(r'href="([^"]+)"[^>]*>mais antigos', first)
    assert "1 a 2 de" in first
    assert "3 a 4 de" in shown(**dict(parse_qsl(urlsplit(unescape(link)).query)))


@pytest.mark.asvs("16.4.2")
def test_verifying_tells_a_whole_trail_and_an_altered_one(settings: Settings) -> None:
    fill(settings)
    assert "Ainda não foi assinada" in text(page())
    sign_when_due(settings)
    app = page()
    assert "Assinada até o registro 2" in text(app)
    app.button(key="verify_trail").click().run()
    assert "2 registros conferidos" in text(app)
    with operational_engine(settings).begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER audit_no_update")
        connection.execute(sa.text("UPDATE audit SET who = 'ana' WHERE id = 1"))
    app.button(key="verify_trail").click().run()
    assert "O registro 1 não é o que foi escrito." in text(app)


def test_a_signature_file_that_was_altered_is_said(settings: Settings) -> None:
    fill(settings)
    sign_when_due(settings)
    (settings.home / "trilha" / "cabecas.jsonl").write_text("nada\n")
    assert "linha 1 do arquivo de assinaturas" in text(page())


def test_only_who_holds_the_role_reads_the_trail(settings: Settings) -> None:
    with pytest.raises(AccessDeniedError, match="auditor"):
        auditor(settings, Access("joana", roles=frozenset({"gestor_dados"})), PANEL)


@pytest.mark.asvs("16.2.1")
def test_what_is_taken_away_is_on_record_before_it_is_made(settings: Settings) -> None:
    import pandas as pd

    export = Export("Tabela", pd.DataFrame({"a": [1, 2]}), {"a": "A"}, ())
    leaving = downloads._Leaving(Access("joana"), "Tabela", {"escopo": "Brasil", "edicao": "e1"})

    def made_after_the_record(what: Export) -> bytes:
        assert len(trail(settings.home)) == 1
        return to_csv(what)

    made = downloads._record_and_make(leaving, lambda: export, "csv", made_after_the_record)
    assert made == to_csv(export)
    (entry,) = trail(settings.home)
    assert (entry.who, entry.origin, entry.action) == ("joana", "painel", "dados_baixados")
    assert entry.detail == {"escopo": "Brasil", "edicao": "e1", "linhas": 2, "formato": "csv"}


def test_the_trail_leaves_with_its_moments(settings: Settings) -> None:
    fill(settings)
    rows = frame_of(auditor(settings, Access.everything(), PANEL).entries(TrailQuestion()))
    told = to_csv(Export("Trilha", rows, COLUMNS, ())).decode("utf-8-sig").splitlines()
    at = rows.loc[rows["object"] == "edição 000", "at"].iloc[0].to_pydatetime().astimezone(BRASILIA)
    assert f";{at:%Y-%m-%d %H:%M};" in next(line for line in told if "edição 000" in line)
    assert to_xlsx(Export("Trilha", rows, COLUMNS, ()))[:2] == b"PK"


def test_what_cannot_be_recorded_does_not_leave(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pandas as pd

    def refuse(*_: object) -> None:
        raise AccessDeniedError("o banco está fora")

    monkeypatch.setattr(downloads, "record_export", refuse)
    export = Export("Tabela", pd.DataFrame({"a": [1]}), {"a": "A"}, ())
    leaving = downloads._Leaving(Access("joana"), "Tabela", {})
    with pytest.raises(AccessDeniedError):
        downloads._record_and_make(leaving, lambda: export, "csv", lambda _: pytest.fail("made"))


def test_every_act_of_the_code_has_words() -> None:
    """Acts are literals given to what records them; a new one is told in `config/audit.toml`."""
    import re

    from config.audit import audit_acts

    root = Path(__file__).resolve().parents[2] / "data_access"
    given = re.compile(
        r"(?:_record\(|audit_entry\([^,\n]+,|record_audit\([^,\n]+,[^,\n]+,|EXPORTED = |act\.log\()"
        r"\s*\"([a-z_]+)\""
    )
    found = {act for file in root.rglob("*.py") for act in given.findall(file.read_text())}
    assert {"edicao_construida", "dados_baixados", "importacao_desfeita"} <= found
    assert found <= set(audit_acts())
