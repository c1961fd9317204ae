import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('exchanges', '0018_clearings_become_groups'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='clearing',
            name='proposed_by',
        ),
        migrations.RemoveField(
            model_name='clearingyear',
            name='clearing',
        ),
        migrations.AlterField(
            model_name='clearing',
            name='proposal',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clearings', to='exchanges.clearingproposal'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='clearing',
            trigger=pgtrigger.compiler.Trigger(name='clearing_frozen', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."proposal_id" IS DISTINCT FROM (NEW."proposal_id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."predecessor_id" IS DISTINCT FROM (NEW."predecessor_id") OR OLD."frozen_at" IS DISTINCT FROM (NEW."frozen_at") OR OLD."frozen_on" IS DISTINCT FROM (NEW."frozen_on") OR OLD."answer_by" IS DISTINCT FROM (NEW."answer_by") OR OLD."total" IS DISTINCT FROM (NEW."total") OR OLD."gross" IS DISTINCT FROM (NEW."gross") OR OLD."content_hash" IS DISTINCT FROM (NEW."content_hash"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='af8281ab02c1b0bc54102a92e5c94dcbaf28f055', operation='UPDATE', pgid='pgtrigger_clearing_frozen_de2c0', table='exchanges_clearing', when='BEFORE')),
        ),
        migrations.AddConstraint(
            model_name='clearing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'undoing'), _negated=True), ('undo_by__isnull', False), _connector='OR'), name='clearing_undoing_has_day'),
        ),
    ]
