"""Connectors bring raw rows with their origin; they know nothing of Frappe, fields or rules (INT-01, INT-04)."""

from bank_crm.analytics.sync.connectors.base import Connector, Part, SourceProblem
from bank_crm.analytics.sync.connectors.folder import FolderConnector, FolderSettings
from bank_crm.analytics.sync.connectors.http_json import HTTPConnector, HTTPSettings
from bank_crm.analytics.sync.connectors.sql import SQLConnector, SQLSettings

__all__ = [
	"Connector",
	"FolderConnector",
	"FolderSettings",
	"HTTPConnector",
	"HTTPSettings",
	"Part",
	"SQLConnector",
	"SQLSettings",
	"SourceProblem",
]
