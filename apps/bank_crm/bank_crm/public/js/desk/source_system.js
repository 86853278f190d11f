// The systems data comes from have codes; people read their names: the Chinese of the code, or a bank's own Translation.

frappe.provide("bank_crm");

const CONTEXT = "Source System";
const FROM_SYSTEMS = [
	"Bank Customer", "Bank Customer Account", "Bank Customer Transaction", "Bank Standing Order",
	"Bank Behaviour Event", "Bank Interaction",
];

bank_crm.source_system = (code) => (code ? __(code, null, CONTEXT) : "");

$(document).on("app_ready", () => {
	for (const doctype of FROM_SYSTEMS) {
		frappe.ui.form.on(doctype, {
			setup() {
				const field = frappe.meta.get_docfield(doctype, "source_system");
				if (field) field.formatter = (code) => frappe.utils.escape_html(bank_crm.source_system(code));
			},
		});
	}
});
