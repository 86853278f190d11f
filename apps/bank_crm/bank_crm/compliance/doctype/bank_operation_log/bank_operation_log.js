frappe.ui.form.on("Bank Operation Log", {
	refresh(frm) {
		frm.disable_save();
		frm.fields_dict.values_html.$wrapper.html(values_table(frm.doc));
		if (frm.doc.ref_doctype && frm.doc.ref_name && frm.doc.action !== "Delete") {
			frm.add_custom_button(__("Open the Document"), () =>
				frappe.set_route("Form", frm.doc.ref_doctype, frm.doc.ref_name)
			);
		}
		frm.add_custom_button(__("All of This Person"), () =>
			frappe.set_route("List", "Bank Operation Log", { user: frm.doc.user })
		);
	},
});

function values_table(doc) {
	const before = parsed(doc.before_values);
	const after = parsed(doc.after_values);
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	if (!names.length) return `<p class="text-muted">${__("No values belong to this operation.")}</p>`;
	const rows = names.map(
		(name) => `<tr><td>${label(doc.ref_doctype, name)}</td><td>${shown(before[name])}</td><td>${shown(after[name])}</td></tr>`
	);
	return `<table class="table table-bordered" style="table-layout: fixed; word-wrap: break-word">
		<thead><tr><th>${__("Field")}</th><th>${__("Before")}</th><th>${__("After")}</th></tr></thead>
		<tbody>${rows.join("")}</tbody></table>`;
}

function parsed(text) {
	return text ? JSON.parse(text) : {};
}

function label(doctype, name) {
	const field = doctype && frappe.meta.get_docfield(doctype, name);
	return bank_crm.format.escape(field ? __(field.label, null, doctype) : name);
}

function shown(value) {
	if (value === undefined || value === null || value === "") return "–";
	const text = typeof value === "object" ? JSON.stringify(value) : String(value);
	return bank_crm.format.escape(text);
}
