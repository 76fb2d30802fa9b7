"""Read a PDF from standard input and print as JSON what is in it; started by begrenzt.py."""

import io
import json
import re
import sys

from pypdf import PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import BooleanObject, NullObject

# A string or array in a PDF, and the operator that shows it as text.
TEXT = re.compile(rb"[)>\]]\s*T[Jj]")


def befund(datei):
    """Return pages, text and tags of a PDF, or what speaks against it as {"fehler": …}.

    Raises any kind of error for a file that is broken, by accident or on purpose.
    """
    try:
        reader = PdfReader(datei)
    except DependencyError:  # a cipher that pypdf has no library for
        return {"fehler": "verschluesselt"}
    if reader.is_encrypted:
        return {"fehler": "verschluesselt"}
    katalog, seiten = reader.root_object, reader.pages
    # Viewers believe /Count, whatever pages there are.
    if not seiten or katalog["/Pages"]["/Count"] != len(seiten):
        raise ValueError("no page, or not as many as it says")
    if handelt_von_selbst(katalog, seiten):
        return {"fehler": "handelt"}
    # Pages are read even after text was found: a file that cannot be decoded is refused.
    gesehen = set()
    texte = [bool(TEXT.search(inhalt)) for seite in seiten for inhalt in inhalte(seite, gesehen)]
    return {
        "seiten": len(seiten),
        "hat_text": any(texte),
        "ist_getaggt": "/StructTreeRoot" in katalog
        # Not bool(): even pypdf's BooleanObject(False) is true.
        and teil(katalog, "/MarkInfo").get("/Marked") == BooleanObject(True),
    }


def teil(ganzes, name, typ=dict):
    """Return the dictionary, or list, of that name, an empty one if there is none."""
    wert = ganzes.get(name, NullObject()).get_object()
    return wert if isinstance(wert, typ) else typ()


def handelt_von_selbst(katalog, seiten):
    """Tell whether the PDF does more on opening, or at a click, than to lead to another place."""
    stellen = anklickbares(katalog, seiten)
    aktionen = [teil(stelle, "/A") for stelle in stellen]
    return bool(
        not fuehrt_nur(teil(katalog, "/OpenAction"), {"/GoTo"})
        or not all(fuehrt_nur(aktion, {"/GoTo", "/Named", "/URI"}) for aktion in aktionen)
        or any(teil(ganzes, "/AA") for ganzes in [katalog, *seiten, *stellen])
        or teil(teil(katalog, "/Names"), "/JavaScript")
        or "/XFA" in teil(katalog, "/AcroForm")
    )


def fuehrt_nur(aktion, arten):
    """Tell whether there is no action, or one of these types with no other after it."""
    return not aktion or (aktion.get("/S") in arten and "/Next" not in aktion)


def anklickbares(katalog, seiten):
    """Return each annotation of the pages, each field of the form and each bookmark once."""
    offen = [katalog.get("/Outlines"), *teil(teil(katalog, "/AcroForm"), "/Fields", list)]
    for seite in seiten:
        offen += teil(seite, "/Annots", list)
    gesehen = {}
    while offen:
        if (verweis := offen.pop()) is None:
            continue
        stelle = verweis.get_object()
        if isinstance(stelle, dict) and id(stelle) not in gesehen:
            gesehen[id(stelle)] = stelle
            offen += [*teil(stelle, "/Kids", list), stelle.get("/First"), stelle.get("/Next")]
    return gesehen.values()


def inhalte(seite, gesehen):
    """Yield the decoded content of the page and of its forms that are not in `gesehen` yet."""
    if (inhalt := seite.get_contents()) is not None:
        yield inhalt.get_data()
    offen = [seite]
    while offen:
        xobjekte = teil(teil(offen.pop(), "/Resources"), "/XObject")
        for name, verweis in xobjekte.items():
            form = teil(xobjekte, name)
            if form.get("/Subtype") == "/Form" and verweis.idnum not in gesehen:
                gesehen.add(verweis.idnum)
                offen.append(form)
                yield form.get_data()


if __name__ == "__main__":
    print(json.dumps(befund(io.BytesIO(sys.stdin.buffer.read()))))
