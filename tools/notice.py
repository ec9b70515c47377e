"""Writes NOTICE: the licences of all that is shipped. `python -m tools.notice [--check]`.

The packages are those of the servers' lock, each with the licence of its installed metadata. What
metadata does not say in SPDX terms, or does not say alike on every machine, is in ``notice.toml``,
so that NOTICE is the same wherever it is written.
"""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from config.settings import PROJECT_ROOT
from tools.pins import Pin, read_lock

FILE = PROJECT_ROOT / "NOTICE"
REVIEWED = Path(__file__).with_name("notice.toml")
HEAD = """\
Território 360

Este arquivo é escrito por `make notice`; `make check` confere que ele está em dia.

1. O produto

O cliente ainda não escolheu a licença do produto; até lá, nenhuma é concedida.

2. Pacotes Python de que o produto precisa

São instalados ao lado do produto, sem mudança, nas versões de requirements.lock. As licenças estão
em SPDX; o texto de cada uma vem com o pacote.
"""
CARRIED = """
3. Bibliotecas que esses pacotes trazem em si
"""
DATA = """
4. Dados de terceiros que vêm com o produto
"""


class NoticeError(ValueError):
    """The licence of something that is shipped is not known."""


def main(arguments: list[str]) -> int:
    try:
        text = write_notice()
    except (NoticeError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201 - this is a command
        return 1
    if arguments == ["--check"]:
        return _compare(text)
    FILE.write_text(text, encoding="utf-8")
    return 0


def _compare(text: str) -> int:
    if FILE.is_file() and FILE.read_text(encoding="utf-8") == text:
        return 0
    print("NOTICE não está em dia; refaça-o com `make notice`.", file=sys.stderr)  # noqa: T201
    return 1


def write_notice() -> str:
    reviewed = tomllib.loads(REVIEWED.read_text(encoding="utf-8"))
    licences = find_licences(read_lock("requirements.lock"), reviewed["licences"])
    return "\n".join(
        (
            HEAD,
            *(f"- {name}: {licence}" for name, licence in licences.items()),
            CARRIED,
            *(f"- {name}: {what}" for name, what in carried(reviewed["carried"], licences)),
            DATA,
            *(line for item in reviewed["data"] for line in describe_data(item)),
            "",
        )
    )


def find_licences(pins: Iterable[Pin], reviewed: Mapping[str, str]) -> dict[str, str]:
    """Package → licence, by name; raises NoticeError where none is known."""
    several: dict[str, list[Pin]] = {}
    for pin in pins:
        several.setdefault(pin.name, []).append(pin)
    if unknown := sorted(set(reviewed) - set(several)):
        raise NoticeError(f"notice.toml fala de pacotes que não estão no lock: {unknown}")
    return {
        name: reviewed.get(name) or _declared_licence(name, alike=_is_alike(several[name]))
        for name in sorted(several)
    }


def _is_alike(pins: list[Pin]) -> bool:
    """Whether every machine has the same version of a package."""
    return len(pins) == 1 and pins[0].marker is None


def _declared_licence(name: str, *, alike: bool) -> str:
    try:
        expressions = metadata(name).get_all("License-Expression") or []
    except PackageNotFoundError:
        expressions = []
    if not (alike and expressions):
        raise NoticeError(f"diga em tools/notice.toml a licença de {name}, em SPDX")
    return str(expressions[0])


def carried(said: Mapping[str, str], licences: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, what in sorted(said.items()):
        if name not in licences:
            raise NoticeError(f"notice.toml fala de um pacote que não está no lock: {name}")
        yield name, what


def describe_data(item: Mapping[str, Any]) -> Iterator[str]:
    """One item of ``notice.toml``; what the file itself says of its source is read from it."""
    yield f"- {item['file']}: {item['what']}."
    content = _content(PROJECT_ROOT / item["file"])
    said = [_value(content, key) for key in item.get("read", ())]
    if "each" in item:
        name, key = item["each"].split(".")
        said += dict.fromkeys(str(entry[key]) for entry in content[name])
    parts = (*said, item.get("source"), item.get("licence"))
    yield f"  Fonte: {'; '.join(part for part in parts if part)}."


def _content(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8")
    content: dict[str, Any] = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    return content


def _value(content: Mapping[str, Any], key: str) -> str:
    value: Any = content
    for part in key.split("."):
        value = value[part]
    return str(value)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
