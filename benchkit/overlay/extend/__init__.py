"""What the framework's published source lost on its way to one app and one site, given back.

Each module here is copied to `frappe/_overlay/` and star-imported at the end of the module it belongs
to (`benchkit.wheel.EXTENDED` says which), so its names replace that module's own.
"""
