"""What could not be recorded is there again for whoever wrote it, and for nobody else."""

from streamlit.testing.v1 import AppTest

from pages.reconhecimento import writing


def form(account: str) -> AppTest:
    """A form of somebody's that refuses all, in a session of its own."""

    def script(account: str) -> None:
        import streamlit as st

        from config.errors import UserError
        from pages.reconhecimento import writing

        def refuse() -> None:
            raise UserError("A entrada ficou velha.")

        writing.begin()
        asked = writing.Writing(account, "premio/aprovar")
        with st.form("f"):
            asked.text("Motivo", "motivo")
            asked.button("Aprovar", "Aprovado.", lambda given: refuse())

    return AppTest.from_function(script, kwargs={"account": account}).run()


def test_a_new_session_of_an_account_finds_what_was_not_recorded() -> None:
    app = form("conta-7")
    app.text_area[0].set_value("De acordo com o que foi proposto.")
    app.button[0].click().run()
    assert form("conta-7").text_area[0].value == "De acordo com o que foi proposto."
    assert form("conta-8").text_area[0].value == ""
    writing.forget("conta-7", "premio/aprovar")
    assert form("conta-7").text_area[0].value == ""


def test_text_is_not_kept_for_ever(monkeypatch) -> None:
    writing.keep("conta-9", "premio/aprovar", {"motivo": "Escrito ontem."})
    assert writing.drafts_of("conta-9", "premio/")
    assert not writing.drafts_of("conta-9", "outro/")
    monkeypatch.setattr(writing, "SECONDS", -1)
    assert not writing.drafts_of("conta-9", "premio/")
