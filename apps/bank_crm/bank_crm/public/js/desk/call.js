// Frappe 15 knows no way of asking but POST, which functions that only read refuse: the third and fourth of `xcall`'s
// arguments are as Frappe 16 has them.

if (frappe.xcall.length < 3) {
	frappe.xcall = (method, args, type, opts = {}) =>
		new Promise((resolve, reject) => {
			frappe.call({
				method,
				args,
				type: type || "POST",
				callback: (r) => resolve(r.message),
				error: (r) => reject(r?.message),
				...opts,
			});
		});
}
