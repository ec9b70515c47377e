"""Crosswalks from the codes of other institutions to IBGE's: embedded, or declared by a data
steward.

The embedded TOM is built by `data_access.places.build_tom`. TSE's and Banco Central's have no
public package to be built from, so they are declared: `install` stores a file under ``home/places``
and it is used from then on.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.errors import UserError
from config.formatting import plural
from config.ibge import check_digit_ok
from data_access.places.coding import WHOSE, WIDTHS, System, bare

EMBEDDED = Path(__file__).parent / "data"
SHOWN = 20  # problems told in full

Row = tuple[str, str, str]  # where it stands, code, IBGE code


class CrosswalkError(UserError):
    """A crosswalk that is missing, or that is not one-to-one."""


@dataclass(frozen=True)
class Crosswalk:
    """``pairs``: code of the system, with its leading zeros → IBGE code of seven digits.
    One-to-one, both ways.
    """

    system: System
    source: str
    pairs: Mapping[str, str]
    installed: bool = False


def stored_path(home: Path, system: System) -> Path:
    return home / "places" / f"{system}.json"


def find_crosswalk(home: Path, system: System) -> Crosswalk | None:
    """The installed crosswalk, else the embedded one, else None.
    Raises CrosswalkError for a damaged file.
    """
    for path, installed in (
        (stored_path(home, system), True),
        (EMBEDDED / f"{system}.json", False),
    ):
        if path.exists():
            return _read(path, system, installed=installed)
    return None


def require_crosswalk(home: Path, system: System) -> Crosswalk:
    found = find_crosswalk(home, system)
    if found is None:
        raise CrosswalkError(
            f"Há municípios em códigos {WHOSE[system]} e não há de-para desses códigos. "
            f"Instale um com `t360 geo crosswalk {system} ARQUIVO` e tente de novo."
        )
    return found


def _read(path: Path, system: System, *, installed: bool) -> Crosswalk:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        pairs, source = dict(content["pairs"]), str(content["source"])
    except (ValueError, KeyError, TypeError) as error:
        raise CrosswalkError(
            f"O de-para {path.name} está danificado; instale-o de novo."
        ) from error
    found = list(problems(system, ((f"código {code}", code, ibge) for code, ibge in pairs.items())))
    if found:
        raise CrosswalkError(refusal(path.name, found))
    return Crosswalk(system, source, pairs, installed)


def problems(
    system: System, rows: Iterable[Row], known: Iterable[str] | None = None
) -> Iterator[str]:
    """Every reason why `rows` are no one-to-one crosswalk to the municipalities
    of `known` (all, where None).
    """
    municipalities = None if known is None else frozenset(known)
    codes: dict[str, Row] = {}
    places: dict[str, Row] = {}
    for row in rows:
        where, code, ibge = row
        wrong = [*_wrong_code(system, code), *_wrong_place(ibge, municipalities)]
        if wrong:
            yield f"{where}: {', '.join(wrong)}"
            continue
        first = codes.setdefault(bare(code), row)
        if first is not row:
            yield f"{where}: o código {code} já está em {first[0]}, com {first[2]}"
        first = places.setdefault(ibge, row)
        if first is not row:
            yield f"{where}: o município {ibge} já está em {first[0]}, com {first[1]}"


def _wrong_code(system: System, code: str) -> Iterator[str]:
    if not (code.isascii() and code.isdigit() and len(code) <= WIDTHS[system]):
        yield f"“{code}” não é um código de até {WIDTHS[system]} dígitos"


def _wrong_place(ibge: str, known: frozenset[str] | None) -> Iterator[str]:
    if not check_digit_ok(ibge):
        yield f"“{ibge}” não é um código do IBGE de sete dígitos"
    elif known is not None and ibge not in known:
        yield f"o código {ibge} não está no cadastro de municípios"


def refusal(name: str, found: list[str]) -> str:
    more = f"; e mais {len(found) - SHOWN}" if len(found) > SHOWN else ""
    return (
        f"O de-para “{name}” não é de um para um ({plural(len(found), 'problema', 'problemas')}): "
        f"{'; '.join(found[:SHOWN])}{more}."
    )


def content(source: str, pairs: Mapping[str, str], system: System) -> str:
    """What a stored crosswalk is: JSON, one pair a line, sorted by code with all its digits."""
    padded = {code.zfill(WIDTHS[system]): ibge for code, ibge in pairs.items()}
    return (
        json.dumps(
            {"source": source, "pairs": dict(sorted(padded.items()))}, ensure_ascii=False, indent=0
        )
        + "\n"
    )
