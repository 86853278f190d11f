// A rate of interest is kept to four places, yet 2.7500% is read as 2.75%: places beyond the bank's own number of them
// are shown when something stands there.

const { formatters } = frappe.form;

/** The field with as many places as the value fills. */
function as_filled(value, df) {
	const usual = cint(frappe.boot.sysdefaults?.float_precision) || 2;
	if (!df || cint(df.precision) <= usual) return df;
	const filled = String(flt(value, cint(df.precision))).split(".")[1]?.length || 0;
	return { ...df, precision: String(Math.max(usual, filled)) };
}

for (const fieldtype of ["Float", "Percent"]) {
	const format = formatters[fieldtype];
	formatters[fieldtype] = (value, df, ...rest) => format(value, as_filled(value, df), ...rest);
}

// how long a report took is told to the hundredth of a second
const Report = frappe.views.QueryReport.prototype;
const { show_footer_message } = Report;
Report.show_footer_message = function () {
	this.execution_time = flt(this.execution_time, 2);
	show_footer_message.call(this);
};
