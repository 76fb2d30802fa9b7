import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    # A database of before the last of these is told to go there first (datenbankstand.py).
    replaces = [
        ("handlungsfelder", "0001_initial"),
        ("handlungsfelder", "0002_oeffentlich_ab"),
        ("handlungsfelder", "0003_texte"),
        ("handlungsfelder", "0004_hilfetexte"),
    ]

    initial = True

    dependencies = [
        ("team", "0001_squashed_0004_hilfetexte"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handlungsfeld",
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
                        help_text="Letzter Teil der Internetadresse, zum Beispiel „bildung“.",
                        max_length=120,
                        verbose_name="Adresse",
                    ),
                ),
                (
                    "kurztext",
                    models.TextField(
                        blank=True,
                        help_text="Worum es geht, in zwei oder drei Sätzen.",
                        verbose_name="Kurzer Text",
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
                    "fuehrt_fort",
                    models.ForeignKey(
                        blank=True,
                        help_text="Das Handlungsfeld eines früheren Jahres, das hier weitergeht. Die Seite hat einen Link dorthin.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fortgefuehrt_von",
                        to="handlungsfelder.handlungsfeld",
                        verbose_name="führt fort",
                    ),
                ),
                (
                    "themen",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Zuständig ist, wer im Team für eines dieser Themen zuständig ist.",
                        related_name="handlungsfelder",
                        to="team.thema",
                        verbose_name="Themen",
                    ),
                ),
            ],
            options={
                "verbose_name": "Handlungsfeld",
                "verbose_name_plural": "Handlungsfelder",
                "ordering": [
                    "-jahresplanung__jahr",
                    "schwerpunkt__reihenfolge",
                    "reihenfolge",
                    "pk",
                ],
            },
        ),
        migrations.CreateModel(
            name="Aufgabe",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="Text")),
                (
                    "reihenfolge",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="Kleine Zahlen zuerst.", verbose_name="Reihenfolge"
                    ),
                ),
                (
                    "handlungsfeld",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aufgaben",
                        to="handlungsfelder.handlungsfeld",
                        verbose_name="Handlungsfeld",
                    ),
                ),
            ],
            options={
                "verbose_name": "Aufgabe",
                "verbose_name_plural": "Aufgaben",
                "ordering": ["reihenfolge", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Jahresplanung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "jahr",
                    models.PositiveSmallIntegerField(
                        help_text="Zum Beispiel 2027. Nach dem ersten Sichern steht es fest.",
                        verbose_name="Jahr",
                    ),
                ),
                (
                    "untertitel",
                    models.CharField(
                        blank=True,
                        help_text="Steht hinter dem Namen, zum Beispiel „alte und neue Handlungsfelder“.",
                        max_length=200,
                        verbose_name="Untertitel",
                    ),
                ),
                (
                    "was_bleibt",
                    models.TextField(
                        blank=True, help_text="Eine Zeile je Punkt.", verbose_name="Was bleibt"
                    ),
                ),
                (
                    "schwerpunktsetzung",
                    models.TextField(
                        blank=True,
                        help_text="Eine Zeile je Punkt.",
                        verbose_name="Neue Schwerpunktsetzung",
                    ),
                ),
                (
                    "oeffentlich_ab",
                    models.DateTimeField(
                        blank=True,
                        help_text="Von wann an Besucher das ganze Jahr sehen, nach der Uhr in Leipzig; auch ein Tag in der Zukunft. Leer: ein Entwurf, nirgends zu sehen.",
                        null=True,
                        verbose_name="öffentlich ab",
                    ),
                ),
                ("geaendert_am", models.DateTimeField(auto_now=True, verbose_name="geändert am")),
            ],
            options={
                "verbose_name": "Jahresplanung",
                "verbose_name_plural": "Jahresplanungen",
                "ordering": ["-jahr"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("jahr",),
                        name="jahresplanung_eine_je_jahr",
                        violation_error_message="Für dieses Jahr gibt es schon eine Jahresplanung.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("jahr__gte", 2000), ("jahr__lte", 2099)),
                        name="jahresplanung_jahr_2000_bis_2099",
                        violation_error_message="Das Jahr muss zwischen 2000 und 2099 liegen.",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="handlungsfeld",
            name="jahresplanung",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="handlungsfelder",
                to="handlungsfelder.jahresplanung",
                verbose_name="Jahresplanung",
            ),
        ),
        migrations.CreateModel(
            name="Schwerpunkt",
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
                            ("schwerpunkt", "Schwerpunkt"),
                            ("handlungsschwerpunkt", "Handlungsschwerpunkt"),
                            ("rahmen", "Rahmen"),
                        ],
                        default="schwerpunkt",
                        help_text="Ein Rahmen gehört zu allen Schwerpunkten, zum Beispiel Öffentlichkeitsarbeit.",
                        max_length=20,
                        verbose_name="Art",
                    ),
                ),
                ("titel", models.CharField(max_length=200, verbose_name="Titel")),
                (
                    "reihenfolge",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="Kleine Zahlen zuerst.", verbose_name="Reihenfolge"
                    ),
                ),
                (
                    "jahresplanung",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="schwerpunkte",
                        to="handlungsfelder.jahresplanung",
                        verbose_name="Jahresplanung",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schwerpunkt",
                "verbose_name_plural": "Schwerpunkte",
                "ordering": ["-jahresplanung__jahr", "reihenfolge", "pk"],
            },
        ),
        migrations.AddField(
            model_name="handlungsfeld",
            name="schwerpunkt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="handlungsfelder",
                to="handlungsfelder.schwerpunkt",
                verbose_name="Schwerpunkt",
            ),
        ),
        migrations.CreateModel(
            name="Ziel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="Text")),
                (
                    "reihenfolge",
                    models.PositiveSmallIntegerField(
                        default=1000, help_text="Kleine Zahlen zuerst.", verbose_name="Reihenfolge"
                    ),
                ),
                (
                    "handlungsfeld",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="ziele",
                        to="handlungsfelder.handlungsfeld",
                        verbose_name="Handlungsfeld",
                    ),
                ),
            ],
            options={
                "verbose_name": "Ziel",
                "verbose_name_plural": "Ziele",
                "ordering": ["reihenfolge", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="schwerpunkt",
            constraint=models.CheckConstraint(
                condition=models.Q(("art__in", ["schwerpunkt", "handlungsschwerpunkt", "rahmen"])),
                name="schwerpunkt_art_bekannt",
                violation_error_message="Diese Art gibt es nicht.",
            ),
        ),
        migrations.AddConstraint(
            model_name="handlungsfeld",
            constraint=models.UniqueConstraint(
                fields=("jahresplanung", "slug"),
                name="handlungsfeld_adresse_einmal_im_jahr",
                violation_error_message="In diesem Jahr hat schon ein Handlungsfeld diese Adresse.",
            ),
        ),
        migrations.AddConstraint(
            model_name="handlungsfeld",
            constraint=models.CheckConstraint(
                condition=models.Q(("fuehrt_fort", models.F("pk")), _negated=True),
                name="handlungsfeld_fuehrt_nicht_sich_selbst_fort",
                violation_error_message="Ein Handlungsfeld kann nicht sich selbst fortführen.",
            ),
        ),
    ]
