"""Read HTML from standard input and write it as a tagged PDF (PDF/UA-1); started by begrenzt.py.

Relative links refer to the address that is the first argument.
"""

import sys
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

STATISCH = Path(__file__).resolve().parent.parent / "static"


def eigene_datei(adresse):
    """Return the file of static/ that an address names; raise ValueError for any other address."""
    pfad = Path(url2pathname(urlsplit(adresse).path)).resolve()
    if not adresse.startswith("file:///") or STATISCH not in pfad.parents:
        raise ValueError("not a static file of this site")
    return pfad


def als_pdf(html, adresse):
    # Imported here: WeasyPrint makes Pillow accept broken pictures in the whole process.
    import weasyprint

    class NurEigene(weasyprint.urls.URLFetcher):
        def fetch(self, url, headers=None):
            return super().fetch(eigene_datei(url).as_uri(), headers)

    schriften = weasyprint.text.fonts.FontConfiguration()
    stil = weasyprint.CSS(
        filename=STATISCH / "css/einladung.css", url_fetcher=NurEigene(), font_config=schriften
    )
    return weasyprint.HTML(string=html, base_url=adresse, url_fetcher=NurEigene()).write_pdf(
        stylesheets=[stil], font_config=schriften, pdf_variant="pdf/ua-1", pdf_identifier=True
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(als_pdf(sys.stdin.buffer.read().decode(), sys.argv[1]))
