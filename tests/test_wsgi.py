"""What gunicorn calls; the test client of Django goes past it."""

from wsgiref.util import setup_testing_defaults

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(monkeypatch):
    """Return a function that asks the application; it returns the status and what Django got."""
    # On import it closes the connection, which is that of the test.
    monkeypatch.setattr(connection, "close", lambda: None)
    from qm_gruenau.wsgi import application

    def ask(content_type, pfad="/", query=""):
        environ = {"CONTENT_TYPE": content_type, "HTTP_HOST": "testserver"}
        environ |= {"PATH_INFO": pfad, "QUERY_STRING": query}
        setup_testing_defaults(environ)
        antwort = []
        response = application(environ, lambda status, headers: antwort.append(status[:3]))
        response.close()
        return antwort[0], environ["CONTENT_TYPE"]

    return ask


@pytest.mark.parametrize(
    "content_type",
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded;charset=UTF-8",  # fetch()
        "multipart/form-data; boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW",
        "multipart/form-data; boundary=----geckoformboundary1f2e3d4c5b6a79880123456789abcdef",
        "multipart/form-data; boundary=---------------------------974767299852498929531610575",
    ],
)
def test_content_type_of_a_browser_reaches_django(ask, content_type):
    assert ask(content_type) == ("200", content_type)


@pytest.mark.parametrize(
    "content_type",
    [
        "x/y; charset=base64",
        "x/y; charset=undefined",
        "x/y; charset=cp037",
        "x/y; a*=utf-99''%ff",
        "application/x-www-form-urlencoded; charset=latin-1",
        "multipart/form-data; boundary=B; charset=punycode",
        "multipart/form-data; charset=punycode; boundary=B",
        "multipart/form-data; boundary=B; charset=utf-8; charset*=punycode''x",
        "multipart/form-data; boundary*=punycode''B",
        "multipart/form-data; boundary=B\n",
    ],
)
def test_content_type_that_names_a_codec_changes_nothing(ask, content_type):
    assert ask(content_type, "/termine/", "seite=2") == ("404", "")
