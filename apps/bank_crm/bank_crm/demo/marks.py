"""By what the demo bank is known on a site, for those who take it away; needs none of its libraries."""

#: Mail domain of the demo staff; reserved, so that no message ever leaves.
STAFF_DOMAIN = "zhijiang.example"  # RFC 2606
#: Key of the staff's common password in the site's configuration.
PASSWORD_KEY = "bank_crm_demo_password"
#: Parent of the stamps in Frappe's table of defaults: no user, so nobody else reads them.
STAMPS_PARENT = "bank_crm_demo"
