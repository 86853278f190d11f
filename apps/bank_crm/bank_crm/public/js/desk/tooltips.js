// What the framework says in tooltips, in the words of the user's language: it leaves the labels there as they are stored,
// and in cells log-ins, microseconds and English constants.

/** The head of a list, its first column's tooltip by the column's name as it is read. */
export function sorting_as_read(html, df) {
	const said = (label) => `title="${__("Click to sort by {0}", [label])}"`;
	return html.replace(said(df.label), said(__(df.label, null, df.parent)));
}

const Filters = frappe.ui.FilterGroup.prototype;
const { update_filter_button } = Filters;
Filters.update_filter_button = function () {
	update_filter_button.call(this);
	const count = this.filters.length;
	this.filter_button.attr("title", count ? __("Filters Set: {0}", [count]) : __("Filter"));
};

const Chart = frappe.widget.widget_factory.chart.prototype;
const { set_title } = Chart;
Chart.set_title = function (...args) {
	set_title.apply(this, args);
	this.title_field.attr("title", __(this.title || this.label || this.name));
};

/**
 * A cell's tooltip says what is read in the cell, in full: names for log-ins, minutes for microseconds, and of a state
 * the state, not that nobody has submitted the document.
 */
export function say_as_read(listview) {
	listview.$result.find(".list-row .list-row-col > .ellipsis[title]").each((_index, cell) => {
		const [label, ...stored] = cell.title.split(": ");
		const box = cell.querySelector("input[type=checkbox]");
		box?.setAttribute("aria-label", label); // a screen reader says which yes or no it is
		const read = box ? __(box.checked ? "Yes" : "No") : cell.textContent.replace(/\s+/g, " ").trim();
		if (read) cell.title = stored.length ? `${label}: ${read}` : read;
	});
	listview.$result.find(".list-subject a[data-name][title]").each((_index, link) => {
		link.title = link.textContent.trim() || link.title;
	});
}
