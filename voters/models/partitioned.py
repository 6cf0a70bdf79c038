"""The migration operation that makes a partitioned table; its state is an ordinary CreateModel."""

from django.db import migrations


class CreatePartitionedModel(migrations.CreateModel):
    """CREATE TABLE ... PARTITION BY LIST (regency); partitions come with `voters_make_partition()`."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        """Add the partitioning clause to this one CREATE TABLE."""
        schema_editor.sql_create_table = type(schema_editor).sql_create_table + ' PARTITION BY LIST ("regency")'
        try:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        finally:
            del schema_editor.sql_create_table
