"""A Frappe bench made from the package registries alone.

What runs before the bench's own environment exists uses the standard library only; modules that say so
(`in_env`, `runner`, `wsgi`, `pytest_site`) run inside that environment.
"""
