"""Raw values → agencies, deadlines, citations, targets.

Guarantees: every value is resolved to exactly one thing, or left open with a problem that says why; spans are relative to
the text that was given; the same text in the same context always gives the same reading.
"""
