"""Read a PDF from standard input and print as JSON what is in it; started by begrenzt.py."""

import io
import json
import re
import sys

from pypdf import PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import BooleanObject, NullObject

# An operand of text and the operator that shows it.
TEXT = re.compile(rb"[)>\]]\s*T[Jj]")


def befund(datei):
    """Return pages, text and tags of a PDF, or what speaks against it as {"fehler": …}.

    Lets errors of any kind through where the file is broken or made to be.
    """
    try:
        reader = PdfReader(datei)
    except DependencyError:  # a cipher that pypdf has no library for
        return {"fehler": "verschluesselt"}
    if reader.is_encrypted:
        return {"fehler": "verschluesselt"}
    katalog, seiten = reader.root_object, reader.pages
    # Viewers believe the number that is written there, whatever pages there are.
    if not seiten or katalog["/Pages"]["/Count"] != len(seiten):
        raise ValueError("no page, or not as many as it says")
    if handelt_von_selbst(katalog, seiten):
        return {"fehler": "handelt"}
    # Every page is read, also behind one with text: what cannot be decoded is refused.
    gesehen = set()
    texte = [bool(TEXT.search(inhalt)) for seite in seiten for inhalt in inhalte(seite, gesehen)]
    return {
        "seiten": len(seiten),
        "hat_text": any(texte),
        "ist_getaggt": "/StructTreeRoot" in katalog
        # As a truth value, even its False is true.
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
    """Tell whether an action is none at all, or one of these with no other behind it."""
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
    """Yield, decoded, what draws the page and the forms in it that are not in `gesehen` yet."""
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
