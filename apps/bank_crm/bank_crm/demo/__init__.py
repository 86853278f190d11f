"""The generated Chinese city bank: seeded, reproducible, from 200 customers to a million.

`plan` … `chunk` are pure (numpy and Faker's name tables, no Frappe) and turn a `Plan` into arrays;
`rows` turns the arrays into tables; `bulk`, `staff`, `site` and `load` bring them into a site.
"""
