"""The web application, as a WSGI server starts it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()
# What is imported by now stays, and little of what a request makes goes round in circles: looking for that at every
# 700th object takes a tenth of the time.
gc.freeze()
gc.set_threshold(50_000, 20, 20)
