"""The one exception of the pure layer."""


class DomainError(ValueError):
	"""A broken rule: a code and the values its message needs, never a sensitive value.

	The pure layer knows no language; the Frappe layer turns `code` and `params` into a sentence.
	"""

	def __init__(self, code: str, **params: object) -> None:
		super().__init__(code)
		self.code = code
		self.params = params
