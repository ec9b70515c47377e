"""Every page of a checkout, opened in a browser and written down."""

import json
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.browsing import Visit, answered, chromium, free_port, process
from benchmarks.drawn.opening import BODY, Popovers, close_popover, expand_all, other_segments

HERE = Path(__file__).parent
# As the addresses of the product say it. The state comes first because it has most to show: a
# popover, which takes seconds to open, is opened at the first scope that has it.
SCOPES = {"estado": "?territorio=uf:31", "pais": "", "municipio": "?territorio=municipio:3106200"}
# The stylesheets of the product lie outside the main part, each in an element of its own.
WHOLE = "[data-testid=stSidebar], [data-testid=stMain], [data-testid=stHtml]"
FLAGS = ("--no-sandbox", "--disable-gpu")  # nobody looks at the pixels


@dataclass(frozen=True)
class Drawn:
    """One state of a page, named by what was chosen in it."""

    choice: str
    content: dict[str, Any]


def draw(checkout: Path, home: Path, folder: Path, only: Collection[str]) -> None:
    """Open every page of `checkout` over a copy of `home`, or `only` some, at each scope; write
    what it shows.
    """
    with _dashboard(checkout, home) as address, chromium(FLAGS) as browser:
        visit = Visit(browser, address)
        visit.page.add_init_script(path=HERE / "read.js")
        for number, page in enumerate(pages_of(checkout)):
            if only and page["path"] not in only:
                continue
            # The first page has the address of the panel itself, and the filters of all of them.
            path = "/" if number == 0 else f"/{page['path']}"
            popovers = Popovers(filters_too=number == 0)
            for scope, query in SCOPES.items() if page.get("scope", True) else [("sem", "")]:
                count = 0
                for drawn in _states(visit, path + query, popovers):
                    _write(folder / page["path"] / scope, drawn)
                    count += 1
                print(f"  {path}{query}: {count}", flush=True)


def pages_of(checkout: Path) -> list[dict[str, Any]]:
    text = (checkout / "config" / "navigation.toml").read_text(encoding="utf-8")
    pages: list[dict[str, Any]] = tomllib.loads(text)["page"]
    return pages


@contextmanager
def _dashboard(checkout: Path, home: Path) -> Iterator[str]:
    """The dashboard of `checkout` on a copy of `home`, at the moment of its newest edition."""
    newest = max(file.stat().st_mtime for file in (home / "editions").glob("*/*"))
    moment = datetime.fromtimestamp(newest, UTC).isoformat(timespec="seconds")
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    program = [sys.executable, "-P", str(HERE / "frozen_clock.py"), str(checkout), moment]
    with tempfile.TemporaryDirectory() as temporary:
        copy = shutil.copytree(home, Path(temporary) / "home")
        environment = {
            "T360_HOME": str(copy),
            "PYTHONPATH": str(checkout),
            "PYTHONDONTWRITEBYTECODE": "1",
            "TZ": "UTC",
        }
        options = ["--server.headless=true", "--server.address=127.0.0.1"]
        command = [*program, "run", "app.py", f"--server.port={port}", *options]
        with process(command, checkout, environment) as running:
            answered(address, running, patience=120)
            yield address


def _states(visit: Visit, path: str, popovers: Popovers) -> Iterator[Drawn]:
    """The page as it opens and with each other segment chosen, all that folds unfolded; after each
    of these, the popovers that it is the first to have.
    """
    visit.view(path)
    yield from _state(visit, "inicial", popovers)
    for segment in other_segments(visit):
        yield from _state(visit, segment, popovers)


def _state(visit: Visit, choice: str, popovers: Popovers) -> Iterator[Drawn]:
    expand_all(visit)
    yield _read(visit, choice)
    for key in popovers.open_new(visit):
        yield _read(visit, f"abrir-{key}", BODY)
        close_popover(visit)


def _read(visit: Visit, choice: str, roots: str = WHOLE) -> Drawn:
    return Drawn(choice, visit.page.evaluate("roots => window.drawn(roots)", roots))


def _write(place: Path, drawn: Drawn) -> None:
    place.mkdir(parents=True, exist_ok=True)
    for kind in ("markup", "layout", "styles"):
        _save(place / f"{drawn.choice}.{kind}.txt", drawn.content[kind])
    tables = [line for table in drawn.content["tables"] for line in (*table, "")]
    _save(place / f"{drawn.choice}.tables.txt", tables)
    figures = drawn.content["figures"]
    as_json = [json.dumps(figures, ensure_ascii=False, indent=1)] if figures else []
    _save(place / f"{drawn.choice}.figures.json", as_json)


def _save(file: Path, lines: list[str]) -> None:
    if lines:
        file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
