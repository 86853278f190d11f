// The text editor writes its words by CSS, where nobody translates them: the same rules, in the user's language.

const heading = (level) => `[data-value="${level}"]::before`;
const entry = (action) => `.ql-table .ql-picker-options [data-value="${action}"]::before`;
const words = () => ({
	".ql-picker.ql-header .ql-picker-label::before": __("Normal", null, "Text Editor"),
	".ql-picker.ql-header .ql-picker-item::before": __("Normal", null, "Text Editor"),
	...Object.fromEntries(
		[1, 2, 3, 4, 5, 6].flatMap((level) =>
			["label", "item"].map((part) => [
				`.ql-picker.ql-header .ql-picker-${part}${heading(level)}`,
				__("Heading {0}", [level], "Text Editor"),
			])
		)
	),
	".ql-table .ql-picker-label::before": __("Table", null, "Text Editor"),
	[entry("insert-table")]: __("Insert Table"),
	[entry("insert-row-above")]: __("Insert Row Above"),
	[entry("insert-row-below")]: __("Insert Row Below"),
	[entry("insert-column-right")]: __("Insert Column Right"),
	[entry("insert-column-left")]: __("Insert Column Left"),
	[entry("delete-row")]: __("Delete Row"),
	[entry("delete-column")]: __("Delete Column"),
	[entry("delete-table")]: __("Delete Table"),
	".ql-tooltip::before": __("Address:", null, "Text Editor"),
	".ql-tooltip[data-mode=link]::before": __("Address:", null, "Text Editor"),
	".ql-tooltip a.ql-action::after": __("Edit"),
	".ql-tooltip a.ql-remove::before": __("Remove"),
	".ql-tooltip.ql-editing a.ql-action::after": __("Save"),
});

$(document).one("app_ready", () => {
	const style = document.createElement("style");
	style.textContent = Object.entries(words())
		.map(([where, word]) => {
			const rule = `html body .ql-snow ${where}, html body .ql-snow${where}`;
			return `${rule} { content: ${JSON.stringify(word)}; }`;
		})
		.join("\n");
	document.head.append(style);
});
