// Files that are handed out once (SEC-12, SEC-17): asked for by POST, so that no link opens one by mistake.

const KEPT_MS = 10_000;

frappe.provide("bank_crm");

/** Save what `method` hands out for the form's document as `filename`; `refusal` is said where the server says nothing. */
bank_crm.download_once = async (frm, method, filename, refusal) => {
	const response = await fetch(`/api/method/${method}`, {
		method: "POST",
		headers: {
			"X-Frappe-CSRF-Token": frappe.csrf_token,
			"Content-Type": "application/json",
			"X-Requested-With": "XMLHttpRequest",
		},
		body: JSON.stringify({ name: frm.doc.name }),
	});
	if (response.ok) save(await response.blob(), filename);
	else frappe.msgprint({ title: __("Download"), message: (await reason(response)) || refusal, indicator: "red" });
	frm.reload_doc();
};

async function reason(response) {
	const answer = await response.json();
	const [message] = JSON.parse(answer._server_messages || "[]").map((text) => JSON.parse(text).message);
	return message;
}

function save(blob, filename) {
	const link = document.createElement("a");
	link.href = URL.createObjectURL(blob);
	link.download = filename;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
}
