"""What a page receives: the edition, who asks, what is asked, and how the browser looks."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace

from config.clock import today
from config.formatting import enumerate_words
from config.ibge import UFS
from config.palette import Mode, Palette, load_palette
from data_access.editions.manifest import Manifest
from data_access.editions.reading import Edition
from indicators.rights import states_seen
from indicators.scope import Access, Attribution, Month, Period, Scope, TerritoryRef
from indicators.unfinished import SourceEnd, until_words
from pages.state import gateway

ATTRIBUTIONS = {
    None: "",
    Attribution.ESTABLISHMENT: " (pelo município do cliente)",
    Attribution.EXECUTING_UNIT: " (pela unidade que atendeu)",
}
NAMED = 3  # partners that the sentence names
FINER = {
    "brasil": "uf",
    "regiao": "uf",
    "uf": "municipio",
    "regiao_intermediaria": "municipio",
    "regiao_imediata": "municipio",
    "mesorregiao": "municipio",
    "microrregiao": "municipio",
    "territorio_proprio": "municipio",
    "municipio": "municipio",
}
LEVEL_WORDS = {
    "regiao": "região",
    "uf": "UF",
    "regiao_intermediaria": "região intermediária",
    "regiao_imediata": "região imediata",
    "mesorregiao": "mesorregião",
    "microrregiao": "microrregião",
    "territorio_proprio": "território próprio",
    "municipio": "município",
}


@dataclass(frozen=True)
class View:
    """Everything that a page draws from. `params` is the address; `place` and `partners` name what
    the scope holds.

    ``edition_id`` is empty only on the pages that work before any edition is published.
    """

    edition_id: str
    access: Access
    scope: Scope
    place: str
    params: Mapping[str, str]
    partners: tuple[str, ...] = ()
    mode: Mode = "light"
    phone: bool = False

    @classmethod
    def without_edition(cls, access: Access, params: Mapping[str, str], mode: Mode) -> "View":
        now = today()
        month = Month.of(now.year, now.month)
        return cls("", access, Scope(Period(month, month)), "Brasil", params, mode=mode)

    @property
    def key(self) -> tuple[Hashable, ...]:
        """All that it says, for what is kept by it."""
        told = tuple(sorted(self.params.items()))
        names = (self.place, self.partners, self.mode, self.phone)
        return (self.edition_id, self.access, self.scope, told, *names)

    @property
    def unnamed(self) -> "View":
        """The same for whoever may see as much."""
        return replace(self, access=self.access.sight)

    @property
    def unlinked(self) -> "View":
        """The same from whatever address, for what leads nowhere else."""
        return replace(self, params={})

    @property
    def edition(self) -> Edition:
        return gateway.edition(self.edition_id)

    @property
    def manifest(self) -> Manifest:
        return self.edition.manifest

    @property
    def palette(self) -> Palette:
        return load_palette(self.mode)

    @property
    def sentence(self) -> str:
        cut = self.until or (left_out_of(self.scope, self.ends) if self.edition_id else "")
        return sentence(self.scope, self.place, self.partners, cut)

    @property
    def until(self) -> str:
        """“até 10/out”, where the period has a month that is not whole; "" elsewhere."""
        return until_of(self.scope, self.ends) if self.edition_id else ""

    @property
    def ends(self) -> Mapping[str, SourceEnd]:
        """Of each UF that is seen and whose last months are unfinished."""
        return ends_seen(self.manifest, self.access)

    @property
    def finer_level(self) -> str:
        """The level into which the territory of the scope is divided on maps and rankings."""
        return FINER.get(self.scope.territory.level, "municipio")

    @property
    def whole_country(self) -> bool:
        return self.scope.territory.level == "brasil"

    @property
    def single(self) -> bool:
        """Whether the scope is one municipality, with nothing inside it to compare or to open."""
        return self.scope.territory.level == "municipio"

    @property
    def by_rule(self) -> "View":
        """The same, each indicator counted for whom its rule says."""
        return replace(self, scope=replace(self.scope, attribution=None))

    def within(self, territory: TerritoryRef) -> "View":
        return replace(self, scope=self.scope.with_territory(territory))


def ends_seen(manifest: Manifest, access: Access) -> Mapping[str, SourceEnd]:
    """Until when the data of the UFs go that are seen, where their last months are unfinished."""
    seen = states_seen(access)
    return {uf: end for uf, end in manifest.ends.items() if seen is None or uf in seen}


def porte_words(portes: tuple[str, ...]) -> str:
    """``ME e EPP``; empty where none is chosen."""
    return enumerate_words("demais portes" if porte == "DEMAIS" else porte for porte in portes)


def until_of(scope: Scope, ends: Mapping[str, SourceEnd]) -> str:
    """Until when the attendances of the scope's territory go, if its period ends unfinished."""
    return until_words(scope.period, ends, states_of(scope.territory))


def left_out_of(scope: Scope, ends: Mapping[str, SourceEnd]) -> str:
    """Of a period that ends at the last whole month of its territory, the one that was begun since:
    ``sem nov/2026, que vai até 10/nov``; "" elsewhere.
    """
    after = scope.period.end + 1
    until = until_words(Period(after, after), ends, states_of(scope.territory))
    return f"sem {after.label}, que vai {until}" if until else ""


def states_of(territory: TerritoryRef) -> frozenset[str] | None:
    """The siglas of the UFs that a territory has municipalities in; None for all."""
    if territory.level == "brasil":
        return None
    if territory.level == "regiao":
        return frozenset(uf.sigla for uf in UFS if uf.code.startswith(territory.code))
    return frozenset(uf.sigla for uf in UFS if territory.code.startswith(uf.code))


def period_words(scope: Scope, until: str) -> str:
    """``jan–out/2026``, or ``jan–out/2026, até 10/out`` where its last month is not whole; or what
    else `until` says of its end.
    """
    return f"{scope.period.label}, {until}" if until else scope.period.label


def sentence(scope: Scope, place: str, partners: Sequence[str] = (), until: str = "") -> str:
    """What is being shown, for captions and exports:
    “ME e EPP de Minas Gerais, jan–out/2026, todos os canais…”.
    """
    words = porte_words(scope.porte) or "todos os portes"
    who = words[0].upper() + words[1:]
    channels = f"canal {enumerate_words(scope.channel)}" if scope.channel else "todos os canais"
    against = {
        "ano_anterior": "comparado com o mesmo período do ano anterior",
        "meta": "comparado com a meta",
        "pares": "comparado com os pares",
    }[scope.comparison]
    whose = ATTRIBUTIONS[scope.attribution]
    stock = f"estoque de empresas de {scope.stock.label}, " if scope.stock else ""
    return (
        f"{who} · {place}{whose}, {period_words(scope, until)}, {channels},"
        f" {_partner_words(partners)}, {stock}{against}."
    )


def _partner_words(names: Sequence[str]) -> str:
    """As many names as a sentence bears; the filter itself lists the rest."""
    if not names:
        return "todos os parceiros"
    if len(names) > NAMED:
        return f"{len(names)} parceiros"
    return f"{'parceiro' if len(names) == 1 else 'parceiros'} {enumerate_words(names)}"


def level_words(level: str) -> str:
    """The level as it is read in a title: ``por UF``, ``por município``."""
    return LEVEL_WORDS.get(level, level)
