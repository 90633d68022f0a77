"""What section notebooks call: sections, facts, tables and charts."""
