import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from team.fotos import aufbereiten, breiten
from team.models import Person

from .crawler import soup
from .factories import PersonFactory, PersonMitFotoFactory, foto, upload

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
