"""Reading of comments: themes, praise, complaint, negation, and the words that explain it."""

import pytest
from pydantic import ValidationError

from config.comments import comment_rule
from indicators.comments import NO_THEME, Sentiment, read_comment

# Written for this test, none of them taken from anybody.
READ = [
    ("Fui muito bem atendida, equipe atenciosa", Sentiment.PRAISE),
    ("Não gostei do curso", Sentiment.COMPLAINT),
    ("Não foi ruim", Sentiment.PRAISE),
    ("Resolvi tudo sem demora!", Sentiment.PRAISE),
    ("O sistema caiu e ninguém retornou", Sentiment.COMPLAINT),
    ("Ótimo conteúdo, mas o site é confuso", Sentiment.MIXED),
    ("Não resolveram meu problema", Sentiment.COMPLAINT),
    ("Nunca mais volto, péssimo", Sentiment.COMPLAINT),
    ("Participei na terça-feira", Sentiment.NEUTRAL),
    ("", Sentiment.NEUTRAL),
    ("ÓTIMA ORIENTAÇÃO", Sentiment.PRAISE),
    ("O consultor não sabia responder", Sentiment.COMPLAINT),
    ("Nem excelente nem péssimo", Sentiment.MIXED),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_comment_is_read_as_a_person_would(text: str, expected: Sentiment) -> None:
    assert read_comment(text).sentiment is expected


def test_a_negation_turns_one_word_of_its_own_clause() -> None:
    assert read_comment("Não, foi ótimo").sentiment is Sentiment.PRAISE
    assert (
        read_comment("não sei dizer se o atendimento de hoje foi ótimo").sentiment
        is Sentiment.PRAISE
    )
    assert read_comment("não foi ótimo").words == (("", "não otim*"),)


def test_every_reading_names_its_words() -> None:
    reading = read_comment(
        "A fila é lenta e o crédito não saiu; instrutora ótima, instrutora clara"
    )
    assert reading.themes == ("espera", "credito", "equipe")
    assert reading.words == (
        ("espera", "fila*"),
        ("espera", "lent*"),
        ("credito", "credito*"),
        ("equipe", "instrutor*"),
        ("", "lent*"),
        ("", "otim*"),
        ("", "clara"),
    )


def test_what_the_list_does_not_know_has_no_theme() -> None:
    assert read_comment("Obrigada").themes == (NO_THEME,)


def test_the_list_is_plain_and_does_not_contradict_itself() -> None:
    rule = comment_rule()
    content = rule.model_dump()
    for change in ({"words": ("Bom",)}, {"words": ("ótimo",)}, {"words": ("ruim", "ruim")}):
        with pytest.raises(ValidationError):
            type(rule).model_validate(content | {"praise": change})
    with pytest.raises(ValidationError, match="praise and complaint"):
        type(rule).model_validate(content | {"praise": {"words": ("ruim",)}})
    assert NO_THEME not in {theme.id for theme in rule.theme}
