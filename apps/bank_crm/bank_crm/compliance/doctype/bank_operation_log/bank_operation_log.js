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
	const labels = doc.__onload?.labels || {};
	const words = doc.__onload?.words || {};
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	if (!names.length) return `<p class="text-muted">${__("No values belong to this operation.")}</p>`;
	const rows = names.map(
		(name) => `<tr><td>${bank_crm.format.escape(labels[name] || name)}</td><td>${shown(before[name], words[name])}</td><td>${shown(after[name], words[name])}</td></tr>`
	);
	return `<table class="table table-bordered" style="table-layout: fixed; word-wrap: break-word">
		<thead><tr><th>${__("Field")}</th><th>${__("Before", null, "Bank Operation Log")}</th><th>${__("After", null, "Bank Operation Log")}</th></tr></thead>
		<tbody>${rows.join("")}</tbody></table>`;
}

function parsed(text) {
	return text ? JSON.parse(text) : {};
}

function shown(value, words) {
	if (value === undefined || value === null || value === "") return "–";
	if (Array.isArray(value)) return value.map(row_text).join("<br>") || "–";
	return row_text(words?.[value] ?? value);
}

function row_text(value) {
	const text =
		value && typeof value === "object"
			? Object.values(value)
					.filter((part) => part !== "" && part !== null)
					.join(" · ")
			: String(value);
	return bank_crm.format.escape(text);
}
