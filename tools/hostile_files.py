"""Files made to hurt: bombs, entities, endless nesting and recursion, absurd sizes, macros, passwords.

Each function gives one file's bytes; its name is the file's.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

Maker = Callable[[], bytes]
MAKERS: dict[str, Maker] = {}

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "application/vnd.openxmlformats-officedocument"
_DOCX = f"{_TYPES}.wordprocessingml.document.main+xml"
_XLSX = f"{_TYPES}.spreadsheetml.sheet.main+xml"
_LAUGHS = (
    "<!DOCTYPE a [<!ENTITY l0 'ha'>" + "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 11)) + "]>"
)
_OUTSIDE = "<!DOCTYPE a [<!ENTITY l10 SYSTEM 'file:///etc/passwd'>]>"


def hostile(name: str) -> Callable[[Maker], Maker]:
    """Registers the maker of the file `name`."""

    def register(make: Maker) -> Maker:
        MAKERS[name] = make
        return make

    return register


def packed(parts: dict[str, bytes | str]) -> bytes:
    """A ZIP of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return buffer.getvalue()


def docx(body: str, before: str = "", kind: str = _DOCX) -> bytes:
    """A Word file of this body; `before` stands above the root element."""
    return _office("word/document.xml", f"{before}<w:document {_W}><w:body>{body}</w:body></w:document>", kind)


def _office(part: str, xml: str, kind: str, more: dict[str, bytes | str] | None = None) -> bytes:
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return packed(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{part}" ContentType="{kind}"/></Types>',
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relation}" Target="{part}"/></Relationships>',
            part: xml,
            **(more or {}),
        }
    )


def _sheet(rows: str, before: str = "", after: str = "") -> bytes:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return _office(
        "xl/workbook.xml",
        f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets><sheet name="s" sheetId="1" r:id="r1"/></sheets></workbook>',
        _XLSX,
        {
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData>{after}</worksheet>',
        },
    )


def pdf(objects: dict[int, str | bytes], trailer: str = "") -> bytes:
    """A PDF of numbered objects; object 1 is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n" % number + (body if isinstance(body, bytes) else body.encode()) + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, place)
    out += f"trailer\n<< /Size {max(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode()
    return bytes(out)


def _stream(data: bytes, more: str = "", flate: bool = False) -> bytes:
    body = zlib.compress(data, 9) if flate else data
    kind = "/Filter /FlateDecode" if flate else ""
    return f"<< /Length {len(body)} {kind} {more} >>\nstream\n".encode() + body + b"\nendstream"


def _page(
    content: bytes | str, resources: str = "", box: str = "0 0 595 842", more: dict[int, str | bytes] | None = None
) -> bytes:
    return pdf(
        {
            1: "<< /Type /Catalog /Pages 2 0 R >>",
            2: "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            3: f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents 4 0 R /Resources << {resources} >> >>",
            4: content
            if isinstance(content, bytes) and content.startswith(b"<<")
            else _stream(bytes(content, "ascii") if isinstance(content, str) else content),
            **(more or {}),
        }
    )


def _png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 10_000))
        + chunk(b"IEND", b"")
    )


@hostile("bomb.docx")
def _() -> bytes:
    return docx("<w:p><w:r><w:t>" + "0" * 300_000_000 + "</w:t></w:r></w:p>")


@hostile("bomb.zip")
def _() -> bytes:
    return packed({f"{number}.txt": b"\0" * 100_000_000 for number in range(4)})


@hostile("nested.zip")
def _() -> bytes:
    data = packed({"a.txt": b"deep"})
    for _level in range(6):
        data = packed({"a.zip": data, "b.zip": data})
    return data


@hostile("many.zip")
def _() -> bytes:
    return packed({f"{number}.pdf": b"" for number in range(20_000)})


@hostile("directory.zip")
def _() -> bytes:
    return (
        b"PK\x03\x04"
        + b"PK\x01\x02" * 2_000_000
        + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65535, 65535, 12_000_000, 4, 0)
    )


@hostile("locked.zip")
def _() -> bytes:
    data = bytearray(packed({"a.pdf": b"%PDF-1.7 secret"}))
    data[data.find(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


@hostile("laughs.docx")
def _() -> bytes:
    return docx("<w:p><w:r><w:t>&l10;</w:t></w:r></w:p>", before=_LAUGHS)


@hostile("outside.docx")
def _() -> bytes:
    return docx("<w:p><w:r><w:t>&l10;</w:t></w:r></w:p>", before=_OUTSIDE)


@hostile("laughs.xlsx")
def _() -> bytes:
    return _sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>&l10;</t></is></c></row>', before=_LAUGHS)


@hostile("laughs.ofd")
def _() -> bytes:
    return packed({"OFD.xml": f"{_LAUGHS}<OFD><DocBody><DocRoot>&l10;</DocRoot></DocBody></OFD>"})


@hostile("outside.ofd")
def _() -> bytes:
    return packed({"OFD.xml": "<OFD><DocBody><DocRoot>/../../../etc/passwd</DocRoot></DocBody></OFD>"})


@hostile("composite.ofd")
def _() -> bytes:
    again = '<CompositeObject Boundary="0 0 1 1" ResourceID="1"/>' * 9
    return packed(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>",
            "d.xml": '<D><CommonData><PublicRes>r.xml</PublicRes></CommonData><Pages><Page ID="1" BaseLoc="p.xml"/></Pages></D>',
            "r.xml": f'<R><CompositeGraphicUnit ID="1"><Content>{again}</Content></CompositeGraphicUnit></R>',
            "p.xml": f"<P><Content><Layer>{again}</Layer></Content></P>",
        }
    )


@hostile("repeats.ofd")
def _() -> bytes:
    code = f'<TextObject Boundary="0 0 9 9" Size="3"><TextCode X="0" Y="0" DeltaX="{"g 999999999 1 " * 2000}">{"1" * 200_000}</TextCode></TextObject>'
    return packed(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>",
            "d.xml": '<D><Pages><Page ID="1" BaseLoc="p.xml"/></Pages></D>',
            "p.xml": f"<P><Content><Layer>{code}</Layer></Content></P>",
        }
    )


@hostile("pages.ofd")
def _() -> bytes:
    pages = '<Page ID="1" BaseLoc="p.xml"/>' * 10_000
    return packed(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>d.xml</DocRoot></DocBody></OFD>",
            "d.xml": f"<D><Pages>{pages}</Pages></D>",
            "p.xml": "<P/>",
        }
    )


@hostile("nested-tables.html")
def _() -> bytes:
    return ("<html><body>" + "<table><tr><td>" * 10_000 + "政府信息公开年度报告").encode()


@hostile("nested-tables.docx")
def _() -> bytes:
    return docx("<w:tbl><w:tr><w:tc>" * 10_000 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 10_000)


@hostile("unclosed.html")
def _() -> bytes:
    return b"<html><body>" + b"<font><b>" * 200_000 + "政府信息公开年度报告".encode()


@hostile("wide-cell.html")
def _() -> bytes:
    return ("<html><body><table><tr><td>" + "一二三 1" * 200_000 + "</td><td>1</td></tr></table>").encode()


@hostile("wide-cell.docx")
def _() -> bytes:
    cell = "<w:tc><w:p><w:r><w:t>" + "12 " * 333_333 + "</w:t></w:r></w:p></w:tc>"
    return docx(f"<w:tbl><w:tr>{cell * 3}</w:tr></w:tbl>")


@hostile("wide-cell.xlsx")
def _() -> bytes:
    return _sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>' + "12 " * 333_333 + "</t></is></c></row>")


@hostile("endless-sheet.xlsx")
def _() -> bytes:
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
    return _sheet(corner, after='<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>')


@hostile("spans.html")
def _() -> bytes:
    row = "<tr>" + "<td rowspan=65534 colspan=1000>1</td>" * 200 + "</tr>"
    return ("<html><body><table>" + row * 200 + "</table>").encode()


@hostile("spans.docx")
def _() -> bytes:
    cell = '<w:tc><w:tcPr><w:gridSpan w:val="2000000000"/><w:vMerge/></w:tcPr><w:p/></w:tc>'
    return docx(f"<w:tbl><w:tr>{cell * 3}</w:tr></w:tbl>")


@hostile("ten-kilometres.pdf")
def _() -> bytes:
    return _page("0 0 m 28346456 28346456 l S", box="0 0 28346456 28346456")


@hostile("objects.pdf")
def _() -> bytes:
    return _page(b"0 0 1 1 re f\n" * 1_000_000)


@hostile("numbered-objects.pdf")
def _() -> bytes:
    base = {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [] /Count 0 >>"}
    return pdf({**base, **dict.fromkeys(range(3, 1000000), "null")})


@hostile("form-in-itself.pdf")
def _() -> bytes:
    form = _stream(
        b"/F Do /F Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F 5 0 R >> >>"
    )
    return _page("/F Do", "/XObject << /F 5 0 R >>", more={5: form})


@hostile("forms-that-multiply.pdf")
def _() -> bytes:
    forms = {
        number: _stream(
            b"/F Do " * 10,
            f"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /F {number + 1} 0 R >> >>",
        )
        for number in range(5, 20)
    }
    last = _stream(b"0 0 1 1 re f", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return _page("/F Do", "/XObject << /F 5 0 R >>", more={**forms, 20: last})


@hostile("endless-font.pdf")
def _() -> bytes:
    font = "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 6 0 R >> "
    font += "/Encoding << /Differences [49 /a] >> /FirstChar 49 /LastChar 49 /Widths [9] /Resources << /Font << /F 5 0 R >> >> >>"
    glyph = _stream(b"9 0 d0 BT /F 9 Tf (1111) Tj ET")
    return _page("BT /F 9 Tf (1111) Tj ET", "/Font << /F 5 0 R >>", more={5: font, 6: glyph})


@hostile("endless-font-program.pdf")
def _() -> bytes:
    program = (
        b"\x00\x01\x00\x00"
        + struct.pack(">4H", 60_000, 16, 0, 0)
        + b"glyf\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff" * 60_000
    )
    font = "<< /Type /Font /Subtype /TrueType /BaseFont /A /FontDescriptor 6 0 R /FirstChar 49 /LastChar 49 /Widths [500] >>"
    descriptor = "<< /Type /FontDescriptor /FontName /A /Flags 4 /FontFile2 7 0 R /FontBBox [0 0 1 1] /ItalicAngle 0 /Ascent 1 /Descent 0 >>"
    return _page(
        "BT /F 9 Tf (1111) Tj ET",
        "/Font << /F 5 0 R >>",
        more={5: font, 6: descriptor, 7: _stream(program, flate=True)},
    )


@hostile("page-tree-loop.pdf")
def _() -> bytes:
    return pdf(
        {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [2 0 R 2 0 R] /Parent 2 0 R /Count 99999 >>"}
    )


@hostile("stream-bomb.pdf")
def _() -> bytes:
    return _page(_stream(b"1 w\n" * 150_000_000, flate=True))


@hostile("page-count.pdf")
def _() -> bytes:
    pages = dict.fromkeys(range(3, 5003), "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>")
    kids = " ".join(f"{number} 0 R" for number in pages)
    return pdf({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: f"<< /Type /Pages /Kids [{kids}] /Count 5000 >>", **pages})


@hostile("xref-loop.pdf")
def _() -> bytes:
    data = pdf({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [] /Count 0 >>"})
    start = data[data.rfind(b"startxref") + 10 :].split(b"\n")[0].decode()
    return pdf({1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [] /Count 0 >>"}, f"/Prev {start}")


@hostile("locked.pdf")
def _() -> bytes:
    key = "<" + "41" * 32 + ">"
    encrypt = f"<< /Filter /Standard /V 1 /R 2 /O {key} /U {key} /P -4 >>"
    pages = {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: "<< /Type /Pages /Kids [] /Count 0 >>", 3: encrypt}
    return pdf(pages, f"/Encrypt 3 0 R /ID [{key} {key}]")


@hostile("picture.png")
def _() -> bytes:
    return _png(100_000, 100_000)


@hostile("picture.jpg")
def _() -> bytes:
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 17, 8, 65_500, 65_500, 3) + bytes((1, 17, 0, 2, 17, 1, 3, 17, 1))
    return b"\xff\xd8" + frame + b"\xff\xda\0\x0c\x03\x01\0\x02\x11\x03\x11\0\x3f\0" + b"\0" * 1000 + b"\xff\xd9"


@hostile("picture.tiff")
def _() -> bytes:
    tags = (
        (256, 4, 100_000),
        (257, 4, 100_000),
        (258, 3, 1),
        (259, 3, 1),
        (262, 3, 1),
        (273, 4, 8),
        (278, 4, 100_000),
        (279, 4, 99),
    )
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, given) for tag, kind, given in tags)
    return b"II*\0\x08\0\0\0" + struct.pack("<H", len(tags)) + entries + b"\x08\0\0\0"


@hostile("picture-in.pdf")
def _() -> bytes:
    image = _stream(
        b"\0" * 100,
        "/Type /XObject /Subtype /Image /Width 100000 /Height 100000 /BitsPerComponent 8 /ColorSpace /DeviceRGB",
        flate=True,
    )
    return _page("595 0 0 842 0 0 cm /I Do", "/XObject << /I 5 0 R >>", more={5: image})


@hostile("locked.docx")
def _() -> bytes:
    return _compound("EncryptedPackage")


@hostile("loop.doc")
def _() -> bytes:
    data = bytearray(_compound("WordDocument"))
    data[512:1024] = struct.pack("<128I", *([0xFFFFFFFD] + [1] * 127))
    return bytes(data)


def _compound(stream: str) -> bytes:
    """An OLE compound file with one stream of 4 KiB (MS-CFB)."""
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    header = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 10
    )
    header += struct.pack("<IIIIIIIII", 1, 1, 0, 4096, end, 0, end, 0, 0) + struct.pack("<I", free) * 108
    table = struct.pack("<128I", 0xFFFFFFFD, end, *range(3, 10), end, *([free] * 118))
    names = (("Root Entry", 5, end, 0), (stream, 2, 2, 4096))
    folder = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name) * 2 + 2, kind, 1, free, free, 1 if kind == 5 else free)
        + b"\0" * 36
        + struct.pack("<IQ", start, size)
        for name, kind, start, size in names
    )
    return (header[:512] + table + folder.ljust(512, b"\0") + b"\xec\xa5" + b"\0" * 4094).ljust(512 * 11, b"\0")


@hostile("long-line.txt")
def _() -> bytes:
    return "政府信息公开年度报告 2023 ".encode() * 3_000_000


@hostile("tabs.txt")
def _() -> bytes:
    return "政府信息公开年度报告\n".encode() + b"1\t" * 20_000_000


@hostile("pipes.md")
def _() -> bytes:
    return "政府信息公开工作年度报告\n".encode() + b"| 1 | 2 | 3 | 4 | 5 | 6 | 7 |\n" * 300_000


@hostile("numbers.txt")
def _() -> bytes:
    return "2023年政府信息公开工作年度报告\n一、总体情况\n".encode() + b"9" * 5_000_000


@hostile("nothing.pdf")
def _() -> bytes:
    return b"%PDF-1.7\n" + b"\0" * 5000


@hostile("script.html")
def _() -> bytes:
    return b"<html><head><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'></head><body><script>while(1){}</script><img src=http://127.0.0.1:9/x.png>"
