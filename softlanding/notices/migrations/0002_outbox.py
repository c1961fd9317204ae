from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='notice',
            name='notice_due',
        ),
        migrations.AddField(
            model_name='notice',
            name='expires_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='given_up_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='notice',
            name='is_secret',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='notice',
            name='is_urgent',
            field=models.BooleanField(default=False),
        ),
        # What was given up before there was a column for it.
        migrations.RunSQL(
            "UPDATE notices_notice SET given_up_at = created_at"
            " WHERE sent_at IS NULL AND next_try_at IS NULL AND tries > 0",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('sent_at__isnull', True)), fields=['is_urgent', 'next_try_at'], name='notice_due'),
        ),
        migrations.AddIndex(
            model_name='notice',
            index=models.Index(condition=models.Q(('expires_at__isnull', False), ('next_try_at__isnull', False)), fields=['expires_at'], name='notice_expiring'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('sent_at__isnull', True), models.Q(('given_up_at__isnull', True), ('next_try_at__isnull', True)), _connector='OR'), name='notice_sent_is_over'),
        ),
        migrations.AddConstraint(
            model_name='notice',
            constraint=models.CheckConstraint(condition=models.Q(('is_secret', False), ('body', ''), models.Q(('given_up_at__isnull', True), ('sent_at__isnull', True)), _connector='OR'), name='notice_secret_is_blank_once_over'),
        ),
    ]
