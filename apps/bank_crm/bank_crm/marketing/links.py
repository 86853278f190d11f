"""Addresses of a customer's own in messages: signed, so that nothing about them can be guessed, and nothing of them is stored.

`/c/<message>.<signature>` records the click and leads on to the page the message is about – never to one the visitor
names. `/c/<message>.<signature>/stop` takes the consent back that the message was sent by.
"""

from __future__ import annotations

from bank_crm.marketing.signed import MESSAGE

STOP = "/stop"


def link(message: int | str) -> str:
	"""Return the address that counts the click and leads on."""
	return MESSAGE.url(message)


def unsubscribe(message: int | str) -> str:
	"""Return the address to take the consent back with."""
	return link(message) + STOP
