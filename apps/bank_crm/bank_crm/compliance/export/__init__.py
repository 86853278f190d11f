"""Exports: asked for, masked, approved by compliance, made in the background, downloadable once (SEC-12)."""
