"""Second Source: one evidence-linked record of what reports on armed conflict say."""

__version__ = "0.1.0"
