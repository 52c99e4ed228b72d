# SPDX-License-Identifier: AGPL-3.0-or-later

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="IndexedDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=100)),
                ("language", models.CharField(max_length=8)),
                ("title", models.TextField()),
                ("text", models.TextField(blank=True)),
                ("keywords", models.TextField(blank=True)),
                ("url", models.CharField(max_length=500)),
                ("audience", models.CharField(blank=True, max_length=100)),
                ("weight", models.FloatField(default=1.0)),
                ("vector", django.contrib.postgres.search.SearchVectorField()),
                ("title_vector", django.contrib.postgres.search.SearchVectorField()),
                ("indexed_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["vector"], name="search_vector"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["title_vector"], name="search_title_vector"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "key", "language"), name="search_one_document")
                ],
            },
        ),
        migrations.CreateModel(
            name="VocabularyWord",
            fields=[
                ("word", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("reductions", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40))),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["reductions"], name="search_reductions"
                    )
                ],
            },
        ),
    ]
