#!/bin/sh
# Run once by PostgreSQL's image, in an empty volume: the roles of docs/operations.md, "Roles of the database".
#   sidalih      owns the tables and migrates; no superuser
#   sidalih_app  owns nothing; what requests, jobs and commands act as, so that row security binds them
#   sidalih_web  the login of web, worker and beat: may become sidalih_app and nothing else
set -eu
psql -v ON_ERROR_STOP=1 -v owner="$POSTGRES_PASSWORD" -v app="$APP_PASSWORD" --username "$POSTGRES_USER" --no-psqlrc --quiet <<'SQL'
CREATE ROLE sidalih LOGIN CREATEDB CREATEROLE NOSUPERUSER PASSWORD :'owner';
CREATE ROLE sidalih_app NOLOGIN;
GRANT sidalih_app TO sidalih WITH ADMIN OPTION;
CREATE ROLE sidalih_web LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER PASSWORD :'app' IN ROLE sidalih_app;
CREATE DATABASE sidalih OWNER sidalih;
REVOKE CONNECT, TEMPORARY ON DATABASE sidalih FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE sidalih TO sidalih_app;
SQL
