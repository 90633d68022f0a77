"""The version of the toolkit."""

VERSION = "0.4.0"
