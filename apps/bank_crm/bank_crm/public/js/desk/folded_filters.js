// On a telephone the fields a list or report is filtered by wait behind one button, so that its rows are seen first;
// lists.js folds those of lists.

const FOLDED = "bank-filters-folded";

/** The button stands before the fields; which screens show it and what it hides is in the style sheet. */
export function fold(page) {
	const $form = page.page_form;
	$form.addClass(`bank-filters ${FOLDED}`);
	if ($form.children(".bank-filters-button").length) return;
	$(`<button type="button" class="btn btn-default btn-sm bank-filters-button" aria-expanded="false"></button>`)
		.prependTo($form)
		.on("click", (event) => {
			$form.toggleClass(FOLDED);
			$(event.currentTarget).attr("aria-expanded", String(!$form.hasClass(FOLDED)));
		});
	say_set(page);
}

/** How many fields are filled in: they are not to be seen. */
export function say_set(page) {
	const set = Object.values(page.fields_dict || {}).filter(({ df, get_value }) => df.fieldtype !== "Button" && get_value);
	const count = set.filter((field) => [field.get_value()].flat().filter(Boolean).length).length;
	const said = count ? __("Filter Fields ({0})", [count]) : __("Filter Fields");
	page.page_form.children(".bank-filters-button").text(said);
}

const Report = frappe.views.QueryReport.prototype;
const { setup_filters, refresh } = Report;
Report.setup_filters = function (...args) {
	setup_filters.apply(this, args);
	if (this.filters.length) fold(this.page);
};
Report.refresh = function (...args) {
	say_set(this.page);
	return refresh.apply(this, args);
};
