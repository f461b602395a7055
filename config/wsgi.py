"""The web application, as a WSGI server starts it."""

import gc
import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# All that answers a request is loaded before workers are forked, not by each of them at its first request.
import_module(settings.ROOT_URLCONF)
# What is imported by now stays, and little of what a request makes goes round in circles: looking for that at every
# 700th object takes a tenth of the time.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
