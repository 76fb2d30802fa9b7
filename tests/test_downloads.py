import datetime as dt
from urllib.parse import unquote

import pytest
import reversion
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st
from reversion.models import Version

from termine.downloads import byte_bereich
from termine.models import Unterlage

from .factories import UnterlageFactory, pdf

pytestmark = pytest.mark.django_db


def test_unterlage_datei_is_shown_with_a_speaking_name(client):
    unterlage = UnterlageFactory(sitzung__datum=dt.date(2021, 2, 1))

    response = client.get(unterlage.get_absolute_url())

    assert b"".join(response.streaming_content) == pdf()
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == (
        'inline; filename="2021-02-01-protokoll.pdf"; '
        "filename*=UTF-8''Protokoll%20vom%201.%20Februar%202021.pdf"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in response


def test_unterlage_datei_hides_a_draft(client):
    unterlage = UnterlageFactory(sitzung__oeffentlich_ab=None)

    assert client.get(unterlage.get_absolute_url()).status_code == 404


def test_unterlage_datei_is_404_when_the_file_is_gone(client):
    unterlage = UnterlageFactory()
    unterlage.datei.storage.delete(unterlage.datei.name)

    assert client.get(unterlage.get_absolute_url()).status_code == 404


def test_unterlage_datei_is_404_where_there_is_none(client):
    assert client.get("/termine/unterlagen/1/").status_code == 404
    assert client.get(f"/termine/unterlagen/{10**30}/").status_code == 404


def test_recovered_unterlage_answers_again(client):
    unterlage = UnterlageFactory()
    with reversion.create_revision():
        reversion.add_to_revision(unterlage)
    adresse, pk = unterlage.get_absolute_url(), unterlage.pk
    unterlage.delete()
    unterlage.pk = pk
    vorher = client.get(adresse).status_code

    Version.objects.get_deleted(Unterlage).get(object_id=pk).revert()
    nachher, _ = abruf(client, unterlage)

    assert (vorher, nachher.status_code) == (404, 200)


def abruf(client, unterlage, **kopf):
    """Return the response and, read to its end, its content."""
    response = client.get(unterlage.get_absolute_url(), headers=kopf)
    inhalt = b"".join(response.streaming_content) if response.streaming else response.content
    return response, inhalt


@pytest.mark.parametrize(
    ("angabe", "ausschnitt"),
    [
        ("bytes=0-3", slice(0, 4)),
        ("bytes=0-0", slice(0, 1)),
        ("bytes=10-", slice(10, None)),
        ("bytes=-5", slice(-5, None)),
        ("bytes=-999999", slice(None)),
        ("bytes=10-999999", slice(10, None)),
    ],
)
def test_unterlage_datei_gives_the_part_that_is_asked_for(client, angabe, ausschnitt):
    unterlage = UnterlageFactory()
    alles = pdf()

    response, inhalt = abruf(client, unterlage, range=angabe)

    erstes = range(len(alles))[ausschnitt][0]
    assert (response.status_code, inhalt) == (206, alles[ausschnitt])
    assert response["Content-Length"] == str(len(inhalt))
    assert response["Content-Range"] == f"bytes {erstes}-{erstes + len(inhalt) - 1}/{len(alles)}"


@pytest.mark.parametrize(
    "angabe", ["bytes=3-1", "bytes=0-1,3-4", "bytes=-", "bytes=a-b", "zeilen=0-1", "bytes=²-", "x"]
)
def test_unterlage_datei_is_whole_for_any_other_range(client, angabe):
    response, inhalt = abruf(client, UnterlageFactory(), range=angabe)

    assert (response.status_code, inhalt) == (200, pdf())


@pytest.mark.parametrize("angabe", ["bytes=999999-", "bytes=-0", "bytes=999999-9999999"])
def test_unterlage_datei_has_no_bytes_beyond_its_end(client, angabe):
    response, _ = abruf(client, UnterlageFactory(), range=angabe)

    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(pdf())}"


@given(groesse=st.integers(1, 100), angabe=st.from_regex("bytes=[0-9]{0,3}-[0-9]{0,3}"))
def test_every_range_lies_within_the_file(groesse, angabe):
    try:
        teil = byte_bereich(angabe, groesse)
    except ValueError:
        return

    assert teil is None or 0 <= teil[0] <= teil[1] < groesse


def test_unterlage_datei_is_sent_again_only_when_it_has_changed(client):
    unterlage = UnterlageFactory()
    erste, _ = abruf(client, unterlage)
    etag = erste["ETag"]

    vorher = [
        abruf(client, unterlage, **kopf)[0].status_code
        for kopf in [
            {"if_none_match": etag},
            {"if_modified_since": erste["Last-Modified"]},
            {"range": "bytes=1-2", "if_range": etag},
        ]
    ]
    unterlage.datei = ContentFile(pdf(seiten=2), name="neu.pdf")
    unterlage.save()
    nachher = [
        abruf(client, unterlage, **kopf)[0].status_code
        for kopf in [{"if_none_match": etag}, {"range": "bytes=1-2", "if_range": etag}]
    ]

    assert (vorher, nachher) == ([304, 304, 206], [200, 200])


def test_head_of_unterlage_datei_names_size_and_nothing_more(client):
    unterlage = UnterlageFactory()

    response = client.head(unterlage.get_absolute_url(), headers={"range": "bytes=0-1"})

    assert response.status_code == 200
    assert response["Content-Length"] == str(len(pdf()))
    assert response["Accept-Ranges"] == "bytes"
    response.close()


@pytest.mark.parametrize(
    ("bezeichnung", "name"),
    [
        ("Über Müll", "Protokoll vom 1. Februar 2021 Über Müll.pdf"),
        ('a/b\\c"d\r\ne', "Protokoll vom 1. Februar 2021 a b c d e.pdf"),
        ("../../etc", "Protokoll vom 1. Februar 2021 .. .. etc.pdf"),
    ],
)
def test_name_of_a_download_is_safe_and_speaks(client, bezeichnung, name):
    unterlage = UnterlageFactory(sitzung__datum=dt.date(2021, 2, 1), bezeichnung=bezeichnung)

    response, _ = abruf(client, unterlage)

    _, _, kodiert = response["Content-Disposition"].partition("filename*=UTF-8''")
    assert unquote(kodiert) == name


@pytest.mark.parametrize(
    "pfad",
    ["../", "%2e%2e%2f1/", "..%5c1/", "%00/", "1%00/", "/etc/passwd", "1∕", "-1/", "1.pdf", "01x/"],
)
def test_files_have_no_other_address_than_their_number(client, pfad):
    UnterlageFactory()

    assert client.get(f"/termine/unterlagen/{pfad}").status_code == 404
