"""One module a page, each with a `router`; the application finds them by itself.

In: requests. Out: views for templates and JSON. It refuses to decide: acts go through `decide`.
"""
