// The activity below a form tells of states and people in the user's words; it quotes what is stored otherwise.

const { sync_docinfo } = frappe.model;

function word(df, value) {
	if (!value || typeof value !== "string") return value;
	if (df.fieldtype === "Select") return __(value, null, df.parent);
	if (df.fieldtype !== "Link") return value;
	if (df.options === "User") return frappe.boot.user_info?.[value]?.fullname || value;
	if (df.options === "Workflow State") return __(value, null, df.parent);
	return (frappe.boot.translated_doctypes || []).includes(df.options) ? __(value, null, df.options) : value;
}

function in_words(version, doctype) {
	const data = JSON.parse(version.data || "{}");
	if (!data.changed?.length) return version;
	const changed = data.changed.map(([field, before, after]) => {
		const df = frappe.meta.get_docfield(doctype, field);
		return df ? [field, word(df, before), word(df, after)] : [field, before, after];
	});
	return { ...version, data: JSON.stringify({ ...data, changed }) };
}

frappe.model.sync_docinfo = function (answer) {
	const { doctype, versions } = answer?.docinfo || {};
	if (doctype?.startsWith("Bank ") && versions?.length) {
		for (const [user, { fullname } = {}] of Object.entries(answer.docinfo.user_info || {})) {
			if (fullname && !frappe.boot.user_info?.[user]?.fullname) frappe.boot.user_info[user] = answer.docinfo.user_info[user];
		}
		answer.docinfo.versions = versions.map((version) => in_words(version, doctype));
	}
	return sync_docinfo.call(this, answer);
};
