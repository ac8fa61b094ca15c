"""The scorers that measure a case against hand-coded gold, reading only the contract's exports.

CC0; kept as they are published, save for the import lines, so that the figures printed by
`secondsource evaluate` are the figures anybody else gets. Definitions: docs/accuracy.md.
"""
