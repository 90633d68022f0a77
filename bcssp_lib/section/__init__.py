"""What section notebooks call: readings of indicators, published facts, tables, charts."""
