-- Inside the project's database: what the application's role may do. Run by a superuser or a member of jahesh_owner;
-- safe to repeat. Only future tables are named: what a migration has taken away from the application stays away.

CREATE EXTENSION IF NOT EXISTS pg_trgm;

DO $$ BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO jahesh_app', current_database());
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO jahesh_owner;
GRANT USAGE ON SCHEMA public TO jahesh_app;

ALTER DEFAULT PRIVILEGES FOR ROLE jahesh_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO jahesh_app;
ALTER DEFAULT PRIVILEGES FOR ROLE jahesh_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO jahesh_app;
