"""Two versions of rules, field by field."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from indicators.recognition_rules.model import Rules

ABSENT = "—"


@dataclass(frozen=True)
class Change:
    """``field`` as in a file of rules, lists by their ids: ``categoria salas › criterio nps ›
    peso``. ``before`` or ``after`` is None where there was, or is, no such field.
    """

    field: str
    before: str | None
    after: str | None


def compare_rules(before: Rules, after: Rules) -> list[Change]:
    """What changed, in the order of the file; empty where they say the same."""
    old, new = (dict(_leaves(_plain(rules), ())) for rules in (before, after))
    names = [*new, *(name for name in old if name not in new)]
    return [
        Change(" › ".join(name), old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    ]


def _plain(rules: Rules) -> Any:
    return json.loads(rules.model_dump_json(by_alias=True, exclude_none=True))


def _leaves(content: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(content, list) and content and isinstance(content[0], dict):
        for item in content:
            own = item.get("id") or item.get("nome") or item.get("sigla") or item.get("codigo")
            yield from _leaves(item, (*path[:-1], f"{path[-1]} {own}"))
    else:
        yield path, _shown(content)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "sim" if value else "não"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or ABSENT
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value)
