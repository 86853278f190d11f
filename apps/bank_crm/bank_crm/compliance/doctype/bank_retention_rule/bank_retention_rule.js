// The field the months are counted from, by its name on that document's screens.
frappe.ui.form.on("Bank Retention Rule", {
	async refresh(frm) {
		const { document_type, counted_from } = frm.doc;
		if (!document_type) return;
		await frappe.model.with_doctype(document_type);
		const label = frappe.meta.get_label(document_type, counted_from);
		frm.set_df_property("counted_from", "formatter", () => __(label, null, document_type));
	},
});
