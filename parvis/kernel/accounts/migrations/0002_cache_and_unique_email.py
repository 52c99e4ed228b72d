# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table of the shared cache (rate limits), and the unique index on the e-mail field itself."""

from django.db import migrations, models

# The columns of django.core.cache.backends.db. UNLOGGED: what a crash loses here is a count of attempts.
CACHE = """
CREATE UNLOGGED TABLE IF NOT EXISTS accounts_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS accounts_cache_expires ON accounts_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_email_unique"),
        migrations.AlterField(
            model_name="person",
            name="email",
            field=models.EmailField(max_length=254, unique=True, verbose_name="e-mail address"),
        ),
        migrations.RunSQL(CACHE, "DROP TABLE IF EXISTS accounts_cache"),
    ]
