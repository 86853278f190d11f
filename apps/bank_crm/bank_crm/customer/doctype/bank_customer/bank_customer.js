frappe.ui.form.on("Bank Customer", {
	setup(frm) {
		frm.set_query("branch", () => ({ filters: { disabled: 0, is_group: 0 } }));
	},

	async onload(frm) {
		save_with_ctrl_enter(frm);
		await frappe.require(["customer_file.bundle.js", "customer_file.bundle.css"]);
		frm.bank_file = frm.bank_file || new bank_crm.CustomerFile(frm);
	},

	refresh(frm) {
		frappe.require(["customer_file.bundle.js", "customer_file.bundle.css"], () => {
			frm.bank_file = frm.bank_file || new bank_crm.CustomerFile(frm);
			frm.bank_file.refresh();
		});
		frm.toggle_display("panorama", !frm.is_new());
		if (frm.is_new()) return;
		frappe.require("customer_panorama.bundle.js", () => {
			new bank_crm.Panorama(frm.get_field("panorama").wrapper, frm.doc).show();
		});
	},

	customer_type(frm) {
		// a number of the other kind of customer would be refused
		if (frm.is_new() && !frm.doc.id_number) frm.set_value("id_type", "");
	},
});

// Each field tells its problems when it is left.
const CHECKED = [
	"customer_name", "customer_type", "mobile", "email", "id_type", "id_number", "birth_date", "opened_on",
	"founded_on", "core_asset_amount", "annual_income", "registered_capital", "wealth_preference_amount",
	"credit_score", "branch", "manager", "city", "address", "occupation", "employer", "legal_representative",
	"contact_person", "industry",
];
frappe.ui.form.on(
	"Bank Customer",
	Object.fromEntries(CHECKED.map((name) => [name, (frm) => frm.bank_file?.entry.changed(name)]))
);

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
