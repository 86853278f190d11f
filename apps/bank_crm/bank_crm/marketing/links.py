"""Addresses of a customer's own in messages: signed, so that nothing about them can be guessed, and nothing of them is stored.

`/c/<message>.<signature>` records the click and leads on to the page the message is about – never to one the visitor
names. `/c/<message>.<signature>/stop` takes the consent back that the message was sent by. `/o/<message>.<signature>` is
the image a mail carries, so that the bank hears of its opening.
"""

from __future__ import annotations

from bank_crm.marketing.signed import MESSAGE, OPENED

STOP = "/stop"


def link(message: int | str) -> str:
	"""Return the address that counts the click and leads on."""
	return MESSAGE.url(message)


def unsubscribe(message: int | str) -> str:
	"""Return the address to take the consent back with."""
	return link(message) + STOP


def opened(message: int | str) -> str:
	"""Return the address of the image that counts a mail as opened."""
	return OPENED.url(message)
