frappe.ui.form.on("Bank Customer", {
	setup(frm) {
		frm.set_query("branch", () => ({ filters: { disabled: 0, is_group: 0 } }));
	},

	onload(frm) {
		save_with_ctrl_enter(frm);
	},

	refresh(frm) {
		frm.toggle_display("panorama", !frm.is_new());
		if (frm.is_new()) return;
		frappe.require("customer_panorama.bundle.js", () => {
			new bank_crm.Panorama(frm.get_field("panorama").wrapper, frm.doc).show();
		});
	},
});

// Staff fill in many forms a day: Ctrl+Enter saves as Ctrl+S does.
function save_with_ctrl_enter(frm) {
	frappe.ui.keys.add_shortcut({
		shortcut: "ctrl+enter",
		action: () => frm.save_or_update(),
		page: frm.page,
		description: __("Save"),
		ignore_inputs: true,
	});
}
