"""Reading sheets: CSV and XLSX with any columns, and what the columns mean."""
