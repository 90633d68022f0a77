"""Reading the prose of a report and holding it to the facts."""
