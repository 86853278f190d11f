// What stays for good is not offered to be deleted: the server would refuse it.

$(document).on("form-refresh", (_event, frm) => {
	if (!frm.doc.__onload?.bank_kept) return;
	const label = encodeURIComponent(__("Delete"));
	frm.page.menu.find(`.menu-item-label[data-label="${label}"]`).closest("li").remove();
});
