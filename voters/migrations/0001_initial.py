"""The first tables of the voter side: roll (partitioned), periods, batches, snapshots, rollups."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from voters.models.partitioned import CreatePartitionedModel


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Roll',
            fields=[
                ('regency', models.CharField(db_collation='C', max_length=4, primary_key=True, serialize=False)),
                ('revision', models.IntegerField(default=0)),
                ('next_dpid', models.BigIntegerField(default=1)),
                ('active', models.BigIntegerField(default=0)),
                ('loaded_revision', models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('label', models.CharField(max_length=80)),
                ('reference_date', models.DateField()),
                ('codeset', models.CharField(choices=[('2018', '2018 (10 kode)'), ('2022', '2022 (8 kode)')], max_length=4)),
                ('opens_at', models.DateTimeField(null=True)),
                ('closes_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-reference_date', 'code'],
                'constraints': [models.CheckConstraint(condition=models.Q(('codeset__in', ['2018', '2022'])), name='period_codeset_known'), models.CheckConstraint(condition=models.Q(('opens_at', None), ('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='period_window_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Batch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regency', models.CharField(db_collation='C', max_length=4)),
                ('number', models.IntegerField()),
                ('state', models.CharField(choices=[('received', 'Sedang dibaca'), ('refused', 'Ditolak saat diterima'), ('checked', 'Perlu diajukan'), ('submitted', 'Menunggu persetujuan'), ('approved', 'Disetujui'), ('applied', 'Diterapkan'), ('returned', 'Dikembalikan'), ('cancelled', 'Dibatalkan')], default='received', max_length=10)),
                ('label', models.CharField(blank=True, max_length=120)),
                ('source', models.CharField(blank=True, max_length=80)),
                ('form_token', models.UUIDField(null=True, unique=True)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('file_size', models.BigIntegerField(default=0)),
                ('sha256', models.CharField(db_collation='C', max_length=64)),
                ('stored_as', models.CharField(blank=True, max_length=255)),
                ('rows', models.IntegerField(default=0)),
                ('blocked', models.IntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('file_problems', models.JSONField(default=list)),
                ('checked_revision', models.IntegerField(null=True)),
                ('revision', models.IntegerField(null=True)),
                ('applied_rows', models.IntegerField(null=True)),
                ('note', models.TextField(blank=True)),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('rest_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rests', to='voters.batch')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='batches', to='voters.period')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Rollup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('area', models.CharField(db_collation='C', max_length=2)),
                ('stage', models.CharField(choices=[('DPB', 'DPB (daftar pemilih berkelanjutan)'), ('DPS', 'DPS (daftar pemilih sementara)'), ('DPSHP', 'DPSHP (DPS hasil perbaikan)'), ('DPT', 'DPT (daftar pemilih tetap)')], max_length=5)),
                ('built_at', models.DateTimeField()),
                ('male', models.BigIntegerField(default=0)),
                ('female', models.BigIntegerField(default=0)),
                ('included', models.IntegerField(default=0)),
                ('expected', models.IntegerField(default=0)),
                ('seal', models.CharField(db_collation='C', max_length=64)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rollups', to='voters.period')),
            ],
            options={
                'ordering': ['area'],
            },
        ),
        migrations.CreateModel(
            name='Snapshot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regency', models.CharField(db_collation='C', max_length=4)),
                ('stage', models.CharField(choices=[('DPB', 'DPB (daftar pemilih berkelanjutan)'), ('DPS', 'DPS (daftar pemilih sementara)'), ('DPSHP', 'DPSHP (DPS hasil perbaikan)'), ('DPT', 'DPT (daftar pemilih tetap)')], max_length=5)),
                ('revision', models.IntegerField()),
                ('base_revision', models.IntegerField()),
                ('taken_at', models.DateTimeField(auto_now_add=True)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('seal', models.CharField(blank=True, db_collation='C', max_length=64)),
                ('male', models.IntegerField(default=0)),
                ('female', models.IntegerField(default=0)),
                ('flow', models.JSONField(default=dict)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='snapshots', to='voters.period')),
                ('previous', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voters.snapshot')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='voters.snapshot')),
                ('taken_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RollupRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regency', models.CharField(db_collation='C', max_length=4)),
                ('male', models.IntegerField(null=True)),
                ('female', models.IntegerField(null=True)),
                ('new_male', models.IntegerField(null=True)),
                ('new_female', models.IntegerField(null=True)),
                ('struck_male', models.IntegerField(null=True)),
                ('struck_female', models.IntegerField(null=True)),
                ('changed', models.IntegerField(null=True)),
                ('rollup', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='voters.rollup')),
                ('snapshot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='voters.snapshot')),
            ],
            options={
                'ordering': ['regency'],
            },
        ),
        migrations.CreateModel(
            name='SnapshotVillage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regency', models.CharField(db_collation='C', max_length=4)),
                ('village', models.CharField(db_collation='C', max_length=10)),
                ('sha256', models.CharField(db_collation='C', max_length=64)),
                ('bytes', models.BigIntegerField()),
                ('voters', models.IntegerField()),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='villages', to='voters.snapshot')),
            ],
            options={
                'ordering': ['village'],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regency', models.CharField(db_collation='C', max_length=4)),
                ('village', models.CharField(db_collation='C', max_length=10)),
                ('tps', models.SmallIntegerField()),
                ('male', models.IntegerField(default=0)),
                ('female', models.IntegerField(default=0)),
                ('new_male', models.IntegerField(default=0)),
                ('new_female', models.IntegerField(default=0)),
                ('struck_male', models.IntegerField(default=0)),
                ('struck_female', models.IntegerField(default=0)),
                ('struck', models.JSONField(default=dict)),
                ('changed', models.IntegerField(default=0)),
                ('moved_male', models.IntegerField(default=0)),
                ('moved_female', models.IntegerField(default=0)),
                ('disability', models.JSONField(default=dict)),
                ('without_ektp', models.IntegerField(default=0)),
                ('snapshot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='voters.snapshot')),
            ],
            options={
                'ordering': ['village', 'tps'],
            },
        ),
        CreatePartitionedModel(
            name='Voter',
            fields=[
                ('pk', models.CompositePrimaryKey('regency', 'dpid', 'since', blank=True, editable=False, primary_key=True, serialize=False)),
                ('dpid', models.BigIntegerField()),
                ('batch_row', models.BigIntegerField(null=True)),
                ('since', models.IntegerField()),
                ('until', models.IntegerField(null=True)),
                ('birth_date', models.DateField(null=True)),
                ('tps', models.SmallIntegerField()),
                ('regency', models.CharField(db_collation='C', max_length=4)),
                ('village', models.CharField(db_collation='C', max_length=10)),
                ('nkk', models.TextField(blank=True, db_collation='C')),
                ('nik', models.TextField(blank=True, db_collation='C')),
                ('sex', models.CharField(max_length=1)),
                ('marital', models.TextField(blank=True, db_collation='C')),
                ('disability', models.TextField(blank=True, db_collation='C')),
                ('ektp', models.TextField(blank=True, db_collation='C')),
                ('rt', models.TextField(blank=True, db_collation='C')),
                ('rw', models.TextField(blank=True, db_collation='C')),
                ('name', models.TextField(blank=True)),
                ('birth_place', models.TextField(blank=True)),
                ('birth_text', models.TextField(blank=True)),
                ('address', models.TextField(blank=True)),
                ('source', models.TextField(blank=True)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('until', None), ('nik__length', 16)), fields=['nik'], name='voter_nik'), models.Index(condition=models.Q(('until', None)), fields=['regency', 'village', 'tps', 'sex'], name='voter_place'), models.Index(fields=['since'], name='voter_since'), models.Index(condition=models.Q(('until__isnull', False)), fields=['until'], name='voter_until'), django.contrib.postgres.indexes.GinIndex(condition=models.Q(('until', None)), fields=['name'], name='voter_name', opclasses=['gin_trgm_ops'])],
                'constraints': [models.UniqueConstraint(condition=models.Q(('until', None)), fields=('regency', 'dpid'), name='voter_open_once'), models.CheckConstraint(condition=models.Q(('until', None), ('until__gt', models.F('since')), _connector='OR'), name='voter_until_after_since'), models.CheckConstraint(condition=models.Q(('sex__in', ['L', 'P'])), name='voter_sex'), models.CheckConstraint(condition=models.Q(('tps__range', (1, 999))), name='voter_tps')],
            },
        ),
        migrations.CreateModel(
            name='BatchRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('regency', models.CharField(db_collation='C', max_length=4)),
                ('ordinal', models.IntegerField()),
                ('sheet', models.TextField()),
                ('row', models.IntegerField()),
                ('typed', models.JSONField()),
                ('kind', models.CharField(blank=True, choices=[('B', 'Baru'), ('U', 'Ubah'), ('T', 'TMS'), ('', 'Tidak dikenal')], max_length=1)),
                ('code', models.SmallIntegerField(null=True)),
                ('dpid', models.BigIntegerField(null=True)),
                ('nkk', models.TextField(blank=True, db_collation='C')),
                ('nik', models.TextField(blank=True, db_collation='C')),
                ('name', models.TextField(blank=True)),
                ('birth_place', models.TextField(blank=True)),
                ('birth_date', models.DateField(null=True)),
                ('marital', models.TextField(blank=True, db_collation='C')),
                ('sex', models.TextField(blank=True, db_collation='C')),
                ('address', models.TextField(blank=True)),
                ('rt', models.TextField(blank=True, db_collation='C')),
                ('rw', models.TextField(blank=True, db_collation='C')),
                ('disability', models.TextField(blank=True, db_collation='C')),
                ('ektp', models.TextField(blank=True, db_collation='C')),
                ('village', models.CharField(blank=True, db_collation='C', max_length=10)),
                ('tps', models.IntegerField(null=True)),
                ('source', models.TextField(blank=True)),
                ('problems', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), default=list, size=None)),
                ('blocked', models.BooleanField(default=False)),
                ('found', models.BigIntegerField(null=True)),
                ('partner', models.IntegerField(null=True)),
                ('unchanged', models.BooleanField(default=False)),
                ('applied_dpid', models.BigIntegerField(null=True)),
                ('corrected_at', models.DateTimeField(null=True)),
                ('corrected_by', models.CharField(blank=True, max_length=60)),
                ('version', models.IntegerField(default=1)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='voters.batch')),
            ],
            options={
                'ordering': ['batch', 'ordinal'],
                'indexes': [models.Index(condition=models.Q(('blocked', True)), fields=['batch', 'ordinal'], name='row_blocked'), django.contrib.postgres.indexes.GinIndex(fields=['problems'], name='row_problems'), models.Index(condition=models.Q(('nik__length', 16)), fields=['batch', 'nik'], name='row_nik'), models.Index(condition=models.Q(('nkk__length', 16)), fields=['batch', 'nkk'], name='row_nkk'), models.Index(condition=models.Q(('found__isnull', False)), fields=['batch', 'found'], name='row_found')],
                'constraints': [models.UniqueConstraint(fields=('batch', 'ordinal'), name='row_in_file_order')],
            },
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(fields=['regency', '-id'], name='batch_by_regency'),
        ),
        migrations.AddIndex(
            model_name='batch',
            index=models.Index(condition=models.Q(('revision__isnull', False)), fields=['regency', 'revision'], name='batch_by_revision'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(fields=('regency', 'period', 'number'), name='batch_receipt'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.UniqueConstraint(condition=models.Q(('rest_of', None), models.Q(('state__in', ['refused', 'cancelled']), _negated=True)), fields=('regency', 'period', 'sha256'), name='batch_file_once'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('submitted_by__isnull', False), models.Q(('approved_by', models.F('submitted_by')), _negated=True)), _connector='OR'), name='batch_two_people'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'refused', 'checked', 'submitted', 'approved', 'applied', 'returned', 'cancelled'])), name='batch_state_known'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'applied'), _negated=True), models.Q(('applied_at__isnull', False), ('applied_rows__isnull', False), ('revision__isnull', False)), _connector='OR'), name='batch_applied_has_revision'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), models.Q(('submitted_at__isnull', True), ('submitted_by__isnull', True)), _connector='OR'), name='batch_submitted_pair'),
        ),
        migrations.AddConstraint(
            model_name='batch',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), _connector='OR'), name='batch_approved_pair'),
        ),
        migrations.AddConstraint(
            model_name='rollup',
            constraint=models.UniqueConstraint(fields=('area', 'period', 'stage'), name='rollup_once'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(fields=['regency', '-id'], name='snapshot_by_regency'),
        ),
        migrations.AddIndex(
            model_name='snapshot',
            index=models.Index(fields=['period', 'stage', 'regency', '-id'], name='snapshot_by_stage'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seal', ''), ('sealed_at', None)), models.Q(('sealed_at__isnull', False), models.Q(('seal', ''), _negated=True)), _connector='OR'), name='snapshot_seal_pair'),
        ),
        migrations.AddConstraint(
            model_name='snapshot',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['DPB', 'DPS', 'DPSHP', 'DPT'])), name='snapshot_stage_known'),
        ),
        migrations.AddConstraint(
            model_name='rolluprow',
            constraint=models.UniqueConstraint(fields=('rollup', 'regency'), name='rollup_regency_once'),
        ),
        migrations.AddConstraint(
            model_name='rolluprow',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('female', None), ('male', None), ('snapshot', None)), models.Q(('female__isnull', False), ('male__isnull', False), ('snapshot__isnull', False)), _connector='OR'), name='rollup_missing_is_null'),
        ),
        migrations.AddConstraint(
            model_name='snapshotvillage',
            constraint=models.UniqueConstraint(fields=('snapshot', 'village'), name='snapshot_village_once'),
        ),
        migrations.AddConstraint(
            model_name='tally',
            constraint=models.UniqueConstraint(fields=('snapshot', 'village', 'tps'), name='tally_place_once'),
        ),
    ]
