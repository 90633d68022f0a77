"""What the toolkit speaks of: areas, periods, values, indicators and observations."""
