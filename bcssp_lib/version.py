"""The version of the toolkit."""

VERSION = "0.3.0"
