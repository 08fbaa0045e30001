"""Small PDFs for tests, made by hand."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfReader, PdfWriter


def pdf_of(pages: Sequence[Sequence[str]], about: dict[str, str] | None = None, password: str = "") -> bytes:
    """Return a PDF with these lines on its pages, in one font."""
    contents = [_content(lines) for lines in pages]
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for n, content in enumerate(contents):
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Resources << /Font << /F1 3 0 R >> >>"
            f" /Contents {5 + 2 * n} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _finished(_written(objects), about or {}, password)


def encrypted(made: bytes, algorithm: str, user: str = "", owner: str = "") -> bytes:
    """Return the PDF encrypted. Only a user password prevents reading; an owner password alone does not."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    writer.encrypt(user, owner or user, algorithm=algorithm)
    finished = io.BytesIO()
    writer.write(finished)
    return finished.getvalue()


def _content(lines: Sequence[str]) -> str:
    shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in lines)
    return f"BT /F1 12 Tf 14 TL 72 720 Td\n{shown}ET"


def _written(objects: Sequence[str]) -> bytes:
    out, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    return out + f"{end}trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n".encode()


def _finished(made: bytes, about: dict[str, str], password: str) -> bytes:
    if not about and not password:
        return made
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(made)))
    writer.add_metadata(about)
    finished = io.BytesIO()
    writer.write(finished)
    return encrypted(finished.getvalue(), "RC4-128", password) if password else finished.getvalue()
