"""An installation of one's own: tables brought as text, editions built of them in the real
territory.
"""

from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

from config.settings import Settings
from data_access.building.build import build_edition
from data_access.editions.reading import Edition, open_edition
from data_access.importing.report import ImportReport
from data_access.importing.run import import_table
from geo.territory import Territory, load_territory

BELO_HORIZONTE, CONTAGEM, UBERLANDIA, SAO_PAULO = "3106200", "3118601", "3170206", "3550308"


@dataclass
class Office:
    folder: Path
    files: int = 0
    settings: Settings = field(init=False)
    territory: Territory = field(init=False)

    def __post_init__(self) -> None:
        key = "chave de teste, não de uso"
        self.settings = Settings(
            home=self.folder / "home",
            hash_key=key,
            threads=2,
            memory_limit="1GB",
            rejection_threshold=0,
            _env_file=None,
        )
        self.territory = load_territory(self.settings.home)

    def bring(self, table: str, text: str) -> ImportReport:
        """Import a CSV separated by semicolons; the indentation of the text does not count."""
        self.files += 1
        source = self.folder / f"{table}-{self.files}.csv"
        source.write_text(dedent(text).lstrip(), encoding="utf-8")
        places, locate = self.territory.municipalities, self.territory.locate
        return import_table(self.settings, table, source, municipalities=places, locate=locate)

    def build(self) -> str:
        return build_edition(self.settings, territory=self.territory).id

    def open(self, edition: str) -> Edition:
        return open_edition(self.settings, edition)
