"""Files of a draft are for staff who check it in its Vorschau."""

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory

from redaktion.entwuerfe import sieht_entwuerfe

from .factories import (
    PersonMitFotoFactory,
    SitzungFactory,
    UnterlageFactory,
)

pytestmark = pytest.mark.django_db


def test_visitor_without_a_session_is_not_asked_who_it_is():
    request = RequestFactory().get("/")  # has no user

    assert sieht_entwuerfe(request, "termine.view_unterlage") is False


@pytest.mark.parametrize(
    ("konto", "sieht"), [(User(is_superuser=True), True), (AnonymousUser(), False)]
)
def test_drafts_are_seen_by_who_has_the_right(konto, sieht):
    request = RequestFactory().get("/")
    request.COOKIES["sessionid"] = "irgendeine"
    request.user = konto

    assert sieht_entwuerfe(request, "termine.view_unterlage") is sieht


@pytest.fixture
def entwurf_dateien():
    sitzung = SitzungFactory(oeffentlich_ab=None)
    person = PersonMitFotoFactory(oeffentlich_ab=None)
    return [
        UnterlageFactory(sitzung=sitzung).get_absolute_url(),
        f"/team/{person.slug}/foto.jpg",
    ]


def test_files_of_a_draft_are_shown_to_staff_who_preview_it(admin_client, entwurf_dateien):
    for url in entwurf_dateien:
        response = admin_client.get(url)

        assert response.getvalue()
        assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_files_of_a_draft_are_hidden_from_staff_without_the_right(
    client, django_user_model, entwurf_dateien
):
    client.force_login(django_user_model.objects.create_user("neu", is_staff=True))

    assert [client.get(url).status_code for url in entwurf_dateien] == [404, 404]


def test_files_of_a_draft_are_hidden_from_a_made_up_session(client, entwurf_dateien):
    client.cookies["sessionid"] = "ausgedacht"

    assert [client.get(url).status_code for url in entwurf_dateien] == [404, 404]
