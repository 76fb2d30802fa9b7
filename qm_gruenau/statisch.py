"""Our static files, under names with a hash of their content."""

import logging
import posixpath
import re
from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)

# An @import as static/css/ writes it; style sheets of the admin write it in other ways.
EINGEBUNDEN = re.compile(r'@import "([^"/]+)";')


class StatischeAblage(CompressedManifestStaticFilesStorage):
    """Storage that gives the plain name of a file that was not collected.

    Otherwise a missing file would break every page, and the error page too.
    """

    @cache  # noqa: B019 - there is one storage, as long as the process
    def url(self, name, force=False):
        return super().url(name, force)

    def load_manifest(self):
        try:
            return super().load_manifest()
        except ValueError:
            # Writing the manifest was cut off; wsgi.py refuses to start and says so.
            return {}, ""

    def stored_name(self, name):
        try:
            return super().stored_name(name)
        except ValueError:
            vermisst(name)
            return name

    def post_process(self, paths, *args, **kwargs):
        return super().post_process(in_einem_stueck(paths), *args, **kwargs)

    def compress_files(self, paths):
        # Plain names are a fallback only; compressing them would take half of the first start.
        return super().compress_files(paths & set(self.hashed_files.values()))


def in_einem_stueck(dateien):
    """Return the files with each @import from a style sheet's own folder put in its place.

    Browsers find an @import only after reading the style sheet, and would ask once more.
    """

    def inhalt(name):
        ablage, pfad = dateien[name]
        with ablage.open(pfad) as datei:
            return datei.read().decode()

    ganze = InMemoryStorage()
    ergebnis = dict(dateien)
    for name in dateien:
        if name.endswith(".css") and EINGEBUNDEN.search(stil := inhalt(name)):
            ordner = posixpath.dirname(name)
            for eingebunden in EINGEBUNDEN.findall(stil):
                teil = inhalt(posixpath.join(ordner, eingebunden))
                stil = stil.replace(f'@import "{eingebunden}";', teil)
            ganze.save(name, ContentFile(stil.encode()))
            ergebnis[name] = ganze, name
    return ergebnis


@cache
def vermisst(name):
    """Log the name, once in a process."""
    logger.error("Not collected: %s", name)


def nicht_gesammelt():
    """Return the sorted names of files in static/ that were not collected."""
    gesammelt = getattr(staticfiles_storage, "hashed_files", None)
    # With DEBUG, Django serves the files of static/ themselves.
    if gesammelt is None or settings.DEBUG:
        return []
    uebergangene = apps.get_app_config("staticfiles").ignore_patterns
    eigene = {name for name, _ in FileSystemFinder().list(uebergangene)}
    return sorted(eigene - gesammelt.keys())
