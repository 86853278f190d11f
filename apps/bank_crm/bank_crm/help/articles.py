"""The articles as they lie in `articles/zh` and `articles/en`: read once, found by screen and by words (UX-06).

Without the framework, so that the tests of the repository read them too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "articles"
LANGUAGES = ("zh", "en")
START = "start"
#: The parts of the contents in their order, named as the menu names them.
GROUPS = (
	"Getting Started",
	"Customer Management",
	"Customer Care",
	"Marketing Management",
	"Sales Management",
	"Service Management",
	"Report Centre",
	"Products and Organisation",
	"Compliance and Risk",
	"System Setup",
)
MOST_FOUND = 12


@dataclass(frozen=True, slots=True)
class Article:
	"""One article: the screens it is about, and its text in Markdown.

	`screens` are DocTypes, reports, dashboards by name and pages by their route; the first is the one it is called by.
	"""

	name: str
	title: str
	group: str
	screens: tuple[str, ...]
	body: str

	@property
	def purpose(self) -> str:
		"""What the screen is for: the first paragraph."""
		return self.body.strip().split("\n\n", 1)[0]


def language_of(code: str | None) -> str:
	"""Return the language of the articles for a user's language: Chinese where it is, English otherwise."""
	return "zh" if (code or "").lower().startswith("zh") else "en"


@lru_cache
def every(language: str) -> dict[str, Article]:
	"""Return all articles of a language by name, in the order of the contents."""
	found = [_read(path) for path in sorted((FOLDER / language).glob("*.md"))]
	found.sort(key=lambda article: (GROUPS.index(article.group), article.name != START))
	return {article.name: article for article in found}


@lru_cache
def screens(language: str) -> dict[str, Article]:
	"""Return the article of each screen."""
	return {screen: article for article in every(language).values() for screen in article.screens}


def search(text: str, language: str) -> list[Article]:
	"""Return the articles that have all words, those first that have them in their title or headings."""
	words = text.casefold().split()
	weighed = [(_weight(article, words), article) for article in every(language).values()] if words else []
	weighed.sort(key=lambda pair: -pair[0])
	return [article for weight, article in weighed if weight][:MOST_FOUND]


def _weight(article: Article, words: list[str]) -> int:
	title, body = article.title.casefold(), article.body.casefold()
	headings = "\n".join(line for line in body.splitlines() if line.startswith("#"))
	weight = 0
	for word in words:
		if word not in title and word not in body:
			return 0
		weight += 100 * (word in title) + 10 * (word in headings) + min(body.count(word), 9)
	return weight


def _read(path: Path) -> Article:
	"""An article begins with its title, group and screens, one a line, between two lines of dashes."""
	head, body = path.read_text(encoding="utf-8").removeprefix("---\n").split("\n---\n", 1)
	given = dict(line.split(": ", 1) for line in head.splitlines())
	names = tuple(name.strip() for name in given["screens"].split(","))
	return Article(path.stem, given["title"], given["group"], names, body.strip())
