"""Reading params/ and data/, and protecting small numbers before anything else sees them."""
