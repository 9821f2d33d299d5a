"""Set Django up, with rates that a bench does not reach and a quiet log, and run the bench."""

import os
import runpy

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
for rate in ("ANONYMOUS", "READ", "WRITE"):
    os.environ[f"CLAIMS_RATE_{rate}"] = "1000000/min"
os.environ["CLAIMS_LOG_LEVEL"] = "WARNING"
django.setup()
runpy.run_module("tests.bench.run", run_name="__main__")
