"""The reviewed tables: other spellings, codes with a successor, and what is no municipality.

They are data in TOML beside this module, written by people. Loading is strict and tells every error
at once.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from config.ibge import UF_BY_CODE, UF_BY_SIGLA, check_digit_ok
from data_access.places.keys import key

FOLDER = Path(__file__).parent
Model = TypeVar("Model", bound=BaseModel)


class ReviewedTablesError(Exception):
    """The files are wrong: ours to mend, not the user's."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Synonym(_Strict):
    uf: str
    name: str
    also: tuple[str, ...]
    why: str


class _Synonyms(_Strict):
    reasons: dict[str, str]
    places: dict[str, _Synonym]


class _Transfer(_Strict):
    code: str
    successor: str
    name: str


class _Transfers(_Strict):
    why: str
    municipalities: tuple[_Transfer, ...]


class Extinct(_Strict):
    """A code without one successor; ``maybe`` are the codes that may be meant."""

    code: str
    name: str
    maybe: tuple[str, ...]
    why: str


class _Successors(_Strict):
    transferred: tuple[_Transfers, ...]
    extinct: tuple[Extinct, ...]


class Pseudo(_Strict):
    """Names and codes, by coding, that share one reason of rejection."""

    why: str
    names: tuple[str, ...]
    ufs: tuple[str, ...] = ()
    ibge: tuple[str, ...] = ()
    tom: tuple[str, ...] = ()


class _Regions(_Strict):
    uf: str
    code: str
    names: tuple[str, ...]


class _PseudoFile(_Strict):
    municipio_ignorado: Pseudo
    municipio_exterior: Pseudo
    municipio_lagoa: Pseudo
    regiao_administrativa: _Regions


@dataclass(frozen=True)
class Name:
    """A name that leads to a municipality in its UF, and how it is told in the report."""

    uf: str
    name: str
    code: str
    kind: str


@dataclass(frozen=True)
class Reviewed:
    """``successors``: code of seven digits → today's; ``pseudo``: reason → what it covers."""

    names: tuple[Name, ...]
    successors: Mapping[str, str]
    extinct: tuple[Extinct, ...]
    pseudo: Mapping[str, Pseudo]


@lru_cache(maxsize=1)
def reviewed_tables() -> Reviewed:
    return load_reviewed(FOLDER)


def load_reviewed(folder: Path) -> Reviewed:
    """Raises ReviewedTablesError with every error of every file."""
    errors: list[str] = []
    synonyms = _load(folder / "synonyms.toml", _Synonyms, errors)
    successors = _load(folder / "successors.toml", _Successors, errors)
    pseudo = _load(folder / "pseudo.toml", _PseudoFile, errors)
    if synonyms is None or successors is None or pseudo is None:
        raise ReviewedTablesError("\n".join(errors))
    transfers = [item for group in successors.transferred for item in group.municipalities]
    names = [
        *_other_spellings(synonyms),
        *_former_names(transfers),
        *_regions(pseudo.regiao_administrativa),
    ]
    errors += [
        *_wrong_reasons(synonyms),
        *_wrong_codes(transfers, successors.extinct),
        *_wrong_names(names),
    ]
    if errors:
        raise ReviewedTablesError("\n".join(errors))
    reasons = {"municipio_ignorado", "municipio_exterior", "municipio_lagoa"}
    return Reviewed(
        tuple(names),
        {item.code: item.successor for item in transfers},
        successors.extinct,
        {reason: getattr(pseudo, reason) for reason in sorted(reasons)},
    )


def _load(path: Path, model: type[Model], errors: list[str]) -> Model | None:
    try:
        content: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return model.model_validate(content)
    except tomllib.TOMLDecodeError as error:
        errors.append(f"{path.name}: {error}")
    except ValidationError as error:
        errors.extend(
            f"{path.name}: {'.'.join(map(str, item['loc']))}: {item['msg']}"
            for item in error.errors()
        )
    return None


def _other_spellings(synonyms: _Synonyms) -> Iterator[Name]:
    """Today's name is one of them: a register made elsewhere may have another."""
    for code, place in synonyms.places.items():
        for name in (place.name, *place.also):
            yield Name(place.uf, name, code, "sinonimo")


def _former_names(transfers: Sequence[_Transfer]) -> Iterator[Name]:
    """A name of the old UF, where the code tells which it was."""
    for item in transfers:
        if item.code[:2] in UF_BY_CODE:
            yield Name(UF_BY_CODE[item.code[:2]].sigla, item.name, item.successor, "sucessor")


def _regions(regions: _Regions) -> Iterator[Name]:
    spelt = {key(name): name for name in regions.names}  # “e” or “/” between two names
    for name in spelt.values():
        yield Name(regions.uf, name, regions.code, "regiao_do_df")


def _wrong_reasons(synonyms: _Synonyms) -> Iterator[str]:
    for code, place in synonyms.places.items():
        if place.why not in synonyms.reasons:
            yield f"synonyms.toml: {code}: no reason “{place.why}”"
        for name in place.also:
            if key(name) == key(place.name):
                yield f"synonyms.toml: {code}: “{name}” is “{place.name}” already"


def _wrong_codes(transfers: Sequence[_Transfer], extinct: Sequence[Extinct]) -> Iterator[str]:
    codes = [item.code for item in transfers] + [item.code for item in extinct]
    present = [item.successor for item in transfers] + [
        code for item in extinct for code in item.maybe
    ]
    yield from (
        f"successors.toml: {code} twice"
        for code in sorted({code for code in codes if codes.count(code) > 1})
    )
    yield from (
        f"successors.toml: {code} has a successor and is one"
        for code in sorted(set(codes) & set(present))
    )
    yield from (
        f"successors.toml: {code} is no municipal code"
        for code in present
        if not check_digit_ok(code)
    )


def _wrong_names(names: Sequence[Name]) -> Iterator[str]:
    seen: dict[tuple[str, str], str] = {}
    for name in names:
        if name.uf not in UF_BY_SIGLA or not check_digit_ok(name.code) or not key(name.name):
            yield f"{name.code}: “{name.name}/{name.uf}” has no such UF, code or letters"
        if seen.setdefault((name.uf, key(name.name)), name.code) != name.code:
            yield (
                f"{name.code}: “{name.name}/{name.uf}” leads to {seen[name.uf, key(name.name)]} too"
            )
