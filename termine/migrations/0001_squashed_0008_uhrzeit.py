import datetime
import uuid

import django.db.models.deletion
from django.db import migrations, models

import termine.models


class Migration(migrations.Migration):
    # A database of before the last of these is told to go there first (datenbankstand.py).
    replaces = [
        ("termine", "0001_initial"),
        ("termine", "0002_oeffentlich_ab"),
        ("termine", "0003_unterlage_text_und_auszeichnung"),
        ("termine", "0004_texte"),
        ("termine", "0005_hilfetexte"),
        ("termine", "0006_aenderungen"),
        ("termine", "0007_kalender"),
        ("termine", "0008_uhrzeit"),
    ]

    initial = True

    dependencies = [
        ("handlungsfelder", "0001_squashed_0004_hilfetexte"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sitzung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("titel", models.CharField(max_length=200, verbose_name="Titel")),
                (
                    "slug",
                    models.SlugField(
                        blank=True,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="Adresse",
                    ),
                ),
                (
                    "nummer",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Zum Beispiel 181 für die 181. Sitzung.",
                        null=True,
                        verbose_name="Nummer",
                    ),
                ),
                ("datum", models.DateField(verbose_name="Datum")),
                (
                    "beginn",
                    models.TimeField(
                        blank=True,
                        help_text="Uhrzeit in Leipzig, zum Beispiel 17:00.",
                        null=True,
                        verbose_name="Beginn",
                    ),
                ),
                (
                    "ende",
                    models.TimeField(
                        blank=True,
                        help_text="Uhrzeit in Leipzig, zum Beispiel 19:00.",
                        null=True,
                        verbose_name="Ende",
                    ),
                ),
                (
                    "ort",
                    models.CharField(
                        blank=True,
                        help_text="Zum Beispiel Stadtteilladen, Stuttgarter Allee 19.",
                        max_length=200,
                        verbose_name="Ort",
                    ),
                ),
                (
                    "teilnahme",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("offen", "öffentlich, ohne Anmeldung"),
                            ("anmeldung", "öffentlich, mit Anmeldung"),
                            ("geschlossen", "nicht öffentlich"),
                        ],
                        help_text="Wer kommen darf. Leer: Die Website sagt nichts dazu.",
                        max_length=12,
                        verbose_name="Teilnahme",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("geplant", "geplant"),
                            ("bestaetigt", "bestätigt"),
                            ("verlegt", "verlegt"),
                            ("abgesagt", "abgesagt"),
                        ],
                        default="geplant",
                        help_text="Absagen und verlegen können Sie eine gesicherte Sitzung oben auf ihrer Seite.",
                        max_length=12,
                        verbose_name="Status",
                    ),
                ),
                (
                    "grund",
                    models.CharField(
                        blank=True,
                        help_text="Warum die Sitzung abgesagt oder verlegt ist. Steht auf der Website.",
                        max_length=300,
                        verbose_name="Grund",
                    ),
                ),
                (
                    "interne_notiz",
                    models.TextField(
                        blank=True,
                        help_text="Nur für das Büro, erscheint nirgends.",
                        verbose_name="interne Notiz",
                    ),
                ),
                (
                    "oeffentlich_ab",
                    models.DateTimeField(
                        blank=True,
                        help_text="Von wann an Besucher es sehen, nach der Uhr in Leipzig; auch ein Tag in der Zukunft. Leer: ein Entwurf, nirgends zu sehen.",
                        null=True,
                        verbose_name="öffentlich ab",
                    ),
                ),
                (
                    "erstmals_oeffentlich_am",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="erstmals öffentlich am"
                    ),
                ),
                (
                    "abbild",
                    models.JSONField(blank=True, editable=False, null=True, verbose_name="Abbild"),
                ),
                (
                    "aenderungen",
                    models.JSONField(
                        blank=True, default=list, editable=False, verbose_name="Änderungen"
                    ),
                ),
                ("geaendert_am", models.DateTimeField(auto_now=True, verbose_name="geändert am")),
                (
                    "uid",
                    models.UUIDField(
                        default=uuid.uuid4,
                        editable=False,
                        unique=True,
                        verbose_name="Kennung im Kalender",
                    ),
                ),
                (
                    "folge",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="Folge im Kalender"
                    ),
                ),
                (
                    "nachfolger",
                    models.ForeignKey(
                        blank=True,
                        help_text="Welche Sitzung stattfindet, wenn diese abgesagt oder verlegt ist.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vorgaenger",
                        to="termine.sitzung",
                        verbose_name="neuer Termin",
                    ),
                ),
            ],
            options={
                "verbose_name": "Sitzung",
                "verbose_name_plural": "Sitzungen",
                "ordering": [
                    "-datum",
                    models.OrderBy(models.F("beginn"), descending=True, nulls_last=True),
                    "-pk",
                ],
            },
        ),
        migrations.CreateModel(
            name="Tagesordnungspunkt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reihenfolge",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="Kleine Zahlen zuerst.", verbose_name="Reihenfolge"
                    ),
                ),
                (
                    "unterpunkt",
                    models.BooleanField(
                        default=False,
                        help_text="Gehört zum Punkt darüber, zum Beispiel 4.1 zu 4.",
                        verbose_name="Unterpunkt",
                    ),
                ),
                ("titel", models.CharField(max_length=200, verbose_name="Titel")),
                (
                    "beschreibung",
                    models.TextField(
                        blank=True,
                        help_text="Worum es geht. Steht auf der Website unter dem Titel.",
                        verbose_name="Beschreibung",
                    ),
                ),
                (
                    "art",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("information", "Information"),
                            ("diskussion", "Diskussion"),
                            ("empfehlung", "Empfehlung"),
                        ],
                        help_text="Was der Quartiersrat mit dem Punkt tun soll.",
                        max_length=12,
                        verbose_name="Art",
                    ),
                ),
                (
                    "vortragende",
                    models.CharField(
                        blank=True,
                        help_text="Name und Funktion.",
                        max_length=200,
                        verbose_name="Wer trägt vor",
                    ),
                ),
                (
                    "organisation",
                    models.CharField(
                        blank=True,
                        help_text="Für wen die Person spricht, zum Beispiel „Stadt Leipzig“.",
                        max_length=200,
                        verbose_name="Organisation",
                    ),
                ),
                (
                    "minuten",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Wie lange der Punkt dauert, ohne seine Unterpunkte. Fehlt bei einem Punkt die Dauer, haben die Punkte danach keine Uhrzeit.",
                        null=True,
                        verbose_name="Minuten",
                    ),
                ),
                (
                    "oeffentlich",
                    models.BooleanField(
                        default=True,
                        help_text="Ohne Haken steht auf der Website nur „Nicht öffentlicher Teil“, auch statt der Unterpunkte.",
                        verbose_name="öffentlich",
                    ),
                ),
                (
                    "ergebnis",
                    models.TextField(
                        blank=True,
                        help_text="Was nach der Sitzung feststeht. Steht auf der Website beim Punkt.",
                        verbose_name="Ergebnis",
                    ),
                ),
                (
                    "handlungsfelder",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Womit der Punkt zu tun hat. Die Seite der Sitzung hat einen Link dorthin.",
                        related_name="tagesordnungspunkte",
                        to="handlungsfelder.handlungsfeld",
                        verbose_name="Handlungsfelder",
                    ),
                ),
                (
                    "sitzung",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tagesordnungspunkte",
                        to="termine.sitzung",
                        verbose_name="Sitzung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Tagesordnungspunkt",
                "verbose_name_plural": "Tagesordnungspunkte",
                "ordering": ["reihenfolge", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Unterlage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("einladung", "Einladung"),
                            ("praesentation", "Präsentation"),
                            ("protokoll", "Protokoll"),
                            ("anlage", "Anlage"),
                        ],
                        max_length=16,
                        verbose_name="Art",
                    ),
                ),
                (
                    "bezeichnung",
                    models.CharField(
                        blank=True,
                        help_text="Worum es geht. Art und Datum setzt die Website selbst davor.",
                        max_length=200,
                        verbose_name="Bezeichnung",
                    ),
                ),
                (
                    "datei",
                    models.FileField(
                        help_text="PDF, höchstens 40 MB.",
                        upload_to=termine.models.unterlage_pfad,
                        validators=[termine.models.check_unterlage],
                        verbose_name="Datei",
                    ),
                ),
                (
                    "groesse",
                    models.PositiveBigIntegerField(
                        blank=True, editable=False, verbose_name="Größe in Bytes"
                    ),
                ),
                (
                    "seiten",
                    models.PositiveIntegerField(blank=True, editable=False, verbose_name="Seiten"),
                ),
                (
                    "hat_text",
                    models.BooleanField(
                        blank=True, editable=False, null=True, verbose_name="Text vorhanden"
                    ),
                ),
                (
                    "ist_getaggt",
                    models.BooleanField(
                        blank=True,
                        editable=False,
                        null=True,
                        verbose_name="barrierefrei ausgezeichnet",
                    ),
                ),
                (
                    "reihenfolge",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="Kleine Zahlen zuerst.", verbose_name="Reihenfolge"
                    ),
                ),
                ("geaendert_am", models.DateTimeField(auto_now=True, verbose_name="geändert am")),
                (
                    "sitzung",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unterlagen",
                        to="termine.sitzung",
                        verbose_name="Sitzung",
                    ),
                ),
                (
                    "tagesordnungspunkt",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unterlagen",
                        to="termine.tagesordnungspunkt",
                        verbose_name="Tagesordnungspunkt",
                    ),
                ),
            ],
            options={
                "verbose_name": "Unterlage",
                "verbose_name_plural": "Unterlagen",
                "ordering": ["reihenfolge", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("datum__gte", datetime.date(2000, 1, 1)),
                    ("datum__lte", datetime.date(2099, 12, 31)),
                ),
                name="sitzung_datum_2000_bis_2099",
                violation_error_message="Das Datum muss zwischen 2000 und 2099 liegen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(("ende__gt", models.F("beginn"))),
                name="sitzung_ende_nach_beginn",
                violation_error_message="Das Ende muss nach dem Beginn liegen.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(("ende", None), ("beginn__isnull", False), _connector="OR"),
                name="sitzung_ende_nur_mit_beginn",
                violation_error_message="Ein Ende braucht auch einen Beginn.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("datum__day__gte", 25),
                    ("datum__month", 3),
                    ("datum__week_day", 1),
                    models.Q(
                        ("beginn__range", (datetime.time(2, 0), datetime.time(2, 59, 59, 999999))),
                        ("ende__range", (datetime.time(2, 0), datetime.time(2, 59, 59, 999999))),
                        _connector="OR",
                    ),
                    _negated=True,
                ),
                name="sitzung_uhrzeit_gibt_es_an_dem_tag",
                violation_error_message="Diese Uhrzeit gibt es an diesem Tag nicht, weil die Uhren vorgestellt werden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["geplant", "bestaetigt", "verlegt", "abgesagt"])
                ),
                name="sitzung_status_bekannt",
                violation_error_message="Diesen Status gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(("teilnahme__in", ["", "offen", "anmeldung", "geschlossen"])),
                name="sitzung_teilnahme_bekannt",
                violation_error_message="Diese Teilnahme gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["verlegt", "abgesagt"]), _negated=True),
                    models.Q(("grund", ""), _negated=True),
                    _connector="OR",
                ),
                name="sitzung_absage_und_verlegung_mit_grund",
                violation_error_message="Bitte nennen Sie den Grund, wenn eine Sitzung abgesagt oder verlegt ist.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitzung",
            constraint=models.CheckConstraint(
                condition=models.Q(("nachfolger", models.F("pk")), _negated=True),
                name="sitzung_nicht_eigener_nachfolger",
                violation_error_message="Eine Sitzung kann nicht auf sich selbst verlegt werden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tagesordnungspunkt",
            constraint=models.CheckConstraint(
                condition=models.Q(("art__in", ["", "information", "diskussion", "empfehlung"])),
                name="tagesordnungspunkt_art_bekannt",
                violation_error_message="Diese Art gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="tagesordnungspunkt",
            constraint=models.CheckConstraint(
                condition=models.Q(("minuten__lte", 1440)),
                name="tagesordnungspunkt_minuten_hoechstens_ein_tag",
                violation_error_message="Ein Punkt dauert höchstens 1440 Minuten.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unterlage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sitzung__isnull", True), ("tagesordnungspunkt__isnull", False)),
                    models.Q(("sitzung__isnull", False), ("tagesordnungspunkt__isnull", True)),
                    _connector="OR",
                ),
                name="unterlage_zu_sitzung_oder_tagesordnungspunkt",
                violation_error_message="Eine Unterlage gehört entweder zur Sitzung oder zu einem Tagesordnungspunkt.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unterlage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("art__in", ["einladung", "praesentation", "protokoll", "anlage"])
                ),
                name="unterlage_art_bekannt",
                violation_error_message="Diese Art gibt es nicht.",
            ),
        ),
    ]
