const KINDS = [
	"Contacts",
	"Care Tasks Done",
	"Work Orders Answered",
	"Won Opportunities",
	"Won Amount",
	"Converted Leads",
	"Customers Won",
	"Customers Lost",
	"Asset Growth",
	"Service Rating",
];

frappe.query_reports["Bank Performance Records"] = {
	filters: [
		{ fieldname: "score", label: __("Score"), fieldtype: "Link", options: "Bank Performance Score", reqd: 1 },
		{
			fieldname: "measure",
			label: __("Performance Measure"),
			fieldtype: "Select",
			reqd: 1,
			options: KINDS.map((value) => ({ value, label: __(value, null, "Bank Performance Measure") })),
		},
	],
};
