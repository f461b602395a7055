"""The web application, as a WSGI server starts it."""

import os
from importlib import import_module

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from config.garbage import collect_seldom

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# All that answers a request is loaded before workers are forked, not by each of them at its first request.
import_module(settings.ROOT_URLCONF)
collect_seldom()
