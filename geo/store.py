"""The territory on disk: one folder per version, and a pointer that is swapped atomically.

``municipios.csv``, one ``malha_<level>.geojson.gz`` per layer and ``fonte.json`` with where they
come from and the hash of each. A folder is written whole under a new name before the pointer moves,
so a crash at any moment leaves the former territory in force.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import TerritoryError
from geo.layers import MeshLayer
from geo.register import BOX, HIERARCHY, POINT, complete

EMBEDDED = Path(__file__).parent / "data"
REGISTER, FACTS, POINTER = "municipios.csv", "fonte.json", "current"
TEXTS = ("source", "vintage", "hierarchy_source", "licence")
STORED = ("code", "name", *HIERARCHY, *POINT, *BOX)


def write(
    folder: Path,
    register: pd.DataFrame,
    boxes: pd.DataFrame,
    layers: dict[str, MeshLayer],
    **texts: str,
) -> None:
    """Write one version into `folder` (made here); the same input gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = register.drop(columns=list(BOX), errors="ignore").join(boxes, on="code")[list(STORED)]
    rows.sort_values("code").to_csv(
        folder / REGISTER, index=False, lineterminator="\n", encoding="utf-8"
    )
    for level, layer in layers.items():
        (folder / _layer_name(level)).write_bytes(layer.geojson_gz)
    facts = {name: texts[name] for name in TEXTS} | {
        "register_sha256": _sha256((folder / REGISTER).read_bytes()),
        "layers": {
            level: {"sha256": layer.sha256, "features": layer.features}
            for level, layer in layers.items()
        },
    }
    text = json.dumps(facts, ensure_ascii=False, indent=2, sort_keys=True)
    (folder / FACTS).write_text(text + "\n", encoding="utf-8", newline="\n")


def read(folder: Path) -> dict[str, Any]:
    """The fields of a `Territory` stored in `folder`;
    raises TerritoryError where a file is missing or damaged.
    """
    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        register_bytes = (folder / REGISTER).read_bytes()
        layers = {
            level: MeshLayer.of(level, (folder / _layer_name(level)).read_bytes(), kept["features"])
            for level, kept in facts["layers"].items()
        }
    except (OSError, ValueError, KeyError) as error:
        raise _damaged_mesh_error(folder) from error
    sound = _sha256(register_bytes) == facts["register_sha256"] and all(
        layer.sha256 == facts["layers"][level]["sha256"] for level, layer in layers.items()
    )
    if not sound:
        raise _damaged_mesh_error(folder)
    municipalities, boxes = _register(folder / REGISTER)
    texts = {name: facts[name] for name in TEXTS}
    return {"municipalities": municipalities, "boxes": boxes, "layers": layers, **texts}


def read_current(root: Path) -> dict[str, Any] | None:
    """The version that the pointer of `root` names; None where no update was ever made."""
    pointer = root / POINTER
    if not pointer.exists():
        return None
    return read(root / pointer.read_text(encoding="utf-8").strip())


def publish(root: Path, staged: Path) -> None:
    """Put the version written in `staged` (a folder inside `root`)
    in force and remove the older ones.
    """
    for path in staged.iterdir():
        _flush(path)
    facts = (staged / FACTS).read_bytes()
    name = f"v-{_sha256(facts)[:16]}"
    if (root / name).exists():
        shutil.rmtree(staged)  # the same content is there already
    else:
        staged.replace(root / name)
    former = _read_pointer(root)
    fresh = root / f".{POINTER}.new"
    fresh.write_text(name + "\n", encoding="utf-8")
    _flush(fresh)
    fresh.replace(root / POINTER)
    for path in root.glob("v-*"):
        if path.name not in {name, former}:  # a reader may be on the former one still
            shutil.rmtree(path, ignore_errors=True)


def _read_pointer(root: Path) -> str | None:
    pointer = root / POINTER
    return pointer.read_text(encoding="utf-8").strip() if pointer.exists() else None


def _register(path: Path) -> tuple[pd.DataFrame, pd.DataFrame]:
    numbers = dict.fromkeys(("latitude", "longitude", *BOX), "float64")
    rows = pd.read_csv(
        path, dtype={name: numbers.get(name, "str") for name in STORED}, encoding="utf-8"
    )
    boxes = rows.set_index("code")[list(BOX)].dropna()
    return complete(rows, boxes), boxes


def _layer_name(level: str) -> str:
    return f"malha_{level}.geojson.gz"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged_mesh_error(folder: Path) -> TerritoryError:
    return TerritoryError(
        f"A malha guardada em “{folder.name}”, na pasta dos dados, está incompleta ou danificada;"
        " rode t360 geo update outra vez (ou apague a pasta para voltar à malha embarcada)."
    )
