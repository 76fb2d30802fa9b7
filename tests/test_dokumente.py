"""PDFs that people send: broken, made to harm, or fine; and what staff are told of them."""

import datetime as dt
import html
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter

from termine import begrenzt, dokumente, pdf_lesen
from termine.hinweise import hinweise_zur_unterlage
from termine.models import Unterlage

from .crawler import text
from .dateien import dateien, senden, unterlage_senden, zip_datei
from .factories import (
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


@pytest.mark.parametrize("fall", ["leer", "text", "javascript im feld", "zu groß", "endung exe"])
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
    with django_assert_num_queries(10):
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


def test_staff_are_told_of_the_same_file_in_two_places(admin_client):
    alte, neue = SitzungFactory(datum=dt.date(2027, 1, 11)), SitzungFactory()
    anderes = pdf().rstrip() + b" "
    UnterlageFactory(sitzung=alte, art="anlage", datei=ContentFile(anderes, name="b.pdf"))
    UnterlageFactory(sitzung=alte, datei=ContentFile(pdf(), name="a.pdf"))

    response = unterlage_senden(admin_client, neue, ("c.pdf", pdf()))

    doppelt = [satz for satz in angekuendigte_warnungen(response) if "Dieselbe" in satz]
    assert [satz.partition("gespeichert. ")[2] for satz in doppelt] == [
        "Dieselbe Datei gibt es schon als „Protokoll vom 11.01.2027“. Ist es die richtige?"
    ]


def test_staff_know_an_unterlage_by_the_name_it_had_with_them_and_can_open_it(admin_client):
    sitzung = SitzungFactory(oeffentlich_ab=None)
    unterlage_senden(admin_client, sitzung, ("Scan Büro 003.pdf", pdf()))

    unterlage = Unterlage.objects.get()

    liste = admin_client.get("/admin/termine/unterlage/")
    assert "Scan Büro 003.pdf" in text(liste)
    for objekt in [unterlage, sitzung]:
        seite = admin_client.get(adresse(objekt, "change"))
        assert "Derzeit: Scan Büro 003.pdf" in text(seite)
        assert f"href='{unterlage.get_absolute_url()}'" in seite.content.decode()
    datei = admin_client.get(unterlage.get_absolute_url())
    assert b"".join(datei) == pdf()
    assert unterlage.dateiname == f"{sitzung.slug}-protokoll.pdf"


def test_name_of_an_upload_is_kept_as_far_as_there_is_room(admin_client):
    unterlage_senden(admin_client, SitzungFactory(), (f"{'x' * 300}.pdf", pdf()))

    assert len(Unterlage.objects.get().hochgeladen_als) == 255
