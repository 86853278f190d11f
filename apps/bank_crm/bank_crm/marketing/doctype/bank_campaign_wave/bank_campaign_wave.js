// A wave is changed until its targets are fixed.
frappe.ui.form.on("Bank Campaign Wave", {
	setup(frm) {
		frm.set_query("of_wave", () => ({ filters: { campaign: frm.doc.campaign, name: ["!=", frm.doc.name] } }));
	},

	refresh(frm) {
		if (!frm.is_new() && frm.doc.state !== "Planned") frm.disable_form?.();
	},
});
