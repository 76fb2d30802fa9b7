from pathlib import PurePath

from csp.constants import NONE
from csp.decorators import csp
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from redaktion.adressen import adresse
from redaktion.entwuerfe import sieht_entwuerfe

from .models import Person
from .strukturdaten import person_knoten
from .verzeichnis import mit_zustaendigen, verweise, von_a_bis_z


@require_safe
def person_list(request):
    personen = Person.objects.oeffentlich().mit_themen()
    return render(
        request,
        "team/person_list.html",
        {"pfad": [("Team", adresse("team:person_list"))], "personen": personen},
    )


@require_safe
def person_detail(request, slug):
    person = get_object_or_404(Person.objects.oeffentlich(), slug=slug)
    zustaendigkeiten = person.zustaendigkeiten.select_related("thema")
    return render(
        request,
        "team/person_detail.html",
        {
            "pfad": [
                ("Team", adresse("team:person_list")),
                (str(person), person.get_absolute_url()),
            ],
            "person": person,
            "struktur": person_knoten(person, request.build_absolute_uri),
            "zustaendigkeiten": zustaendigkeiten,
        },
    )


# An image is shown as it is and may load nothing.
@csp({"default-src": [NONE]})
@require_safe
def person_foto(request, slug, breite=None):
    personen = Person.objects.oeffentlich()
    if sieht_entwuerfe(request, "team.view_person"):
        personen = Person.objects.all()
    person = get_object_or_404(personen.nur_mit_foto(), slug=slug)
    if breite is None:
        name = person.foto.name
    elif breite in person.foto_breiten:
        name = person.foto_name(breite)
    else:
        raise Http404
    try:
        datei = person.foto.storage.open(name)
    except FileNotFoundError as error:
        raise Http404 from error
    return FileResponse(datei, filename=f"{slug}{PurePath(name).suffix}")


@require_safe
def thema_list(request):
    themen = mit_zustaendigen(Person.objects.oeffentlich().mit_themen())
    return render(
        request,
        "team/thema_list.html",
        {
            "pfad": [
                ("Team", adresse("team:person_list")),
                ("Wer ist zuständig?", adresse("team:thema_list")),
            ],
            "verzeichnis": von_a_bis_z([*themen, *verweise(themen)]),
        },
    )
