"""Damage that keeps a file's form: segments, rows, elements, members and values changed, doubled, moved, left out."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import warnings
import zipfile
from collections.abc import Callable

VALUES = (
    *("", " ", "0", "-0", "-1", "1", "9" * 18, "9" * 40, "0.1", ".5", "5.", "1e5", "1e400", "NaN", "1,5", "1.234,5"),
    *(
        "00000000",
        "20260230",
        "99991231",
        "2026-02-30",
        "2026-10-25T02:30:00",
        "01/02/2026",
        "\u0663\u0664",
        "x" * 3000,
    ),
    *("\u202eabc", "A\u200b", "\U0001f469\u200d\U0001f680", "\u0130", "e\u0301", "=1+1", "' OR 1=1", "../../x", "\x00"),
    *("220", "850", "ORDERS", "EA", "PCE", "EUR", "JPY", "9", "00", "true", "null", "A?'B", "A?", "??", "]]>", "&lt;"),
)
"""What a value may become."""
_XML_TAG = re.compile(rb"<[^<>]*>")
_XML_ELEMENT = re.compile(rb"<([A-Za-z:]+)(?: [^<>]*)?>[^<>]*</\1>")
_XML_TEXT = re.compile(rb">([^<>]+)<")
_XML_PIECES = (
    *(b"<!DOCTYPE Order [<!ENTITY a 'b'>]>", b"<?xml version='1.1' encoding='utf-16'?>", b"<a>" * 120, b"<a/>" * 300),
    *(
        b"<![CDATA[<x>]]>",
        b"<!-- -- -->",
        b"&a;",
        b"&#x1F600;",
        b"&#xD800;",
        b"<Order/>",
        b"</Order>",
        b'<a b="1" b="2"/>',
    ),
)


def edi(content: bytes, chance: random.Random) -> bytes:
    """Segments and elements, by the marks that the text seems to have."""
    text = content.decode("latin-1")
    ends = max("~'\n", key=text.count)
    mark = max("*+", key=text.count)
    parts = text.split(ends)
    at = chance.randrange(len(parts))
    match chance.randrange(8):
        case 0:
            parts[at:at] = [parts[at]] * chance.choice((1, 1, 3, 50))
        case 1:
            del parts[at]
        case 2:
            parts.insert(chance.randrange(len(parts)), parts.pop(at))
        case 3:
            other = chance.choice("*+|;^\x1d,")
            parts = [part.replace(mark, other) for part in parts]
        case 4:
            return text.replace(ends, chance.choice(("~", "'", "\n", "\r\n", "\x1c", "~\n", "'\r\n"))).encode("latin-1")
        case 5:
            parts[at:at] = parts[: chance.randrange(len(parts)) + 1]
        case _:
            elements = parts[at].split(mark)
            _change(elements, chance.randrange(len(elements)), chance)
            parts[at] = mark.join(elements)
    return ends.join(parts).encode("utf-8" if not text.isascii() else "latin-1", "replace")


def _change(elements: list[str], at: int, chance: random.Random) -> None:
    match chance.randrange(6):
        case 0:
            del elements[at]
        case 1:
            elements.insert(at, chance.choice(VALUES))
        case 2:
            elements[at] += ":" + chance.choice(VALUES)
        case 3:
            elements += [chance.choice(VALUES)] * chance.choice((1, 30))
        case _:
            elements[at] = chance.choice(VALUES).encode("utf-8", "replace").decode("latin-1")


def rows(content: bytes, chance: random.Random) -> bytes:
    """Lines and the cells between delimiters."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    mark = max((b";", b",", b"|", b"\t"), key=content.count)
    match chance.randrange(8):
        case 0:
            lines[at:at] = [lines[at]] * chance.choice((1, 2, 40))
        case 1:
            del lines[at]
        case 2:
            lines.insert(chance.randrange(len(lines)), lines.pop(at))
        case 3:
            return b"\n".join(lines).replace(mark, chance.choice((b",", b";", b"\t", b"|", b" ")))
        case 4:
            return chance.choice((b"\r\n", b"\r", b"\n\n", b"\x85", b"")).join(lines)
        case 5:
            lines[at] = b'"' + lines[at]
        case _:
            cells = lines[at].split(mark)
            cells[chance.randrange(len(cells))] = chance.choice(VALUES).encode(chance.choice(("utf-8", "utf-16-le")))
            lines[at] = mark.join(cells)
    return b"\n".join(lines)


def xml(content: bytes, chance: random.Random) -> bytes:
    """Elements, texts and tags."""
    pattern = chance.choice((_XML_TAG, _XML_ELEMENT, _XML_TEXT, _XML_TEXT))
    places = [found.span(found.re.groups if found.re is _XML_TEXT else 0) for found in pattern.finditer(content)]
    if not places:
        return content
    start, end = chance.choice(places)
    piece = content[start:end]
    match chance.randrange(6):
        case 0:
            piece *= chance.choice((2, 3, 60))
        case 1:
            piece = b""
        case 2:
            other = chance.choice(places)
            piece = content[other[0] : other[1]]
        case 3:
            piece += chance.choice(_XML_PIECES)
        case 4:
            return content[:start] + content[end:] + piece
        case _:
            piece = chance.choice(VALUES).encode() if pattern is _XML_TEXT else piece.upper()
    return content[:start] + piece + content[end:]


def values(content: bytes, chance: random.Random) -> bytes:
    """JSON: a value, a name or a list of one record changed; a file that is none stays."""
    lines = content.split(b"\n") if content[:1] == b"{" and b"}\n" in content else [content]
    at = chance.randrange(len(lines))
    try:
        tree = json.loads(lines[at])
    except (ValueError, RecursionError):
        return rows(content, chance)
    text = json.dumps(_tree(tree, chance), ensure_ascii=chance.random() < 0.5)
    if chance.random() < 0.2:
        text = re.sub(r'("[a-zA-Z]+": )', rf"\g<1>{chance.choice(('NaN', '1e400', '{}', '[[', '1,'))} ", text, count=1)
    lines[at] = text.encode("utf-8", "surrogatepass")
    joined = chance.choice((b"\n", b"\n", b",", b"\r\n", b"")).join(lines)
    return b"[" + joined + b"]" if chance.random() < 0.1 else joined


def _tree(value: object, chance: random.Random, depth: int = 0) -> object:
    """The same with something changed on the way down; lists grow near the top only, or they would grow without end."""
    if isinstance(value, dict) and value and chance.random() < 0.8:
        name = chance.choice(list(value))
        match chance.randrange(6):
            case 0:
                return {key: one for key, one in value.items() if key != name}
            case 1:
                return {**value, chance.choice((f"{name}2", "", name.upper(), "lines.code", "0")): value[name]}
            case _:
                return {**value, name: _tree(value[name], chance, depth + 1)}
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        times = chance.choice((0, 1, 1, 2, 30)) if depth < 4 else 1
        return [*value[:at], *[_tree(value[at], chance, depth + 1)] * times, *value[at + 1 :]]
    nested: object = chance.choice(VALUES)
    for _ in range(chance.choice((0, 0, 1, 2, 150))):
        nested = chance.choice(({"a": nested}, [nested], [nested, 1], {"lines": nested}))
    plain: tuple[object, ...] = (
        None,
        True,
        False,
        0,
        -1,
        10**30,
        1.5,
        1e300,
        "\ud800",
        [],
        {},
        [[]],
        [1, "a", None],
        value,
    )
    return chance.choice((nested, chance.choice(plain)))


def archive(content: bytes, chance: random.Random) -> bytes:
    """Zip: a member's content damaged as XML or text, its name changed, members doubled, moved, left out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as source:
            files = [(info.filename, source.read(info)) for info in source.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, KeyError, EOFError):
        return content
    if not files:
        return content
    at = chance.randrange(len(files))
    name, inside = files[at]
    match chance.randrange(8):
        case 0:
            files.insert(chance.randrange(len(files)), files.pop(at))
        case 1:
            del files[at]
        case 2:
            files.append((name, inside[: chance.randrange(len(inside) + 1)]))
        case 3:
            names = ("../x", "/x", "a\\..\\b", "x.zip", "", "a" * 300, "\u202e.xml", "C:x", f"__MACOSX/{name}", "a/")
            files[at] = (chance.choice(names), inside)
        case 4:
            files[at] = (name, chance.choice((b"", content, gzip.compress(inside), b"\x00" * 3000)))
        case _:
            files[at] = (name, xml(inside, chance) if inside[:1] == b"<" else rows(inside, chance))
    return zipped(files, chance.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)))


def zipped(files: list[tuple[str, bytes]], packing: int = zipfile.ZIP_STORED) -> bytes:
    """An archive of these files."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a name twice is what is wanted here
        with zipfile.ZipFile(out, "w", packing) as target:
            for name, inside in files:
                target.writestr(zipfile.ZipInfo(name), inside, packing)
    return out.getvalue()


def gzipped(content: bytes, chance: random.Random) -> bytes:
    """Gzip: what is inside damaged, or a second stream behind the first."""
    try:
        inside = gzip.decompress(content)
    except (OSError, EOFError, ValueError):
        return content
    match chance.randrange(4):
        case 0:
            return content + content
        case 1:
            return gzip.compress(content, 1)
        case _:
            return gzip.compress((xml if inside[:1] == b"<" else edi)(inside, chance), 1)


STRUCTURED: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "edi": edi,
    "rows": rows,
    "xml": xml,
    "json": values,
    "zip": archive,
    "gzip": gzipped,
}
"""The shape of a parser's seeds to the damage that knows it."""
