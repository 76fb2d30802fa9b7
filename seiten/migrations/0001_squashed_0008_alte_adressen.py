import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

# The addresses of the two former sites, without the slash at their end, and where each leads now.
# Nothing: what stood there is not on this site.
ALTE_ADRESSEN = {
    # Until 2023, by WordPress.
    "/?p=7296": "/quartiersrat/",  # call for members
    "/?p=10289": "/termine/",  # 44th meeting
    "/?p=10312": "",  # working groups of a Stadtteilprofil
    "/?p=10980": "/handlungsfelder/",  # Stadtteilentwicklungskonzept, whose fields are those of today
    "/aktuelles-gruenau": "/",
    "/aktuelles-gruenau/*": "",
    "/aktuelles-gruenau/131-sitzung-quartiersrat-gruenau-07-10-2019": "/termine/",
    "/archiv": "",
    "/archiv/*": "",
    "/gruenau-erleben": "",
    "/gruenau-erleben/*": "",
    "/gruenau-leipzig": "",
    "/gruenau-leipzig/*": "",
    "/gruenau-leipzig/integriertes-stadtteilentwicklungskonzept-gruenau-2030": "/handlungsfelder/",
    "/quartiersmanagement-gruenau": "/ueber-uns/",
    "/quartiersmanagement-gruenau/*": "/ueber-uns/",
    "/quartiersmanagement-gruenau/quartiersmanagement-projekte": "/handlungsfelder/",
    "/quartiersrat-gruenau": "/quartiersrat/",
    "/quartiersrat-gruenau/*": "/quartiersrat/",
    "/quartiersrat-gruenau/158-quartiersratssitzung-am-07-november-2022": "/termine/",
    "/quartiersrat-gruenau/quartiersrat-archiv": "/termine/",
    "/quartiersrat-gruenau/quartiersrat-archiv/*": "/termine/",
    "/quartiersrat-gruenau/quartiersrat-archiv/neuer-quartiersrat-gruenau-fuer-2-jahre-gewaehlt-2": "/quartiersrat/",
    # Who wants money for a project needs the person who is responsible for it.
    "/verfuegungsfonds": "/team/themen/",
    "/verfuegungsfonds/*": "",
    "/verfuegungsfonds-allgemein": "/team/themen/",
    # After 2023.
    "/de": "/",
    "/de/*": "",
    "/de/mitmachen/*": "/quartiersrat/",
    "/de/quartier/*": "/ueber-uns/",
}


def eintragen(apps, schema_editor):
    Umleitung = apps.get_model("seiten", "Umleitung")
    Umleitung.objects.using(schema_editor.connection.alias).bulk_create(
        Umleitung(alte_adresse=alte, neue_adresse=neue) for alte, neue in ALTE_ADRESSEN.items()
    )


class Migration(migrations.Migration):
    # A database of before the last of these is told to go there first (datenbankstand.py).
    replaces = [
        ("seiten", "0001_initial"),
        ("seiten", "0002_buero_weg"),
        ("seiten", "0003_oeffentlich_ab"),
        ("seiten", "0004_pflichtseiten"),
        ("seiten", "0005_texte"),
        ("seiten", "0006_hilfetexte"),
        ("seiten", "0007_umleitung"),
        ("seiten", "0008_alte_adressen"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Buero",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="Steht groß auf der Startseite und in der Anschrift.",
                        max_length=120,
                        verbose_name="Name",
                    ),
                ),
                (
                    "anlaufstelle",
                    models.CharField(
                        blank=True,
                        help_text="Zum Beispiel „Stadtteilladen“.",
                        max_length=120,
                        verbose_name="Anlaufstelle",
                    ),
                ),
                ("strasse", models.CharField(max_length=120, verbose_name="Straße und Hausnummer")),
                ("plz", models.CharField(max_length=5, verbose_name="Postleitzahl")),
                ("ort", models.CharField(max_length=80, verbose_name="Ort")),
                (
                    "email",
                    models.EmailField(
                        help_text="Steht unten auf jeder Seite.",
                        max_length=254,
                        verbose_name="E-Mail",
                    ),
                ),
                (
                    "telefon",
                    models.CharField(
                        blank=True,
                        help_text="Zum Beispiel 0341 1234567. Steht unten auf jeder Seite.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^\\+?[0-9][0-9 ]*$",
                                "Bitte nur Ziffern und Leerzeichen, zum Beispiel „0341 1234567“.",
                            )
                        ],
                        verbose_name="Telefon",
                    ),
                ),
                (
                    "oeffnungszeiten",
                    models.TextField(
                        blank=True,
                        help_text="Eine Zeile je Angabe, zum Beispiel „Montag 9 bis 12 Uhr“.",
                        verbose_name="Öffnungszeiten",
                    ),
                ),
                (
                    "weg",
                    models.TextField(
                        blank=True,
                        help_text="In Worten, auch ohne Karte verständlich: Haltestelle, Wege, Stufen, Eingang.",
                        verbose_name="Weg zu uns",
                    ),
                ),
                (
                    "webseite",
                    models.CharField(
                        blank=True,
                        help_text="Zum Beispiel www.qm-gruenau.de.",
                        max_length=120,
                        verbose_name="Webseite",
                    ),
                ),
                (
                    "foerderhinweis",
                    models.TextField(
                        blank=True,
                        help_text="Steht unten auf jeder Seite.",
                        verbose_name="Hinweis auf die Förderung",
                    ),
                ),
                (
                    "projekttraeger",
                    models.CharField(
                        blank=True,
                        help_text="Steht unten auf jeder Seite.",
                        max_length=120,
                        verbose_name="Projektträger",
                    ),
                ),
                ("geaendert_am", models.DateTimeField(auto_now=True, verbose_name="geändert am")),
            ],
            options={
                "verbose_name": "Büro",
                "verbose_name_plural": "Büro",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="buero_nur_eines",
                        violation_error_message="Es gibt nur ein Büro.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Seite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("titel", models.CharField(max_length=120, verbose_name="Titel")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Die Internetadresse ohne Schrägstriche, zum Beispiel „ueber-uns“.",
                        max_length=60,
                        unique=True,
                        verbose_name="Adresse",
                    ),
                ),
                (
                    "beschreibung",
                    models.CharField(
                        help_text="Ein Satz, worum es geht. Suchmaschinen zeigen ihn.",
                        max_length=160,
                        verbose_name="Kurzbeschreibung",
                    ),
                ),
                (
                    "einleitung",
                    models.TextField(
                        blank=True,
                        help_text="Steht unter dem Titel, vor den Abschnitten.",
                        verbose_name="Einleitung",
                    ),
                ),
                (
                    "mit_kontakt",
                    models.BooleanField(
                        default=False,
                        help_text="Zeigt am Ende der Seite Anschrift, Telefon und E-Mail des Büros.",
                        verbose_name="mit Kontakt",
                    ),
                ),
                (
                    "im_kopf",
                    models.BooleanField(
                        default=False,
                        help_text="Ein Link oben auf jeder Seite, wie bei „Leichte Sprache“.",
                        verbose_name="im Kopf jeder Seite",
                    ),
                ),
                (
                    "im_fuss",
                    models.BooleanField(
                        default=False,
                        help_text="Ein Link unten auf jeder Seite. Impressum, Datenschutz und Barrierefreiheit stehen dort immer.",
                        verbose_name="im Fuß jeder Seite",
                    ),
                ),
                (
                    "reihenfolge",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="Kleine Zahlen zuerst.", verbose_name="Reihenfolge"
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
                ("geaendert_am", models.DateTimeField(auto_now=True, verbose_name="geändert am")),
            ],
            options={
                "verbose_name": "Seite",
                "verbose_name_plural": "Seiten",
                "ordering": ["reihenfolge", "pk"],
                "permissions": [("change_pflichtseite", "Pflichtseiten ändern")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "slug__in",
                                [
                                    "admin",
                                    "handlungsfelder",
                                    "kontakt",
                                    "static",
                                    "suche",
                                    "team",
                                    "termine",
                                ],
                            ),
                            _negated=True,
                        ),
                        name="seite_adresse_nicht_vergeben",
                        violation_error_message="Diese Adresse gehört schon einem anderen Bereich.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("slug__in", ["impressum", "datenschutz", "barrierefreiheit"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("oeffentlich_ab__isnull", False),
                                ("oeffentlich_ab__lte", models.F("geaendert_am")),
                            ),
                            _connector="OR",
                        ),
                        name="seite_pflichtseite_oeffentlich",
                        violation_error_message="Impressum, Datenschutz und Barrierefreiheit müssen immer zu sehen sein.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Abschnitt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ueberschrift", models.CharField(max_length=120, verbose_name="Überschrift")),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Ohne Text steht dort: „Diese Angabe folgt.“",
                        verbose_name="Text",
                    ),
                ),
                (
                    "reihenfolge",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="Kleine Zahlen zuerst.", verbose_name="Reihenfolge"
                    ),
                ),
                (
                    "seite",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="abschnitte",
                        to="seiten.seite",
                        verbose_name="Seite",
                    ),
                ),
            ],
            options={
                "verbose_name": "Abschnitt",
                "verbose_name_plural": "Abschnitte",
                "ordering": ["reihenfolge", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Umleitung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "alte_adresse",
                    models.CharField(
                        help_text="Wie sie im Browser steht oder stand, zum Beispiel „/archiv/warum-gruenau/“. Mit „/*“ am Ende gilt sie für alles darunter: „/archiv/*“. Groß und klein, der letzte Schrägstrich und alles ab einem „?“ sind gleichgültig; nur „/?p=“ mit einer Nummer zählt.",
                        max_length=500,
                        verbose_name="alte Adresse",
                    ),
                ),
                (
                    "neue_adresse",
                    models.CharField(
                        blank=True,
                        help_text="Eine Seite dieser Website, zum Beispiel „/termine/“. Bleibt das Feld leer, lesen Besucher, dass es die Seite nicht mehr gibt.",
                        max_length=500,
                        validators=[
                            django.core.validators.RegexValidator(
                                "\\A/(?!/)[^\\\\\\s\\x00-\\x1f\\x7f]*\\Z",
                                "Bitte tragen Sie eine Adresse dieser Website ein, die mit einem Schrägstrich beginnt, zum Beispiel „/termine/“.",
                            )
                        ],
                        verbose_name="neue Adresse",
                    ),
                ),
            ],
            options={
                "verbose_name": "Umleitung",
                "verbose_name_plural": "Umleitungen",
                "ordering": ["alte_adresse"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("alte_adresse",),
                        name="umleitung_alte_adresse_einmal",
                        violation_error_message="Für diese alte Adresse gibt es schon eine Umleitung.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("alte_adresse__startswith", "/"),
                            models.Q(("alte_adresse__endswith", "/"), _negated=True),
                        ),
                        name="umleitung_alte_adresse_wie_gesucht",
                        violation_error_message="So wird keine alte Adresse gesucht.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("neue_adresse", ""),
                            models.Q(
                                ("neue_adresse__startswith", "/"),
                                models.Q(("neue_adresse__startswith", "//"), _negated=True),
                                models.Q(("neue_adresse__contains", "\\"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="umleitung_bleibt_auf_der_website",
                        violation_error_message="Die neue Adresse muss zu dieser Website gehören.",
                    ),
                ],
            },
        ),
        migrations.RunPython(eintragen, migrations.RunPython.noop),
    ]
