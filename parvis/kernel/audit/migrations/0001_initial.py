# SPDX-License-Identifier: AGPL-3.0-or-later

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="when")),
                ("actor_kind", models.CharField(max_length=10, verbose_name="kind of actor")),
                ("person_id", models.BigIntegerField(null=True, verbose_name="person")),
                ("actor_label", models.CharField(max_length=200, verbose_name="actor")),
                ("organisation_id", models.BigIntegerField(null=True, verbose_name="organisation")),
                ("verb", models.CharField(max_length=80, verbose_name="act")),
                ("target_type", models.CharField(blank=True, max_length=80, verbose_name="kind of target")),
                ("target_id", models.CharField(blank=True, max_length=64, verbose_name="target")),
                ("detail", models.JSONField(default=dict, verbose_name="detail")),
                ("request_id", models.CharField(blank=True, max_length=64, verbose_name="request")),
            ],
            options={
                "verbose_name": "act",
                "verbose_name_plural": "acts",
                "indexes": [
                    models.Index(fields=["target_type", "target_id", "at"], name="act_target"),
                    models.Index(
                        condition=models.Q(("person_id__isnull", False)), fields=["person_id", "at"], name="act_person"
                    ),
                    models.Index(fields=["at"], name="act_at"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="act",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF current_setting('parvis.anonymise_history', true) = 'on' THEN RETURN NEW; END IF; RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';",
                    hash="c09a76d0a652e8473ea0cbf43abf1b9253b18cef",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_update_5fa71",
                    table="audit_act",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="act",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';",
                    hash="33c3bdfb2adaff62cbaec4a158039c51b8659009",
                    operation="DELETE",
                    pgid="pgtrigger_append_only_delete_c1a8c",
                    table="audit_act",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="act",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF current_database() LIKE 'test\\_%' AND coalesce(current_setting('parvis.test_truncate', true), '') <> 'off' THEN RETURN NULL; END IF; RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';",
                    hash="8a21247090c73db9a18f1ced7e5efe2473e814c0",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_truncate_96a22",
                    table="audit_act",
                    when="BEFORE",
                ),
            ),
        ),
    ]
