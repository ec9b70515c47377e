"""The glossary as people read it."""

import pytest

from config import glossary
from config.glossary import load_glossary, meaning
from config.navigation import load_navigation


def test_a_term_has_its_meaning_without_what_the_code_calls_it() -> None:
    assert meaning("meta") == "valor que um indicador deve atingir num território e ano"
    assert not [text for text in load_glossary().values() if "`" in text]


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("| a | `a` | um |\n| b | dois |\n", "not a term"),
        ("| a | `a` | um |\n| a | `b` | dois |\n", "told twice"),
    ],
)
def test_a_glossary_that_is_wrong_fails(rows, told, tmp_path, monkeypatch) -> None:
    (tmp_path / "GLOSSARIO.md").write_text("| t | c | q |\n|---|---|---|\n" + rows, "utf-8")
    monkeypatch.setattr(glossary, "entry_script", lambda: tmp_path / "app.py")
    with pytest.raises(ValueError, match=told):
        load_glossary.__wrapped__()


def test_every_page_has_other_questions_that_it_answers() -> None:
    for entry in load_navigation():
        assert len(entry.answers) >= 3, entry.path
        assert all(text.endswith("?") for text in entry.answers), entry.path
