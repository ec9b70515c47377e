"""Do the locks fit pyproject.toml and what is installed? `python -m tools.check_locks` answers.

Nothing is fetched: what pyproject.toml declares is looked for in the pins, and what each package
needs in turn is read from the metadata of the installed one.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, requires, version
from itertools import product

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tools.pins import LOCKS, LockError, Pin, declared_requirements, read_lock, read_project

PYTHONS = ("3.11", "3.12", "3.13")  # those that README promises
PLATFORMS = (("linux", "Linux", "posix"), ("darwin", "Darwin", "posix"), ("win32", "Windows", "nt"))
INSTALLED = "requirements-dev.lock"  # what `make check` runs with

Environment = Mapping[str, str]
HERE: Environment = {name: str(value) for name, value in default_environment().items()}


def main() -> int:
    try:
        problems = list(find_problems({name: read_lock(name) for name in LOCKS}))
    except (LockError, OSError) as error:
        problems = [str(error)]
    for problem in problems:
        print(problem, file=sys.stderr)  # noqa: T201 - this is a command
    if problems:
        print("Refaça os locks com `make lock` e instale-os com `make install`.", file=sys.stderr)  # noqa: T201
    return 1 if problems else 0


def find_problems(locks: Mapping[str, tuple[Pin, ...]]) -> Iterator[str]:
    """Each misfit in a sentence."""
    project = read_project()
    for name, pins in locks.items():
        declared = declared_requirements(project, LOCKS[name])
        problems = [
            *unhashed(pins),
            *unmet(declared, pins),
            *unlike_metadata(declared, pins),
        ]
        yield from (f"{name}: {problem}" for problem in dict.fromkeys(problems))
    server, development = locks.values()
    yield from different_versions(server, development)
    yield from (f"{INSTALLED}: {problem}" for problem in not_installed(development))


def unhashed(pins: Iterable[Pin]) -> Iterator[str]:
    return (f"{pin.name} {pin.version} não tem resumo" for pin in pins if not pin.hashed)


def unmet(declared: Iterable[Requirement], pins: tuple[Pin, ...]) -> Iterator[str]:
    """What is declared and has no fitting pin in some Python or platform that is promised."""
    for requirement, environment in product(declared, promised_environments()):
        if not requirement.marker or requirement.marker.evaluate(dict(environment)):
            yield from _misfit(requirement, pins, environment)


def promised_environments() -> Iterator[Environment]:
    for python, (platform, system, name) in product(PYTHONS, PLATFORMS):
        yield {
            **HERE,
            "python_version": python,
            "python_full_version": f"{python}.0",
            "sys_platform": platform,
            "platform_system": system,
            "os_name": name,
        }


def _misfit(
    requirement: Requirement, pins: tuple[Pin, ...], environment: Environment
) -> Iterator[str]:
    name = canonicalize_name(requirement.name)
    fitting = [pin for pin in pins if pin.name == name and pin.holds_in(environment)]
    if len(fitting) != 1:
        yield (
            f"esperava uma versão de {name} para o Python {environment['python_version']} em"
            f" {environment['sys_platform']}; encontrei {len(fitting)}"
        )
    elif not requirement.specifier.contains(fitting[0].version, prereleases=True):
        yield f"{name} {fitting[0].version} não cumpre “{requirement.specifier}”"


def unlike_metadata(declared: Iterable[Requirement], pins: tuple[Pin, ...]) -> Iterator[str]:
    """What installed packages need and the lock lacks, and what the lock has and nobody needs."""
    reached: set[tuple[str, str]] = set()
    waiting = [(requirement, "") for requirement in declared]
    while waiting:
        requirement, wanted_by = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({**HERE, "extra": ""}):
            continue
        if wanted_by:
            yield from (f"{problem} ({wanted_by})" for problem in _misfit(requirement, pins, HERE))
        name = canonicalize_name(requirement.name)
        for extra in {"", *requirement.extras}:
            if (name, extra) not in reached:
                reached.add((name, extra))
                waiting += [(needed, f"pedido por {name}") for needed in _needs(name, extra)]
    names = {name for name, _ in reached}
    for pin in pins:
        if pin.holds_in(HERE) and pin.name not in names:
            yield f"ninguém pede {pin.name}"


def _needs(name: str, extra: str) -> Iterator[Requirement]:
    """What an installed package asks for, with one of its extras; nothing for one not installed,
    which `not_installed` tells of.
    """
    try:
        texts = requires(name) or []
    except PackageNotFoundError:
        return
    for requirement in map(Requirement, texts):
        if not requirement.marker or requirement.marker.evaluate({**HERE, "extra": extra}):
            requirement.marker = None
            yield requirement


def different_versions(server: Iterable[Pin], development: Iterable[Pin]) -> Iterator[str]:
    known = {(pin.name, pin.version) for pin in development}
    for pin in server:
        if (pin.name, pin.version) not in known:
            yield f"{INSTALLED}: falta {pin.name} {pin.version}, que está no lock dos servidores"


def not_installed(pins: Iterable[Pin]) -> Iterator[str]:
    """Where the environment is not that of the lock, its metadata would say nothing of the lock."""
    for pin in pins:
        if pin.holds_in(HERE) and (found := _installed_version(pin.name)) != str(pin.version):
            yield f"esperava {pin.name} {pin.version} instalado; encontrei {found or 'nenhum'}"


def _installed_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    sys.exit(main())
