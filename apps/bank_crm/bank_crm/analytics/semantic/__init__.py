"""Self-made reports over a semantic layer: what can be counted, by what, and how tables hang together, as data.

`entities/*.json` describe it and `model` reads them; `catalogue` says what a user is offered; `compile` makes one Ibis
expression of a definition, which MariaDB or the snapshot answers within the viewer's rows; `run` makes the table.
"""
