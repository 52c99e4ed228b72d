# SPDX-License-Identifier: AGPL-3.0-or-later

import uuid

import django.db.models.deletion
import django.db.models.functions.text
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("full_name", models.CharField(blank=True, max_length=150, verbose_name="full name")),
                ("phone", models.CharField(blank=True, max_length=16, verbose_name="telephone")),
                ("email_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="e-mail confirmed")),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="telephone confirmed")),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        default="fr",
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                ("preferences", models.JSONField(blank=True, default=dict, verbose_name="preferences")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("is_staff", models.BooleanField(default=False, verbose_name="IT team")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased")),
                (
                    "groups",
                    models.ManyToManyField(
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                        to="auth.permission",
                        verbose_name="user permissions",
                    ),
                ),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="PersonVersion",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField(null=True)),
                ("pgh_context_id", models.UUIDField(null=True)),
                ("id", models.BigIntegerField()),
                (
                    "is_superuser",
                    models.BooleanField(
                        default=False,
                        help_text="Designates that this user has all permissions without explicitly assigning them.",
                        verbose_name="superuser status",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("full_name", models.CharField(blank=True, max_length=150, verbose_name="full name")),
                ("phone", models.CharField(blank=True, max_length=16, verbose_name="telephone")),
                ("email_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="e-mail confirmed")),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="telephone confirmed")),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        default="fr",
                        max_length=8,
                        verbose_name="language",
                    ),
                ),
                ("preferences", models.JSONField(blank=True, default=dict, verbose_name="preferences")),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                ("is_staff", models.BooleanField(default=False, verbose_name="IT team")),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased")),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="versions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProofLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("token_hash", models.CharField(max_length=64, unique=True, verbose_name="hash of the token")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                ("purpose", models.CharField(max_length=80, verbose_name="purpose")),
                ("payload", models.JSONField(default=dict, verbose_name="payload")),
                ("next_url", models.CharField(max_length=500, verbose_name="next page")),
                (
                    "address_hash",
                    models.CharField(blank=True, max_length=64, verbose_name="hash of the network address"),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created")),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                ("used_at", models.DateTimeField(null=True, verbose_name="used")),
            ],
            options={
                "verbose_name": "proof link",
                "verbose_name_plural": "proof links",
                "indexes": [
                    models.Index(fields=["email", "created_at"], name="proof_email"),
                    models.Index(fields=["expires_at"], name="proof_expiry"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(condition=models.Q(("phone", ""), _negated=True), fields=["phone"], name="person_phone"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"), name="person_email_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", django.db.models.functions.text.Lower("email"))), name="person_email_lower"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(
                condition=models.Q(("phone", ""), ("phone__regex", "^\\+[1-9][0-9]{6,14}$"), _connector="OR"),
                name="person_phone_e164",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_personversion" ("created_at", "email", "email_verified_at", "erased_at", "full_name", "id", "is_active", "is_staff", "is_superuser", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_verified_at", "preferences") VALUES (NEW."created_at", NEW."email", NEW."email_verified_at", NEW."erased_at", NEW."full_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'insert\', NEW."id", NEW."phone", NEW."phone_verified_at", NEW."preferences"); RETURN NULL;',
                    hash="3106a95ad6ade14c8dc14c9f3175b268147f32a7",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6b541",
                    table="accounts_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."email_verified_at" IS DISTINCT FROM (NEW."email_verified_at") OR OLD."erased_at" IS DISTINCT FROM (NEW."erased_at") OR OLD."full_name" IS DISTINCT FROM (NEW."full_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."language" IS DISTINCT FROM (NEW."language") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."phone_verified_at" IS DISTINCT FROM (NEW."phone_verified_at") OR OLD."preferences" IS DISTINCT FROM (NEW."preferences"))',
                    func='INSERT INTO "accounts_personversion" ("created_at", "email", "email_verified_at", "erased_at", "full_name", "id", "is_active", "is_staff", "is_superuser", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_verified_at", "preferences") VALUES (NEW."created_at", NEW."email", NEW."email_verified_at", NEW."erased_at", NEW."full_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', NEW."id", NEW."phone", NEW."phone_verified_at", NEW."preferences"); RETURN NULL;',
                    hash="6454c45224ebf6d35f3b7e994112401c52f475eb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_70819",
                    table="accounts_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_personversion" ("created_at", "email", "email_verified_at", "erased_at", "full_name", "id", "is_active", "is_staff", "is_superuser", "language", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_verified_at", "preferences") VALUES (OLD."created_at", OLD."email", OLD."email_verified_at", OLD."erased_at", OLD."full_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."language", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_verified_at", OLD."preferences"); RETURN NULL;',
                    hash="41b474a7ecd54c778700ffcc9742a588dfc9c6b1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_18acd",
                    table="accounts_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF current_setting('parvis.anonymise_history', true) = 'on' THEN RETURN NEW; END IF; RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';",
                    hash="384d9b417e094fc1c4bbde5331c06658130b5516",
                    operation="UPDATE",
                    pgid="pgtrigger_append_only_update_b5069",
                    table="accounts_personversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';",
                    hash="3541f1764958f55d3188171724e702f001cef8ce",
                    operation="DELETE",
                    pgid="pgtrigger_append_only_delete_537ed",
                    table="accounts_personversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="IF current_database() LIKE 'test\\_%' AND coalesce(current_setting('parvis.test_truncate', true), '') <> 'off' THEN RETURN NULL; END IF; RAISE EXCEPTION 'append-only table %: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'insufficient_privilege';",
                    hash="5b3ef3b8cad6367f97ffc1e90a00604af23e591a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_append_only_truncate_4b48c",
                    table="accounts_personversion",
                    when="BEFORE",
                ),
            ),
        ),
    ]
