"""``python -P frozen_clock.py CHECKOUT MOMENT …``: run Streamlit on a checkout whose clock stands
still.

It runs the code to be compared, whichever that is: it imports nothing but the standard library.
"""

import runpy
import sys
from collections.abc import Sequence
from datetime import date, datetime, tzinfo
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import ModuleType
from typing import Any


def freeze(checkout: Path, moment: datetime) -> None:
    """From now on the packages of `checkout` come from there alone, and read `moment` from the
    clock. All others go on with the true time: sessions and caches of Streamlit live by it.
    """
    sys.meta_path.insert(0, _Finder(checkout, _standing(moment)))


class _Real(type):
    """What the standard library or another package made is still a date."""

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__mro__[1])


def _standing(moment: datetime) -> dict[type, type]:
    """What stands for each class that reads the clock; all that it makes is of the true class."""

    class Datetime(datetime, metaclass=_Real):
        def __new__(cls, *parts: Any, **named: Any) -> datetime:  # type: ignore[misc]
            return datetime(*parts, **named)  # noqa: DTZ001 - as the caller wishes

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
            return moment.astimezone(tz) if tz else moment.astimezone().replace(tzinfo=None)

    class Date(date, metaclass=_Real):
        def __new__(cls, *parts: Any, **named: Any) -> date:  # type: ignore[misc]
            return date(*parts, **named)

        @classmethod
        def today(cls) -> date:  # type: ignore[override]
            return moment.astimezone().date()

    return {datetime: Datetime, date: Date}


class _Loader(SourceFileLoader):
    standing: dict[type, type]

    def exec_module(self, module: ModuleType) -> None:
        # Afterwards, so that the models of the module are declared with the types that they know.
        super().exec_module(module)
        for name, value in list(vars(module).items()):
            if isinstance(value, type) and value in self.standing:
                setattr(module, name, self.standing[value])


class _Finder(MetaPathFinder):
    def __init__(self, checkout: Path, standing: dict[type, type]) -> None:
        self._checkout, self._standing = checkout, standing
        self._packages = {one.name for one in checkout.iterdir() if (one / "__init__.py").exists()}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] not in self._packages:
            return None
        spec = PathFinder.find_spec(fullname, path or [str(self._checkout)], target)
        if spec is not None and isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Loader(fullname, spec.loader.path)
            spec.loader.standing = self._standing
        return spec


if __name__ == "__main__":
    freeze(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2]))
    sys.argv = ["streamlit", *sys.argv[3:]]
    runpy.run_module("streamlit", run_name="__main__")
