// The filters the sales reports share.

const link = (fieldname, label, options) => ({ fieldname, label, fieldtype: "Link", options });
const LINES = ["Savings", "Time Deposit", "Wealth", "Fund", "Precious Metal", "Insurance", "Loan", "Credit Card", "Debit Card"];

const FILTERS = {
	from_date: () => ({ fieldname: "from_date", label: __("From"), fieldtype: "Date" }),
	to_date: () => ({ fieldname: "to_date", label: __("To"), fieldtype: "Date" }),
	pipeline: () => link("pipeline", __("Pipeline"), "Bank Sales Pipeline"),
	branch: () => link("branch", __("Branch"), "Bank Branch"),
	salesperson: () => link("salesperson", __("Salesperson"), "User"),
	product_category: () => ({
		fieldname: "product_category",
		label: __("Product Line"),
		fieldtype: "Select",
		options: [{ value: "", label: "" }, ...LINES.map((value) => ({ value, label: __(value, null, "Bank Product") }))],
	}),
};

frappe.provide("bank_crm");

/** The filters with these names, in their order; what is no name is a filter of the report's own. */
bank_crm.sales_filters = (...names) => names.map((name) => (typeof name === "string" ? FILTERS[name]() : name));

/** What a report's rows are grouped by: `first` if nothing else is chosen. */
bank_crm.sales_groups = (first) => ({
	fieldname: "by",
	label: __("Grouped by"),
	fieldtype: "Select",
	default: first,
	options: [
		{ value: "stage", label: __("Stage") },
		{ value: "pipeline", label: __("Pipeline") },
		{ value: "branch", label: __("Branch") },
		{ value: "salesperson", label: __("Salesperson") },
		{ value: "product_category", label: __("Product Line") },
		{ value: "source", label: __("Source") },
	],
});
