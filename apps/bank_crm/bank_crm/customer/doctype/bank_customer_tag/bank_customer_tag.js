frappe.ui.form.on("Bank Customer Tag", {
	setup(frm) {
		frappe.realtime.on("bank_audience_refreshed", (message) => {
			if (message.doctype === frm.doctype && message.name === cur_frm?.doc.name && !cur_frm.is_dirty()) frm.reload_doc();
		});
	},

	refresh(frm) {
		const read_only = !frm.is_new() && !may_change(frm);
		if (read_only) frm.disable_form?.();
		if (!frm.is_new()) {
			frm.add_custom_button(__("Customers with This Tag"), () => {
				bank_crm.tags_to_filter = [frm.doc.name];
				frappe.set_route("List", "Bank Customer");
			});
			if (frm.doc.conditions && !read_only) frm.add_custom_button(__("Apply Rule"), () => apply_rule(frm));
		}
		if (frm.doc.refresh_note) frm.dashboard.set_headline_alert(frappe.utils.escape_html(frm.doc.refresh_note), "red");
		show_rule(frm, read_only);
	},

	validate(frm) {
		if (frm.bank_rule && frm.doc.conditions && !frm.bank_rule.is_complete()) {
			frappe.throw({ title: __("Rule"), message: __("Fill in the marked conditions first.") });
		}
	},
});

// only its owner changes a tag: its rule reaches the customers the owner may see
function may_change(frm) {
	const all = frappe.session.user === "Administrator" || frappe.user.has_role("Bank CRM Administrator");
	return frm.has_perm("write") && (all || frm.doc.owner_user === frappe.session.user);
}

async function apply_rule(frm) {
	await frappe.xcall("bank_crm.api.segments.apply_rule", { tag: frm.doc.name });
	frappe.show_alert({ message: __("The rule is being applied."), indicator: "blue" });
}

function show_rule(frm, read_only) {
	const drawn = [frm.doc.name, frm.doc.modified, read_only].join();
	if (frm.bank_rule_drawn === drawn) return;
	frm.bank_rule_drawn = drawn;
	frappe.require("condition_editor.bundle.js", () => {
		frm.bank_rule = new bank_crm.ConditionEditor({
			wrapper: frm.get_field("rule_editor").wrapper,
			value: frm.doc.conditions ? JSON.parse(frm.doc.conditions) : null,
			read_only,
			on_change: (tree) => frm.set_value("conditions", tree ? JSON.stringify(tree) : null),
		});
	});
}
