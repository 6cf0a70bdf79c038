#!/usr/bin/env python
"""The portal's commands; look here for what happens before any of them: servers are found, the database is prepared."""

import json
import os
import sys


def main():
    """Run one command. Exit 1 with a sentence (or the JSON form of it) where no database can be had."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidalih.settings")
    try:
        import django
        from django.core.management import execute_from_command_line, get_commands
    except ImportError:
        sys.exit("Django is not installed for this Python: run `make setup`, then `.venv/bin/python manage.py ...`.")
    from sidalih.embedded.attach import attach
    from sidalih.embedded.places import CannotStart, Places
    from sidalih.embedded.prepare import prepare

    try:
        unprepared = attach(sys.argv)
        django.setup()
        if unprepared:
            prepare()
        name = sys.argv[1] if len(sys.argv) > 1 else "help"
        if name not in get_commands() and name not in {"help", "version", "--help", "--version", "-h"}:
            print(f"Unknown command: {name}. `manage.py help` lists them.", file=sys.stderr)
            sys.exit(2)  # bad usage, as for arguments
        execute_from_command_line(sys.argv)
    except CannotStart as problem:
        if "--json" in sys.argv:
            print(json.dumps({"error": {"code": problem.code, "message": problem.message}}, ensure_ascii=False))
        else:
            print(problem.message, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        if sys.argv[1:2] == ["up"]:  # interrupted before the command itself could take care of it
            from sidalih.embedded.stopping import stop_everything

            stop_everything(Places.here())
        sys.exit(130)


if __name__ == "__main__":
    main()
