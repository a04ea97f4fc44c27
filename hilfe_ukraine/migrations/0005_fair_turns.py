from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hilfe_ukraine', '0003_routing_and_self_service'),
    ]

    operations = [
        migrations.AddField(
            model_name='breaker',
            name='receiver',
            field=models.CharField(blank=True, default='', max_length=40),
        ),
        migrations.AlterField(
            model_name='delivery',
            name='held_reason',
            field=models.CharField(blank=True, choices=[('', 'not held'), ('suspect', 'address in doubt'), ('gone', 'receiver is gone'), ('by_hand', 'by hand')], default='', max_length=10, verbose_name='held because'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('kind__in', ('confirm', 'new_address', 'links')), ('state', 'ready')), fields=['carrier', 'next_attempt_at', 'id'], name='hilfe_delivery_urgent'),
        ),
    ]
