"""The error of a source that does not come in. It stands alone: the process that reads workbooks
loads it, and little else.
"""

from typing import TYPE_CHECKING

from config.errors import UserError

if TYPE_CHECKING:
    from data_access.importing.report import ImportReport


class ImportRefusedError(UserError):
    """The source is refused whole and nothing that was stored changes.

    ``report`` counts by rule and names the rejection file, where rows were read at all.
    """

    def __init__(self, sentence: str, report: "ImportReport | None" = None) -> None:
        super().__init__(sentence)
        self.report = report
