"""Which indicators do not take a filter that is on: on every page in the same words."""

from collections.abc import Iterable

from config.formatting import enumerate_words
from indicators.catalogue.definitions import Indicator
from indicators.scope import Scope
from pages.components import messages
from pages.state.view import View


def unheeded_words(definition: Indicator, scope: Scope) -> str:
    """“o filtro de porte não muda este número”, beside the number; "" where all filters do."""
    filters = definition.unheeded(scope)
    return f"{_filters(filters)} este número" if filters else ""


def unheeded_sentence(definitions: Iterable[Indicator], scope: Scope) -> str:
    """“O filtro de porte não muda NPS e Esforço.”, a sentence for each set of filters; "" where every
    one of the indicators takes all that are on.
    """
    untouched: dict[tuple[str, ...], list[str]] = {}
    for definition in definitions:
        untouched.setdefault(definition.unheeded(scope), []).append(definition.short_title)
    return " ".join(
        f"{_filters(filters).capitalize()} {enumerate_words(dict.fromkeys(names))}."
        for filters, names in untouched.items()
        if filters
    )


def unheeded_note(view: View, definitions: Iterable[Indicator], after: str = "") -> None:
    """The sentence as a note above what a page shows, and what follows `after` it."""
    told = unheeded_sentence(definitions, view.scope)
    if told:
        messages.note(f"{told} {after}".rstrip())


def _filters(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"o filtro de {names[0]} não muda"
    return f"os filtros de {enumerate_words(names)} não mudam"
