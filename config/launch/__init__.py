"""How Jahesh starts on any machine: services, database roles, browser assets, translations, processes.

Nothing here imports Django's models; `python -m config.launch` is what `./run` calls once the
Python environment stands.
"""
