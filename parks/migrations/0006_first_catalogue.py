from django.db import migrations

from parks.catalogue.first_entries import parts, sector_keys, sectors, services


def write_catalogue(apps, schema_editor):
    Service, Sector = apps.get_model("parks", "Service"), apps.get_model("parks", "Sector")
    Service.objects.bulk_create(
        Service(
            key=row["key"], element=row["element"], name=row["name"], what_it_is=row["what it is"], suits=row["suits"],
            must_for=row["must_for"], named_by=row["named_by"], position=position,
        )
        for position, row in enumerate(services(), start=1)
    )
    written = {}
    for position, row in enumerate(sectors(), start=1):
        written[row["key"]] = Sector.objects.create(
            key=row["key"], parent=written.get(row["parent"]), name=row["name"], position=position,
            divisions=parts(row["nace_rev_2_1_divisions"]), words=parts(row["other words (separated by ;)"]),
        )


def read_sectors_of_parks(apps, schema_editor):
    """What parks wrote in their own words, as the catalogue has it; the words stay."""
    Park = apps.get_model("parks", "Park")
    read = []
    for park in Park.objects.exclude(sectors=[]).only("sectors", "sector_keys").iterator(2000):
        park.sector_keys = sector_keys(park.sectors)
        read.append(park)
    Park.objects.bulk_update(read, ["sector_keys"], batch_size=500)


def empty(apps, schema_editor):
    for name in ("CatalogueStep", "Service"):
        apps.get_model("parks", name).objects.all().delete()
    sectors = apps.get_model("parks", "Sector").objects
    sectors.exclude(parent=None).delete()
    sectors.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('parks', '0005_finding_a_park'),
    ]

    operations = [
        migrations.RunPython(write_catalogue, empty),
        migrations.RunPython(read_sectors_of_parks, migrations.RunPython.noop),
    ]
