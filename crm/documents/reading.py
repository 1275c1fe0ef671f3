"""The text of a file, for search. Runs in a process of its own: `python -m crm.documents.reading`.

A file from outside may be made to crash, hang or swell whatever reads it. So the reader is another
process with little memory and little time, and nothing but text comes back from it. That holds for
XML too: expat bounds what its entities may grow to.
"""

import html
import importlib
import re
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from email import policy
from email.message import MIMEPart
from email.parser import BytesParser
from itertools import islice
from typing import IO
from xml.etree.ElementTree import Element, iterparse

MOST_CHARACTERS = 600_000
"""Kept of one file: some 300 pages."""

MOST_PAGES = 1000
MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 15
"""Of the processor; the one who waits has a clock of its own."""

Read = Callable[[IO[bytes]], Iterable[str]]

WORD_PARTS = re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml")
SHEET_PARTS = re.compile(r"xl/(sharedStrings|worksheets/sheet\d+|comments\d*)\.xml")
DIVIDED = re.compile("[\x02\ufffe]")
"""How PDFium marks the place at which a word was divided at the end of a line."""

BLOCKS = {"p", "tr", "si", "row"}
"""Elements after which a new line begins."""

OUTLOOK_TEXTS = ("0037", "0C1A", "0E04", "1000")
"""Subject, sender, recipients, body: MS-OXPROPS calls the properties by number."""


def read_pdf(file: IO[bytes]) -> Iterator[str]:
    pdfium = importlib.import_module("pypdfium2")
    with pdfium.PdfDocument(file.read()) as document:
        for page in islice(document, MOST_PAGES):
            text = page.get_textpage().get_text_bounded()
            yield DIVIDED.sub("", text)


def read_word(file: IO[bytes]) -> Iterator[str]:
    return _xml_texts(file, WORD_PARTS)


def read_workbook(file: IO[bytes]) -> Iterator[str]:
    return _xml_texts(file, SHEET_PARTS)


def _xml_texts(file: IO[bytes], wanted: re.Pattern[str]) -> Iterator[str]:
    with zipfile.ZipFile(file) as container:
        for name in sorted(filter(wanted.fullmatch, container.namelist())):
            with container.open(name) as part:
                yield from _texts_of(element for _event, element in iterparse(part))


def _texts_of(elements: Iterable[Element]) -> Iterator[str]:
    for element in elements:
        name = element.tag.rpartition("}")[2]
        if name == "t":
            yield element.text or ""
        elif name in {"tab", "br", "c"}:
            yield " "
        elif name in BLOCKS:
            yield "\n"
            element.clear()  # read and done with: a long file needs no more memory


def read_mail(file: IO[bytes]) -> Iterator[str]:
    message = BytesParser(policy=policy.default).parse(file)
    for name in ("subject", "from", "to", "cc"):
        yield f"{message.get(name, '')}\n"
    body = message.get_body(("plain", "html"))
    if body is not None:
        content = _content_of(body)
        yield _without_tags(content) if body.get_content_subtype() == "html" else content


def _content_of(body: MIMEPart) -> str:
    try:
        content: str = body.get_content()
    except LookupError:  # it names an encoding that Python does not know, such as x-gbk
        raw = body.get_payload(decode=True)
        return _guessed(raw) if isinstance(raw, bytes) else ""
    return content


def _guessed(content: bytes) -> str:
    """As UTF-8, else as Chinese mail was written before it."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _without_tags(page: str) -> str:
    shown = re.sub(r"(?is)<(script|style)\b.*?</\1\s*>", " ", page)
    return html.unescape(re.sub(r"<[^>]*>", " ", shown))


def read_outlook(file: IO[bytes]) -> Iterator[str]:
    olefile = importlib.import_module("olefile")
    with olefile.OleFileIO(file) as container:
        for number in OUTLOOK_TEXTS:
            for ending, encoding in (("001F", "utf-16-le"), ("001E", "utf-8")):
                name = f"__substg1.0_{number}{ending}"
                if container.exists(name):
                    yield container.openstream(name).read().decode(encoding, "replace") + "\n"


READERS: dict[str, Read] = {
    "pdf": read_pdf,
    "docx": read_word,
    "xlsx": read_workbook,
    "eml": read_mail,
    "msg": read_outlook,
}


def read(kind: str, file: IO[bytes]) -> str:
    """The text, cut to what is kept; signs that no database takes are left out."""
    kept, length = [], 0
    for text in READERS[kind](file):
        kept.append(text)
        length += len(text)
        if length > MOST_CHARACTERS:
            break
    whole = "".join(kept)[:MOST_CHARACTERS].replace("\0", " ")
    return whole.encode("utf-8", "ignore").decode()


def _limit() -> None:
    if sys.platform != "win32":
        resource = importlib.import_module("resource")
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read standard input, which is a file of the type named, and write its text."""
    _limit()
    sys.stdout.buffer.write(read(sys.argv[1], sys.stdin.buffer).encode())


if __name__ == "__main__":
    main()
