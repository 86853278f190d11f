frappe.ui.form.on("Bank Performance Score", {
	refresh(frm) {
		for (const row of frm.doc.figures || []) {
			frm.add_custom_button(
				__(row.measure, null, "Bank Performance Measure"),
				() =>
					frappe.set_route("query-report", "Bank Performance Records", {
						score: frm.doc.name,
						measure: row.measure,
					}),
				__("Records Behind")
			);
		}
	},
});
