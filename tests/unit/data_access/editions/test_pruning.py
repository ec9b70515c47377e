"""What nobody serves or sealed goes, and nothing else."""

from data_access.editions import pruning
from data_access.editions.layout import BUILDING, write_published
from data_access.editions.pruning import dead_builds, prunable, prune, space_of_builds, space_taken


def shelf(settings, count: int) -> list[str]:
    """Folders of editions, of which nothing but the names is looked at here."""
    names = [f"2026110{day}T000000000Z-0000000{day}" for day in range(1, count + 1)]
    for name in names:
        (settings.editions_folder / name).mkdir(parents=True)
        (settings.editions_folder / name / "edition.duckdb").write_bytes(bytes(1000))
    return names


def test_the_newest_the_sealed_and_the_served_stay(settings) -> None:
    names = shelf(settings, 8)
    write_published(settings, [names[3], names[1]])
    (settings.editions_folder / names[0] / "SEALED").write_text("?", "utf-8")
    kept = {names[0], names[1], names[3], names[6], names[7]}
    found = prunable(settings, 2)
    assert [item.name for item in found] == [name for name in names if name not in kept]
    assert [item.size for item in found] == [1000] * 3
    assert prune(settings, 2) == found
    left = {path.name for path in settings.editions_folder.iterdir() if path.is_dir()}
    assert left == kept
    assert prunable(settings, 2) == []


def test_even_none_kept_the_published_one_stays(settings) -> None:
    names = shelf(settings, 3)
    write_published(settings, [names[0], names[1]])
    assert [item.name for item in prune(settings, 0)] == names[1:]
    assert space_taken(settings) > 1000
    assert space_of_builds(settings) == 0


def test_what_is_sealed_while_others_go_stays(settings, monkeypatch) -> None:
    names, found = shelf(settings, 3), pruning.prunable

    def sealed_meanwhile(*given: object) -> list[pruning.Prunable]:
        chosen = found(*given)
        (settings.editions_folder / names[1] / "SEALED").write_text("?", "utf-8")
        return chosen

    monkeypatch.setattr(pruning, "prunable", sealed_meanwhile)
    assert [item.name for item in prune(settings, 1)] == [names[0]]


def test_what_a_dead_build_left_goes_too(settings) -> None:
    left = settings.editions_folder / f"{BUILDING}abc"
    left.mkdir(parents=True)
    (left / "x").write_bytes(bytes(10))
    assert dead_builds(settings) == [left]
    assert space_of_builds(settings) == 10
    assert [(item.name, item.edition, item.size) for item in prune(settings)] == [
        (left.name, False, 10)
    ]
    assert dead_builds(settings) == []
