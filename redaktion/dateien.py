"""Uploads that are kept only together with the rows they belong to."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.storage import FileSystemStorage

geschrieben = ContextVar("geschrieben")


class Ablage(FileSystemStorage):
    """The folder of the uploads; notes what is written within `mit_der_datenbank()`."""

    def _save(self, name, content):
        name = super()._save(name, content)
        geschrieben.get([]).append((self, name))
        return name


@contextmanager
def mit_der_datenbank():
    """Delete what was written to the Ablage if the block, a transaction, fails."""
    marke = geschrieben.set([])
    try:
        yield
    except BaseException:
        for ablage, name in geschrieben.get():
            ablage.delete(name)
        raise
    finally:
        geschrieben.reset(marke)
