import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

import team.models


class Migration(migrations.Migration):
    # A database of before the last of these is told to go there first (datenbankstand.py).
    replaces = [
        ("team", "0001_initial"),
        ("team", "0002_oeffentlich_ab"),
        ("team", "0003_foto_schmueckend_oder_beschrieben"),
        ("team", "0004_hilfetexte"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Thema",
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
                        help_text="Wofür jemand zuständig sein kann, zum Beispiel „Verfügungsfonds“.",
                        max_length=120,
                        unique=True,
                        verbose_name="Name",
                    ),
                ),
                (
                    "slug",
                    models.SlugField(
                        help_text="Der Name ohne Umlaute und Leerzeichen, zum Beispiel „verfuegungsfonds“.",
                        max_length=120,
                        unique=True,
                        verbose_name="Adresse",
                    ),
                ),
            ],
            options={
                "verbose_name": "Thema",
                "verbose_name_plural": "Themen",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("vorname", models.CharField(max_length=80, verbose_name="Vorname")),
                ("nachname", models.CharField(max_length=80, verbose_name="Nachname")),
                (
                    "slug",
                    models.SlugField(
                        help_text="Letzter Teil der Internetadresse, zum Beispiel „alexandra-schmidt“.",
                        max_length=120,
                        unique=True,
                        verbose_name="Adresse",
                    ),
                ),
                (
                    "abschluss",
                    models.CharField(
                        blank=True,
                        help_text="Zum Beispiel „Dipl.-Geographin“.",
                        max_length=120,
                        verbose_name="Abschluss",
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True,
                        help_text="Dienstliche Adresse. Ohne sie nennt die Website die Adresse des Büros.",
                        max_length=254,
                        verbose_name="E-Mail",
                    ),
                ),
                (
                    "telefon",
                    models.CharField(
                        blank=True,
                        help_text="Dienstliche Nummer, zum Beispiel 0341 1234567. Sie steht auf der Website.",
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
                    "foto",
                    models.FileField(
                        blank=True,
                        help_text="JPEG, PNG, WebP oder AVIF, höchstens 15 MB. Gespeichert wird nur das Bild selbst, ohne Ort und Datum der Aufnahme.",
                        upload_to=team.models.foto_pfad,
                        validators=[team.models.check_foto],
                        verbose_name="Foto",
                    ),
                ),
                (
                    "foto_breite",
                    models.PositiveIntegerField(
                        blank=True, editable=False, null=True, verbose_name="Breite"
                    ),
                ),
                (
                    "foto_hoehe",
                    models.PositiveIntegerField(
                        blank=True, editable=False, null=True, verbose_name="Höhe"
                    ),
                ),
                (
                    "foto_zeigen",
                    models.BooleanField(
                        default=False,
                        help_text="Erst mit diesem Haken zeigt die Website das Foto. Vorher nötig: der Tag der Einwilligung und entweder eine Bildbeschreibung oder der Haken „rein schmückend“.",
                        verbose_name="Foto freigegeben",
                    ),
                ),
                (
                    "foto_alternativtext",
                    models.CharField(
                        blank=True,
                        help_text="Was auf dem Foto zu sehen ist, für Menschen, die es nicht sehen: zum Beispiel „Erika Muster an ihrem Schreibtisch“.",
                        max_length=200,
                        validators=[
                            django.core.validators.RegexValidator(
                                "(?i)\\.(jpe?g|png|webp|avif|heic|gif|tiff?)\\s*$|^[^\\W\\d_]*[\\W_]*\\d[\\W\\d_]*$",
                                "Das sieht nach dem Namen einer Datei aus. Bitte schreiben Sie in ein paar Wörtern, was auf dem Foto zu sehen ist.",
                                inverse_match=True,
                            )
                        ],
                        verbose_name="Bildbeschreibung",
                    ),
                ),
                (
                    "foto_schmueckend",
                    models.BooleanField(
                        default=False,
                        help_text="Statt einer Bildbeschreibung, wenn das Foto nichts zeigt, was nicht schon in Worten daneben steht.",
                        verbose_name="rein schmückend",
                    ),
                ),
                (
                    "foto_nachweis",
                    models.CharField(
                        blank=True,
                        help_text="Wer das Foto gemacht hat. Steht mit „Foto:“ davor auf der Website.",
                        max_length=120,
                        verbose_name="Bildnachweis",
                    ),
                ),
                (
                    "foto_einwilligung_am",
                    models.DateField(
                        blank=True,
                        help_text="An welchem Tag die Person zugestimmt hat, dass dieses Foto auf der Website steht. Der Tag selbst erscheint nirgends.",
                        null=True,
                        verbose_name="Einwilligung vom",
                    ),
                ),
                (
                    "im_team_von",
                    models.DateField(
                        blank=True,
                        help_text="Erster Tag im Team. Davor steht die Person nicht auf der Website.",
                        null=True,
                        verbose_name="im Team von",
                    ),
                ),
                (
                    "im_team_bis",
                    models.DateField(
                        blank=True,
                        help_text="Letzter Tag im Team. Danach verschwindet die Person von der Website, ihre Angaben bleiben hier erhalten.",
                        null=True,
                        verbose_name="im Team bis",
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
                "verbose_name": "Person",
                "verbose_name_plural": "Personen",
                "ordering": ["reihenfolge", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slug", "themen"), _negated=True),
                        name="person_adresse_nicht_vergeben",
                        violation_error_message="Die Adresse „themen“ gehört schon einer anderen Seite.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("im_team_bis__gte", models.F("im_team_von"))),
                        name="person_bis_nach_von",
                        violation_error_message="„Im Team bis“ darf nicht vor „im Team von“ liegen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("foto_zeigen", False),
                            models.Q(
                                models.Q(("foto", ""), _negated=True),
                                ("foto_einwilligung_am__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="person_foto_mit_einwilligung",
                        violation_error_message="Ein Foto kann nur freigegeben werden, wenn es hochgeladen ist und die Person eingewilligt hat.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("foto_zeigen", False),
                            models.Q(("foto_alternativtext", ""), ("foto_schmueckend", True)),
                            models.Q(
                                ("foto_schmueckend", False),
                                models.Q(("foto_alternativtext", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="person_foto_beschrieben_oder_schmueckend",
                        violation_error_message="Ein Foto kann nur freigegeben werden, wenn es entweder eine Bildbeschreibung hat oder „rein schmückend“ ist.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Zustaendigkeit",
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zustaendigkeiten",
                        to="team.person",
                        verbose_name="Person",
                    ),
                ),
                (
                    "thema",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="zustaendigkeiten",
                        to="team.thema",
                        verbose_name="Thema",
                    ),
                ),
            ],
            options={
                "verbose_name": "Zuständigkeit",
                "verbose_name_plural": "Zuständigkeiten",
                "ordering": ["reihenfolge", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "thema"),
                        name="zustaendigkeit_einmal_je_person_und_thema",
                        violation_error_message="Dieses Thema steht bei dieser Person schon.",
                    )
                ],
            },
        ),
    ]
