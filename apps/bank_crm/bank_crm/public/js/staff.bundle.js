// New staff, changes of post, leavers: the dialogs on the list and the form of Bank Staff.
frappe.provide("bank_crm.staff");

const call = (method, values) => frappe.xcall(`bank_crm.api.staff.${method}`, values);
const escape = (text) => bank_crm.format.escape(text);

function place_fields(on_offer, values = {}) {
	return [
		{
			fieldname: "branch",
			fieldtype: "Link",
			options: "Bank Branch",
			label: __("Branch", null, "Bank Staff"),
			reqd: 1,
			default: values.branch,
		},
		{ fieldname: "post", fieldtype: "Data", label: __("Post", null, "Bank Staff"), default: values.post },
		{
			fieldname: "supervisor",
			fieldtype: "Link",
			options: "User",
			label: __("Supervisor"),
			default: values.supervisor,
			get_query: () => ({ filters: { user_type: "System User", enabled: 1 } }),
		},
		{ fieldtype: "Section Break", label: __("Roles") },
		{
			fieldname: "profiles",
			fieldtype: "MultiCheck",
			columns: 2,
			options: on_offer.map((value) => ({
				value,
				label: __(value),
				checked: (values.profiles || []).includes(value),
			})),
		},
	];
}

bank_crm.staff.create = async function () {
	const on_offer = await call("profiles");
	const dialog = new frappe.ui.Dialog({
		title: __("New Staff"),
		fields: [
			{
				fieldname: "employee_no",
				fieldtype: "Data",
				label: __("Employee Number", null, "Log-in"),
				reqd: 1,
				description: __("The account for logging in."),
			},
			{ fieldname: "staff_name", fieldtype: "Data", label: __("Staff Name"), reqd: 1 },
			{ fieldname: "email", fieldtype: "Data", options: "Email", label: __("E-mail"), reqd: 1 },
			{
				fieldname: "mobile",
				fieldtype: "Data",
				label: __("Mobile Phone"),
				description: __("For codes when the password is forgotten."),
			},
			{ fieldtype: "Column Break" },
			...place_fields(on_offer),
		],
		primary_action_label: __("Create", null, "Bank Staff"),
		async primary_action(values) {
			const made = await call("create", { ...values, profiles: values.profiles || [] });
			dialog.hide();
			if (made.link) show_link(made.link);
			frappe.set_route("Form", "Bank Staff", made.name);
		},
	});
	dialog.show();
	return dialog;
};

function show_link(link) {
	const dialog = new frappe.ui.Dialog({
		title: __("Link for a New Password"),
		fields: [
			{
				fieldtype: "HTML",
				options: `<p>${__(
					"Hand this link over in person. It works once and for a short time, and is shown only now."
				)}</p>`,
			},
			{ fieldname: "link", fieldtype: "Small Text", read_only: 1, default: link, label: __("Link", null, "Bank Staff") },
		],
		primary_action_label: __("Copy", null, "Bank Staff"),
		primary_action: () => frappe.utils.copy_to_clipboard(link),
	});
	dialog.show();
}

bank_crm.staff.show_rights = async function (frm) {
	const name = frm.doc.name;
	const rights = await call("rights", { name });
	if (frm.doc.name !== name) return;
	frm.dashboard.clear_headline();
	frm.clear_custom_buttons();
	if (!rights.user) return;
	const row = (label, value) =>
		`<div class="col-sm-6 mb-2"><span class="text-muted">${label}</span><br>${value}</div>`;
	const pills = (names, colour) =>
		names.map((one) => `<span class="indicator-pill no-indicator-dot ${colour}">${escape(__(one))}</span>`).join(" ");
	const state = rights.lock
		? `<span class="indicator-pill red">${__("Locked until {0}", [
				frappe.datetime.str_to_user(rights.locked_until),
		  ])}</span>`
		: rights.enabled
		? `<span class="indicator-pill green">${__("Open", null, "Bank Staff")}</span>`
		: `<span class="indicator-pill gray">${__("Closed", null, "Bank Staff")}</span>`;
	frm.dashboard.parent.find(".bank-staff-rights").closest(".form-dashboard-section").remove();
	frm.dashboard.add_section(
		`<div class="row bank-staff-rights">
			${row(__("Roles"), pills(rights.roles, "blue") || __("None", null, "Bank Staff"))}
			${row(__("Roles Beyond the App"), pills(rights.other_roles, "orange") || __("None", null, "Bank Staff"))}
			${row(__("Account", null, "Bank Staff"), state)}
			${row(
				__("Last Log-in"),
				rights.last_login ? frappe.datetime.str_to_user(rights.last_login) : __("Never", null, "Bank Staff")
			)}
			${row(__("Open Sessions"), escape(String(rights.sessions)))}
		</div>`,
		__("Rights")
	);
	frm.dashboard.show();
	add_buttons(frm, rights);
};

function add_buttons(frm, rights) {
	const name = frm.doc.name;
	const again = (message) => {
		frappe.show_alert({ message, indicator: "green" });
		return frm.reload_doc();
	};
	if (rights.lock) {
		frm.add_custom_button(__("Unlock"), async () => {
			await frappe.xcall("bank_crm.api.login_locks.unlock", { names: [rights.lock] });
			again(__("{0} accounts unlocked.", [1]));
		}).addClass("btn-primary");
	}
	if (!rights.enabled) return;
	frm.add_custom_button(__("Change Post and Roles"), () => {
		const dialog = new frappe.ui.Dialog({
			title: __("Change Post and Roles"),
			fields: place_fields(rights.on_offer, { ...frm.doc, profiles: rights.profiles }),
			primary_action_label: __("Save"),
			async primary_action(values) {
				await call("change", { ...values, name, profiles: values.profiles || [] });
				dialog.hide();
				again(__("Post and roles changed."));
			},
		});
		dialog.show();
	});
	const group = __("Account", null, "Bank Staff");
	frm.add_custom_button(__("New Password"), async () => show_link(await call("password_link", { name })), group);
	frm.add_custom_button(
		__("Log Out Everywhere"),
		async () => {
			await call("end_sessions", { name });
			again(__("All sessions ended."));
		},
		group
	);
	frm.add_custom_button(
		__("Close Access"),
		() =>
			frappe.confirm(
				__("{0} will be logged out and cannot log in any more. Hand the customers over first.", [
					escape(frm.doc.staff_name),
				]),
				async () => {
					await call("leave", { name });
					again(__("Access closed."));
				}
			),
		group
	);
}
