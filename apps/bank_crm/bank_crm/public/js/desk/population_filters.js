// The filters the reports about customers and bookings share, and the way from a figure to the rows behind it.

const LINES = ["Savings", "Time Deposit", "Wealth", "Fund", "Precious Metal", "Insurance", "Loan", "Credit Card", "Debit Card"];
const link = (fieldname, label, options) => ({ fieldname, label, fieldtype: "Link", options });
const choice = (fieldname, label, options, first = "") => ({
	fieldname,
	label,
	fieldtype: "Select",
	default: first,
	options: Object.entries(options).map(([value, shown]) => ({ value, label: shown })),
});
const words = (values, context) => Object.fromEntries(values.map((value) => [value, __(value, null, context)]));
/** The first day of the month `back` months ago. */
const month_start = (back) => frappe.datetime.add_months(frappe.datetime.month_start(), -back);

const FILTERS = {
	from_date: (months) => ({ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: month_start(months) }),
	to_date: () => ({
		fieldname: "to_date",
		label: __("To"),
		fieldtype: "Date",
		default: frappe.datetime.add_days(frappe.datetime.month_start(), -1),
	}),
	tier: () => link("tier", __("Tier", null, "Bank Customer"), "Bank Customer Tier"),
	branch: () => link("branch", __("Branch"), "Bank Branch"),
	manager: () => link("manager", __("Relationship Manager"), "User"),
	customer_type: () =>
		choice("customer_type", __("Customer Type"), { "": "", ...words(["Person", "Company"], "Bank Customer") }),
};

frappe.provide("bank_crm.population");

Object.assign(bank_crm.population, {
	choice,
	words,
	grouped: (options, first) => choice("by", __("Grouped by"), options, first),
	lines: (values = LINES) => choice("product_category", __("Product Line"), { "": "", ...words(values, "Bank Product") }),

	/** The own filters of a report, then the period (`months` back) and whom it is about. */
	filters: (months, ...own) => [
		...own,
		FILTERS.from_date(months),
		FILTERS.to_date(),
		...["tier", "branch", "manager", "customer_type"].map((name) => FILTERS[name]()),
	],

	groups: () => ({
		tier: __("Tier", null, "Bank Customer"),
		branch: __("Branch"),
		manager: __("Relationship Manager"),
		customer_type: __("Customer Type"),
	}),

	/** A figure that leads to a list with these filters; what is already HTML stays as it is. */
	to_list(html, doctype, filters) {
		const query = new URLSearchParams();
		for (const [field, value] of Object.entries(filters)) {
			if (value) query.set(field, Array.isArray(value) ? JSON.stringify(value) : value);
		}
		return `<a href="${frappe.router.make_url([frappe.router.slug(doctype)])}?${query}">${html}</a>`;
	},

	/** A figure that leads to a report with these filters. */
	to_report(html, report, filters) {
		const given = Object.entries(filters).filter(([, value]) => value);
		const query = new URLSearchParams(given);
		return `<a href="${frappe.router.make_url(["query-report", report])}?${query}">${html}</a>`;
	},

	/** The report's filters that are a customer's own fields. */
	given() {
		const fields = ["tier", "branch", "manager", "customer_type"];
		return Object.fromEntries(fields.map((name) => [name, frappe.query_report.get_filter_value(name)]));
	},

	/** First and last moment of 2026-11 or of the report's whole period, as a list's filter. */
	moments(month) {
		const value = (name) => frappe.query_report.get_filter_value(name);
		if (!month) return ["between", [value("from_date"), value("to_date")]];
		const first = `${month}-01`;
		return ["between", [first, frappe.datetime.add_days(frappe.datetime.add_months(first, 1), -1)]];
	},
});
