from django.db import migrations, models


def festhalten(apps, schema_editor):
    for sitzung in apps.get_model("termine", "Sitzung").objects.all():
        darueber = False
        for punkt in sitzung.tagesordnungspunkte.order_by("reihenfolge", "pk"):
            darueber = darueber if punkt.unterpunkt else punkt.oeffentlich
            if punkt.oeffentlich and darueber:
                sitzung.tagesordnungspunkte.filter(pk=punkt.pk).update(sichtbar=True)


class Migration(migrations.Migration):
    dependencies = [("termine", "0008_uhrzeit")]

    operations = [
        migrations.AddField(
            model_name="tagesordnungspunkt",
            name="sichtbar",
            field=models.BooleanField(default=False, editable=False, verbose_name="zu sehen"),
        ),
        migrations.RunPython(festhalten, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="tagesordnungspunkt",
            constraint=models.CheckConstraint(
                condition=models.Q(("sichtbar", False), ("oeffentlich", True), _connector="OR"),
                name="tagesordnungspunkt_verborgen_ist_nicht_zu_sehen",
                violation_error_message="Was nicht öffentlich ist, darf niemand sehen.",
            ),
        ),
        migrations.AddIndex(
            model_name="sitzung",
            index=models.Index(fields=["datum"], name="sitzung_datum"),
        ),
        migrations.AddIndex(
            model_name="sitzung",
            index=models.Index(fields=["oeffentlich_ab"], name="sitzung_oeffentlich_ab"),
        ),
    ]
