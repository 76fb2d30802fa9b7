from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format

from redaktion.abgaben import dauert_lange
from redaktion.admin import OeffentlichFilter, SchrittAdmin, VeroeffentlichenAdmin
from redaktion.dateien import mit_der_datenbank
from redaktion.datumsangaben import lies_datum, lies_monat
from termine import einladung
from termine.forms.entfall import AbsagenForm, EntfallForm, VerlegenForm, ZuruecknehmenForm
from termine.forms.jahrestermine import JahrestermineForm
from termine.forms.tagesordnung import (
    EinladungForm,
    ErgebnisseForm,
    SitzungForm,
    TagesordnungForm,
    tagesordnung_uebernehmen,
)
from termine.hinweise import (
    das_lesen_besucher,
    hinweise,
    hinweise_zum_neuen_termin,
)
from termine.models import (
    ENTFAELLT,
    TERMIN,
    Abbild,
    Jahrgang,
    Sitzung,
    Tagesordnungspunkt,
    aenderungen_festhalten,
)
from termine.rhythmus import (
    jahr_zu_planen,
    uebliche_angaben,
    uebliche_monate,
    uebliche_woche,
    vorschlag,
)
from termine.zeit import nicht_vorbei

from .tagesordnungspunkt import TagesordnungspunktInline
from .unterlage import MitUnterlagenAdmin, UnterlageInline


@admin.register(Sitzung)
class SitzungAdmin(SchrittAdmin, MitUnterlagenAdmin, VeroeffentlichenAdmin):
    auch_durchsucht = ["nummer_in_worten"]
    autocomplete_fields = ["nachfolger"]
    change_list_template = "admin/termine/sitzung/change_list.html"
    date_hierarchy = "datum"
    fieldsets = [
        (None, {"fields": ["titel", "nummer", "datum", ("beginn", "ende"), "ort", "teilnahme"]}),
        ("Absage oder Verlegung", {"fields": ["status", "grund", "nachfolger"]}),
        ("Veröffentlichung", {"fields": ["oeffentlich_ab", "ohne_hinweis", "interne_notiz"]}),
    ]
    form = SitzungForm
    inlines = [TagesordnungspunktInline, UnterlageInline]
    list_display = ["titel", "tag", "sichtbarkeit", "nr", "status"]
    list_filter = [OeffentlichFilter, "status"]
    search_fields = ["titel", "ort__name", "tagesordnungspunkte__titel"]
    search_help_text = "Titel, Tagesordnungspunkt, Ort, Nummer, Jahr, Monat oder Datum"

    def get_urls(self):
        schritte = [
            ("tagesordnung", TagesordnungForm),
            ("ergebnisse", ErgebnisseForm),
            ("absagen", AbsagenForm),
            ("verlegen", VerlegenForm),
            ("zuruecknehmen", ZuruecknehmenForm),
        ]
        return [
            path(
                "jahrestermine/",
                self.admin_site.admin_view(self.jahrestermine_view),
                name="termine_sitzung_jahrestermine",
            ),
            path(
                "<int:pk>/einladung/",
                self.admin_site.admin_view(self.einladung_view),
                name="termine_sitzung_einladung",
            ),
            *(
                path(
                    f"<int:pk>/{name}/",
                    self.admin_site.admin_view(self.schritt_view),
                    {"form_class": form_class},
                    name=f"termine_sitzung_{name}",
                )
                for name, form_class in schritte
            ),
            *super().get_urls(),
        ]

    def get_fieldsets(self, request, obj=None):
        sitzung, (absage, felder), (veroeffentlichung, dazu) = super().get_fieldsets(request, obj)
        fieldsets = [sitzung]
        if obj is None:
            fieldsets.append(("Tagesordnung", {"fields": ["tagesordnung_von"]}))
        # Text that was typed is shown again, also if the Sitzung was deleted meanwhile.
        getippt = "grund" in request.POST
        if obj or getippt:
            offen = getippt or obj.entfaellt
            fieldsets.append((absage, felder | {"classes": [] if offen else ["collapse"]}))
        if obj is None or not Abbild.objects.filter(sitzung=obj).exists():
            # Without an Abbild visitors have seen nothing yet that could change.
            dazu = {"fields": [feld for feld in dazu["fields"] if feld != "ohne_hinweis"]}
        return [*fieldsets, (veroeffentlichung, dazu)]

    def get_ordering(self, request):
        # The coming ones first, the next one on top; then the others, the last one on top.
        kommt = models.Case(models.When(nicht_vorbei(timezone.now()), then="datum"))
        return [kommt.asc(nulls_last=True), *self.opts.ordering]

    @admin.display(description="Nr.", ordering="nummer")
    def nr(self, sitzung):
        return sitzung.nummer

    @admin.display(description="Datum", ordering="datum")
    def tag(self, sitzung):
        return date_format(sitzung.datum, "D, j. F Y")

    def nummer_in_worten(self, sitzung):
        return f"{sitzung.nummer}. Sitzung, Nr. {sitzung.nummer}" if sitzung.nummer else ""

    def get_changeform_initial_data(self, request):
        datum = vorschlag(self.bisherige_tage(), timezone.localdate())
        return uebliche_angaben() | {"datum": datum} | super().get_changeform_initial_data(request)

    def bisherige_tage(self):
        return list(Sitzung.objects.values_list("datum", flat=True))

    def get_search_results(self, request, queryset, search_term):
        treffer, mehrfach = super().get_search_results(request, queryset, search_term)
        begriff = search_term.strip()
        if tag := lies_datum(begriff):
            treffer |= queryset.filter(datum=tag)
        elif monat := lies_monat(begriff):
            treffer |= queryset.filter(datum__year=monat[0], datum__month=monat[1])
        return treffer, mehrfach

    def save_model(self, request, obj, form, change):
        # No page shows the note: the sitemap must not say that there is something new.
        if change and set(form.changed_data) - {"ohne_hinweis"} == {"interne_notiz"}:
            obj.save(update_fields=["interne_notiz"])
        else:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if quelle := form.cleaned_data.get("tagesordnung_von"):
            tagesordnung_uebernehmen(form.instance, quelle)
        for formset in formsets:
            if formset.model is Tagesordnungspunkt:
                for punkt in formset.verborgene_schuetzen():
                    messages.warning(
                        request,
                        f"„{punkt}“ ist nicht öffentlich: Der Punkt darüber, der ihn verbarg, ist "
                        "jetzt ein anderer. Soll er zu sehen sein, haken Sie „öffentlich“ an.",
                    )
        form.instance.tagesordnungspunkte.verborgene_festhalten()
        form.aenderungen_festhalten()
        self.hinweisen(request, {form.instance: not change or "datum" in form.changed_data})

    def hinweisen(self, request, sitzungen):
        """Tell the staff what is unusual in {saved Sitzung: whether its day was just chosen}."""
        jetzt, saetze = timezone.now(), []
        for sitzung, neu in sitzungen.items():
            andere = Sitzung.objects.exclude(pk=sitzung.pk)
            am_selben_tag = andere.filter(datum=sitzung.datum)
            # Those without a Nummer have none in common.
            gleiche_nummer = andere.filter(nummer=sitzung.nummer).exclude(nummer=None)
            punkte = sitzung.tagesordnungspunkte.all()
            saetze += hinweise(sitzung, punkte, am_selben_tag, jetzt, neu, gleiche_nummer)
            saetze += self.hinweise_zum_neuen_termin(sitzung, jetzt)
        for satz in dict.fromkeys(saetze):
            messages.warning(request, satz)

    def hinweise_zum_neuen_termin(self, sitzung, jetzt):
        """Yield what visitors do not find, from a Sitzung or from those that it replaces."""
        yield from hinweise_zum_neuen_termin(sitzung, sitzung.nachfolger, jetzt)
        for alte in sitzung.vorgaenger.filter(status__in=ENTFAELLT):
            yield from hinweise_zum_neuen_termin(alte, sitzung, jetzt)

    def umgestellt(self, request, umgestellte):
        jetzt, saetze = timezone.now(), []
        for sitzung in umgestellte:
            aenderungen_festhalten(sitzung, jetzt)
            saetze += self.hinweise_zum_neuen_termin(sitzung, jetzt)
        for satz in dict.fromkeys(saetze):
            messages.warning(request, satz)

    def history_view(self, request, object_id, extra_context=None):
        rechte = ["termine.add_tagesordnungspunkt", "termine.change_tagesordnungspunkt"]
        context = {"mit_geloeschten_punkten": request.user.has_perms(rechte)}
        return super().history_view(request, object_id, context | (extra_context or {}))

    def revision_view(self, request, object_id, version_id, extra_context=None):
        # The older version may not know its new date, which would then stay without a word.
        sitzung = self.get_object(request, object_id)
        neuer_termin = sitzung and sitzung.entfaellt and sitzung.nachfolger
        response = super().revision_view(request, object_id, version_id, extra_context)
        findet_statt = Sitzung.objects.filter(pk=object_id).exclude(status__in=ENTFAELLT)
        if neuer_termin and self.view_on_site(neuer_termin) and findet_statt.exists():
            messages.warning(
                request,
                f"Diese Sitzung findet wieder statt. {neuer_termin} war ihr neuer Termin und ist "
                "weiter zu sehen. Gilt er nicht mehr, sagen Sie ihn ab oder ziehen ihn zurück.",
            )
        return response

    def zuruecksetzen(self, request, version):
        jetzige = Sitzung.objects.filter(pk=version.object_id)
        vorher = jetzige.values(*TERMIN).first()
        jahre = set(jetzige.values_list("datum__year", flat=True))
        super().zuruecksetzen(request, version)
        Jahrgang.objects.nachrechnen(jahre | set(jetzige.values_list("datum__year", flat=True)))
        # Calendars that have the newer Termin accept the older one only with a higher folge.
        if vorher and not jetzige.filter(**vorher).exists():
            jetzige.update(folge=models.F("folge") + 1)

    def schritt_view(self, request, pk, form_class):
        """Show and process the form of one step, such as cancelling a Sitzung."""
        with transaction.atomic():
            # The lock makes a second click wait, and then find what the first one did.
            sitzung = get_object_or_404(Sitzung.objects.select_for_update(), pk=pk)
            darf = self.has_change_permission(request, sitzung)
            if form_class is VerlegenForm:
                darf = darf and self.has_add_permission(request)
            if not darf:
                raise PermissionDenied
            seite = redirect("admin:termine_sitzung_change", sitzung.pk)
            if einwand := schon_geschehen(form_class, sitzung):
                messages.info(request, f"{einwand} Es blieb, wie es war.")
                return seite
            form = form_class(request.POST or None, instance=sitzung)
            if form.is_valid():
                getan = form.save()
                for objekt, satz in getan:
                    aenderungen_festhalten(objekt, timezone.now())
                    # A revision for each record, so that each history gets its own sentence.
                    with self.create_revision(request):
                        self.log_change(request, objekt, satz)
                    messages.success(request, f"{objekt}: {satz}")
                if isinstance(form, (EntfallForm, ZuruecknehmenForm)):
                    messages.info(request, das_lesen_besucher(sitzung, timezone.now()))
                self.hinweisen(request, {objekt: objekt != sitzung for objekt, _ in getan})
                if form_class is ErgebnisseForm:
                    self.zu_texten_hinweisen(request, form.punkte.values())
                return seite
        return self.schrittseite(request, form, sitzung, "admin/termine/sitzung/schritt.html")

    def darf_einladen(self, request, sitzung):
        """Tell whether an account may put the Einladung of a Sitzung among its Unterlagen."""
        return self.has_change_permission(request, sitzung) and request.user.has_perm(
            "termine.add_unterlage"
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["mit_einladung"] = (
            change
            and obj.lage().findet_noch_statt
            and self.darf_einladen(request, obj)
            and einladung.ist_moeglich()
        )
        return super().render_change_form(request, context, add, change, form_url, obj)

    @dauert_lange
    def einladung_view(self, request, pk):
        """Make the Einladung of a Sitzung as a PDF and put it among its Unterlagen."""
        sitzung = get_object_or_404(Sitzung, pk=pk)
        if not self.darf_einladen(request, sitzung):
            raise PermissionDenied
        if not einladung.ist_moeglich():
            raise Http404
        seite = redirect("admin:termine_sitzung_change", sitzung.pk)
        if einwand := einladung.einwand(sitzung):
            messages.info(request, einwand)
            return seite
        if request.method == "POST":
            try:
                # Outside the transaction: it takes seconds, in which nobody else could save.
                unterlage = einladung.erzeugen(sitzung, request)
                self.einladung_ablegen(request, unterlage)
            except ValidationError as error:
                messages.error(request, error.message)
            else:
                messages.success(
                    request,
                    f"{unterlage.titel} ist als PDF erzeugt und steht bei den Unterlagen "
                    f"({unterlage.beschreibung}).",
                )
                return seite
        form = EinladungForm()
        return self.schrittseite(request, form, sitzung, "admin/termine/sitzung/schritt.html")

    def einladung_ablegen(self, request, unterlage):
        """Save the Einladung; raise ValidationError if its Sitzung was saved meanwhile."""
        sitzung = unterlage.sitzung
        wie_gelesen = Sitzung.objects.filter(pk=sitzung.pk, geaendert_am=sitzung.geaendert_am)
        with mit_der_datenbank(), self.create_revision(request):
            if not list(wie_gelesen.select_for_update()):
                raise ValidationError(
                    "Während das PDF entstand, hat jemand diese Sitzung gesichert, darum wurde "
                    "es nicht gespeichert: Bitte erzeugen Sie die Einladung noch einmal."
                )
            unterlage.save()
            aenderungen_festhalten(sitzung, timezone.now())
            self.log_change(request, sitzung, "Einladung als PDF erzeugt.")

    def jahrestermine_view(self, request):
        if not self.has_add_permission(request):
            raise PermissionDenied
        tage = self.bisherige_tage()
        form = JahrestermineForm(
            request.POST or None,
            initial=uebliche_angaben()
            | {
                "jahr": jahr_zu_planen(tage, timezone.localdate()),
                "woche": uebliche_woche(tage),
                "monate": uebliche_monate(tage),
            },
        )
        termine = form.termine() if form.is_valid() else []
        if termine and "anlegen" in request.POST:
            for termin in termine:
                termin.angehakt = str(termin.tag) in request.POST.getlist("tag")
            try:
                with self.create_revision(request):
                    angelegt = form.anlegen(termine, request.POST.get("gezeigt"))
                    for sitzung in angelegt:
                        aenderungen_festhalten(sitzung, timezone.now())
                        self.log_addition(request, sitzung, "Mit den Jahresterminen angelegt.")
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"Sitzungen angelegt: {len(angelegt)}.")
                self.sichtbarkeit_sagen(request, angelegt[0])
                return redirect("admin:termine_sitzung_changelist")
        vorlage = "admin/termine/sitzung/jahrestermine.html"
        return self.schrittseite(request, form, vorlage=vorlage, termine=termine)


def schon_geschehen(form_class, sitzung):
    """Return in a sentence why the step of a form is needless for a Sitzung, or ""."""
    if sitzung.entfaellt and issubclass(form_class, EntfallForm):
        return f"Diese Sitzung ist schon {sitzung.get_status_display()}."
    if not sitzung.entfaellt and form_class is ZuruecknehmenForm:
        return "Diese Sitzung ist weder abgesagt noch verlegt."
    return ""
