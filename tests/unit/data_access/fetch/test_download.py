"""Large files over a bad line: taken up again, started over when they changed, and never passed off
as whole.
"""

import json
import os
from pathlib import Path

import httpx
import pytest

from data_access.fetch.download import download, exists
from data_access.fetch.errors import FetchError, NotPublishedError
from data_access.fetch.service import Received
from tests.support.replay import Replay, content, file, refusal, reset, silence

PATH = "/2026-10/Empresas0.zip"
BODY = os.urandom(300_000)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "arquivos" / "Empresas0.zip"


@pytest.fixture
def fetch(connect, target: Path):
    seen: list[tuple[int, int | None]] = []

    def run(seconds: float = 20) -> Received:
        with connect(seconds=seconds) as service:
            return download(service, PATH, target, lambda come, size: seen.append((come, size)))

    run.seen = seen
    return run


def ranges(server: Replay) -> list[str | None]:
    return [headers.get("Range") for headers in server.headers]


def test_a_whole_file_with_its_digest(server: Replay, fetch, target: Path) -> None:
    server.answers[PATH] = file(BODY)
    received = fetch()
    assert target.read_bytes() == BODY
    assert received.bytes == len(BODY)
    assert received.last_modified == "Sun, 11 Oct 2026 10:00:00 GMT"
    assert fetch.seen[-1] == (len(BODY), len(BODY))
    assert sorted(path.name for path in target.parent.iterdir()) == [
        "Empresas0.zip",
        "Empresas0.zip.json",
    ]


@pytest.mark.parametrize(
    "fault",
    [file(BODY, cut_at=100_000), reset(BODY, after=100_000)],
    ids=["cut off", "connection reset"],
)
def test_a_broken_download_goes_on_where_it_stopped(
    server: Replay, fetch, target: Path, fault
) -> None:
    server.answers[PATH] = file(BODY)
    server.faults[PATH] = [fault]
    fetch()
    assert target.read_bytes() == BODY
    first, second = ranges(server)
    assert first is None
    assert 0 < int(second.removeprefix("bytes=").rstrip("-")) <= 100_000


def test_a_later_run_goes_on_where_the_earlier_one_gave_up(
    server: Replay, fetch, target: Path
) -> None:
    server.faults[PATH] = [file(BODY, cut_at=70_000), refusal(503), refusal(503), refusal(503)]
    with pytest.raises(FetchError, match="respondeu com erro 503"):
        fetch()
    assert not target.exists()
    part = target.with_name("Empresas0.zip.part")
    assert part.read_bytes() == BODY[:70_000]
    assert json.loads(part.with_name(f"{part.name}.json").read_text())["etag"] == '"v1"'
    server.answers[PATH] = file(BODY)
    fetch()
    assert target.read_bytes() == BODY
    assert ranges(server)[-1] == "bytes=70000-"


def test_an_attempt_that_brings_something_does_not_wear_the_patience_out(
    server: Replay, fetch, target
) -> None:
    server.answers[PATH] = file(BODY, cut_at=30_000)
    fetch()  # ten pieces, with a patience of three
    assert target.read_bytes() == BODY
    assert len(server.asked) == 10


def test_a_file_that_changed_meanwhile_starts_over(server: Replay, fetch, target: Path) -> None:
    other = os.urandom(200_000)
    server.faults[PATH] = [file(BODY, cut_at=100_000)]
    server.answers[PATH] = file(other, etag='"v2"')
    fetch()
    assert target.read_bytes() == other


def test_a_server_without_ranges_starts_over(server: Replay, fetch, target: Path) -> None:
    server.faults[PATH] = [file(BODY, cut_at=100_000)]
    server.answers[PATH] = file(BODY, ranges=False)
    fetch()
    assert target.read_bytes() == BODY


def test_a_piece_that_was_not_asked_for_is_not_glued_on(
    server: Replay, fetch, target: Path
) -> None:
    wrong = refusal(
        206, BODY[:10], "application/zip", Content_Range=f"bytes 5-14/{len(BODY)}", ETag='"v1"'
    )
    server.faults[PATH] = [file(BODY, cut_at=100_000), wrong]
    server.answers[PATH] = file(BODY)
    fetch()
    assert target.read_bytes() == BODY


def test_a_piece_beyond_the_end_starts_over(server: Replay, fetch, target: Path) -> None:
    target.parent.mkdir()
    target.with_name("Empresas0.zip.part").write_bytes(BODY + b"more")
    known = {"etag": '"v1"', "last_modified": "", "size": len(BODY)}
    target.with_name("Empresas0.zip.part.json").write_text(json.dumps(known))
    server.answers[PATH] = file(BODY)
    fetch()
    assert target.read_bytes() == BODY


def test_what_is_there_and_has_not_changed_is_not_downloaded_again(
    server: Replay, fetch, target: Path
) -> None:
    server.answers[PATH] = file(BODY)
    first, second = fetch(), fetch()
    assert second.sha256 == first.sha256
    assert len(server.asked) == 2  # one of them a HEAD
    assert fetch.seen[-1] == (len(BODY), len(BODY))


def test_what_is_there_and_has_changed_is_downloaded_again(
    server: Replay, fetch, target: Path
) -> None:
    server.answers[PATH] = file(BODY)
    fetch()
    newer = os.urandom(len(BODY))
    server.answers[PATH] = file(newer, etag='"v2"')
    fetch()
    assert target.read_bytes() == newer


def test_a_file_touched_here_is_downloaded_again(server: Replay, fetch, target: Path) -> None:
    server.answers[PATH] = file(BODY)
    fetch()
    target.write_bytes(BODY[:1000])
    fetch()
    assert target.read_bytes() == BODY


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            content(b"<html>fora do ar</html>", "text/html"),
            r"não é o que se esperava \(veio uma página",
        ),
        (refusal(500), "respondeu com erro 500 em todas as tentativas"),
        (silence(0.8), "tempo esgotado"),
        (file(BODY, ranges=False, cut_at=1000), "a resposta chegou incompleta"),
    ],
    ids=["a page", "500", "timeout", "always cut off"],
)
def test_what_lasts_is_one_sentence(
    server: Replay, fetch, target: Path, fault, sentence: str, request
) -> None:
    server.answers[PATH] = fault
    with pytest.raises(FetchError, match=sentence):
        fetch(0.3 if "timeout" in request.node.callspec.id else 20)
    assert not target.exists()


def test_a_file_that_is_not_there_is_not_published(server: Replay, fetch) -> None:
    with pytest.raises(
        NotPublishedError, match=r"não tem /2026-10/Empresas0\.zip \(resposta 404\)"
    ):
        fetch()
    assert len(server.asked) == 1


def test_a_full_disk_is_one_sentence(
    server: Replay, fetch, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("data_access.fetch.download.flush_file", full)
    server.answers[PATH] = file(BODY)
    with pytest.raises(FetchError, match="Faltou espaço em disco"):
        fetch()


@pytest.mark.parametrize("told", [True, False], ids=["said before", "said by nobody"])
def test_an_answer_without_end_does_not_fill_the_disk(
    server: Replay, fetch, target: Path, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    monkeypatch.setattr("data_access.fetch.download.LARGEST", 100_000)
    if not told:
        monkeypatch.setattr(httpx.Headers, "get", lambda *_: "")
    server.answers[PATH] = file(BODY)
    with pytest.raises(FetchError, match="nenhum arquivo destas fontes chega a tanto"):
        fetch()
    assert not target.exists()
    assert not target.with_name(f"{target.name}.part").exists()


def test_whether_a_file_exists(server: Replay, connect) -> None:
    server.answers[PATH] = file(BODY)
    server.faults[PATH] = [refusal(503)]
    with connect() as service:
        assert exists(service, PATH)
        assert not exists(service, "/2026-11/Empresas0.zip")
        server.answers["/x"] = refusal(403)
        with pytest.raises(FetchError, match="resposta 403"):
            exists(service, "/x")
