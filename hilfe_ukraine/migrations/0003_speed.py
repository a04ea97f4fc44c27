from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hilfe_ukraine", "0002_delivery_under_fault")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "ready")),
                fields=["carrier", "body", "next_attempt_at", "id"],
                name="hilfe_delivery_turns",
            ),
        ),
    ]
