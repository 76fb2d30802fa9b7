import json
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup


def crawl(client, *starts):
    """Follow every link from the starts within the site; return {address: response}."""
    responses = {}
    offen = list(starts)
    while offen:
        adresse = offen.pop()
        if adresse in responses:
            continue
        responses[adresse] = client.get(adresse)
        if responses[adresse].streaming:
            # Read to its end, its file is closed; it can be read once more.
            responses[adresse].streaming_content = [b"".join(responses[adresse])]
        if responses[adresse]["Content-Type"].startswith("text/html"):
            for link in soup(responses[adresse]).select("a[href]"):
                ziel = urlsplit(urljoin(f"http://testserver{adresse}", link["href"]))
                if ziel.netloc == "testserver":
                    offen.append(ziel._replace(scheme="", netloc="", fragment="").geturl())
    return responses


def pages(responses):
    """Return what is a page of what crawl() returned, without calendars, feeds and files."""
    return {
        adresse: response
        for adresse, response in responses.items()
        if response["Content-Type"].startswith("text/html")
    }


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def text(response):
    """Return what a reader of the page reads, in one line."""
    return " ".join(soup(response).get_text(" ").split())


def knoten(response, typ):
    """Return the one node of a type in the JSON-LD of a page, or None."""
    daten = json.loads(soup(response).select_one("script[type='application/ld+json']").string)
    gefunden = [knoten for knoten in daten["@graph"] if knoten["@type"] == typ]
    assert len(gefunden) <= 1
    return gefunden[0] if gefunden else None
