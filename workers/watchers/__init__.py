"""Watchers: what brings new files in. Each is a service of its own; all use ``workers.intake``."""
