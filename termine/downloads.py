"""A stored file as an answer, whole or in part."""

import re
from functools import partial
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from whitenoise.responders import SlicedFile

# Characters that file systems refuse in a name, and line breaks.
UNMOEGLICH = re.compile(r'[\x00-\x1f\x7f"*/:<>?\\|]+')


def datei_antwort(request, datei, kennung, geaendert_am):
    """Return a stored file, the part of it that is asked for, or 304 (RFC 9110, 13 and 14).

    `kennung` differs whenever the bytes differ. Raises FileNotFoundError.
    """
    etag, zeitpunkt = f'"{kennung}"', int(geaendert_am.timestamp())
    unveraendert = get_conditional_response(request, etag, zeitpunkt)
    if unveraendert is not None:
        return unveraendert
    kopf = {"Accept-Ranges": "bytes", "ETag": etag, "Last-Modified": http_date(zeitpunkt)}
    antwort = partial(FileResponse, content_type="application/pdf", headers=kopf)
    gilt_noch = request.headers.get("If-Range", etag) in {etag, kopf["Last-Modified"]}
    if request.method != "GET" or not gilt_noch:
        return antwort(datei.open())
    try:
        teil = byte_bereich(request.headers.get("Range", ""), datei.size)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{datei.size}"})
    if teil is None:
        return antwort(datei.open())
    erstes, letztes = teil
    kopf["Content-Range"] = f"bytes {erstes}-{letztes}/{datei.size}"
    kopf["Content-Length"] = str(letztes - erstes + 1)
    return antwort(SlicedFile(datei.open(), erstes, letztes), status=206)


def byte_bereich(angabe, groesse):
    """Return (first byte, last byte) of a Range header, or None where the whole file is meant.

    Anything but one plain range counts as none (RFC 9110, 14.2). Raises ValueError if the file
    has no such bytes.
    """
    treffer = re.fullmatch("bytes=([0-9]{0,18})-([0-9]{0,18})", angabe)
    if not treffer or treffer[0] == "bytes=-":
        return None
    von, bis = treffer.groups()
    if not von:
        erstes, letztes = max(groesse - int(bis), 0), groesse - 1
    else:
        erstes, letztes = int(von), min(int(bis or groesse), groesse - 1)
        if bis and int(bis) < int(von):
            return None
    if erstes > letztes:
        raise ValueError(angabe)
    return erstes, letztes


def anzuzeigen_als(name, einfacher_name):
    """Return a Content-Disposition that shows a file inline and names its download (RFC 6266).

    `einfacher_name`, in ASCII, is for old programs.
    """
    moeglich = " ".join(UNMOEGLICH.sub(" ", name).split())
    return f"inline; filename=\"{einfacher_name}\"; filename*=UTF-8''{quote(moeglich, safe='')}"
