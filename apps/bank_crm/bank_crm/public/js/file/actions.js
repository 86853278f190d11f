// What one does from the form's head: edit, more information, a product by hand, review, archive (CUS-03, 09, 10, 11).
import { mark_reviewed } from "./state";
import { add_product } from "./product";

export function add_actions(frm) {
	if (frm.is_new()) return;
	const may_write = frm.perm[0]?.write && frm.doc.__onload?.file?.may_review;
	if (may_write) frm.add_custom_button(__("Edit"), () => go_to(frm, "overview_tab"));
	frm.add_custom_button(__("More Information"), () => go_to(frm, "more_information_tab"));
	if (!may_write) return;
	const archived = frm.doc.status === "Archived";
	if (!archived && frappe.model.can_create("Bank Customer Account")) {
		frm.page.add_menu_item(__("Add Product by Hand"), () => add_product(frm));
	}
	if (frm.doc.__onload.file.review_due !== null) {
		frm.page.add_menu_item(__("Mark as Reviewed"), () => mark_reviewed(frm));
	}
	frm.page.add_menu_item(archived ? __("Take Back") : __("Archive"), () => ask_reason(frm, archived));
}

/** Opens a tab with the cursor in the first field that can be filled in. */
function go_to(frm, tab) {
	const chosen = frm.layout.tabs.find((one) => one.df.fieldname === tab);
	if (!chosen) return;
	chosen.set_active();
	const fields = chosen.wrapper;
	setTimeout(() => fields.find("input:visible, textarea:visible, select:visible").not(":disabled").first().trigger("focus"), 50);
}

function ask_reason(frm, archived) {
	const reason = { fieldname: "reason", fieldtype: "Data", label: __("Reason"), reqd: 1, length: 140 };
	const title = archived ? __("Take the Customer Back") : __("Archive the Customer");
	const method = archived ? "take_back" : "archive";
	frappe.prompt(
		[reason],
		async (values) => {
			const args = { customer: frm.docname, reason: values.reason };
			await frappe.xcall(`bank_crm.api.customer_file.${method}`, args);
			await frm.reload_doc();
		},
		title,
		archived ? __("Take Back") : __("Archive")
	);
}
