frappe.ui.form.on("Bank Performance Scheme", {
	refresh(frm) {
		frm.set_query("role", () => ({ filters: { name: ["like", "Bank %"] } }));
		if (frm.is_new()) return;
		frm.add_custom_button(__("Staff Performance"), () =>
			frappe.set_route("query-report", "Bank Staff Performance", { scheme: frm.doc.name })
		);
		if (!frm.perm[0]?.write) return;
		frm.add_custom_button(__("Count Now"), async () => {
			const people = await frappe.xcall("bank_crm.api.performance.count_now", { scheme: frm.doc.name });
			frappe.show_alert({ message: __("{0} people were counted.", [people]), indicator: "green" });
		});
	},
});
