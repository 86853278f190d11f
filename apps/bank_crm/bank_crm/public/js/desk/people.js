// Colleagues by their names, not by their log-ins: the server sends the names of the people a document links to
// (extends/people.py), and everything that shows a user finds them where the framework looks.

const { sync } = frappe.model;

frappe.model.sync = function (answer) {
	const docs = sync.call(this, answer);
	for (const doc of [docs].flat().filter(Boolean)) remember(doc.__onload?.people);
	return docs;
};

function remember(people) {
	for (const [user, fullname] of Object.entries(people || {})) {
		frappe.utils.add_link_title("User", user, fullname);
		if (!frappe.boot.user_info?.[user]?.fullname) frappe.update_user_info({ [user]: { name: user, email: user, fullname } });
	}
}

frappe.provide("bank_crm.people");
bank_crm.people.remember = remember;

const formatter = frappe.form.link_formatters.User;

frappe.form.link_formatters.User = (user, doc, df) => {
	const said = formatter(user, doc, df);
	return said === user ? frappe.boot.user_info?.[user]?.fullname || user : said;
};
