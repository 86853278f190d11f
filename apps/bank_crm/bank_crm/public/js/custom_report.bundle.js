// The page 【自定义报表】: put a report together, look at it, save, share and pin it.
import { CustomReport } from "./custom_report/page";

frappe.provide("bank_crm");
bank_crm.CustomReport = CustomReport;
