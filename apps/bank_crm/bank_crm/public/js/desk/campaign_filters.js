// The filters the campaign reports share.

const TYPES = ["Mass SMS", "Benefit Claim", "Offline Salon", "Email Marketing", "Telemarketing", "App Push", "WeChat", "Social Media"];
const LINES = ["Savings", "Time Deposit", "Wealth", "Fund", "Precious Metal", "Insurance", "Loan", "Credit Card", "Debit Card"];
const choice = (fieldname, label, values, context) => ({
	fieldname,
	label,
	fieldtype: "Select",
	options: [{ value: "", label: "" }, ...values.map((value) => ({ value, label: __(value, null, context) }))],
});

frappe.provide("bank_crm");

/** Group-by first (its choices as value → label), then the campaign, or the period and kind of several. */
bank_crm.campaign_filters = (groups) => [
	{
		fieldname: "by",
		label: __("Grouped by"),
		fieldtype: "Select",
		default: Object.keys(groups)[0],
		options: Object.entries(groups).map(([value, label]) => ({ value, label })),
	},
	{ fieldname: "from_date", label: __("From"), fieldtype: "Date", default: frappe.datetime.add_months(frappe.datetime.get_today(), -12) },
	{ fieldname: "to_date", label: __("To"), fieldtype: "Date", default: frappe.datetime.get_today() },
	{ fieldname: "campaign", label: __("Campaign"), fieldtype: "Link", options: "Bank Campaign" },
	choice("campaign_type", __("Type"), TYPES, "Bank Campaign"),
	choice("product_category", __("Product Line"), LINES, "Bank Product"),
	{ fieldname: "branch", label: __("Branch"), fieldtype: "Link", options: "Bank Branch" },
];

bank_crm.campaign_groups = () => ({
	campaign: __("Campaign"),
	campaign_type: __("Type"),
	product_category: __("Product Line"),
	branch: __("Branch"),
	owner_user: __("Responsible"),
});
