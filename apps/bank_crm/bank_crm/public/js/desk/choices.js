// A choice that must be made begins empty in a dialog. The framework shows the first entry there as if it were chosen,
// holds none, and says of it that a value is missing.

const Select = frappe.ui.form.ControlSelect.prototype;
const { set_options } = Select;

/** The options with an empty one before them; they may be lines of a text. */
function begun_empty(options) {
	const [first] = typeof options === "string" ? options.split("\n") : options;
	if ((first?.value ?? first ?? "") === "") return options;
	return typeof options === "string" ? `\n${options}` : ["", ...options];
}

Select.set_options = function (value) {
	const { df } = this;
	const { options } = df;
	if (!this.layout?.is_dialog || !df.reqd || df.default || !options?.length) return set_options.call(this, value);
	df.options = begun_empty(options);
	set_options.call(this, value);
	df.options = options; // a dialog may have been given the field of a DocType
};
