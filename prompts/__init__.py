"""Texts for language models, one file each, read by the agent. The phrasebook needs none."""
