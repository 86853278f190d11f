// The 360-degree view on the customer's form: identity, assets, accounts, last transactions.
import { Panorama } from "./panorama/panorama";

frappe.provide("bank_crm");
bank_crm.Panorama = Panorama;
