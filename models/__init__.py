"""Pixels and weights. Importing the package only prepares for torchvision, which others import."""

from .torchvision_ops import install

install()
