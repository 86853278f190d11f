// 【锁定账号】: who cannot log in at the moment, and letting them try again (SEC-05).
frappe.listview_settings["Bank Login Lock"] = {
	add_fields: ["user", "locked_until", "failures"],
	hide_name_column: true,
	filters: [
		["user", "is", "set"],
		["locked_until", ">", frappe.datetime.now_datetime()],
	],

	get_indicator(doc) {
		const locked = doc.locked_until && doc.locked_until > frappe.datetime.now_datetime();
		return locked
			? [__("Account Locked"), "red", `locked_until,>,${frappe.datetime.now_datetime()}`]
			: [__("Failed Log-ins"), "orange", `failures,>,0`];
	},

	onload(listview) {
		listview.page.add_actions_menu_item(__("Unlock"), () => unlock(listview, listview.get_checked_items(true)));
	},

	button: {
		show: (doc) => Boolean(doc.user),
		get_label: () => __("Unlock"),
		get_description: (doc) => __("Let {0} log in again now", [doc.user]),
		action: (doc) => unlock(cur_list, [doc.name]),
	},
};

function unlock(listview, names) {
	return frappe.xcall("bank_crm.api.login_locks.unlock", { names }).then((count) => {
		frappe.show_alert({ message: __("{0} accounts unlocked.", [count]), indicator: "green" });
		listview.clear_checked_items();
		listview.last_args = null; // Frappe does not ask the same twice within three seconds
		listview.refresh();
	});
}
