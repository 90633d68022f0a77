"""The names of the outputs that notebooks show, by which later steps find them."""

PRIVATE_PREFIX = "application/vnd.bcssp."
CHART_TYPE = f"{PRIVATE_PREFIX}chart+json"
FACTS_TYPE = f"{PRIVATE_PREFIX}facts+json"
FILL_TYPE = f"{PRIVATE_PREFIX}fill+json"
MESSAGE_TYPE = f"{PRIVATE_PREFIX}message+json"
TABLE_TYPE = f"{PRIVATE_PREFIX}table+json"
STAMP_KEY = "stamp"  # in each of them: the report that it was made for
