"""Our own style, script and pictures, under names that change with what is in them."""

import logging
from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.contrib.staticfiles.storage import staticfiles_storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

logger = logging.getLogger(__name__)


class StatischeAblage(CompressedManifestStaticFilesStorage):
    """Takes what was not collected for collected under its plain name.

    Without it a file that is missing would take every page along, and the error page too.
    """

    @cache  # noqa: B019 - there is one of them, as long as the program runs
    def url(self, name, force=False):
        return super().url(name, force)

    def load_manifest(self):
        try:
            return super().load_manifest()
        except ValueError:
            # Writing it was cut off; the start says so.
            return {}, ""

    def stored_name(self, name):
        try:
            return super().stored_name(name)
        except ValueError:
            vermisst(name)
            return name

    def compress_files(self, paths):
        # Plain names are for the worst case only; they would take half of the first start.
        return super().compress_files(paths & set(self.hashed_files.values()))


@cache
def vermisst(name):
    """Log the name, once in a process."""
    logger.error("Not collected: %s", name)


def nicht_gesammelt():
    """Return the names of files in static/ that pages would look for in vain, in order."""
    gesammelt = getattr(staticfiles_storage, "hashed_files", None)
    # With DEBUG pages have the files of static/ themselves.
    if gesammelt is None or settings.DEBUG:
        return []
    uebergangene = apps.get_app_config("staticfiles").ignore_patterns
    eigene = {name for name, _ in FileSystemFinder().list(uebergangene)}
    return sorted(eigene - gesammelt.keys())
