// The help inside the system: a panel beside the screen one is on, and a page with all articles (UX-06).
import { HelpPage, HelpPanel } from "./help/help";

frappe.provide("bank_crm");
Object.assign(bank_crm, { HelpPage, HelpPanel });
