"""The customer's page: what it shows beside the document, one module per part (CUS-07, CUS-16 to CUS-24)."""
