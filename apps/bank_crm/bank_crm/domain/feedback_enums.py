"""The vocabularies of what people say about the system itself (UX-06, UX-07)."""

from .enums import Vocabulary


class FeedbackKind(Vocabulary):
	PROBLEM = "Problem"
	SUGGESTION = "Suggestion"
	QUESTION = "Question"


class FeedbackState(Vocabulary):
	NEW = "New"
	IN_PROGRESS = "In Progress"
	ANSWERED = "Answered"
	CLOSED = "Closed"
