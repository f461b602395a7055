"""How a process that lives long looks for garbage."""

import gc


def collect_seldom() -> None:
    """Keep what is imported by now, and look for cycles only after many new objects.

    Little of what a request makes goes round in circles: looking for that at every 700th object, as Python does by
    itself, takes a tenth of the time.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
