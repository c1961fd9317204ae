"""The secrets of second factors that were written in plain."""

from collections.abc import Callable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from softlanding.sign_in.second_factors import SECRETS, decrypt, encrypt


def changed(write: Callable[[str], str]) -> Callable[[Any, BaseDatabaseSchemaEditor], None]:
    def change(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
        for row in apps.get_model("mfa", "Authenticator").objects.exclude(type="webauthn"):
            row.data |= {name: write(decrypt(row.data[name])) for name in SECRETS if name in row.data}
            row.save(update_fields=["data"])

    return change


class Migration(migrations.Migration):
    dependencies = [("mfa", "0003_authenticator_type_uniq")]

    operations = [migrations.RunPython(changed(encrypt), changed(str))]
