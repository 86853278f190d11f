frappe.ui.form.on("Bank Contract Template", {
	async refresh(frm) {
		const fields = await frappe.xcall("bank_crm.api.contracts.merge_fields", {}, "GET");
		const rows = fields.map(({ name, label }) => `<tr><td><code>{{ ${name} }}</code></td><td>${frappe.utils.escape_html(label)}</td></tr>`);
		frm.fields_dict.fields_html.$wrapper.html(`<table class="table table-sm small" style="max-width:420px"><tbody>${rows.join("")}</tbody></table>`);
	},
});
