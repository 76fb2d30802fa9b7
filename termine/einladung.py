"""The Einladung as a tagged PDF (PDF/UA-1), made by WeasyPrint where it is installed."""

import os
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from django.conf import settings
from PIL import ImageFile

STATISCH = settings.BASE_DIR / "static"

# So many at once are kept, of some 40 kB each: to set one takes half a second.
GEMERKT = 32


@cache
def weasyprint():
    """Return the library, None where it or the libraries of the system that it needs are missing.

    Imported when first asked for: it takes a second, and most of the site goes without.
    """
    try:
        import weasyprint
    except (ImportError, OSError):
        return None
    # It lets Pillow take pictures that end too early, in all of the process; uploads must be whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    # fontTools writes the time into every font; the same Einladung is the same file.
    os.environ.setdefault("SOURCE_DATE_EPOCH", "0")
    return weasyprint


@lru_cache(GEMERKT)
def als_pdf(html, adresse):
    """Return the PDF of a page whose relative links start at `adresse`, the same for the same page.

    Who may see what is settled before: a page that changed is another one.
    """
    eigene = fetcher()
    schriften = weasyprint().text.fonts.FontConfiguration()
    stil = weasyprint().CSS(
        filename=STATISCH / "css/einladung.css", url_fetcher=eigene, font_config=schriften
    )
    return (
        weasyprint()
        .HTML(string=html, base_url=adresse, url_fetcher=eigene)
        .write_pdf(
            stylesheets=[stil], font_config=schriften, pdf_variant="pdf/ua-1", pdf_identifier=True
        )
    )


def fetcher():
    """Return what WeasyPrint fetches by: files of static/, and nothing else from anywhere."""

    class NurEigene(weasyprint().urls.URLFetcher):
        def fetch(self, url, headers=None):
            pfad = Path(url2pathname(urlsplit(url).path)).resolve()
            if not url.startswith("file:///") or STATISCH not in pfad.parents:
                raise ValueError("not a static file of this site")
            return super().fetch(pfad.as_uri(), headers)

    return NurEigene()
