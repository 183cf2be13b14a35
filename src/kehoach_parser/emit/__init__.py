"""Plans → bytes, one format a file: JSON, YAML, JSON lines, and the exporters for the desk.

Guarantees: 1. the same plans give the same bytes; 2. plans are read, never changed; 3. text of a document stays text in
every format (no formula, no link, no markup); 4. a file is written whole or not at all (`atomic.write_whole`).
"""
