from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('limits', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='limitreached',
            name='by',
            field=models.CharField(max_length=30, verbose_name='counted by'),
        ),
        migrations.AlterField(
            model_name='limitreached',
            name='kind',
            field=models.CharField(max_length=30, verbose_name='what'),
        ),
    ]
