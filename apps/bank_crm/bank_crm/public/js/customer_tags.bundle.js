// Tags of customers: the dialog on one, the batch for many, the list cut down by them (SEG-08, UX-04).
import { CustomerTags } from "./customer_tags/dialog";
import { CustomerTagsBatch } from "./customer_tags/batch";
import { CustomerTagsList } from "./customer_tags/list";

frappe.provide("bank_crm");
Object.assign(bank_crm, { CustomerTags, CustomerTagsBatch, CustomerTagsList });
