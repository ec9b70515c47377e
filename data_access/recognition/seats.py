"""Who sits in which committee, asked before each of its acts."""

from data_access.recognition.reading import Readings
from data_access.recognition.store import RecognitionRecord
from indicators.recognition_rules.model import NATIONAL
from indicators.scope import AccessDeniedError


class Seated(Readings):
    """Editions as a committee may work on them."""

    def require_edition(self, slug: str) -> RecognitionRecord:
        """Raises AccessDeniedError for one of whose committee nobody is here."""
        record = super().require_edition(slug)
        self.require_seat(slug)
        return record

    def require_whole(self, slug: str) -> RecognitionRecord:
        """An edition, for what concerns all of it: a seat for one UF judges the units of that UF.

        Raises AccessDeniedError.
        """
        record = self.require_edition(slug)
        self.require_seat(slug, record.scope)
        return record

    def require_seat(self, slug: str, uf: str | None = None) -> None:
        if not self.access.sits(slug, uf):
            whose = "" if uf is None else " no país inteiro" if uf == NATIONAL else f" em {uf}"
            raise AccessDeniedError(
                f"Isto é do comitê da edição {slug}{whose}, e o seu acesso não o inclui. Peça-o a"
                " quem administra o painel.",
                slug,
            )
