// A salon: registration is opened and closed, guests are invited and checked in (MKT-01).
frappe.ui.form.on("Bank Event", {
	setup(frm) {
		frm.set_query("campaign", () => ({ filters: { state: ["not in", ["Ended", "Reviewed"]] } }));
		const staff = () => ({ filters: { enabled: 1, user_type: "System User" } });
		frm.set_query("host", staff);
		frm.set_query("user", "staff", staff);
	},

	refresh(frm) {
		if (frm.is_new()) return;
		const { state } = frm.doc;
		const open = ["Open for Registration", "Registration Closed"].includes(state);
		if (open) {
			frm.add_custom_button(__("Check-In"), () => frappe.set_route("bank-event-check-in", frm.doc.name)).addClass("btn-primary");
		}
		if (["Planned", "Open for Registration"].includes(state)) {
			frm.add_custom_button(__("Customer"), () => invite_one(frm), __("Invite"));
			if (frm.perm[0]?.write) frm.add_custom_button(__("Segment"), () => invite_segment(frm), __("Invite"));
		}
		if (!frm.perm[0]?.write) return;
		if (state === "Planned" || state === "Registration Closed") {
			frm.add_custom_button(__("Open Registration"), () => step(frm, "Open for Registration"));
		}
		if (state === "Open for Registration") frm.add_custom_button(__("Close Registration"), () => step(frm, "Registration Closed"));
		if (open && frappe.datetime.now_datetime() > frm.doc.starts_at) frm.add_custom_button(__("Was Held"), () => step(frm, "Held"));
		if (!["Held", "Called Off"].includes(state)) {
			frm.add_custom_button(__("Call Off", null, "Bank Event"), () =>
				frappe.confirm(__("Everybody with a seat or on the waiting list is told. Call the event off?"), () => step(frm, "Called Off"))
			);
		}
	},
});

async function step(frm, state) {
	await frm.set_value("state", state);
	try {
		await frm.save();
	} finally {
		if (frm.is_dirty()) frm.reload_doc();
	}
}

function invite_one(frm) {
	frappe.prompt(
		[
			{ fieldname: "customer", fieldtype: "Link", options: "Bank Customer", label: __("Customer"), reqd: 1 },
			{ fieldname: "by_sms", fieldtype: "Check", label: __("Send the Invitation by SMS"), default: 1 },
		],
		async (values) => {
			const found = await frappe.xcall("bank_crm.api.events.invite", { event: frm.doc.name, ...values });
			frappe.msgprint({
				title: __("Invited"),
				message: `${__("The customer's own page:")}<br><a href="${frappe.utils.escape_html(found.url)}" target="_blank" rel="noopener">${frappe.utils.escape_html(found.url)}</a>`,
			});
			frm.reload_doc();
		},
		__("Invite")
	);
}

function invite_segment(frm) {
	frappe.prompt(
		{ fieldname: "segment", fieldtype: "Link", options: "Bank Segment", label: __("Segment"), reqd: 1, get_query: () => ({ filters: { enabled: 1 } }) },
		async ({ segment }) => {
			await frappe.xcall("bank_crm.api.events.invite_segment", { event: frm.doc.name, segment });
			frappe.show_alert({ message: __("The segment is being invited; a wave tells its members."), indicator: "green" });
		},
		__("Invite")
	);
}
