const CHANNELS = ["Counter", "ATM", "Mobile", "Online", "POS", "Third Party", "System"];
const TYPES = [
	"Deposit",
	"Withdrawal",
	"Transfer In",
	"Transfer Out",
	"Purchase",
	"Redemption",
	"Loan Disbursement",
	"Loan Repayment",
	"Card Spend",
	"Fee",
	"Interest",
];

frappe.query_reports["Bank Fund Flow"] = {
	filters: bank_crm.population.filters(
		12,
		bank_crm.population.choice("show", __("Show"), { "Fund Flow": __("Fund Flow"), Consumption: __("Consumption", null, "Bank Fund Flow") }, "Fund Flow"),
		bank_crm.population.grouped(
			{
				month: __("Month"),
				channel: __("Channel"),
				txn_type: __("Type"),
				product_category: __("Product Line"),
				counterparty: __("Destination"),
				weekday: __("Day of the Week"),
				hour: __("Hour of the Day"),
				...bank_crm.population.groups(),
			},
			"month"
		),
		bank_crm.population.choice("channel", __("Channel"), {
			"": "",
			...bank_crm.population.words(CHANNELS, "Bank Customer Transaction"),
		}),
		bank_crm.population.choice("txn_type", __("Type"), {
			"": "",
			...bank_crm.population.words(TYPES, "Bank Customer Transaction"),
		}),
		bank_crm.population.lines()
	),

	formatter(value, row, column, data, standard) {
		if (column.fieldname === "counterparty") return bank_crm.format.escape(value);
		const shown = standard(value, row, column, data);
		if (column.fieldname === "net") return bank_crm.format.red(shown, flt(value) < 0);
		const by = frappe.query_report.get_filter_value("by");
		const own = ["month", "channel", "txn_type", "product_category"].includes(by);
		const narrowed = Object.values(bank_crm.population.given()).some(Boolean);
		const counted = column.fieldname === "bookings";
		if (!data || !value || !counted || !own || narrowed) return shown;
		const chosen = (name) => (by === name ? data.key : frappe.query_report.get_filter_value(name));
		return bank_crm.population.to_list(shown, "Bank Customer Transaction", {
			channel: chosen("channel"),
			txn_type: chosen("txn_type"),
			product_category: chosen("product_category"),
			posted_at: bank_crm.population.moments(by === "month" ? data.month : null),
		});
	},
};
