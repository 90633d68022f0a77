"""The version of the toolkit."""

VERSION = "0.2.0"
