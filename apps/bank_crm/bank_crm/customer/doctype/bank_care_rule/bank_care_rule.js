frappe.ui.form.on("Bank Care Rule", {
	setup() {
		// the steps a bank starts with are constants; one written by the bank is shown as it is
		const field = frappe.meta.get_docfield("Bank Care Step", "subject");
		if (field) field.formatter = (text) => frappe.utils.escape_html(__(text));
	},
});
