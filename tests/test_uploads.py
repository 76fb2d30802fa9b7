"""What people send to the admin: broken, made to harm, or fine; and what is kept of it."""

import datetime as dt
import html
import io
import struct
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader, PdfWriter
from reversion.models import Version

from team import fotos
from team.fotos import verkleinert
from team.models import Person
from termine import begrenzt, dokumente, pdf_lesen
from termine.hinweise import hinweise_zur_unterlage
from termine.models import Unterlage

from .crawler import soup, text
from .dateien import dateien, foto_senden, senden, unterlage_senden
from .factories import (
    PersonFactory,
    PersonMitFotoFactory,
    SitzungFactory,
    TagesordnungspunktFactory,
    UnterlageFactory,
    foto,
    pdf,
)
from .verwaltung import adresse, angekuendigte_warnungen, formular

pytestmark = pytest.mark.django_db

MB = 1024**2


@pytest.fixture(autouse=True)
def _known_pdfs():
    """Here each file is examined, other than in the rest of the tests."""


def bytes_von(bild, format_name, **optionen):
    puffer = io.BytesIO()
    bild.save(puffer, format_name, **optionen)
    return puffer.getvalue()


# PDFs by hand


def pdf_aus(*objekte, kopf=b"%PDF-1.7\n", trailer=b""):
    """Return a PDF of the given objects, numbered from 1, the first of which is the catalog."""
    daten, stellen = kopf, []
    for nummer, objekt in enumerate(objekte, start=1):
        stellen.append(len(daten))
        daten += b"%d 0 obj\n%s\nendobj\n" % (nummer, objekt)
    anfang = len(daten)
    daten += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objekte) + 1)
    daten += b"".join(b"%010d 00000 n \n" % stelle for stelle in stellen)
    return daten + b"trailer\n<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objekte) + 1,
        trailer,
        anfang,
    )


def strom(inhalt, eintraege=b"", runden=1):
    """Return a stream object, deflated so many times."""
    for _ in range(runden):
        inhalt = zlib.compress(inhalt, 1)
    filter_ = b"[" + b"/FlateDecode " * runden + b"]"
    return b"<</Filter%s/Length %d%s>>\nstream\n%s\nendstream" % (
        filter_,
        len(inhalt),
        eintraege,
        inhalt,
    )


KATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
SEITEN = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
SEITE = (
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R"
    b"/Resources<</XObject<</F 5 0 R>>>>>>"
)
LEER = b"<</Length 0>>\nstream\n\nendstream"
TEXT = b"<</Length 14>>\nstream\nBT (Text) Tj ET\nendstream"
FORM = (
    b"<</Subtype/Form/Resources<</XObject<</F 5 0 R>>>>/Length 15>>\n"
    b"stream\nBT [(T)] TJ ET \nendstream"
)
BILD = b"<</Subtype/Image/Length 1>>\nstream\nx\nendstream"


def pdf_mit(katalog=b"", seite=b"", inhalt=LEER, xobjekt=BILD, **optionen):
    """Return a PDF of one page, with more entries in the catalog and in the page."""
    return pdf_aus(
        KATALOG[:-2] + katalog + b">>", SEITEN, SEITE[:-2] + seite + b">>", inhalt, xobjekt,
        **optionen,
    )  # fmt: skip


def verschluesselt(**kennwoerter):
    writer = PdfWriter(io.BytesIO(pdf()))
    writer.encrypt(**kennwoerter, algorithm="RC4-128")
    puffer = io.BytesIO()
    writer.write(puffer)
    return puffer.getvalue()


def verschluesselt_mit_aes():
    return pdf_mit(
        trailer=b"/Encrypt<</Filter/Standard/V 5/R 6/Length 256/P -4/O(%s)/U(%s)/OE(%s)/UE(%s)"
        b"/Perms(%s)/CF<</StdCF<</CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF>>"
        % (b"o" * 48, b"u" * 48, b"e" * 32, b"e" * 32, b"p" * 16)
    )


def objektstrom_bombe():
    """Return a PDF whose page tree lies in an object stream of 80 MB, deflated to 80 kB."""
    objekte = strom(b"2 0 " + SEITEN + b" " * (80 * MB), b"/Type/ObjStm/N 1/First 4")
    daten = b"%%PDF-1.7\n1 0 obj\n%s\nendobj\n" % KATALOG
    stelle = len(daten)
    daten += b"4 0 obj\n%s\nendobj\n" % objekte
    anfang = len(daten)
    eintraege = b"".join(
        struct.pack(">BIB", *eintrag)
        for eintrag in [
            (0, 0, 0), (1, 9, 0), (2, 4, 0), (0, 0, 0), (1, stelle, 0), (1, anfang, 0)
        ]
    )  # fmt: skip
    verzeichnis = strom(eintraege, b"/Type/XRef/W[1 4 1]/Size 6/Root 1 0 R")
    return daten + b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF" % (verzeichnis, anfang)


def tief(stufen):
    """Return a PDF whose only page lies so many levels down."""
    knoten = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(stufen)]
    return pdf_aus(KATALOG, *knoten, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def zip_datei(name=b"word/document.xml"):
    kopf = struct.pack("<4sHHHHHIIIHH", b"PK\3\4", 20, 0, 0, 0, 0, 0, 0, 0, len(name), 0)
    return kopf + name + b"\0" * 1100


OHNE_KATALOG = pdf_mit().replace(b"/Root 1", b"/Root 9").replace(b"/Catalog", b"/Katalog")

KEIN_PDF = "lässt sich nicht als PDF lesen"
GESCHUETZT = "mit einem Kennwort geschützt"
HANDELT = "will beim Öffnen von selbst etwas ausführen"
JAVASCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"

# id: (name, content, sentence); callables are built only for their own test.
BOESE_PDFS = {
    "html": ("a.pdf", b"<!doctype html><script>alert(1)</script>", KEIN_PDF),
    "exe": ("a.pdf", b"MZ\x90\0" + bytes(500), KEIN_PDF),
    "elf": ("a.pdf", b"\x7fELF" + bytes(500), KEIN_PDF),
    "zip": ("a.pdf", zip_datei(b"a.txt"), KEIN_PDF),
    "docx heißt pdf": ("a.pdf", zip_datei(), KEIN_PDF),
    "doc heißt pdf": ("a.pdf", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), KEIN_PDF),
    "svg": ("a.pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", KEIN_PDF),
    "png": ("a.pdf", lambda: foto(format_name="PNG"), KEIN_PDF),
    "text": ("a.pdf", b"Protokoll", KEIN_PDF),
    "leer": ("a.pdf", b"", "Die übertragene Datei ist leer."),
    "nullbytes": ("a.pdf", bytes(5000), KEIN_PDF),
    "nur kopf": ("a.pdf", b"%PDF-1.7\n", KEIN_PDF),
    "nur kopf und ende": ("a.pdf", b"%PDF-1.7\n%%EOF", KEIN_PDF),
    "html davor": ("a.pdf", b"<script>alert(1)</script>\n" + pdf(), KEIN_PDF),
    "zip dahinter": ("a.pdf", pdf() + zip_datei(), KEIN_PDF),
    "exe dahinter": ("a.pdf", pdf() + b"MZ" + bytes(5000), KEIN_PDF),
    "html im kopf": ("a.pdf", b"%PDF-1.7<script>alert(1)</script>%%EOF", KEIN_PDF),
    "abgeschnitten": ("a.pdf", pdf(seiten=30)[:-1500], KEIN_PDF),
    "mitte fehlt": ("a.pdf", pdf(seiten=30)[:100] + pdf(seiten=30)[-100:], KEIN_PDF),
    "kein verzeichnis": ("a.pdf", pdf_mit().replace(b"xref", b"xxxx"), KEIN_PDF),
    "kein katalog": ("a.pdf", OHNE_KATALOG, KEIN_PDF),
    "katalog ist zahl": ("a.pdf", pdf_aus(b"7"), KEIN_PDF),
    "katalog ist er selbst": ("a.pdf", pdf_aus(b"1 0 R"), KEIN_PDF),
    "keine seite": ("a.pdf", pdf(seiten=0), KEIN_PDF),
    "keine seiten im katalog": ("a.pdf", pdf_aus(b"<</Type/Catalog>>"), KEIN_PDF),
    "seite fehlt": ("a.pdf", pdf_aus(KATALOG, SEITEN), KEIN_PDF),
    "seiten im kreis": (
        "a.pdf",
        pdf_aus(KATALOG, SEITEN.replace(b"3 0 R", b"2 0 R")),
        KEIN_PDF,
    ),
    "seiten im großen kreis": (
        "a.pdf",
        pdf_aus(KATALOG, SEITEN, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
        KEIN_PDF,
    ),
    "seitenbaum zu tief": ("a.pdf", lambda: tief(5000), KEIN_PDF),
    "eine milliarde seiten": (
        "a.pdf",
        pdf_mit().replace(b"/Count 1>>", b"/Count 999999999>>"),
        KEIN_PDF,
    ),
    "minus eine seite": ("a.pdf", pdf_mit().replace(b"/Count 1", b"/Count -1"), KEIN_PDF),
    "eine seite tausendmal": (
        "a.pdf",
        pdf_mit().replace(b"/Kids[3 0 R]", b"/Kids[%s]" % (b"3 0 R " * 1000)),
        KEIN_PDF,
    ),
    "zwei milliarden objekte": (
        "a.pdf",
        OHNE_KATALOG.replace(b"/Size 6", b"/Size %d" % 2**31),
        KEIN_PDF,
    ),
    "klammern ohne ende": ("a.pdf", pdf_mit(katalog=b"/X" + b"[" * 100_000), KEIN_PDF),
    "wörterbücher ohne ende": ("a.pdf", pdf_mit(katalog=b"/X" + b"<</X" * 50_000), KEIN_PDF),
    "flate-bombe": ("a.pdf", lambda: pdf_mit(inhalt=strom(bytes(80 * MB))), KEIN_PDF),
    "flate-bombe in flate": (
        "a.pdf",
        lambda: pdf_mit(inhalt=strom(bytes(80 * MB), runden=2)),
        KEIN_PDF,
    ),
    "flate-bombe in form": (
        "a.pdf",
        lambda: pdf_mit(xobjekt=strom(bytes(80 * MB), b"/Subtype/Form")),
        KEIN_PDF,
    ),
    "hundert filter": ("a.pdf", pdf_mit(inhalt=strom(b"q", runden=100)), KEIN_PDF),
    "unbekannter filter": (
        "a.pdf",
        pdf_mit(inhalt=TEXT.replace(b"<<", b"<</Filter/Gibtsnicht")),
        KEIN_PDF,
    ),
    "bombe im objektstrom": ("a.pdf", objektstrom_bombe, KEIN_PDF),
    "kennwort zum öffnen": ("a.pdf", lambda: verschluesselt(user_password="a"), GESCHUETZT),
    "kennwort zum ändern": (
        "a.pdf",
        lambda: verschluesselt(user_password="", owner_password="a"),
        GESCHUETZT,
    ),
    "aes": ("a.pdf", verschluesselt_mit_aes, GESCHUETZT),
    "javascript beim öffnen": ("a.pdf", pdf_mit(b"/OpenAction" + JAVASCRIPT), HANDELT),
    "javascript danach": (
        "a.pdf",
        pdf_mit(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]/Next" + JAVASCRIPT + b">>"),
        HANDELT,
    ),
    "javascript im namen": (
        "a.pdf",
        pdf_mit(b"/Names<</JavaScript<</Names[(a)" + JAVASCRIPT + b"]>>>>"),
        HANDELT,
    ),
    "programm beim öffnen": ("a.pdf", pdf_mit(b"/OpenAction<</S/Launch/F(cmd.exe)>>"), HANDELT),
    "javascript der seite": ("a.pdf", pdf_mit(seite=b"/AA<</O" + JAVASCRIPT + b">>"), HANDELT),
    "javascript beim klick": (
        "a.pdf",
        pdf_mit(seite=b"/Annots[<</Subtype/Link/A" + JAVASCRIPT + b">>]"),
        HANDELT,
    ),
    "javascript nach dem klick": (
        "a.pdf",
        pdf_mit(seite=b"/Annots[<</A<</S/URI/URI(https://a)/Next" + JAVASCRIPT + b">>>>]"),
        HANDELT,
    ),
    "javascript der eingabe": (
        "a.pdf",
        pdf_mit(seite=b"/Annots[7 0 R<</Subtype/Widget/AA<</K" + JAVASCRIPT + b">>>>]"),
        HANDELT,
    ),
    "programm beim klick": (
        "a.pdf",
        pdf_mit(seite=b"/Annots[<</Subtype/Widget/A<</S/Launch/F(cmd.exe)>>>>]"),
        HANDELT,
    ),
    "javascript im feld": (
        "a.pdf",
        pdf_mit(b"/AcroForm<</Fields[<</Kids[<</AA<</C" + JAVASCRIPT + b">>>>]>>]>>"),
        HANDELT,
    ),
    "javascript im lesezeichen": (
        "a.pdf",
        pdf_mit(b"/Outlines<</First<</Next<</A" + JAVASCRIPT + b">>>>>>"),
        HANDELT,
    ),
    "xfa": ("a.pdf", pdf_mit(b"/AcroForm<</Fields[]/XFA 5 0 R>>"), HANDELT),
    "zu groß": (
        "a.pdf",
        lambda: pdf() + bytes(dokumente.HOECHSTENS),
        "es gehen höchstens 40,0\xa0MB",
    ),
    "endung exe": ("a.exe", pdf(), "als PDF-Datei hoch"),
    "endung docx": ("a.docx", zip_datei(), "als PDF-Datei hoch"),
    "doppelte endung": ("a.pdf.exe", pdf(), "als PDF-Datei hoch"),
    "keine endung": ("pdf", pdf(), "als PDF-Datei hoch"),
    "punkt am ende": ("a.pdf.", pdf(), "als PDF-Datei hoch"),
    "zwei punkte": ("a..pdf", b"x", KEIN_PDF),
    "pfad im namen": ("../../../a.pdf", b"x", KEIN_PDF),
    "pfad von windows": ("..\\..\\a.pdf", b"x", KEIN_PDF),
    "nullbyte im namen": ("a.pdf\0.exe", pdf(), "als PDF-Datei hoch"),
    "umgekehrte schrift": ("a\u202efdp.exe", pdf(), "als PDF-Datei hoch"),
    "langer name": ("a" * 300 + ".pdf", pdf(), "höchstens 100 Zeichen"),
}


def angenommen(datei):
    return dokumente.befund(Unterlage._meta.get_field("datei").formfield().clean(datei))


@pytest.mark.parametrize("fall", BOESE_PDFS)
def test_file_that_is_no_good_pdf_is_refused(fall):
    name, inhalt, satz = BOESE_PDFS[fall]
    datei = SimpleUploadedFile(name, inhalt() if callable(inhalt) else inhalt)

    with pytest.raises(ValidationError) as error:
        angenommen(datei)

    assert satz in error.value.messages[0]


@pytest.mark.parametrize(
    "fall", ["leer", "text", "javascript im feld", "zu groß", "endung exe", "langer name"]
)
def test_unterlage_that_is_no_good_pdf_is_refused_and_leaves_nothing(admin_client, fall):
    name, inhalt, satz = BOESE_PDFS[fall]
    sitzung = SitzungFactory()

    response = unterlage_senden(
        admin_client, sitzung, (name, inhalt() if callable(inhalt) else inhalt)
    )

    assert response.status_code == 200
    formulare = response.context["inline_admin_formsets"][-1].formset
    assert formulare.errors[0].keys() == {"datei"}
    (fehler,) = formulare.errors[0]["datei"]
    assert satz in fehler
    assert fehler in html.unescape(response.content.decode())
    assert not Unterlage.objects.exists()
    assert dateien() == []


@pytest.mark.parametrize(
    "programm", ["import time; time.sleep(60)", "import os; os.abort()"], ids=["endless", "crash"]
)
def test_pdf_that_cannot_be_examined_is_refused(monkeypatch, tmp_path, programm):
    tmp_path.joinpath("pdf_lesen.py").write_text(programm)
    monkeypatch.setattr(begrenzt, "ORDNER", tmp_path)
    monkeypatch.setattr(begrenzt, "ZEIT", 1)

    with pytest.raises(ValidationError, match=KEIN_PDF):
        dokumente.befund(ContentFile(pdf(), name="a.pdf"))


def test_places_to_click_are_read_once_however_often_and_in_circles_they_are_named():
    annotationen = b"/Annots[" + b"3 0 R 5 0 R<</Kids[3 0 R]/Subtype/Link>>" * 10_000 + b"]"
    reader = PdfReader(io.BytesIO(pdf_mit(seite=b"/Kids[3 0 R]" + annotationen)))

    stellen = pdf_lesen.anklickbares(reader.root_object, reader.pages)

    assert len(stellen) == 10_002
    assert not pdf_lesen.handelt_von_selbst(reader.root_object, reader.pages)


@pytest.mark.parametrize(
    ("inhalt", "hat_text", "ist_getaggt"),
    [
        (pdf_mit(), False, False),
        (pdf_mit(inhalt=TEXT), True, False),
        (pdf_mit(xobjekt=FORM), True, False),
        (pdf_mit(b"/StructTreeRoot<<>>/MarkInfo<</Marked true>>", inhalt=TEXT), True, True),
        (pdf_mit(b"/StructTreeRoot<<>>/MarkInfo<</Marked false>>", inhalt=TEXT), True, False),
        (pdf_mit(b"/MarkInfo<</Marked true>>", inhalt=TEXT), True, False),
        (pdf_mit(b"/OpenAction[3 0 R/Fit]", inhalt=TEXT), True, False),
        (pdf_mit(b"/OpenAction<</S/GoTo/D[3 0 R/Fit]>>", inhalt=TEXT), True, False),
        (pdf_mit(b"/AcroForm<</Fields[<</FT/Tx>>]>>/Outlines<</First 3 0 R>>"), False, False),
        (pdf_mit(seite=b"/Annots[<</Subtype/Link/A<</S/URI/URI(https://a)>>>>]"), False, False),
        (pdf_mit(seite=b"/Annots[<</A<</S/GoTo/D[3 0 R]>>>><</Dest[3 0 R]>>]"), False, False),
        (pdf_mit(inhalt=strom(b"BT (Text) Tj ET")), True, False),
        # Every viewer finds the objects all the same.
        (pdf_mit().replace(b"startxref\n", b"startxref\n9"), False, False),
    ],
    ids=[
        "picture", "text", "text in form", "tagged", "marked false", "no tree", "opens at a place",
        "goes to a place", "form and bookmark", "link", "links to a place", "deflated", "mended",
    ],
)  # fmt: skip
def test_pdf_is_examined_for_text_and_tags(inhalt, hat_text, ist_getaggt):
    befund = pdf_lesen.befund(io.BytesIO(inhalt))

    assert befund == {"seiten": 1, "hat_text": hat_text, "ist_getaggt": ist_getaggt}


def test_unterlage_is_examined_once(admin_client, monkeypatch):
    laeufe = []
    monkeypatch.setattr(dokumente, "ausfuehren", lambda *a: laeufe.append(a) or ERGEBNIS)

    response = unterlage_senden(admin_client, SitzungFactory(), ("a.pdf", pdf()))

    assert response.status_code == 302
    assert len(laeufe) == 1
    assert (Unterlage.objects.get().seiten, Unterlage.objects.get().hat_text) == (12, True)


ERGEBNIS = b'{"seiten": 12, "hat_text": true, "ist_getaggt": false}'


def test_staff_read_what_was_found_in_an_unterlage(admin_client):
    unterlage = UnterlageFactory(
        sitzung__datum=dt.date(2027, 1, 11), datei=ContentFile(pdf(seiten=2), name="a.pdf")
    )
    Unterlage.objects.update(hat_text=True, groesse=1.3 * MB)

    worte = "2 Seiten, 1,3 MB, Text vorhanden, nicht barrierefrei ausgezeichnet"
    for objekt in [unterlage, unterlage.sitzung]:
        seite = text(admin_client.get(adresse(objekt, "change")))
        assert "Protokoll vom 11. Januar 2027" in seite
        assert worte in seite


@pytest.mark.parametrize("anzahl", [1, 3])
def test_form_with_unterlagen_needs_the_same_queries(
    admin_client, django_assert_num_queries, anzahl
):
    punkt = TagesordnungspunktFactory()
    UnterlageFactory.create_batch(anzahl, sitzung=None, tagesordnungspunkt=punkt)

    admin_client.get(adresse(punkt, "change"))  # fills what Django remembers of the models
    with django_assert_num_queries(12):
        admin_client.get(adresse(punkt, "change"))


def test_unterlage_from_before_is_said_to_be_not_examined():
    unterlage = UnterlageFactory.build(seiten=1, groesse=MB, sitzung=None)

    assert (
        unterlage.beschreibung
        == "1 Seite, 1,0\xa0MB, Text nicht geprüft, Auszeichnung nicht geprüft"
    )
    assert hinweise_zur_unterlage(unterlage) == []


@pytest.mark.parametrize(
    ("inhalt", "meldungen"),
    [
        (pdf_mit(), ["kein Text gefunden", "nicht barrierefrei ausgezeichnet"]),
        (pdf_mit(inhalt=TEXT), ["nicht barrierefrei ausgezeichnet"]),
        (pdf_mit(b"/StructTreeRoot<<>>/MarkInfo<</Marked true>>", inhalt=TEXT), []),
        (
            pdf_mit(
                b"/StructTreeRoot<<>>/MarkInfo<</Marked true>>",
                inhalt=TEXT,
                kopf=b"%%PDF-1.7\n%%%s\n" % (b"x" * 6 * MB),
            ),
            ["6,0\xa0MB groß. Auf dem Telefon lädt sie lange"],
        ),
    ],
    ids=["scan", "untagged", "good", "large"],
)
def test_staff_are_warned_of_a_pdf_that_is_hard_to_use(admin_client, inhalt, meldungen):
    sitzung = SitzungFactory(datum=dt.date(2027, 1, 11))

    beim_anlegen = unterlage_senden(admin_client, sitzung, ("a.pdf", inhalt))
    eigene_seite = adresse(Unterlage.objects.get(), "change")
    beim_ersetzen = senden(
        admin_client,
        eigene_seite,
        formular(admin_client.get(eigene_seite)),
        "datei",
        ("a.pdf", inhalt),
        "application/pdf",
    )

    for response in [beim_anlegen, beim_ersetzen]:
        assert response.status_code == 302
        gesagt = angekuendigte_warnungen(response)
        assert len(gesagt) == len(meldungen)
        for satz, meldung in zip(gesagt, meldungen, strict=True):
            assert satz.startswith("Protokoll vom 11. Januar 2027 ist gespeichert. ")
            assert meldung in satz


def test_staff_are_not_warned_again_of_a_file_that_stays(admin_client):
    unterlage = UnterlageFactory()
    felder = formular(admin_client.get(adresse(unterlage.sitzung, "change")))

    response = admin_client.post(
        adresse(unterlage.sitzung, "change"), felder | {"unterlagen-0-bezeichnung": "Neu"}
    )

    assert response.status_code == 302
    assert angekuendigte_warnungen(response) == []


# Photos


def png(breite, hoehe, daten=b""):
    """Return a PNG that claims that size, with pixels that are all black."""

    def block(art, inhalt):
        pruefsumme = zlib.crc32(art + inhalt)
        return struct.pack(">I", len(inhalt)) + art + inhalt + struct.pack(">I", pruefsumme)

    kopf = struct.pack(">IIBBBBB", breite, hoehe, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + block(b"IHDR", kopf)
        + block(b"IDAT", zlib.compress(daten))
        + block(b"IEND", b"")
    )


KEIN_FOTO = "lässt sich nicht als Foto lesen"

BOESE_FOTOS = {
    "html": ("a.jpg", b"<!doctype html><script>alert(1)</script>", KEIN_FOTO),
    "pdf": ("a.jpg", pdf(), KEIN_FOTO),
    "svg": ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", KEIN_FOTO),
    "svg heißt jpg": ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", KEIN_FOTO),
    "exe": ("a.jpg", b"MZ" + bytes(500), KEIN_FOTO),
    "zip": ("a.jpg", zip_datei(), KEIN_FOTO),
    "leer": ("a.jpg", b"", "Die übertragene Datei ist leer."),
    "text": ("a.png", b"Hallo", KEIN_FOTO),
    "gif": ("a.gif", foto(format_name="GIF"), KEIN_FOTO),
    "gif heißt jpg": ("a.jpg", foto(format_name="GIF"), KEIN_FOTO),
    "bewegtes gif": (
        "a.gif",
        bytes_von(
            Image.new("P", (9, 9)), "GIF", save_all=True, append_images=[Image.new("P", (9, 9), 1)]
        ),
        KEIN_FOTO,
    ),
    "tiff": ("a.tif", foto(format_name="TIFF"), KEIN_FOTO),
    "bmp": ("a.bmp", foto(format_name="BMP"), KEIN_FOTO),
    "ico": ("a.ico", foto(format_name="ICO"), KEIN_FOTO),
    "eps": ("a.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", KEIN_FOTO),
    "psd": ("a.psd", b"8BPS\0\1" + bytes(500), KEIN_FOTO),
    "heic": ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500), KEIN_FOTO),
    "jpeg abgeschnitten": ("a.jpg", foto()[:1000], KEIN_FOTO),
    "jpeg nur kopf": ("a.jpg", foto()[:20], KEIN_FOTO),
    "png abgeschnitten": ("a.png", foto(format_name="PNG")[:60], KEIN_FOTO),
    "webp abgeschnitten": ("a.webp", foto(format_name="WEBP")[:60], KEIN_FOTO),
    "avif abgeschnitten": ("a.avif", foto(format_name="AVIF")[:300], KEIN_FOTO),
    "png ohne breite": ("a.png", png(0, 0), KEIN_FOTO),
    "png ohne bildpunkte": ("a.png", png(100, 100), KEIN_FOTO),
    "png-bombe": ("a.png", lambda: png(20_000, 20_000, bytes(2501 * 20_000)), KEIN_FOTO),
    "png mit milliarden": ("a.png", png(2**31 - 1, 2**31 - 1), KEIN_FOTO),
    "profil kaputt": ("a.jpg", foto(icc_profile=b"kein Profil"), KEIN_FOTO),
    "zu groß": (
        "a.jpg",
        lambda: foto() + bytes(fotos.HOECHSTENS),
        "es gehen höchstens 15,0\xa0MB",
    ),
    "langer name": ("a" * 300 + ".jpg", foto(), "höchstens 100 Zeichen"),
}


@pytest.mark.parametrize("fall", BOESE_FOTOS)
def test_photo_that_is_none_is_refused_and_leaves_nothing(admin_client, fall):
    name, inhalt, satz = BOESE_FOTOS[fall]
    person = PersonFactory()

    response = foto_senden(admin_client, person, (name, inhalt() if callable(inhalt) else inhalt))

    assert response.status_code == 200
    fehler = response.context["adminform"].errors
    assert fehler.keys() == {"foto"}
    (fehler,) = fehler["foto"]
    assert satz in fehler
    assert fehler in html.unescape(response.content.decode())
    assert not Person.objects.get().foto
    assert dateien() == []


@pytest.mark.parametrize(
    ("name", "inhalt"),
    [
        ("a.jpg", foto() + b"<script>alert(1)</script>"),
        ("a.php", foto(comment=b"<?php evil(); ?>")),
        ("a.jpg.exe", foto(format_name="PNG")),
        ("..\\..\\a.jpg", foto()),
    ],
    ids=["html behind", "php in the comment", "two endings", "path"],
)
def test_photo_is_made_anew_whatever_was_sent_along(admin_client, name, inhalt):
    person = PersonFactory()

    response = foto_senden(admin_client, person, (name, inhalt), typ="text/html")

    assert response.status_code == 302
    assert {pfad.suffix for pfad in dateien()} == {".jpg", ".webp"}
    for pfad in dateien():
        assert b"script" not in pfad.read_bytes()
        assert b"evil" not in pfad.read_bytes()


def test_photo_is_worked_on_once(admin_client, monkeypatch):
    laeufe = []
    aufbereiten = fotos.aufbereiten
    monkeypatch.setattr(fotos, "aufbereiten", lambda d: laeufe.append(d) or aufbereiten(d))

    response = foto_senden(admin_client, PersonFactory(), ("a.jpg", foto()))

    assert response.status_code == 302
    assert len(laeufe) == 1


def test_all_that_is_missing_for_a_photo_is_said_at_once_and_at_its_field(admin_client):
    person = PersonFactory()

    response = foto_senden(admin_client, person, ("a.svg", b"<svg/>"), foto_zeigen="on")

    fehler = response.context["adminform"].form.errors
    assert fehler.keys() == {"foto", "foto_einwilligung_am", "foto_alternativtext"}
    assert KEIN_FOTO in fehler["foto"][0]
    assert "fehlt der Tag" in fehler["foto_einwilligung_am"][0]
    assert "Oder setzen Sie den Haken „rein schmückend“" in fehler["foto_alternativtext"][0]


def test_photo_that_is_to_be_shown_has_to_be_there(admin_client):
    person = PersonFactory()
    felder = formular(admin_client.get(adresse(person, "change")))
    erlaubt = {"foto_schmueckend": "on", "foto_einwilligung_am": "01.01.2021", "foto_zeigen": "on"}

    response = admin_client.post(adresse(person, "change"), felder | erlaubt)

    assert response.context["adminform"].form.errors == {"foto": ["Zum Freigeben fehlt das Foto."]}


def test_photo_that_is_only_decoration_has_an_empty_description(admin_client, client):
    person = PersonFactory(slug="erika")

    response = foto_senden(
        admin_client,
        person,
        ("a.jpg", foto()),
        foto_schmueckend="on",
        foto_einwilligung_am="01.01.2021",
        foto_zeigen="on",
    )

    assert response.status_code == 302
    assert soup(client.get("/team/erika/")).select_one("picture img")["alt"] == ""


def test_staff_see_the_photo_before_it_is_released(admin_client, client):
    person = PersonMitFotoFactory(foto_zeigen=False, foto_nachweis="Max Muster")

    vorschau = soup(admin_client.get(adresse(person, "change"))).select_one(".field-foto_vorschau")
    response = admin_client.get(vorschau.img["src"])

    assert (vorschau.img["width"], vorschau.img["height"]) == ("600", "400")
    assert "Foto: Max Muster" in vorschau.get_text()
    assert response["Content-Type"] == "image/jpeg"
    assert "no-store" in response["Cache-Control"]
    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).size == (600, 400)
    assert client.get(person.get_absolute_url() + "foto.jpg").status_code == 404


def test_photo_in_the_admin_is_for_who_may_see_the_person(client, django_user_model):
    person = PersonMitFotoFactory()
    bild = reverse("admin:team_person_foto", args=[person.pk])
    ohne_rechte = django_user_model.objects.create_user("gast", is_staff=True)

    anonym = client.get(bild)
    client.force_login(ohne_rechte)

    assert (anonym.status_code, client.get(bild).status_code) == (302, 403)


@pytest.mark.parametrize("weg", ["none", "lost"])
def test_photo_in_the_admin_is_404_where_there_is_none(admin_client, weg):
    person = PersonFactory() if weg == "none" else PersonMitFotoFactory()
    for pfad in dateien():
        pfad.unlink()

    response = admin_client.get(reverse("admin:team_person_foto", args=[person.pk]))

    assert response.status_code == 404


# What stays in the folder


def test_good_file_is_not_kept_when_another_row_is_refused(admin_client):
    sitzung = SitzungFactory()

    response = unterlage_senden(
        admin_client,
        sitzung,
        ("gut.pdf", pdf()),
        **{
            "unterlagen-TOTAL_FORMS": 2,
            "unterlagen-1-art": "protokoll",
            "unterlagen-1-reihenfolge": 1000,
            "unterlagen-1-datei": ContentFile(b"Hallo", name="schlecht.pdf"),
        },
    )

    assert response.status_code == 200
    assert dateien() == []


def test_good_photo_is_not_kept_when_another_field_is_refused(admin_client):
    response = foto_senden(admin_client, PersonFactory(), ("a.jpg", foto()), email="keine")

    assert response.status_code == 200
    assert soup(response).select(".field-foto_vorschau img") == []
    assert dateien() == []


def test_files_of_all_rows_go_when_the_database_refuses_the_last(admin_client, monkeypatch):
    sitzung = SitzungFactory()
    # The check in the form would find it; another process may be quicker than that.
    monkeypatch.setattr(Unterlage, "validate_constraints", lambda self, exclude=None: None)
    monkeypatch.setattr(Unterlage._meta.get_field("art"), "choices", None)

    with pytest.raises(IntegrityError, match="unterlage_art_bekannt"):
        unterlage_senden(
            admin_client,
            sitzung,
            ("gut.pdf", pdf()),
            **{
                "unterlagen-TOTAL_FORMS": 2,
                "unterlagen-1-art": "zettel",
                "unterlagen-1-reihenfolge": 1000,
                "unterlagen-1-datei": ContentFile(pdf(), name="auch gut.pdf"),
            },
        )

    assert not Unterlage.objects.exists()
    assert dateien() == []


def test_photo_in_all_widths_goes_when_the_database_refuses_the_person(admin_client, monkeypatch):
    person = PersonFactory()
    monkeypatch.setattr(Person, "validate_constraints", lambda self, exclude=None: None)

    with pytest.raises(IntegrityError, match="person_foto_beschrieben_oder_schmueckend"):
        foto_senden(
            admin_client,
            person,
            ("a.jpg", foto()),
            foto_schmueckend="on",
            foto_alternativtext="Porträt",
            foto_einwilligung_am="01.01.2021",
            foto_zeigen="on",
        )

    assert dateien() == []


def test_files_of_what_is_replaced_or_deleted_stay_with_its_versions(
    admin_client, django_capture_on_commit_callbacks
):
    unterlage = UnterlageFactory()
    person = PersonMitFotoFactory()
    call_command("createinitialrevisions", verbosity=0)
    alte = set(dateien())
    eigene_seite = adresse(unterlage, "change")

    with django_capture_on_commit_callbacks(execute=True):
        senden(
            admin_client,
            eigene_seite,
            formular(admin_client.get(eigene_seite)),
            "datei",
            ("neu.pdf", pdf(seiten=2)),
            "application/pdf",
        )
        foto_senden(admin_client, person, ("neu.jpg", foto()))
    neue = set(dateien())
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(adresse(unterlage, "delete"), {"post": "yes"})

    assert alte < neue
    assert len(neue) == 2 * len(alte)
    assert not Unterlage.objects.exists()
    assert set(dateien()) == neue


def test_new_photo_is_not_shown_with_the_consent_to_the_old_one(admin_client):
    person = PersonMitFotoFactory()

    response = foto_senden(admin_client, person, ("neu.jpg", foto(breite=700)))

    person.refresh_from_db()
    assert response.status_code == 302
    assert (person.foto_breite, person.foto_zeigen) == (700, False)
    [satz] = angekuendigte_warnungen(response)
    assert satz.startswith("Das neue Foto ist gespeichert, aber noch nicht zu sehen.")


def test_new_photo_is_shown_with_a_new_consent(admin_client):
    person = PersonMitFotoFactory()

    foto_senden(
        admin_client, person, ("neu.jpg", foto(breite=700)), foto_einwilligung_am="02.02.2022"
    )

    person.refresh_from_db()
    assert (person.foto_breite, person.foto_zeigen) == (700, True)


def test_consent_of_tomorrow_is_refused(admin_client):
    person = PersonMitFotoFactory()
    morgen = timezone.localdate() + dt.timedelta(days=1)
    felder = formular(admin_client.get(adresse(person, "change")))

    response = admin_client.post(
        adresse(person, "change"), felder | {"foto_einwilligung_am": f"{morgen:%d.%m.%Y}"}
    )

    assert "Dieser Tag liegt in der Zukunft." in text(response)


@pytest.fixture
def person_ohne_foto(admin_client, django_capture_on_commit_callbacks):
    """A person whose photo was replaced once and then removed, both in the admin."""
    person = PersonMitFotoFactory()
    PersonMitFotoFactory()
    url = adresse(person, "change")
    admin_client.post(url, formular(admin_client.get(url)) | {"abschluss": "M.A."})
    foto_senden(admin_client, person, ("neu.jpg", foto(breite=700)))
    felder = formular(admin_client.get(url)) | {"foto-clear": "on"}
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(url, felder)
    person.refresh_from_db()
    return person


def test_photo_that_is_removed_leaves_no_file_of_the_person(person_ohne_foto):
    (andere,) = Person.objects.exclude(pk=person_ohne_foto.pk)

    assert not person_ohne_foto.foto
    assert {datei.name[:32] for datei in dateien()} == {Path(andere.foto.name).stem}


def test_photo_that_is_removed_does_not_come_back_with_an_older_version(
    admin_client, person_ohne_foto
):
    damals = Version.objects.get_for_object(person_ohne_foto).order_by("pk")[0]
    url = reverse("admin:team_person_revision", args=[person_ohne_foto.pk, damals.pk])

    admin_client.post(url, formular(admin_client.get(url)))

    person_ohne_foto.refresh_from_db()
    assert (person_ohne_foto.abschluss, bool(person_ohne_foto.foto)) == ("M.A.", False)


@pytest.mark.parametrize("modus", ["RGBA", "P", "L", "1"])
def test_photo_of_many_pixels_is_made_small_first(modus):
    puffer = io.BytesIO()
    Image.new(modus, (6000, 4000)).save(puffer, "PNG")

    klein = verkleinert(Image.open(puffer))

    assert klein.size == (3200, 2133)
