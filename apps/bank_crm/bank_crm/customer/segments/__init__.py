"""Segments: conditions over customers, compiled once and run live or on the snapshot.

The conditions' form is `domain/segment_schema.py`. What other modules call:

- `fields.catalogue(user=None) -> list[FieldInfo]`, `fields.facts(user=None) -> list[FactInfo]`: what the condition
  editor offers this user; `fields.read(conditions, user=None)`: the typed tree, or frappe.ValidationError naming
  the nodes.
- `preview.preview(conditions: dict, user: str | None = None) -> Preview`: count, base, warning, a masked sample of
  ten, what empties the result, as of when, by which engine. `preview.Preview.as_dict()` is what the Desk gets.
- `compile.members(conditions, engine="live", user=None) -> ibis.Table`: one column `customer`; `user=None` means
  the bank itself (jobs), otherwise only rows within the user's scope.
- `compile.insert_select(conditions, into, columns) -> int`: INSERT … SELECT of the members on MariaDB, within the
  caller's transaction; `into` is a DocType, `columns` maps its other columns to constants, e.g.
  `insert_select(tree, "Bank Segment Member", {"segment": "SEG0001", "joined_at": now})`. Customers already there
  (same constants of a unique key) are left alone.
"""
