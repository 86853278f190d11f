frappe.ui.form.on("Bank Segment", {
	setup(frm) {
		frm.set_query("owner_user", () => ({ filters: { enabled: 1, user_type: "System User" } }));
		frappe.realtime.on("bank_audience_refreshed", (message) => {
			if (message.doctype === frm.doctype && message.name === cur_frm?.doc.name && !cur_frm.is_dirty()) frm.reload_doc();
		});
	},

	refresh(frm) {
		frm.toggle_display("kind", frm.doc.basis !== "Manual List");
		const read_only = !may_change(frm);
		if (read_only) frm.disable_form?.();
		if (!frm.is_new() && !read_only && frm.doc.basis !== "Manual List") {
			frm.add_custom_button(__("Refresh Members"), () => refresh_members(frm));
		}
		if (!frm.is_new() && bank_crm.exports.may_ask("Bank Segment", frm.meta.module)) {
			frm.add_custom_button(__("Request Export"), () => bank_crm.exports.from_segment(frm.doc.name));
		}
		if (frm.doc.refresh_note) frm.dashboard.set_headline_alert(frappe.utils.escape_html(frm.doc.refresh_note), "red");
		show_audience(frm, read_only);
	},

	basis(frm) {
		frm.toggle_display("kind", frm.doc.basis !== "Manual List");
		show_audience(frm, false);
	},

	validate(frm) {
		if (frm.bank_audience && !frm.bank_audience.is_complete()) {
			frappe.throw({ title: __("Audience"), message: __("Fill in the marked conditions first.") });
		}
	},
});

// only its owner changes a segment: it holds the customers the owner may see
function may_change(frm) {
	const all = frappe.session.user === "Administrator" || frappe.user.has_role("Bank CRM Administrator");
	return frm.is_new() || (frm.has_perm("write") && (all || frm.doc.owner_user === frappe.session.user));
}

async function refresh_members(frm) {
	await frappe.xcall("bank_crm.api.segments.refresh", { name: frm.doc.name });
	frappe.show_alert({ message: __("The members are being looked for again."), indicator: "blue" });
}

function show_audience(frm, read_only) {
	const drawn = [frm.doc.name, frm.doc.basis, frm.doc.modified, read_only].join();
	if (frm.bank_audience_drawn === drawn) return;
	frm.bank_audience_drawn = drawn;
	frappe.require("segment_form.bundle.js", () => {
		frm.bank_audience = bank_crm.segment_audience(frm, frm.get_field("audience").wrapper, read_only);
	});
}
