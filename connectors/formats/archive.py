"""Zip and gzip opened without trust: nothing is written by the names inside, and nothing grows without bound."""

from __future__ import annotations

import gzip
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, repeat
from pathlib import Path
from typing import IO

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    KeyError,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
)
"""What Python raises for an archive that is damaged, encrypted or packed in a way it does not know."""
ZIP, EMPTY_ZIP, GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
_NESTED = (ZIP, EMPTY_ZIP, GZIP, b"BZh", b"7z\xbc\xaf", b"\xfd7zXZ", b"Rar!")
MOST_MEMBERS = 1000
LARGEST_BYTES = 1_073_741_824
"""Unpacked, all members together."""
MOST_RATIO, FREE_BYTES = 200, 67_108_864
"""Beyond so many bytes, what unpacks to more than that many times its size is a bomb, not a delivery."""
LARGEST_DIRECTORY = 4_194_304
IN_MEMORY = 8_388_608
_BLOCK = 1_048_576
_DIRECTORY_END = struct.Struct("<4s4H2IH")
_OFFICE = ("[Content_Types].xml", "_rels/", "xl/", "word/", "docProps/", "mimetype")
_UNSAFE = re.compile(r"^([A-Za-z]:|[\\/])|(^|[\\/])\.\.([\\/]|$)|[\x00-\x1f]")
_LEFT_OUT = re.compile(r"(^|/)(__MACOSX/|\.DS_Store$|Thumbs\.db$)|/$")
_SYMLINK = 0o12


FAULT_CODES = {
    "encrypted": "AR-FILE-001",
    "nested": "AR-FILE-002",
    "unsafe": "AR-FILE-003",
    "bomb": "AR-FILE-004",
    "many": "AR-FILE-005",
    "damaged": "AR-FILE-006",
}
"""The finding for each fault of a member."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of an archive, or what is wrong with it."""

    name: str
    content: bytes | Path = b""
    fault: str = ""
    """encrypted, nested, unsafe, bomb, many or damaged; empty: it can be read."""
    why: str = ""


def packed_as(head: bytes) -> str:
    """Zip or gzip; empty where it is neither, or an office document, which is a zip too."""
    if head.startswith(GZIP):
        return "gzip"
    if head.startswith(EMPTY_ZIP):
        return "zip"
    return "zip" if head.startswith(ZIP) and not first_name(head).startswith(_OFFICE) else ""


def first_name(head: bytes) -> str:
    """Name of a zip's first member; empty where the head ends before it."""
    length = int.from_bytes(head[26:28], "little")
    return head[30 : 30 + length].decode("utf-8", "replace") if len(head) >= 30 + length else ""


def checked_zip(stream: IO[bytes]) -> zipfile.ZipFile:
    """The archive, once its directory is known to be small; raises one of DAMAGE, with words."""
    size = stream.seek(0, 2)
    stream.seek(max(size - 65_600, 0))
    tail = stream.read()
    at = tail.rfind(EMPTY_ZIP)
    if at < 0 or len(tail) - at < _DIRECTORY_END.size:
        raise ValueError("it breaks off before its directory")
    directory = _DIRECTORY_END.unpack_from(tail, at)[5]
    if directory > LARGEST_DIRECTORY or tail[max(at - 20, 0) : at].startswith(b"PK\x06\x07"):
        raise ValueError("its directory is larger than that of any delivery")
    stream.seek(0)
    return zipfile.ZipFile(stream)


def names_inside(stream: IO[bytes]) -> list[str]:
    """Names of a zip's files; none where it can't be opened."""
    try:
        return [info.filename for info in checked_zip(stream).infolist()[:MOST_MEMBERS]]
    except DAMAGE:
        return []


def refusal(info: zipfile.ZipInfo) -> tuple[str, str]:
    """Why a member is not opened, as fault and words; empty: it may be."""
    if _UNSAFE.search(info.orig_filename):
        return "unsafe", "its name points outside of the archive"
    if info.external_attr >> 28 == _SYMLINK:
        return "unsafe", "it is a link"
    if info.flag_bits & 1:
        return "encrypted", "it is encrypted"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "damaged", f"it is packed by method {info.compress_type}"
    return "", ""


def members(stream: IO[bytes], form: str, name: str, limit: int) -> Iterator[Member]:
    """The files inside, in their order; a large one stands in a temporary file until the next is asked for.

    Args:
        stream: the archive.
        form: zip or gzip.
        name: of the archive.
        limit: bytes that all of them may unpack to.
    """
    most = min(limit, LARGEST_BYTES)
    with tempfile.TemporaryDirectory(prefix="lading-") as folder:
        spool = Path(folder) / "member"
        if form == "gzip":
            yield _gzipped(stream, name, most, spool)
        else:
            yield from _zipped(stream, name, most, repeat(spool))


def kept(stream: IO[bytes], name: str, limit: int, folder: Path) -> Iterator[Member]:
    """The files inside a zip; large ones stand in files of ``folder`` for as long as the caller keeps it.

    Args:
        stream: the archive.
        name: of the archive.
        limit: bytes that all of them may unpack to.
        folder: an empty one, the caller's.
    """
    spools = (folder / f"member{place}" for place in count())
    yield from _zipped(stream, name, min(limit, LARGEST_BYTES), spools)


def _gzipped(stream: IO[bytes], name: str, most: int, spool: Path) -> Member:
    inner = name.removesuffix(".gz").removesuffix(".GZ")
    size = stream.seek(0, 2)
    stream.seek(0)
    try:
        with gzip.GzipFile(fileobj=stream) as source:
            return _unpacked(source, inner, (most, size), spool)
    except DAMAGE as error:
        return Member(inner, fault="damaged", why=_words(error))


def _zipped(stream: IO[bytes], name: str, most: int, spools: Iterator[Path]) -> Iterator[Member]:
    size = stream.seek(0, 2)
    try:
        archive = checked_zip(stream)
    except DAMAGE as error:
        yield Member(name, fault="damaged", why=_words(error))
        return
    infos = [info for info in archive.infolist() if not _LEFT_OUT.search(info.orig_filename)]
    total = sum(info.file_size for info in infos)
    if len(infos) > MOST_MEMBERS:
        yield Member(name, fault="many", why=f"{len(infos):,} files")
    elif total > most or (total > FREE_BYTES and total > size * MOST_RATIO):
        yield Member(name, fault="bomb", why=f"{total:,} bytes out of {size:,}")
    else:
        for info, spool in zip(infos, spools, strict=False):
            yield _member(archive, info, (most, size), spool)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, bounds: tuple[int, int], spool: Path) -> Member:
    fault, why = refusal(info)
    if fault:
        return Member(info.orig_filename, fault=fault, why=why)
    try:
        with archive.open(info) as source:
            return _unpacked(source, info.filename, bounds, spool)
    except DAMAGE as error:
        return Member(info.filename, fault="damaged", why=_words(error))


def _unpacked(source: IO[bytes] | gzip.GzipFile, name: str, bounds: tuple[int, int], spool: Path) -> Member:
    most, size = bounds
    begin = source.read(IN_MEMORY)
    if begin.startswith(_NESTED) and (packed_as(begin) or not begin.startswith(ZIP)):
        return Member(name, fault="nested", why="it is an archive itself")
    if begin[257:262] == b"ustar":
        return Member(name, fault="nested", why="it is a tar archive")
    if len(begin) < IN_MEMORY:
        return Member(name, begin)
    done = len(begin)
    with spool.open("wb") as file:
        file.write(begin)
        while block := source.read(_BLOCK):
            done += len(block)
            if done > most or (done > FREE_BYTES and done > size * MOST_RATIO):
                return Member(name, fault="bomb", why=f"more than {done:,} bytes out of {size:,}")
            file.write(block)
    return Member(name, spool)


def _words(error: BaseException) -> str:
    return (str(error).strip("'\"") or type(error).__name__).splitlines()[0][:200]
