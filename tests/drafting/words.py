"""Word files for the tests: made, changed and read with python-docx."""

import io
import zipfile

from docx import Document


def word(*lines: str, header: str = "") -> bytes:
    """A Word file with a paragraph for each line."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def lines(content: bytes) -> list[str]:
    """The paragraphs of a Word file, those in tables left out."""
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]


def header(content: bytes) -> str:
    return Document(io.BytesIO(content)).sections[0].header.paragraphs[0].text


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with another part in that place, or with one more."""
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as before,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for entry in before.namelist():
            if entry != name:
                after.writestr(entry, before.read(entry))
        after.writestr(name, part)
    return changed.getvalue()
