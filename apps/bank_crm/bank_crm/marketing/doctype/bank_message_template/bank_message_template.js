// Texts of messages: merge fields are inserted by a click, a preview shows what a customer gets (MKT-15).
frappe.ui.form.on("Bank Message Template", {
	refresh(frm) {
		frm.add_custom_button(__("Insert Merge Field"), () => insert_field(frm));
		if (frm.is_new()) return;
		frm.add_custom_button(__("Preview"), async () => {
			if (frm.is_dirty()) await frm.save();
			bank_crm.preview_message([{ value: frm.doc.name, label: frm.doc.template_name }]);
		});
	},
});

async function insert_field(frm) {
	const fields = await frappe.xcall("bank_crm.api.campaigns.merge_fields", {}, "GET");
	frappe.prompt(
		{
			fieldname: "field",
			fieldtype: "Select",
			label: __("Merge Field"),
			reqd: 1,
			options: fields.map((one) => ({ value: one.name, label: `${one.label} · ${one.name}` })),
		},
		({ field }) => {
			const editor = frm.fields_dict.body.editor;
			const text = `{{ ${field} }}`;
			if (editor) editor.insert(text);
			else frm.set_value("body", `${frm.doc.body || ""}${text}`);
		},
		__("Insert Merge Field"),
		__("Insert")
	);
}
