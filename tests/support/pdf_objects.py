"""A PDF read object by object, as far as a test must know what is in it."""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TOKEN = re.compile(
    rb"\s*(?:(?P<ref>\d+ \d+ R\b)|(?P<open><<|\[)|(?P<close>>>|\])|(?P<name>/[^\s/<>\[\]()]*)"
    rb"|(?P<text>\((?:\\.|[^\\()])*\))|(?P<hex><[0-9A-Fa-f\s]*>)"
    rb"|(?P<number>[+-]?\d*\.?\d+)|(?P<word>\w+))",
    re.DOTALL,
)
OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
# Strings and inline dictionaries of a content stream, in which a word is no operator.
QUOTED = re.compile(rb"\((?:\\.|[^\\()])*\)|<[0-9A-Fa-f\s]*>", re.DOTALL)
BEGIN, END = (b"BDC", b"BMC"), b"EMC"
DRAWS = (b"Tj", b"TJ", b"'", b"f", b"f*", b"F", b"S", b"s", b"B", b"B*", b"b", b"b*", b"Do", b"sh")


@dataclass(frozen=True)
class Ref:
    number: int


class Pdf:
    """``objects`` by number: dictionaries by name (without its stroke), lists, `Ref`s, numbers and
    texts; ``streams``, decompressed.
    """

    def __init__(self, content: bytes) -> None:
        self.objects: dict[int, Any] = {}
        self.streams: dict[int, bytes] = {}
        for found in OBJECT.finditer(content):
            number, body = int(found[1]), found[2]
            stream = STREAM.search(body)
            head = body[: stream.start()] if stream else body
            self.objects[number] = value = parsed(head)
            if stream:
                packed = value.get("Filter") == "FlateDecode"
                # What follows the packed bytes is the end of the line.
                unpacked = zlib.decompressobj().decompress(stream[1]) if packed else stream[1]
                self.streams[number] = unpacked
                if value.get("Type") == "ObjStm":
                    self._unpack(value, self.streams[number])

    def _unpack(self, head: dict[str, Any], content: bytes) -> None:
        table = [int(word) for word in content[: head["First"]].split()]
        ends = [*table[3::2], len(content) - head["First"]]
        for number, start, end in zip(table[::2], table[1::2], ends, strict=True):
            self.objects[number] = parsed(content[head["First"] + start : head["First"] + end])

    def of(self, value: Any) -> Any:
        """What a reference stands for, or the value itself."""
        return self.of(self.objects[value.number]) if isinstance(value, Ref) else value

    def typed(self, name: str) -> list[dict[str, Any]]:
        found = (item for item in self.objects.values() if isinstance(item, dict))
        return [item for item in found if item.get("Type") == name]

    @property
    def catalog(self) -> dict[str, Any]:
        (found,) = self.typed("Catalog")
        return found

    def pages(self, node: Any = None) -> Iterator[tuple[int, dict[str, Any]]]:
        """Pages in their order, with their numbers among the objects."""
        node = self.catalog["Pages"] if node is None else node
        page = self.of(node)
        if page["Type"] == "Page":
            yield node.number, page
        for kid in page.get("Kids", []):
            yield from self.pages(kid)

    def elements(self, node: Any = None) -> Iterator[dict[str, Any]]:
        """The structure elements as a screen reader goes through them."""
        found = self.of(self.catalog["StructTreeRoot"] if node is None else node)
        if isinstance(found, list):
            for item in found:
                yield from self.elements(item)
        elif isinstance(found, dict) and found.get("Type") not in ("MCR", "OBJR"):
            if "S" in found:
                yield found
            if "K" in found:
                yield from self.elements(found["K"])

    def marked(self, element: dict[str, Any]) -> Iterator[tuple[int, int]]:
        """The pieces of content that are an element's own: page and number in it."""
        kids = self.of(element.get("K", []))
        for kid in kids if isinstance(kids, list) else [kids]:
            item = self.of(kid)
            if isinstance(item, int):
                yield element["Pg"].number, item
            elif isinstance(item, dict) and item.get("Type") == "MCR":
                yield item.get("Pg", element.get("Pg")).number, item["MCID"]

    def drawn(self, page: dict[str, Any]) -> tuple[list[int], int]:
        """The numbers of the marked pieces of a page, and how much is drawn outside of any."""
        contents = page["Contents"]
        parts = contents if isinstance(contents, list) else [contents]
        text = QUOTED.sub(b" ", b"\n".join(self.streams[part.number] for part in parts))
        numbers = [int(found) for found in re.findall(rb"/MCID (\d+)", text)]
        depth = outside = 0
        for word in text.replace(b">>", b" ").split():
            depth += word in BEGIN
            depth -= word == END
            outside += word in DRAWS and depth == 0
        return numbers, outside


def parsed(content: bytes) -> Any:
    values: list[Any] = [[]]
    for found in TOKEN.finditer(content):
        kind, text = str(found.lastgroup), found[str(found.lastgroup)]
        if kind == "open":
            values.append([])
        elif kind == "close":
            inside = values.pop()
            whole = dict(zip(inside[::2], inside[1::2], strict=True)) if text == b">>" else inside
            values[-1].append(whole)
        else:
            values[-1].append(_plain(kind, text))
    (first, *_) = values[0] or [None]
    return first


def _plain(kind: str, text: bytes) -> Any:
    if kind == "ref":
        return Ref(int(text.split()[0]))
    if kind == "number":
        return float(text) if b"." in text else int(text)
    if kind == "hex":
        return bytes.fromhex(text[1:-1].decode())
    return {b"true": True, b"false": False, b"null": None}.get(
        text, text.removeprefix(b"/").decode("latin-1")
    )
