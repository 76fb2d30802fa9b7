from django.db import models, transaction
from django.utils import timezone

from redaktion.models import veroeffentlicht
from termine import aenderungen
from termine.tagesordnung import nummern

from .sitzung import Sitzung
from .unterlage import Unterlage


class Abbild(models.Model):
    """What visitors last saw of a Sitzung; see aenderungen.abbild()."""

    sitzung = models.OneToOneField(
        Sitzung, on_delete=models.CASCADE, primary_key=True, related_name="gesehenes"
    )
    inhalt = models.JSONField("Inhalt")

    class Meta:
        verbose_name = "Abbild"
        verbose_name_plural = "Abbilder"

    def __str__(self):
        return f"Abbild: {self.sitzung}"


class AenderungQuerySet(models.QuerySet):
    def oeffentlich(self, jetzt=None):
        """Limit to what visitors may know at `jetzt` (aware; default: now), the newest first."""
        return self.filter(veroeffentlicht(jetzt, "sitzung__")).bis(jetzt)

    def ohne_ankuendigung(self):
        return self.filter(ist_ankuendigung=False).only("sitzung", "um", "was")

    def bis(self, jetzt=None):
        """Limit to what is told of a public Sitzung at `jetzt` (aware; default: now)."""
        return self.filter(um__lte=jetzt or timezone.now())


class Aenderung(models.Model):
    """What was new in a Sitzung on a day in Leipzig: its announcement, or what has changed."""

    sitzung = models.ForeignKey(
        Sitzung,
        on_delete=models.CASCADE,
        related_name="vermerkte_aenderungen",
        verbose_name="Sitzung",
    )
    tag = models.DateField("Tag")
    # Time of the last change of that day.
    um = models.DateTimeField("öffentlich seit")
    # How often something important has changed after the first change of that day.
    nachtrag = models.PositiveSmallIntegerField("Nachtrag", default=0)
    ist_ankuendigung = models.BooleanField("ist die Ankündigung", default=False)
    was = models.JSONField("was")

    objects = AenderungQuerySet.as_manager()

    class Meta:
        verbose_name = "Änderung"
        verbose_name_plural = "Änderungen"
        ordering = ["-um", "-pk"]
        indexes = [models.Index(fields=["-um", "-id"], name="aenderung_neueste")]
        constraints = [
            models.UniqueConstraint(
                fields=["sitzung", "tag", "ist_ankuendigung"], name="aenderung_eine_je_tag"
            )
        ]

    def __str__(self):
        return f"{self.sitzung}: {self.tag:%d.%m.%Y}"

    @property
    def name(self):
        """The name by which feed readers tell it from others of its Sitzung.

        It is another when people have to know something new: readers do not show again what they
        have shown.
        """
        if self.ist_ankuendigung:
            return "angekuendigt"
        return f"{self.tag}/{self.nachtrag}" if self.nachtrag else f"{self.tag}"


@transaction.atomic
def aenderungen_festhalten(sitzung, jetzt, ohne_hinweis=False):
    """Note what visitors see at `jetzt` (aware), and what is new since they last saw it.

    To be called when all that belongs to the Sitzung is saved. A draft that was public keeps its
    last Abbild; the changes to what is published later are dated then.
    """
    # Somebody else may have noted something since this instance was read.
    sitzung.refresh_from_db(from_queryset=Sitzung.objects.select_for_update())
    ab = sitzung.oeffentlich_ab
    bisheriges = Abbild.objects.filter(sitzung=sitzung).first()
    gesehen = aenderungen.gesehen(bisheriges and bisheriges.inhalt, jetzt)
    neues = jetziges_abbild(sitzung) if ab else gesehen
    if not gesehen:
        sitzung.vermerkte_aenderungen.all().delete()
    elif not ohne_hinweis:
        # Changes dated in the future are worked out anew.
        sitzung.vermerkte_aenderungen.filter(um__gt=jetzt).delete()
    if ab and not gesehen:
        ankuendigen(sitzung, neues)
    elif ab and not ohne_hinweis:
        unterschiede = aenderungen.unterschiede(gesehen, neues)
        if max(jetzt, ab) < (sitzung.erstmals_oeffentlich_am or ab) + aenderungen.NOCH_NEU:
            unterschiede = [eines for eines in unterschiede if aenderungen.ist_wichtig(eines)]
            ankuendigungen = sitzung.vermerkte_aenderungen.filter(ist_ankuendigung=True)
            ankuendigungen.update(was=aenderungen.ankuendigung(neues))
        vermerken(sitzung, unterschiede, max(jetzt, ab))
    if ab and gesehen and ab > jetzt:
        neues["gesehen"] = gesehen | {"gesehen": None}
    Abbild.objects.filter(sitzung=sitzung).delete()
    if neues:
        Abbild.objects.create(sitzung=sitzung, inhalt=neues)
        unterlagen_vergessen(sitzung, neues)


def jetziges_abbild(sitzung):
    punkte = list(sitzung.tagesordnungspunkte.all())
    unterlagen = Unterlage.objects.der_sitzung(sitzung, punkte)
    return aenderungen.abbild(sitzung, punkte, nummern(punkte), unterlagen)


def ankuendigen(sitzung, abbild):
    um, was = sitzung.erstmals_oeffentlich_am, aenderungen.ankuendigung(abbild)
    sitzung.vermerkte_aenderungen.create(
        tag=timezone.localdate(um), um=um, was=was, ist_ankuendigung=True
    )


def vermerken(sitzung, neues, um):
    """Add items to those of the day of `um` (aware)."""
    if not neues:
        return
    tag = timezone.localdate(um)
    bisherige = sitzung.vermerkte_aenderungen.filter(tag=tag, ist_ankuendigung=False)
    heutige = bisherige.first()
    was = aenderungen.zusammengefasst(heutige.was if heutige else [], neues)
    nachtrag = heutige.nachtrag + any(map(aenderungen.ist_wichtig, neues)) if heutige else 0
    bisherige.delete()
    if was:
        sitzung.vermerkte_aenderungen.create(tag=tag, um=um, was=was, nachtrag=nachtrag)


def unterlagen_vergessen(sitzung, abbild):
    """Remove the items about Unterlagen that are gone."""
    unterlagen = [pk for pk, *_ in abbild["unterlagen"]]
    for aenderung in sitzung.vermerkte_aenderungen.all():
        was = aenderungen.noch_da(aenderung.was, unterlagen)
        if not was:
            aenderung.delete()
        elif was != aenderung.was:
            sitzung.vermerkte_aenderungen.filter(pk=aenderung.pk).update(was=was)
