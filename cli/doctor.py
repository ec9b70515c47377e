"""`t360 doctor`: what is configured, what works and what does not."""

import typer

from cli.output import results, show_work
from config.errors import UserError
from config.machine import system_sentence
from config.operators import whole_sentence


def doctor() -> None:
    """Diz o que está configurado, o que funciona e o que não funciona; código 1 se algo não
    funciona.
    """
    from cli.checks import CHECKS
    from config.settings import get_settings

    settings = get_settings()
    failures = 0
    for title, check in CHECKS.items():
        try:
            with show_work(title):
                mark, text = "ok", check(settings)
        except Exception as error:
            text = (
                whole_sentence(error)
                if isinstance(error, UserError)
                else system_sentence(error) or ""
            )
            if not text:
                raise
            mark = "FALHA"
            failures += 1
        results.print(f"[{mark:^5}] {title}: {text}")
    results.print("")
    results.print("Configurações:")
    for name in type(settings).model_fields:
        results.print(f"  T360_{name.upper()} = {_value_in_words(getattr(settings, name))}")
    if failures:
        raise typer.Exit(1)


def _value_in_words(value: object) -> str:
    """Secrets are masked by their type."""
    return "(padrão)" if value is None else str(value)
