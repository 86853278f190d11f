"""Questions over millions of rows: one Ibis expression, answered by MariaDB now or from a columnar snapshot.

`engines.choose(user)` gives an engine; expressions are built over `tables.table(doctype)`, which belongs to no engine,
and `engine.rows(expression)` answers them. `scope.restrict` is to be part of every expression a user's question
becomes. Snapshots are made by `publish.publish`, see there.
"""
