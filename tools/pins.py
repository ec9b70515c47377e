"""The two locks as pins, and pyproject.toml as the requirements that they answer."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from config.settings import PROJECT_ROOT

# Which extras of pyproject.toml each lock holds.
LOCKS = {"requirements.lock": "install", "requirements-dev.lock": "dev"}
PIN = re.compile(r"(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>.+?))?\s*$")


@dataclass(frozen=True)
class Pin:
    """One version of one package, where its marker holds."""

    name: str
    version: Version
    marker: Marker | None
    hashed: bool

    def holds_in(self, environment: Mapping[str, str]) -> bool:
        return self.marker is None or self.marker.evaluate(dict(environment))


class LockError(ValueError):
    """A line of a lock is not a pin."""


def read_pins(text: str) -> tuple[Pin, ...]:
    """The pins of a lock; raises LockError for any other line, such as the address of an index."""
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    logical = "\n".join(lines).replace("\\\n", " ").splitlines()
    return tuple(_read_pin(line) for line in logical if line.strip())


def _read_pin(line: str) -> Pin:
    said, *hashes = line.split("--hash=")
    found = PIN.match(said)
    if found is None:
        raise LockError(f"a linha “{line.strip()[:60]}” não é um pacote com versão e resumos")
    marker = found["marker"]
    return Pin(
        canonicalize_name(found["name"]),
        Version(found["version"]),
        Marker(marker) if marker else None,
        bool(hashes),
    )


def read_lock(name: str) -> tuple[Pin, ...]:
    return read_pins((PROJECT_ROOT / name).read_text(encoding="utf-8"))


def declared_requirements(project: Mapping[str, object], extra: str) -> tuple[Requirement, ...]:
    """What `[project]` of pyproject.toml asks for, with one of its extras."""
    extras = project["optional-dependencies"]
    assert isinstance(extras, dict)  # noqa: S101 - pyproject.toml is ours
    return tuple(_expand([*_texts(project["dependencies"]), *extras[extra]], project, extras))


def _expand(
    texts: list[str], project: Mapping[str, object], extras: Mapping[str, list[str]]
) -> Iterator[Requirement]:
    """An extra that names the project itself stands for other extras of it."""
    for requirement in map(Requirement, texts):
        if canonicalize_name(requirement.name) != project["name"]:
            yield requirement
        for inner in requirement.extras if requirement.name == project["name"] else ():
            yield from _expand(extras[inner], project, extras)


def _texts(value: object) -> list[str]:
    assert isinstance(value, list)  # noqa: S101 - pyproject.toml is ours
    return value


def read_project(root: Path = PROJECT_ROOT) -> dict[str, object]:
    with (root / "pyproject.toml").open("rb") as file:
        project: dict[str, object] = tomllib.load(file)["project"]
    return project
