"""Who the database takes us for: the owner, who migrates, or the application's role, whom row security binds.

Look here before you add a table: its migration says by `grant()` what the application may do with it, and by
`guard()` that its rows belong to regencies. Nothing is granted on partitions, ever: read by its own name a
partition does not know the policies of its parent.
"""

from contextlib import contextmanager

from django.db import connection, migrations

ROLE = "sidalih_app"
OWNER = "owner"

# A policy's condition. Both bounds are digits, which every collation orders alike. Without a scope it is an error,
# never an empty roll; after an earlier transaction the setting is '' and not unset, which is an error as well.
IN_SCOPE = ("regency BETWEEN coalesce(nullif(current_setting('sidalih.lo', true), ''), no_scope()) "
            "AND current_setting('sidalih.hi', true)")

CREATE_ROLE = f"""
DO $$ BEGIN
  CREATE ROLE {ROLE} NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- there already, or being made by a parallel test
END $$;
DO $$ BEGIN
  FOR attempt IN 1..20 LOOP  -- roles belong to the server: databases that are made side by side meet here
    EXIT WHEN pg_has_role(current_user, '{ROLE}', 'USAGE');
    BEGIN
      GRANT {ROLE} TO CURRENT_USER;
    EXCEPTION WHEN unique_violation OR internal_error THEN PERFORM pg_sleep(0.05);
    END;
  END LOOP;
END $$;
CREATE OR REPLACE FUNCTION no_scope() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS
$$ BEGIN RAISE EXCEPTION 'no area scope set' USING ERRCODE = '42501'; END $$;
"""


def grant(rights, *tables):
    """A migration operation: what the application may do with tables ("SELECT, INSERT")."""
    return migrations.RunSQL([f"GRANT {rights} ON {table} TO {ROLE}" for table in tables],
                             [f"REVOKE ALL ON {table} FROM {ROLE}" for table in tables])


def guard(rights, *tables):
    """A migration operation: like `grant`, for tables with a `regency`: rows outside the scope do not exist."""
    forwards, backwards = [], []
    for table in tables:
        forwards += [f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                     f"CREATE POLICY in_scope ON {table} TO {ROLE} USING ({IN_SCOPE}) WITH CHECK ({IN_SCOPE})",
                     f"GRANT {rights} ON {table} TO {ROLE}"]
        backwards += [f"REVOKE ALL ON {table} FROM {ROLE}", f"DROP POLICY in_scope ON {table}",
                      f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"]
    return migrations.RunSQL(forwards, backwards)


def owner_function(signature):
    """A migration operation: nobody but the application may call a function that runs with the owner's rights."""
    return migrations.RunSQL(
        [f"REVOKE ALL ON FUNCTION {signature} FROM PUBLIC", f"GRANT EXECUTE ON FUNCTION {signature} TO {ROLE}"],
        [f"GRANT EXECUTE ON FUNCTION {signature} TO PUBLIC"])


@contextmanager
def as_owner():
    """Let this process act as the owner for a while: to migrate, and to load the regions.

    Opens the connection anew, before and after. Not for requests, jobs or commands about voters.
    """
    options = connection.settings_dict["OPTIONS"]
    role = options.pop("assume_role", None)
    connection.close()
    try:
        yield
    finally:
        if role:
            connection.close()
            options["assume_role"] = role
