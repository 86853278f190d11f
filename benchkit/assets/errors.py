"""What can go wrong while assets are made, in a form that a person can act on."""


class AssetError(Exception):
	"""A step of the asset pipeline failed.

	:param message: one line, what failed
	:param command: what was run, as one would type it
	:param detail: what that command said (for a bundle: `file:line:column: error`)
	:param hint: what to do about it
	"""

	def __init__(self, message: str, command: str = "", detail: str = "", hint: str = "") -> None:
		super().__init__(message if not detail else f"{message}\n{detail}")
		self.message = message
		self.command = command
		self.detail = detail
		self.hint = hint
