import io
import os
import shutil

import pytest
from django.core.management import call_command

from termine import dokumente


@pytest.fixture(autouse=True)
def _test_settings(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Hashed names need a run of collectstatic; what they are is no matter of these tests.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(scope="session")
def bekannte_pdfs():
    return {}


@pytest.fixture(autouse=True)
def _known_pdfs(monkeypatch, bekannte_pdfs):
    """Examine the PDF of the factories once in a run: it takes a process each time."""
    untersuchen = dokumente.untersuchen

    def _untersuchen(datei):
        schluessel = datei.name, datei.read()
        datei.seek(0)
        if schluessel not in bekannte_pdfs:
            bekannte_pdfs[schluessel] = untersuchen(datei)
        return bekannte_pdfs[schluessel]

    monkeypatch.setattr(dokumente, "untersuchen", _untersuchen)


@pytest.fixture(scope="session")
def browser_type_launch_args():
    # Chromium's own sandbox does not work for root, as whom CI runs.
    sandbox = [] if os.getuid() else ["--no-sandbox"]
    return {"executable_path": shutil.which("chromium"), "args": sandbox}


@pytest.fixture
def inhalt(db):
    """Load the presentation of 1 February 2021: the site as a newcomer sees it."""
    call_command("inhalt_laden", stdout=io.StringIO())
