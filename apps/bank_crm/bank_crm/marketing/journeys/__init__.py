"""Journeys: customers enter by an event and are taken on step by step, without anybody doing it by hand (MKT-14, MKT-18).

`definition` and `versions` say what a journey does, `states` what starting and pausing mean, `entering` and `triggers`
find who enters, `advancing` takes due ones on, `conditions` asks what holds, `actions` does something.
"""
