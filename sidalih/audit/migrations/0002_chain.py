"""Every event becomes a link of its office's chain; those that stand already are chained in the order of their ids."""

import django.contrib.postgres.indexes
from django.db import migrations, models

from sidalih.audit.sql import sql

CHAIN_WHAT_STANDS = r"""
DO $$
DECLARE
  event record;
  last record;
  digest text;
BEGIN
  FOR event IN SELECT * FROM audit_event ORDER BY id LOOP
    INSERT INTO audit_head (chain, seq, hash) VALUES (event.regency, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT * INTO last FROM audit_head WHERE chain = event.regency;
    digest := encode(sha256(convert_to(last.hash || E'\n' || audit_line(
      event.regency, last.seq + 1, event.at, event."by", event.act, event.subject, event.origin, event.detail),
      'UTF8')), 'hex');
    UPDATE audit_event SET seq = last.seq + 1, hash = digest WHERE id = event.id;
    UPDATE audit_head SET seq = last.seq + 1, hash = digest WHERE chain = event.regency;
  END LOOP;
END $$
"""
# The function that the loop needs; the rest of the file follows in the next migration, once the tables are whole.
AUDIT_LINE = sql("chain").split("-- The one way in.")[0]


class Migration(migrations.Migration):
    """Columns and tables of the chains."""

    dependencies = [("audit", "0001_initial")]
    operations = [
        migrations.CreateModel(name="Head", fields=[
            ("chain", models.CharField(db_collation="C", max_length=4, primary_key=True, serialize=False)),
            ("seq", models.BigIntegerField()),
            ("hash", models.CharField(db_collation="C", max_length=64)),
        ]),
        migrations.CreateModel(name="Check", fields=[
            ("chain", models.CharField(db_collation="C", max_length=4, primary_key=True, serialize=False)),
            ("checked_at", models.DateTimeField()),
            ("events", models.BigIntegerField()),
            ("hash", models.CharField(db_collation="C", max_length=64)),
            ("ok", models.BooleanField()),
            ("problems", models.JSONField(default=list)),
        ]),
        migrations.AlterField("event", "at", models.DateTimeField()),
        migrations.AddField("event", "origin", models.JSONField(default=dict)),
        migrations.AddField("event", "seq", models.BigIntegerField(null=True)),
        migrations.AddField("event", "hash", models.CharField(db_collation="C", max_length=64, null=True)),
        migrations.RunSQL(AUDIT_LINE, migrations.RunSQL.noop),
        migrations.RunSQL(CHAIN_WHAT_STANDS, migrations.RunSQL.noop),
        migrations.AlterField("event", "seq", models.BigIntegerField()),
        migrations.AlterField("event", "hash", models.CharField(db_collation="C", max_length=64)),
        migrations.AddIndex("event", models.Index(fields=["by", "-id"], name="audit_by_person")),
        migrations.AddIndex("event", models.Index(fields=["act", "-id"], name="audit_by_act")),
        migrations.AddIndex("event", django.contrib.postgres.indexes.BrinIndex(
            autosummarize=True, fields=["at"], name="audit_by_time", pages_per_range=16)),
        migrations.AddConstraint("event", models.UniqueConstraint(
            fields=("regency", "seq"), name="audit_chain_has_no_fork")),
        migrations.AddConstraint("event", models.CheckConstraint(
            condition=models.Q(("regency__regex", "^([0-9]{2}([0-9]{2})?)?$")), name="audit_chain_code")),
        migrations.AddConstraint("event", models.CheckConstraint(
            condition=models.Q(models.Q(("by", ""), _negated=True), ("act__regex", "^[a-z][a-z_]*$")),
            name="audit_says_who_and_what")),
    ]
