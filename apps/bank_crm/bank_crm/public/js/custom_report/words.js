// Words and figures of the page.

export const presets = () => [
	["all", __("All Time")],
	["today", __("Today")],
	["this_week", __("This Week")],
	["this_month", __("This Month")],
	["last_month", __("Last Month")],
	["this_quarter", __("This Quarter")],
	["last_quarter", __("Last Quarter")],
	["this_year", __("This Year")],
	["last_year", __("Last Year")],
	["last_7_days", __("Last 7 Days")],
	["last_30_days", __("Last 30 Days")],
	["last_90_days", __("Last 90 Days")],
	["last_12_months", __("Last 12 Months")],
	["custom", __("From … to …")],
];

export const comparisons = () => [
	["none", __("No Comparison")],
	["previous", __("Period Before")],
	["last_year", __("Same Period Last Year")],
];

export const grains = () => [
	["day", __("by Day")],
	["week", __("by Week")],
	["month", __("by Month")],
	["quarter", __("by Quarter")],
	["year", __("by Year")],
	["weekday", __("by Weekday")],
	["hour", __("by Hour")],
];

export const charts = () => [
	["Table", __("Table Only", null, "Bank Custom Report"), "table"],
	["Bar", __("Bar", null, "Bank Custom Report"), "bar-chart"],
	["Line", __("Line", null, "Bank Custom Report"), "line-chart"],
	["Pie", __("Pie", null, "Bank Custom Report"), "pie-chart"],
];

/** One cell as text; `–` where there is nothing to say. */
export function figure(value, shown) {
	if (value === null || value === undefined) return "–";
	if (shown === "text") return String(value);
	const decimals = shown === "count" ? 0 : 2;
	const text = Number(value).toLocaleString(frappe.boot.lang === "zh" ? "zh-CN" : undefined, {
		minimumFractionDigits: shown === "amount" ? 2 : 0,
		maximumFractionDigits: decimals,
	});
	return shown === "percent" ? `${text}%` : text;
}

/** A chart's axis: 12.3万. */
export function short(value) {
	return bank_crm.format.short_money(value);
}
