"""What is asked of the published edition, answered by an earlier one where that one is damaged."""

from collections.abc import Callable
from typing import TypeVar

from config.settings import Settings
from data_access.base.edition_errors import DamagedEditionError, EditionError
from data_access.editions.reading import Edition, open_edition, published_id
from data_access.editions.shelf import read_published, served_ids

Answer = TypeVar("Answer")


def ask_served(settings: Settings, ask: Callable[[Edition], Answer]) -> tuple[Answer, str]:
    """The answer of the published edition. Where its files are damaged or gone, that of the last
    one published before it that answers, and the sentence that says so; else "".

    Raises EditionError as `open_edition` does, and that of the published one where none answers.
    """
    try:
        return _ask(settings, published_id(settings), ask), ""
    except DamagedEditionError as damaged:
        for earlier in earlier_ids(settings):
            try:
                answer = _ask(settings, earlier, ask)
            except EditionError:
                continue
            return answer, f"{damaged} Por ora, quem responde é a edição anterior, {earlier}."
        raise


def earlier_ids(settings: Settings) -> list[str]:
    """Editions that were published before the one that is, and are still there; newest first."""
    known = served_ids(settings)
    return [earlier for earlier in read_published(settings)[1:] if earlier in known]


def _ask(settings: Settings, edition_id: str, ask: Callable[[Edition], Answer]) -> Answer:
    edition = open_edition(settings, edition_id)
    try:
        return ask(edition)
    finally:
        edition.close()
