// A file a form hands out: asked for by POST, so that the log and the one-time rules hold, then saved by the browser.

frappe.provide("bank_crm");

/** Save what a method answers with as `filename`; tells why not and returns false where it refuses. */
bank_crm.download = async (method, args, filename) => {
	const response = await fetch(`/api/method/${method}`, {
		method: "POST",
		headers: {
			"X-Frappe-CSRF-Token": frappe.csrf_token,
			"Content-Type": "application/json",
			"X-Requested-With": "XMLHttpRequest",
		},
		body: JSON.stringify(args),
	});
	if (!response.ok) {
		const answer = await response.json();
		const [message] = JSON.parse(answer._server_messages || "[]").map((text) => JSON.parse(text).message);
		frappe.msgprint({ title: __("Download"), message: message || __("The file cannot be downloaded."), indicator: "red" });
		return false;
	}
	const link = document.createElement("a");
	link.href = URL.createObjectURL(await response.blob());
	link.download = filename;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
	return true;
};
