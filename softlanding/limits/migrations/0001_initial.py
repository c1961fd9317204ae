import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CountedAct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('at', models.DateTimeField()),
            ],
            options={
                'indexes': [models.Index(fields=['key', '-at'], name='counted_act_newest'), models.Index(fields=['at'], name='counted_act_old')],
            },
        ),
        migrations.CreateModel(
            name='LimitReached',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('day', models.DateField()),
                ('kind', models.CharField(max_length=20, verbose_name='what')),
                ('by', models.CharField(max_length=20, verbose_name='counted by')),
                ('who', models.CharField(max_length=200)),
                ('sentence', models.TextField(verbose_name='what she was told')),
                ('times', models.PositiveIntegerField(default=1)),
                ('first_at', models.DateTimeField()),
                ('last_at', models.DateTimeField()),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'limits reached',
                'ordering': ['-last_at', '-pk'],
                'constraints': [models.UniqueConstraint(fields=('key', 'day'), name='limit_reached_once_a_day')],
            },
        ),
    ]
