"""A form that is sent twice is saved once: two clicks, or sent again after going back."""

import hashlib
from contextlib import contextmanager, nullcontext
from functools import partial, wraps
from inspect import ismethod, unwrap

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.messages.storage.cookie import MessageDecoder, MessageEncoder
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect

from .dateien import mit_der_datenbank

# Hidden field of a form: a text that is made anew for each opening, and kept on going back to it.
ABGABE = "_abgabe"

# Session key of what became of the last forms, and how many of them a session remembers.
ABGABEN, LETZTE = "abgaben", 20


def einmal(view):
    """Wrap a view of the admin: what is sent a second time gets the answer of the first time.

    If the record was changed in between, it is saved again. What a view writes is one
    transaction, for which a second click waits, unless dauert_lange().
    """

    @wraps(view)
    def _einmal(request, *args, **kwargs):
        if not {ABGABE, "csrfmiddlewaretoken"} & request.POST.keys():
            return view(request, *args, **kwargs)
        abgabe = fingerabdruck(request)
        lange = hasattr(view, "dauert_lange")
        jetziger_stand = partial(stand, request, view, kwargs)
        with nullcontext() if lange else am_stueck(request):
            if antwort := erste_antwort(request, abgabe, jetziger_stand):
                return antwort
            response = view(request, *args, **kwargs)
            if lange and abgabe in request.session.load().get(ABGABEN, {}):
                # What the second request found out is untrue for whoever clicked.
                list(messages.get_messages(request))
                return erste_antwort(request, abgabe, jetziger_stand) or response
            # Who has just logged out has no session to remember anything.
            if ist_gespeichert(response) and request.user.is_authenticated:
                merken(request, abgabe, response, jetziger_stand())
        return response

    return _einmal


def dauert_lange(view):
    """Mark a view that nobody's saving may wait for: it sees to its own transactions."""
    view.dauert_lange = True
    return view


@contextmanager
def am_stueck(request):
    with mit_der_datenbank(), transaction.atomic():
        list(Session.objects.select_for_update().filter(pk=request.session.session_key))
        yield


def fingerabdruck(request):
    """Return a text that is the same only for the same opening, fields and files of a form."""
    felder = [
        (name, werte)
        for name, werte in sorted(request.POST.lists())
        # Made anew for each opening too; it stands in for the field where a form has none.
        if name != "csrfmiddlewaretoken" or ABGABE not in request.POST
    ]
    dateien = []
    for name, hochgeladene in sorted(request.FILES.lists()):
        for datei in hochgeladene:
            inhalt = hashlib.file_digest(datei, "sha256").hexdigest()
            datei.seek(0)
            dateien.append((name, datei.name, inhalt))
    angaben = repr((request.get_full_path(), felder, dateien))
    return hashlib.sha256(angaben.encode()).hexdigest()


def stand(request, view, kwargs, bisher=""):
    """Return a text that differs from `bisher` as soon as what a view has saved is changed again.

    It is the record with its rows; where there is none, the last change to records of its kind. Of
    what was added it is the primary key, as long as it is there.
    """
    methode = unwrap(view, stop=ismethod)
    verwalter = getattr(methode, "__self__", None)
    if not isinstance(verwalter, ModelAdmin):
        return ""
    pk = kwargs.get("object_id", kwargs.get("pk"))
    if pk is not None and hasattr(verwalter, "fassung"):
        obj = verwalter.get_object(request, unquote(str(pk)))
        return verwalter.fassung(obj) if obj else ""
    eintraege = LogEntry.objects.filter(
        content_type__app_label=verwalter.opts.app_label,
        content_type__model=verwalter.opts.model_name,
    )
    if methode.__name__ == "add_view":
        eigene = eintraege.filter(action_flag=ADDITION, user=request.user).order_by("-pk")
        angelegt = bisher or eigene.values_list("object_id", flat=True).first()
        return angelegt if verwalter.model._base_manager.filter(pk=angelegt).exists() else ""
    return str(eintraege.values_list("pk", flat=True).order_by("-pk").first())


def ist_gespeichert(response):
    """Tell whether a response says that a form was saved, and does not show it again."""
    vorlagen = getattr(response, "template_name", None) or []
    return response.status_code == 302 or "admin/popup_response.html" in vorlagen


def merken(request, abgabe, response, stand_danach):
    if hasattr(response, "render"):
        response.render()
    # The session as it was read may be older than what another request has stored meanwhile.
    abgaben = [
        *request.session.load().get(ABGABEN, {}).items(),
        (
            abgabe,
            {
                "ziel": response.headers.get("Location", ""),
                "inhalt": response.content.decode(),
                "meldungen": MessageEncoder().encode(gesagtes(request)),
                "stand": stand_danach,
            },
        ),
    ]
    request.session[ABGABEN] = dict(abgaben[-LETZTE:])
    request.session.save()


def erste_antwort(request, abgabe, jetziger_stand):
    """Return the answer that the same form got before, with what was said then.

    None without, or if what it saved was changed since.
    """
    abgaben = request.session.load().get(ABGABEN, {})
    erste = abgaben.get(abgabe)
    # Sessions from before this was kept hold answers without it.
    if erste is None or erste.get("stand") != jetziger_stand(bisher=erste.get("stand", "")):
        return None
    request.session[ABGABEN] = abgaben
    schon_gesagt = gesagtes(request)
    for meldung in MessageDecoder().decode(erste["meldungen"]):
        if meldung not in schon_gesagt:
            messages.add_message(request, meldung.level, meldung.message, meldung.extra_tags)
    return redirect(erste["ziel"]) if erste["ziel"] else HttpResponse(erste["inhalt"])


def gesagtes(request):
    """Return the messages that the next page will show; it still does afterwards."""
    storage = messages.get_messages(request)
    ergebnis = list(storage)
    storage.used = False
    return ergebnis
