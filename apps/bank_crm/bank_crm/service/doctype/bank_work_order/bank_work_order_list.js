const ORDER = "Bank Work Order";
const OVER = ["Closed", "Merged"];
const DONE = ["Answered", "Rated", ...OVER];
const MOST_CARDS = 300;

frappe.listview_settings[ORDER] = {
	hide_name_column: true,
	add_fields: ["state", "priority", "channel", "handler", "queue", "task_summary", "open_tasks", "resolution_due", "resolution_clock"],

	formatters: {
		handler(user) {
			const { escape } = bank_crm.format;
			if (!user) return `<span class="text-warning">${__("Nobody yet")}</span>`;
			return `<span class="ellipsis" data-handler="${escape(user)}">${escape(frappe.user.full_name(user))}</span>`;
		},
		// the subject is set as text, not as HTML
		subject: (value, _df, doc) => (doc.task_summary ? `${value} · ${__("tasks {0}", [doc.task_summary])}` : value),
	},

	onload(listview) {
		if (listview.view_name === "Kanban" || listview.view_name === "Calendar") return;
		add_select_all(listview);
		listview.page.add_actions_menu_item(__("Mark as Viewed"), () => mark_viewed(listview), false);
		// one button for both: beside the breadcrumbs the head has no room for more
		listview.page.add_inner_button(__("My Work Orders"), () => show_mine(), __("View"));
		listview.page.add_inner_button(__("Waiting in My Queues"), () => show_waiting(), __("View"));
		if (frappe.model.can_write(ORDER)) listview.page.add_inner_button(__("Take the Next Order"), () => take_next());
		show_presence(listview);
	},

	refresh(listview) {
		const mine = listview.filter_area?.get().some(([, field, how, value]) => field === "handler" && how === "=" && value === frappe.session.user);
		if (listview.view_name === "List") listview.page.set_title(mine ? __("My Work Orders") : __(ORDER));
		name_handlers(listview);
	},
};

/** Colleagues the Desk has not met yet get their names. */
async function name_handlers(listview) {
	const users = [...new Set(listview.data.map((doc) => doc.handler))].filter((user) => user && !frappe.boot.user_info[user]);
	if (!users.length) return;
	const names = await frappe.xcall("bank_crm.api.work_orders.names", { users: JSON.stringify(users) });
	for (const [user, fullname] of Object.entries(names)) {
		frappe.boot.user_info[user] = { fullname, name: user };
		listview.$result.find("[data-handler]").filter((_i, node) => node.dataset.handler === user).text(fullname);
	}
}

/** Ctrl+A selects all orders of the list (UX-05). */
function add_select_all(listview) {
	frappe.ui.keys.add_shortcut({
		shortcut: "ctrl+a",
		description: __("Select all orders"),
		page: listview.page,
		ignore_inputs: true,
		condition: () => cur_list === listview && !document.activeElement?.matches("input:not([type=checkbox]), textarea, select, [contenteditable=true]"),
		action: () => {
			listview.$result.find(".list-row-checkbox").prop("checked", true);
			listview.on_row_checked();
		},
	});
}

async function mark_viewed(listview) {
	const names = listview.get_checked_items(true);
	if (!names.length) return;
	const { viewed, left } = await frappe.xcall("bank_crm.api.work_orders.mark_viewed", { names: JSON.stringify(names) });
	const said = left ? __("{0} orders viewed, {1} left as they are", [viewed, left]) : __("{0} orders viewed", [viewed]);
	frappe.show_alert({ message: said, indicator: viewed ? "green" : "orange" });
	listview.clear_checked_items();
	listview.refresh();
}

function show_mine() {
	frappe.route_options = { handler: frappe.session.user, state: ["not in", DONE] };
	frappe.set_route("List", ORDER, "List");
}

function show_waiting() {
	frappe.route_options = { handler: ["is", "not set"], state: ["not in", DONE] };
	frappe.set_route("List", ORDER, "List");
}

async function take_next() {
	const name = await frappe.xcall("bank_crm.api.work_orders.pull");
	if (name) frappe.set_route("Form", ORDER, name);
	else frappe.show_alert({ message: __("No order waits in your queues."), indicator: "blue" });
}

const PRESENCES = { Available: "green", Busy: "orange", Away: "gray", Offline: "gray" };

/** One's own presence, for those who are given orders by turn. */
async function show_presence(listview) {
	if (!frappe.model.can_read("Bank Service Profile")) return;
	const own = await frappe.xcall("bank_crm.api.work_orders.presence", {}, "GET");
	if (!own) return;
	const context = "Bank Service Profile";
	const group = __("{0} ({1}/{2})", [__(own.presence, null, context), own.open_orders, own.capacity]);
	for (const value of Object.keys(PRESENCES)) {
		listview.page.add_inner_button(
			__(value, null, context),
			async () => {
				await frappe.xcall("bank_crm.api.work_orders.set_presence", { value });
				listview.page.remove_inner_button_group?.(group);
				listview.page.inner_toolbar.find(`.inner-group-button[data-label="${encodeURIComponent(group)}"]`).remove();
				show_presence(listview);
			},
			group
		);
	}
}

// A board shows all its cards at once: one's own orders, and never more than can be looked at.
const { get_args } = frappe.views.KanbanView.prototype;
frappe.views.KanbanView.prototype.get_args = function () {
	const args = get_args.call(this);
	if (this.doctype !== ORDER) return args;
	const by_handler = args.filters.some(([, field]) => field === "handler");
	const sees_all = frappe.user.has_role(["Bank Branch Manager", "Bank Compliance Officer", "Bank Auditor", "Bank CRM Administrator"]);
	if (!by_handler && !sees_all) args.filters = [...args.filters, [ORDER, "handler", "=", frappe.session.user]];
	return { ...args, page_length: MOST_CARDS };
};
