"""What the toolkit speaks of: areas, periods, values, indicators, registers, facts, errors."""
