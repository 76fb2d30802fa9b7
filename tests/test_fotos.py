import datetime as dt
import html
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from reversion.models import Version

from team import fotos
from team.fotos import aufbereiten, breiten, verkleinert
from team.models import Person

from .crawler import soup, text
from .dateien import dateien, foto_senden, zip_datei
from .factories import PersonFactory, PersonMitFotoFactory, foto, pdf, upload
from .verwaltung import adresse, angekuendigte_warnungen, formular

GPS = Image.Exif()
GPS[0x0112] = 6  # the camera was turned by 90 degrees
GPS.get_ifd(0x8825)[1] = "N"
GPS[0x010E] = "Marke im Bild"


def bild(inhalt):
    return Image.open(io.BytesIO(inhalt))


@pytest.mark.parametrize(
    ("breite", "fassungen"),
    [
        (100, [100]),
        (480, [480]),
        (481, [480, 481]),
        (1600, [480, 960, 1600]),
        (9000, [480, 960, 1600]),
    ],
)
def test_breiten_never_enlarge(breite, fassungen):
    assert breiten(breite) == fassungen


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_photo_is_kept_in_three_widths_and_as_jpeg(format_name):
    fassungen, jpeg = aufbereiten(upload(breite=2000, hoehe=1000, format_name=format_name))

    groessen = {breite: bild(webp).size for breite, webp in fassungen.items()}
    assert groessen == {1600: (1600, 800), 960: (960, 480), 480: (480, 240)}
    assert {bild(webp).format for webp in fassungen.values()} == {"WEBP"}
    assert (bild(jpeg).format, bild(jpeg).size) == ("JPEG", (1600, 800))


def test_nothing_but_the_pixels_is_kept():
    profil = bild(foto(icc_profile=b"Marke im Profil" + bytes(200))).info.get("icc_profile")
    assert profil is not None
    mehr = foto(exif=GPS, comment=b"Marke im Kommentar") + b"Marke hinter dem Ende"

    fassungen, jpeg = aufbereiten(ContentFile(mehr))

    for inhalt in [*fassungen.values(), jpeg]:
        assert b"Marke" not in inhalt
        assert not bild(inhalt).getexif()
        assert {"exif", "icc_profile", "comment", "xmp"} & bild(inhalt).info.keys() == set()


def test_photo_stands_upright():
    fassungen, _ = aufbereiten(upload(breite=400, hoehe=200, exif=GPS))

    gedreht = bild(fassungen[200])
    assert gedreht.size == (200, 400)
    # Turned clockwise: what was at the top is now at the right.
    assert gedreht.getpixel((180, 200))[0] > 200
    assert gedreht.getpixel((20, 200))[2] > 200


def test_transparent_parts_become_white():
    puffer = io.BytesIO()
    Image.new("RGBA", (100, 100), (0, 0, 0, 0)).save(puffer, "PNG")

    _, jpeg = aufbereiten(ContentFile(puffer.getvalue()))

    assert bild(jpeg).getpixel((50, 50)) == (255, 255, 255)


@pytest.mark.parametrize(
    "inhalt",
    [
        lambda: b"",
        lambda: b"Hallo",
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        lambda: foto()[:1000],
        lambda: foto(format_name="GIF"),
        lambda: foto(format_name="TIFF"),
        lambda: foto(breite=8000, hoehe=6500, format_name="PNG"),
    ],
    ids=["empty", "text", "svg", "cut", "gif", "tiff", "too many pixels"],
)
def test_what_is_no_photo_is_refused_with_a_sentence(inhalt):
    with pytest.raises(ValidationError, match="lässt sich nicht als Foto lesen"):
        aufbereiten(ContentFile(inhalt()))


@pytest.mark.django_db
def test_field_for_the_photo_asks_for_what_the_site_can_read(admin_client):
    seite = soup(admin_client.get(reverse("admin:team_person_add")))

    assert seite.select_one("#id_foto")["accept"] == "image/jpeg,image/png,image/webp,image/avif"


@pytest.mark.parametrize("modus", ["RGBA", "P", "L", "1"])
def test_photo_of_many_pixels_is_made_small_first(modus):
    puffer = io.BytesIO()
    Image.new(modus, (6000, 4000)).save(puffer, "PNG")

    klein = verkleinert(Image.open(puffer))

    assert klein.size == (3200, 2133)


@pytest.mark.django_db
def test_person_keeps_no_upload():
    person = PersonFactory(foto=upload(breite=2000, hoehe=1000, exif=GPS))

    namen = [person.foto.name, *(person.foto_name(breite) for breite in [480, 960, 1000])]
    assert sorted(default_storage.listdir("personen")[1]) == sorted(
        name.removeprefix("personen/") for name in namen
    )
    assert (person.foto_breite, person.foto_hoehe) == (1000, 2000)
    with default_storage.open(person.foto.name) as datei:
        assert not bild(datei.read()).getexif()


@pytest.mark.django_db
def test_saving_a_person_again_leaves_the_photo_as_it_is():
    person = PersonMitFotoFactory()
    name = person.foto.name

    person = Person.objects.get()
    person.full_clean()
    person.save()

    assert person.foto.name == name
    assert len(default_storage.listdir("personen")[1]) == 3


@pytest.mark.django_db
def test_person_rejects_a_file_that_is_no_photo():
    person = PersonFactory.build(foto=ContentFile(b"Hallo", name="foto.jpg"))

    with pytest.raises(ValidationError, match="lässt sich nicht als Foto lesen"):
        person.full_clean()


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["/", "/team/", "/team/erika/"])
def test_page_shows_the_photo_in_all_widths(client, adresse):
    PersonMitFotoFactory(slug="erika")

    seite = soup(client.get(adresse))

    img = seite.select_one("picture img")
    assert (img["src"], img["width"], img["height"]) == ("/team/erika/foto.jpg", "600", "400")
    assert img["alt"] == "Erika am Schreibtisch"
    assert seite.select_one("picture source")["srcset"] == (
        "/team/erika/foto-480.webp 480w, /team/erika/foto-600.webp 600w"
    )


@pytest.mark.django_db
@pytest.mark.parametrize("adresse", ["/", "/team/", "/team/erika/"])
def test_page_shows_initials_instead_of_a_photo_that_is_not_released(client, adresse):
    PersonMitFotoFactory(slug="erika", foto_zeigen=False)

    seite = soup(client.get(adresse))

    assert seite.select("picture") == []
    assert seite.select_one(".bildnis").get_text() == "EM"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "typ", "dateiname"),
    [("foto.jpg", "image/jpeg", "erika.jpg"), ("foto-480.webp", "image/webp", "erika.webp")],
)
def test_person_foto_is_an_image_that_may_load_nothing(client, name, typ, dateiname):
    PersonMitFotoFactory(slug="erika")

    response = client.get(f"/team/erika/{name}", headers={"Accept-Encoding": "gzip"})

    inhalt = b"".join(response.streaming_content)
    # Compressed already: once more, and it would lose its Content-Length.
    assert "Content-Encoding" not in response
    assert response["Content-Length"] == str(len(inhalt))
    assert response["Content-Type"] == typ
    assert response["Content-Disposition"] == f'inline; filename="{dateiname}"'
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert bild(inhalt).width in {480, 600}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "felder", [{"foto_zeigen": False}, {"im_team_bis": "2020-01-01"}], ids=["not released", "left"]
)
def test_person_foto_is_hidden(client, felder):
    PersonMitFotoFactory(slug="erika", **felder)

    assert client.get("/team/erika/foto.jpg").status_code == 404
    assert client.get("/team/erika/foto-480.webp").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["foto-1600.webp", "foto-0.webp", "foto-480.jpg", "foto.png"])
def test_person_foto_is_404_in_a_width_that_is_not_kept(client, name):
    PersonMitFotoFactory(slug="erika")

    assert client.get(f"/team/erika/{name}").status_code == 404


@pytest.mark.django_db
def test_person_foto_is_404_when_the_file_is_gone(client):
    person = PersonMitFotoFactory(slug="erika")
    default_storage.delete(person.foto.name)

    assert client.get("/team/erika/foto.jpg").status_code == 404


# In the admin


def bytes_von(bild, format_name, **optionen):
    puffer = io.BytesIO()
    bild.save(puffer, format_name, **optionen)
    return puffer.getvalue()


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
KEIN_JPEG = "Wählen Sie es bitte direkt am iPhone hier aus, dann kommt es als JPEG an."


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
    "heic": ("a.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500), KEIN_JPEG),
    "heif": ("a.heif", b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic" + bytes(500), KEIN_JPEG),
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
}


@pytest.mark.django_db
def test_photo_may_have_a_name_of_any_length_since_it_is_not_kept(admin_client):
    person = PersonFactory()

    response = foto_senden(admin_client, person, ("a" * 300 + ".jpg", foto()))

    assert response.status_code == 302
    assert {len(datei.stem.partition("-")[0]) for datei in dateien()} == {32}


@pytest.mark.django_db
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


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_photo_is_worked_on_once(admin_client, monkeypatch):
    laeufe = []
    aufbereiten = fotos.aufbereiten
    monkeypatch.setattr(fotos, "aufbereiten", lambda d: laeufe.append(d) or aufbereiten(d))

    response = foto_senden(admin_client, PersonFactory(), ("a.jpg", foto()))

    assert response.status_code == 302
    assert len(laeufe) == 1


@pytest.mark.django_db
def test_all_that_is_missing_for_a_photo_is_said_at_once_and_at_its_field(admin_client):
    person = PersonFactory()

    response = foto_senden(admin_client, person, ("a.svg", b"<svg/>"), foto_zeigen="on")

    fehler = response.context["adminform"].form.errors
    assert fehler.keys() == {"foto", "foto_einwilligung_am", "foto_alternativtext"}
    assert KEIN_FOTO in fehler["foto"][0]
    assert "fehlt der Tag" in fehler["foto_einwilligung_am"][0]
    assert "Oder setzen Sie den Haken „rein schmückend“" in fehler["foto_alternativtext"][0]


@pytest.mark.django_db
def test_photo_that_is_to_be_shown_has_to_be_there(admin_client):
    person = PersonFactory()
    felder = formular(admin_client.get(adresse(person, "change")))
    erlaubt = {"foto_schmueckend": "on", "foto_einwilligung_am": "01.01.2021", "foto_zeigen": "on"}

    response = admin_client.post(adresse(person, "change"), felder | erlaubt)

    assert response.context["adminform"].form.errors == {"foto": ["Zum Freigeben fehlt das Foto."]}


@pytest.mark.django_db
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


@pytest.mark.django_db
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


@pytest.mark.django_db
def test_photo_in_the_admin_is_for_who_may_see_the_person(client, django_user_model):
    person = PersonMitFotoFactory()
    bild = reverse("admin:team_person_foto", args=[person.pk, person.foto.name])
    ohne_rechte = django_user_model.objects.create_user("gast", is_staff=True)

    anonym = client.get(bild)
    client.force_login(ohne_rechte)

    assert (anonym.status_code, client.get(bild).status_code) == (302, 403)


@pytest.mark.django_db
@pytest.mark.parametrize("weg", ["none", "lost"])
def test_photo_in_the_admin_is_404_where_there_is_none(admin_client, weg):
    person, andere = PersonFactory(), PersonMitFotoFactory()
    if weg == "lost":
        person = andere
        for pfad in dateien():
            pfad.unlink()

    response = admin_client.get(
        reverse("admin:team_person_foto", args=[person.pk, andere.foto.name])
    )

    assert response.status_code == 404


@pytest.mark.django_db
def test_older_version_shows_the_photo_that_it_would_bring_back(admin_client):
    person = PersonFactory()
    for breite in [500, 700]:
        foto_senden(admin_client, person, ("a.jpg", foto(breite=breite)))
    damals = Version.objects.get_for_object(person).order_by("pk")[0]

    seite = admin_client.get(reverse("admin:team_person_revision", args=[person.pk, damals.pk]))
    response = admin_client.get(soup(seite).select_one(".field-foto_vorschau img")["src"])

    assert Image.open(io.BytesIO(b"".join(response.streaming_content))).width == 500


@pytest.mark.django_db
def test_new_photo_is_not_shown_with_the_consent_to_the_old_one(admin_client):
    person = PersonMitFotoFactory()

    response = foto_senden(admin_client, person, ("neu.jpg", foto(breite=700)))

    person.refresh_from_db()
    assert response.status_code == 302
    assert (person.foto_breite, person.foto_zeigen) == (700, False)
    [satz] = angekuendigte_warnungen(response)
    assert satz.startswith("Das neue Foto ist gespeichert, aber noch nicht zu sehen.")


@pytest.mark.django_db
def test_new_photo_is_shown_with_a_new_consent(admin_client):
    person = PersonMitFotoFactory()

    foto_senden(
        admin_client, person, ("neu.jpg", foto(breite=700)), foto_einwilligung_am="02.02.2022"
    )

    person.refresh_from_db()
    assert (person.foto_breite, person.foto_zeigen) == (700, True)


@pytest.mark.django_db
def test_consent_of_tomorrow_is_refused(admin_client):
    person = PersonMitFotoFactory()
    morgen = timezone.localdate() + dt.timedelta(days=1)
    felder = formular(admin_client.get(adresse(person, "change")))

    response = admin_client.post(
        adresse(person, "change"), felder | {"foto_einwilligung_am": f"{morgen:%d.%m.%Y}"}
    )

    assert "Dieser Tag liegt in der Zukunft." in text(response)
